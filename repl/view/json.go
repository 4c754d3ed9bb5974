package view

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sockpit/runtime"
	"sockpit/runtime/printable"
)

// eventJSON is one line of the event log as JSON. Payloads are base64, as JSON
// text would lose bytes; preview is for people.
type eventJSON struct {
	Seq     int64   `json:"seq"`
	Begin   string  `json:"begin"`             // RFC 3339 with nanoseconds
	Took    float64 `json:"took,omitempty"`    // seconds; absent while the call is under way
	Task    int     `json:"task"`              //
	Line    string  `json:"line,omitempty"`    // "file:line" of the script
	Call    string  `json:"call"`              //
	Via     string  `json:"via,omitempty"`     // function that made the call
	Socket  int     `json:"socket,omitempty"`  //
	Made    int     `json:"made,omitempty"`    // socket that the call made
	Arg     string  `json:"arg,omitempty"`     //
	Note    string  `json:"note,omitempty"`    //
	Local   string  `json:"local,omitempty"`   // the socket's own end after bind, listen, connect; the new one's after accept
	Remote  string  `json:"remote,omitempty"`  //
	N       int     `json:"n,omitempty"`       // bytes taken or given
	Size    int     `json:"size,omitempty"`    // bytes the datagram had
	EOF     bool    `json:"eof,omitempty"`     //
	From    *int64  `json:"from,omitempty"`    // byte range of the stream
	To      *int64  `json:"to,omitempty"`      //
	Data    []byte  `json:"data,omitempty"`    // base64; the first bytes
	Preview string  `json:"preview,omitempty"` // the same, quoted and safe to show
	Error   string  `json:"error,omitempty"`   // code
	Message string  `json:"message,omitempty"` // of the error
}

// EventsJSON writes events as JSON lines. A first line {"dropped": n} says how
// many older ones are missing, if any are.
func EventsJSON(events []runtime.Event, dropped int64) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	if dropped > 0 {
		_ = enc.Encode(map[string]int64{"dropped": dropped})
	}
	for i := range events {
		_ = enc.Encode(toJSON(&events[i]))
	}
	return asciiUnsafe(b.String())
}

// asciiUnsafe writes what could move a cursor or hide on a terminal as \u
// escapes, which mean the same to whoever reads JSON.
func asciiUnsafe(s string) string {
	if printable.Text(s) == s {
		return s
	}
	var out []byte
	for _, r := range s {
		switch {
		case r == '\n' || r >= ' ' && r <= '~' || printable.Line(string(r)) == string(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", hi, lo)
		default:
			out = fmt.Appendf(out, "\\u%04x", r)
		}
	}
	return string(out)
}

// text is for what should be UTF-8 and may not be: a path, a file name. JSON
// would put U+FFFD for a byte that is none; so the text is shown escaped.
func text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return printable.Line(s)
}

func toJSON(e *runtime.Event) eventJSON {
	j := eventJSON{
		Seq: e.Seq, Begin: e.Begin.UTC().Format("2006-01-02T15:04:05.000000000Z07:00"), Task: e.Task, Line: text(e.Place.String()),
		Call: e.Call, Via: e.Via, Socket: e.Socket, Made: e.Made, Arg: text(e.Arg), Note: text(e.Note), Remote: text(e.Remote.String()),
		N: e.N, EOF: e.EOF, Data: e.Data,
	}
	if e.Done() {
		j.Took = e.End.Sub(e.Begin).Seconds()
	}
	switch e.Call {
	case "send", "sendto", "recv", "recvfrom", "peek":
		j.From, j.To = &e.Stream.From, &e.Stream.To
		j.Preview = printable.Quote(e.Data)
		if e.Size != e.N {
			j.Size = e.Size
		}
	}
	if e.Err != nil {
		j.Error, j.Message = runtime.Code(e.Err), text(e.Err.Error())
	}
	return j
}

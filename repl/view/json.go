package view

import (
	"encoding/json"
	"strings"

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
	return b.String()
}

func toJSON(e *runtime.Event) eventJSON {
	j := eventJSON{
		Seq: e.Seq, Begin: e.Begin.UTC().Format("2006-01-02T15:04:05.000000000Z07:00"), Task: e.Task, Line: e.Place.String(),
		Call: e.Call, Via: e.Via, Socket: e.Socket, Made: e.Made, Arg: e.Arg, Note: e.Note, Remote: e.Remote.String(),
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
		j.Error, j.Message = runtime.Code(e.Err), e.Err.Error()
	}
	return j
}

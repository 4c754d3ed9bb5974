package record

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// A Field is one field of a line, for the reference page.
type Field struct{ Name, Type, Means string }

// HeaderFields describe the first line, in the order in which its fields are
// written.
func HeaderFields() []Field { return described(headerFields) }

// StepFields describe the line of a step.
func StepFields() []Field { return described(stepFields) }

// EventFields describe the line of a call.
func EventFields() []Field { return described(eventFields) }

// A header is the first line.
type header struct {
	version int
	*Log
}

var headerFields = []field[header]{
	{Field{"sockpit", "number", "version of the format: 1. The first line, and only it, has this field"},
		func(h *header) any { return h.version }, func(h *header, raw json.RawMessage) error { return into(raw, &h.version, "a whole number") }},
	text("tool", "what wrote the log", maxName, func(h *header) *string { return &h.Tool }),
	text("script", "name of the script, or [prompt]", maxName, func(h *header) *string { return &h.Script }),
	text("text", "its text, or what was typed", maxScript, func(h *header) *string { return &h.Text }),
	{Field{"args", "list", "the words behind the script's name"}, argsOf,
		func(h *header, raw json.RawMessage) error { return h.readArgs(raw) }},
	moment("began", "when", func(h *header) *time.Time { return &h.Began }),
	number("dropped", "how many older calls are missing; those that made the sockets of the others are kept", maxCount, func(h *header) *int64 { return &h.Dropped }),
}

func (h *header) readArgs(raw json.RawMessage) error {
	if err := into(raw, &h.Args, "a list of texts"); err != nil {
		return err
	}
	if n := len(h.Args); n > maxArgs {
		h.Args = append(h.Args[:maxArgs-1:maxArgs-1], fmt.Sprintf("… and %s more", printable.Count(n-maxArgs+1)))
	}
	for i := range h.Args {
		h.Args[i] = bounded(h.Args[i], maxText)
	}
	return nil
}

func argsOf(h *header) any {
	if len(h.Args) == 0 {
		return nil
	}
	args := make([]string, len(h.Args))
	for i, a := range h.Args {
		args[i] = clean(a)
	}
	return args
}

var stepFields = []field[Step]{
	{Field{"step", "text", "what happens next, as the script says it. Only the line of a step has this field"},
		func(s *Step) any { return clean(s.Text) }, func(s *Step, raw json.RawMessage) error { return words(raw, &s.Text, maxText) }},
	place("line", "line of the script", func(s *Step) *event.Place { return &s.Place }),
	moment("at", "when", func(s *Step) *time.Time { return &s.At }),
	number("seq", "number of the first call after it", maxCount, func(s *Step) *int64 { return &s.Seq }),
	number("task", "who said it", maxID, func(s *Step) *int { return &s.Task }),
}

// A call is the line of a call; what its fields say of each other is put
// together when all are read.
type call struct {
	*event.Event
	took          *time.Duration
	network       string
	local, remote string
	told          *runtime.ToldError
}

var eventFields = []field[call]{
	number("seq", "number of the call: they are counted in the order in which they begin", maxCount, func(c *call) *int64 { return &c.Seq }),
	moment("begin", "when the call was made", func(c *call) *time.Time { return &c.Begin }),
	{Field{"took", "number", "seconds it took; left out while it is under way"}, tookOf,
		func(c *call, raw json.RawMessage) error { return seconds(raw, &c.took) }},
	number("task", "who called", maxID, func(c *call) *int { return &c.Task }),
	place("line", "line of the script", func(c *call) *event.Place { return &c.Place }),
	text("call", "the system call or step: "+strings.Join(callNames(), ", "), maxName, func(c *call) *string { return &c.Call }),
	text("via", "the function that the script called, if it is another", maxName, func(c *call) *string { return &c.Via }),
	number("socket", "number of the socket", maxID, func(c *call) *int { return &c.Socket }),
	number("made", "number of the socket that the call made", maxID, func(c *call) *int { return &c.Made }),
	text("arg", "what was asked: an address, an option, a backlog", maxText, func(c *call) *string { return &c.Arg }),
	text("note", "what sockpit adds", maxText, func(c *call) *string { return &c.Note }),
	{Field{"network", "text", "of the addresses: tcp4, tcp6, udp4, udp6"}, networkOf,
		func(c *call, raw json.RawMessage) error { return into(raw, &c.network, "a text") }},
	{Field{"local", "text", "the socket's own end after bind, listen and connect; the new socket's after accept"},
		func(c *call) any { return orNil(clean(c.Local.String())) }, func(c *call, raw json.RawMessage) error { return into(raw, &c.local, "a text") }},
	{Field{"remote", "text", "the other end"},
		func(c *call) any { return orNil(clean(c.Remote.String())) }, func(c *call, raw json.RawMessage) error { return into(raw, &c.remote, "a text") }},
	number("n", "bytes taken or given; of a close, those not received where no socket of the session is at the other end", maxBytes, func(c *call) *int { return &c.N }),
	{Field{"size", "number", "bytes that the datagram had, if it was cut; -1 if nobody knows"}, sizeOf,
		func(c *call, raw json.RawMessage) error { return into(raw, &c.Size, "a whole number") }},
	{Field{"eof", "true", "the stream had ended"}, func(c *call) any { return orNil(c.EOF) },
		func(c *call, raw json.RawMessage) error { return into(raw, &c.EOF, "true or false") }},
	{Field{"from", "number", "the bytes are those from here to \"to\" of the stream, in that direction"}, func(c *call) any { return ofTransfer(c, c.Stream.From) },
		func(c *call, raw json.RawMessage) error { return natural(raw, &c.Stream.From, maxCount) }},
	{Field{"to", "number", "see from"}, func(c *call) any { return ofTransfer(c, c.Stream.To) },
		func(c *call, raw json.RawMessage) error { return natural(raw, &c.Stream.To, maxCount) }},
	{Field{"data", "base64", "the bytes, whole unless cut says otherwise"}, dataOf,
		func(c *call, raw json.RawMessage) error { return into(raw, &c.Data, "bytes in base64") }},
	{Field{"preview", "text", "the first 64 of them as a Lua literal that is safe to show"}, previewOf, nil},
	{Field{"cut", "number", "how many bytes at the end are not in data"}, func(c *call) any { return orNil(Cut(c.Event)) }, nil},
	{Field{"error", "text", "code of the error: ECONNREFUSED, TIMEOUT, …"}, codeOf,
		func(c *call, raw json.RawMessage) error { return words(raw, &c.failed().Told, maxName) }},
	{Field{"message", "text", "the error in words"}, messageOf,
		func(c *call, raw json.RawMessage) error { return words(raw, &c.failed().Text, maxText) }},
}

func tookOf(c *call) any {
	if !c.Done() {
		return nil
	}
	d := max(0, c.End.Sub(c.Begin))
	return json.RawMessage(fmt.Sprintf("%d.%09d", d/time.Second, d%time.Second)) // a float would lose nanoseconds
}

func networkOf(c *call) any {
	for _, a := range []stack.Address{c.Local, c.Remote} {
		if a.IP.IsValid() {
			return string(a.Network)
		}
	}
	return nil
}

func sizeOf(c *call) any {
	if !IsTransfer(c.Event) || c.Size == c.N {
		return nil
	}
	return c.Size
}

func ofTransfer(c *call, n int64) any {
	if !IsTransfer(c.Event) {
		return nil
	}
	return n
}

func dataOf(c *call) any {
	if len(c.Data) == 0 {
		return nil
	}
	return c.Data
}

// PreviewBytes is how many bytes are written a second time, to be read by people.
const PreviewBytes = 64

func previewOf(c *call) any {
	if !IsTransfer(c.Event) {
		return nil
	}
	return printable.Quote(c.Data[:min(len(c.Data), PreviewBytes)])
}

func codeOf(c *call) any {
	if c.Err == nil {
		return nil
	}
	return runtime.Code(c.Err)
}

func messageOf(c *call) any {
	if c.Err == nil {
		return nil
	}
	return clean(c.Err.Error())
}

// failed gives the error that is being read.
func (c *call) failed() *runtime.ToldError {
	if c.told == nil {
		c.told = &runtime.ToldError{}
	}
	return c.told
}

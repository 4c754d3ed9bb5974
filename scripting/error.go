package scripting

import (
	"context"
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting/explain"
	"sockpit/scripting/limit"
	"sockpit/scripting/stdlib"
)

// An Error is the error object that scripts catch: what a failed call raises.
type Error struct {
	Op      string          // the function: "dial"
	Code    string          // "ECONNREFUSED", "TIMEOUT", "ARGUMENT", …
	Message string          // "dial: 127.0.0.1:9001: connection refused (ECONNREFUSED)"
	Socket  *runtime.Socket // nil if there is none
	Where   event.Place
	Hint    string   // what to try, or ""
	Sent    int      // bytes a failed send gave to the kernel
	Kept    int      // bytes a failed recv_exactly or recv_until keeps in the socket
	proofs  []string // what the hint rests on
	cause   error
	host    *Host
}

// ErrorType is the type of error objects.
var ErrorType = &Type{Name: "error", Fields: []Field{
	errorField("op", "string", "the function that failed", func(e *Error) lua.LValue { return lua.LString(e.Op) }),
	errorField("code", "string", "a short name: ECONNREFUSED, TIMEOUT, CLOSED, …", func(e *Error) lua.LValue { return lua.LString(e.Code) }),
	errorField("message", "string", "what happened, in a line", func(e *Error) lua.LValue { return lua.LString(e.Message) }),
	errorField("hint", "string", "what to try, or \"\"", func(e *Error) lua.LValue { return lua.LString(e.host.hint(e)) }),
	errorField("socket", "sockpit.socket?", "the socket, or nil", func(e *Error) lua.LValue { return e.host.SocketValue(e.Socket) }),
	errorField("where", "string", "the line of the script", func(e *Error) lua.LValue { return lua.LString(e.Where.String()) }),
	errorField("sent", "integer?", "bytes that a failed send gave to the kernel", func(e *Error) lua.LValue { return lua.LNumber(e.Sent) }),
	errorField("kept", "any", "bytes that a failed receive keeps in the socket", func(e *Error) lua.LValue { return lua.LNumber(e.Kept) }),
}}

var errorField = FieldOf[*Error]

// LuaType is that of errors.
func (e *Error) LuaType() *Type { return ErrorType }

// String is the message.
func (e *Error) String() string { return e.Message }

// Brief is the message in a line.
func (e *Error) Brief() string { return "error: " + printable.Line(e.Message) }

// Holds gives the socket.
func (e *Error) Holds() []lua.LValue { return []lua.LValue{e.host.SocketValue(e.Socket)} }

// ErrorOf gives the error object that a value is, nil if it is none.
func ErrorOf(v lua.LValue) *Error {
	e, _ := ObjectOf(v).(*Error)
	return e
}

func (e *Error) Error() string { return e.Message }

// event gives the number of the event of the call that failed, 0 if there was none.
func (e *Error) event() int64 {
	var ce *runtime.CallError
	if errors.As(e.cause, &ce) {
		return ce.Event
	}
	return 0
}
func (e *Error) Unwrap() error { return e.cause }

// raise makes the error object of err and raises it in L.
func (t *Task) raise(L *lua.LState, err error) {
	if t.stopped() != nil && !isExpectation(err) {
		L.Error(t.stopValue(), 0)
	}
	var passed *luaError
	if errors.As(err, &passed) {
		t.passing = passed.failure
		L.Error(passed.failure.Value, 0)
	}
	L.Error(t.host.Object(t.newError(err)), 0)
}

// raiseHere raises an error of a function that is none of the API's.
func (t *Task) raiseHere(L *lua.LState, err error) {
	t.caller.Place, t.caller.Via = t.place(), ""
	t.raise(L, err)
}

// tooLong raises that a text is longer than strings may be.
func (t *Task) tooLong(L *lua.LState) {
	t.raiseHere(L, &stdlib.TooLongError{Limit: t.host.limits.String, Name: "--max-string"})
}

// A luaError carries what a script raised through Go code.
type luaError struct{ failure *Failure }

func (e *luaError) Error() string { return e.failure.Message }

// newError puts an error of a call into the words of a script: sockets by the
// names of the variables that hold them.
func (t *Task) newError(err error) *Error {
	h := t.host
	e := &Error{Op: t.caller.Via, Code: runtime.Code(err), Message: err.Error(), Where: t.caller.Place, cause: err, host: h}
	var ce *runtime.CallError
	var arg *ArgError
	var reached *limit.Error
	var long *stdlib.TooLongError
	var exp *Expectation
	switch {
	case errors.As(err, &ce):
		h.caught = e // until nobody does
		e.Op, e.Socket, e.Sent, e.Kept = ce.Op, ce.Socket, ce.Sent, ce.Kept
		e.Message = callMessage(h, ce)
	case errors.As(err, &arg):
		e.Code, e.Op = "ARGUMENT", arg.F.Name
		e.Hint = "usage: " + arg.F.Usage()
	case errors.As(err, &reached), errors.As(err, &long):
		e.Code = "LIMIT"
	case errors.As(err, &exp):
		e.Code = "EXPECTATION"
	default:
		e.Message = prefixed(e.Op, e.Message)
		if errors.Is(err, context.Canceled) {
			e.Code = "CANCELLED"
		}
	}
	return e
}

// hint gives what to try. It asks the kernel, which takes a while, so it is
// found when it is looked at: many errors are caught and never shown.
func (h *Host) hint(e *Error) string {
	var ce *runtime.CallError
	if e.Hint == "" && errors.As(e.cause, &ce) {
		r := explain.Failure(h.facts(), ce)
		e.Hint, e.proofs = r.Hint(), r.Proofs
	}
	return e.Hint
}

func prefixed(op, message string) string {
	if op == "" || strings.HasPrefix(message, op+": ") {
		return message
	}
	return op + ": " + message
}

// callMessage is the error's own text with the socket's name put in.
func callMessage(h *Host, ce *runtime.CallError) string {
	about := ce.Target
	if about == "" && ce.Socket != nil {
		about = h.Name(ce.Socket)
	}
	s := ce.Op + ": "
	if about != "" {
		s += about + ": "
	}
	s += ce.Reason()
	if code := ce.Code(); strings.HasPrefix(code, "E") && code != "EOF" && code != "ERROR" {
		s += " (" + code + ")"
	}
	s += ce.Others()
	switch {
	case ce.Sent > 0:
		s += fmt.Sprintf("; the kernel took %d bytes before", ce.Sent)
	case ce.Kept > 0:
		s += fmt.Sprintf("; %d bytes came before and are kept in the socket", ce.Kept)
	}
	return s
}

// stopValue is what unwinds a task that must end.
func (t *Task) stopValue() lua.LValue {
	h := t.host
	err := t.stopped()
	e := &Error{Code: "INTERRUPTED", Message: err.Error(), Where: t.place(), cause: err, host: h}
	var reached *limit.Error
	var dead *DeadlockError
	var skip *SkipError
	switch {
	case errors.As(err, &skip):
		e.Code = skip.StopCode()
	case errors.As(err, &reached):
		e.Code = "LIMIT"
	case errors.As(err, &dead):
		e.Code, e.Hint = "DEADLOCK", dead.Report.Hint()
	case errors.Is(err, errCancelled):
		e.Code = "CANCELLED"
	}
	return h.Object(e)
}

func (t *Task) stopError() error {
	return &lua.ApiError{Type: lua.ApiErrorRun, Object: t.stopValue()}
}

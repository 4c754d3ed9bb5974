package api

import (
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/wire"
	"sockpit/scripting"
)

var faultFuncs = []*scripting.Func{
	{
		Name: "fault", Recv: scripting.SocketType, Group: "tune",
		Params: []scripting.Param{{Name: "s", Type: "socket", Means: "a stream socket"},
			{Name: "faults", Type: "options", Optional: true, Means: "what is to be wrong; nothing unless given", Fields: faultFields}},
		Summary: "makes the connection a bad one at this end, to see how a program bears it",
		Detail: `The faults act in the socket, between the script and the kernel, like a bad cable at this end; what the kernel
says of the socket stays true. Each call sets the faults of its directions anew, also for calls that wait there already, and fault(s) takes
them away. n bytes are counted from the beginning of the stream. Bytes that a stop, a delay or a rate keeps from recv wait in the kernel's queue
(recv_queue); those that it keeps from the kernel are still the script's, and the send waits. Bytes that drop throws away are lost: send
says that it sent them, and the kernel never got them. reset ends a TCP connection with RST for both ends; a Unix socket has no reset,
both its directions end. Each call that meets a fault leaves an event "fault" that says what it did.`,
		Example: `a, b = pair("tcp")
fault(b, {slice = 3})
send(a, "hello")
expect.equal(recv(b), "hel")
fault(b, {stop = true})
local nothing, err = try(recv, b, {timeout = 0.01})
expect.equal(err.code, "TIMEOUT")
expect.equal(b.recv_queue, 2)
fault(b)
expect.equal(recv(b), "lo")`,
		Run: apiFault,
	},
}

var faultFields = []scripting.Param{
	{Name: "direction", Type: "string", Means: `"recv", "send" or "both"; both unless given`},
	{Name: "delay", Type: "seconds", Means: "before each piece is handed on"},
	{Name: "rate", Type: "number", Means: "bytes a second"},
	{Name: "slice", Type: "number", Means: "most bytes that one receive gives, or that go to the kernel in one piece: 1 makes a dribble"},
	{Name: "halves", Type: "any", Means: "true hands on what is there in two pieces"},
	{Name: "glued", Type: "any", Means: "true holds small sends back to send them together: when the sender receives, waits or shuts down, or 0.02 s later"},
	{Name: "stop", Type: "any", Means: "nothing passes any more, and calls wait: true, or after so many bytes"},
	{Name: "reset", Type: "any", Means: "the connection is reset: true for with the next byte, or after so many bytes"},
	{Name: "drop", Type: "any", Means: "bytes are thrown away: true, or those after so many bytes"},
}

func apiFault(c *scripting.Call) error {
	var s *runtime.Socket
	var t *lua.LTable
	if err := c.Args(&s, &t); err != nil {
		return err
	}
	var f wire.Faults
	direction := wire.BothSides.String()
	delay := time.Duration(0)
	var stop, reset, drop lua.LValue = lua.LNil, lua.LNil, lua.LNil
	if _, err := c.Options(t, map[string]any{"direction": &direction, "delay": &delay,
		"rate": scripting.WholeNumber(&f.Rate, 1, math.MaxInt32), "slice": scripting.WholeNumber(&f.Slice, 1, math.MaxInt32),
		"halves": &f.Halves, "glued": &f.Glued, "stop": &stop, "reset": &reset, "drop": &drop}); err != nil {
		return err
	}
	f.Delay = delay
	for _, m := range []struct {
		name string
		v    lua.LValue
		into *wire.Mark
	}{{"stop", stop, &f.Stop}, {"reset", reset, &f.Reset}, {"drop", drop, &f.Drop}} {
		mark, err := markOf(m.v)
		if err != nil {
			return c.Wrong(m.name, "%s", err)
		}
		*m.into = mark
	}
	for side := wire.BothSides; side <= wire.SendSide; side++ {
		if side.String() == direction {
			return s.Fault(c.Caller(), side, f)
		}
	}
	return c.Wrong("direction", `got %s, want "recv", "send" or "both"`, scripting.Describe(lua.LString(direction)))
}

// markOf reads a place in a stream: true is the begin, which it has passed.
func markOf(v lua.LValue) (wire.Mark, error) {
	switch {
	case v == lua.LNil || v == lua.LFalse:
		return wire.Mark{}, nil
	case v == lua.LTrue:
		return wire.After(0), nil
	case v.Type() != lua.LTNumber:
		return wire.Mark{}, scripting.Got(v, "true or a number of bytes")
	}
	n, err := scripting.WholeOf(v, 0, math.MaxInt32)
	return wire.After(int64(n)), err
}

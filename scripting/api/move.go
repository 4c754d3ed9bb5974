package api

import (
	"io"
	"math"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/scripting"
)

var (
	paramData = scripting.Param{Name: "data", Type: "string", Means: "the bytes"}
	paramMax  = scripting.Param{Name: "max", Type: "number", Optional: true, Means: "most bytes to take; 65536 unless given"}
	fieldMost = scripting.Param{Name: "limit", Type: "number", Means: "most bytes to take before giving up, not counting the delimiter; 1048576 unless given"}
	untilOpts = scripting.Param{Name: "options", Type: "options", Optional: true, Means: "how long to wait and how much to take", Fields: []scripting.Param{fieldTimeout, fieldMost}}
)

const (
	defaultMax   = 65536
	defaultLimit = 1 << 20
)

var moveFuncs = []*scripting.Func{
	{
		Name: "send", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, paramData, paramTimeout},
		Returns:     "how many bytes the kernel took: all of them",
		ReturnTypes: []string{"integer"},
		Summary:     "gives data to the kernel to bring to the other end, waiting for room if need be",
		Detail: `Taken does not mean arrived: the bytes may still wait in a queue here or there. If it fails, the error's sent
says how many bytes the kernel had taken. On a connected datagram socket data is one datagram.`,
		Example: `a, b = pair("tcp")
expect.equal(send(a, "hello"), 5)
expect.equal(b.recv_queue, 5)`,
		Run: func(c *scripting.Call) error {
			if err := sendArgs(c); err != nil {
				return err
			}
			n, err := c.Scratch.Socket.Send(c.Caller(), c.Scratch.Data)
			c.Scratch.Data = nil // the call is kept for the task's next one
			if err != nil {
				return err
			}
			return c.Return(lua.LNumber(n))
		},
	},
	{
		Name: "recv", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, paramMax, paramTimeout},
		Returns:     "what is there, up to max bytes; nil, \"eof\" when the other end has finished sending, or shutdown ended receiving",
		ReturnTypes: []string{"string?", `"eof"?`},
		Summary:     "gives the bytes that have arrived, waiting for the first if there are none",
		Detail: `A stream has no messages: one recv may give half of what one send sent, or what two sends sent. On a datagram
socket it gives one datagram; what does not fit into max is lost.`,
		Example: `a, b = pair("tcp")
send(a, "hello")
expect.equal(recv(b, 4), "hell")
expect.equal(recv(b, 4), "o")
shutdown(a, "write")
local data, why = recv(b)
expect.equal(data, nil)
expect.equal(why, "eof")`,
		Run: func(c *scripting.Call) error { return apiReceive(c, (*runtime.Socket).Recv) },
	},
	{
		Name: "recv_exactly", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, {Name: "n", Type: "number", Means: "how many bytes"}, paramTimeout},
		Returns:     "n bytes; nil, \"eof\" if the stream ended before the first",
		ReturnTypes: []string{"string?", `"eof"?`},
		Summary:     "waits for n bytes, over as many receives as it takes",
		Detail: `If it fails, what came is kept in the socket and the next receive gives it; the error's kept says how much. A
stream that ends in the middle raises EOF.`,
		Example: `a, b = pair("tcp")
send(a, "abc")
local nothing, err = try(recv_exactly, b, 5, {timeout = 0.01})
expect.equal(err.code, "TIMEOUT")
expect.equal(err.kept, 3)
send(a, "de")
expect.equal(recv_exactly(b, 5), "abcde")`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var n int
			var options *lua.LTable
			if err := c.Args(&s, bufferSize(&n), &options); err != nil {
				return err
			}
			if err := c.TimeLimit(options); err != nil {
				return err
			}
			data, err := s.RecvExactly(c.Caller(), n)
			return received(c, data, err)
		},
	},
	{
		Name: "recv_line", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, untilOpts},
		Returns:     "the line without its end; nil, \"eof\" if the stream ended before the first byte",
		ReturnTypes: []string{"string?", `"eof"?`},
		Summary:     "waits for a line that ends in \"\\n\" or \"\\r\\n\"",
		Detail:      "What follows the line stays in the kernel's queue.",
		Example: `a, b = pair("tcp")
send(a, "one\r\ntwo\n")
expect.equal(recv_line(b), "one")
expect.equal(recv_line(b), "two")`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var options *lua.LTable
			if err := c.Args(&s, &options); err != nil {
				return err
			}
			data, err := until(c, s, "\n", options)
			if n := len(data); err == nil && n > 0 {
				data = data[:n-1]
				if n > 1 && data[n-2] == '\r' {
					data = data[:n-2]
				}
			}
			return received(c, data, err)
		},
	},
	{
		Name: "recv_until", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, {Name: "delimiter", Type: "string", Means: "the bytes to wait for"}, untilOpts},
		Returns:     "everything up to and with the delimiter; nil, \"eof\" if the stream ended before the first byte",
		ReturnTypes: []string{"string?", `"eof"?`},
		Summary:     "waits until the delimiter has come",
		Example: `a, b = pair("tcp")
send(a, "GET / HTTP/1.1\r\n\r\nbody")
expect.equal(recv_until(b, "\r\n\r\n"), "GET / HTTP/1.1\r\n\r\n")
expect.equal(b.recv_queue, 4)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var delimiter string
			var options *lua.LTable
			if err := c.Args(&s, &delimiter, &options); err != nil {
				return err
			}
			if delimiter == "" {
				return c.Wrong("delimiter", "got an empty string, want at least one byte")
			}
			data, err := until(c, s, delimiter, options)
			return received(c, data, err)
		},
	},
	{
		Name: "recv_all", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, untilOpts},
		Returns:     "everything up to the end of the stream",
		ReturnTypes: []string{"string"},
		Summary:     "waits until the other end has finished sending",
		Example: `a, b = pair("tcp")
send(a, "all ")
send(a, "of it")
close(a)
expect.equal(recv_all(b), "all of it")`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var options *lua.LTable
			if err := c.Args(&s, &options); err != nil {
				return err
			}
			limit, err := untilOptions(c, options)
			if err != nil {
				return err
			}
			data, err := s.RecvAll(c.Caller(), limit)
			return received(c, data, err)
		},
	},
	{
		Name: "peek", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, paramMax, paramTimeout},
		Returns:     "as recv",
		ReturnTypes: []string{"string?", `"eof"?`},
		Summary:     "gives what recv would give and leaves it there",
		Example: `a, b = pair("tcp")
send(a, "look")
expect.equal(peek(b), "look")
expect.equal(recv(b), "look")`,
		Run: func(c *scripting.Call) error { return apiReceive(c, (*runtime.Socket).Peek) },
	},
	{
		Name: "sendto", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, paramData, {Name: "addr", Type: "address", Means: "to whom"}, paramTimeout},
		Returns:     "how many bytes were sent",
		ReturnTypes: []string{"integer"},
		Summary:     "sends one datagram to addr",
		Detail:      "UDP does not say whether anyone hears it. The longest datagram has 65507 bytes.",
		Example: `a, b = listen("udp://0"), listen("udp://0")
sendto(a, "hi", b.local_address)
expect.equal(recv(b), "hi")`,
		Run: apiSendTo,
	},
	{
		Name: "recvfrom", Recv: scripting.SocketType, Group: "move bytes",
		Params:      []scripting.Param{paramSocket, paramMax, paramTimeout},
		Returns:     "the datagram, the sender's address, and how many bytes the datagram had",
		ReturnTypes: []string{"string", "string", "integer"},
		Summary:     "waits for a datagram and tells who sent it",
		Detail: `A datagram of no bytes is "", not the end; nil, "eof" is: shutdown(s, "read") was called. The third value is more
than the length of the first if the datagram was cut; -1 if it was cut and the system does not say by how much.`,
		Example: `a, b = listen("udp://0"), listen("udp://0")
sendto(a, "world", b.local_address)
local data, from, size = recvfrom(b, 3)
expect.equal(data, "wor")
expect.equal(from, a.local_address)
expect.equal(size, 5)`,
		Run: apiRecvFrom,
	},
}

func bufferSize(n *int) scripting.Whole { return scripting.WholeNumber(n, 0, runtime.MaxReceive) }

// sendArgs unpacks the arguments of send. It is a function of its own, as
// receiveArgs is: a task that waits would keep its frame.
//
//go:noinline
func sendArgs(c *scripting.Call) error {
	in := &c.Scratch
	if err := c.Args(&in.Socket, &in.Data, &in.Options); err != nil {
		return err
	}
	return c.TimeLimit(in.Options)
}

func apiReceive(c *scripting.Call, receive func(*runtime.Socket, *runtime.Caller, int) ([]byte, error)) error {
	if err := receiveArgs(c); err != nil {
		return err
	}
	data, err := receive(c.Scratch.Socket, c.Caller(), c.Scratch.Max)
	return received(c, data, err)
}

// receiveArgs unpacks the arguments of a receive.
//
//go:noinline
func receiveArgs(c *scripting.Call) error {
	in := &c.Scratch
	in.Max = defaultMax
	in.Whole = bufferSize(&in.Max)
	if err := c.Args(&in.Socket, &in.Whole, &in.Options); err != nil {
		return err
	}
	return c.TimeLimit(in.Options)
}

// received returns bytes to the script, or nil, "eof" at the end of a stream.
func received(c *scripting.Call, data []byte, err error) error {
	if err == io.EOF {
		return ended(c)
	}
	if err != nil {
		return err
	}
	return c.Return(ownedString(data))
}

// ended returns nil, "eof".
func ended(c *scripting.Call) error {
	why := "the other end had finished sending"
	if s := c.Scratch.Socket; s != nil && !s.Network.IsStream() {
		why = "shutdown had ended receiving"
	}
	c.GaveNil(c.F.Name + ` gave nil, "eof" (` + why + `)`)
	return c.Return(lua.LNil, lua.LString("eof"))
}

func untilOptions(c *scripting.Call, options *lua.LTable) (limit int, err error) {
	limit = defaultLimit
	timeout := noTimeout
	if _, err := c.Options(options, map[string]any{"timeout": &timeout, "limit": scripting.WholeNumber(&limit, 1, math.MaxInt32)}); err != nil {
		return 0, err
	}
	c.Within(timeout)
	return limit, nil
}

func until(c *scripting.Call, s *runtime.Socket, delimiter string, options *lua.LTable) ([]byte, error) {
	limit, err := untilOptions(c, options)
	if err != nil {
		return nil, err
	}
	return s.RecvUntil(c.Caller(), []byte(delimiter), limit)
}

func apiSendTo(c *scripting.Call) error {
	var s *runtime.Socket
	var data []byte
	var addr scripting.Address
	var options *lua.LTable
	if err := c.Args(&s, &data, &addr, &options); err != nil {
		return err
	}
	if err := c.TimeLimit(options); err != nil {
		return err
	}
	to, err := resolve(c, "addr", addr, s)
	if err != nil {
		return err
	}
	n, err := s.SendTo(c.Caller(), data, to)
	if err != nil {
		return err
	}
	return c.Return(lua.LNumber(n))
}

func apiRecvFrom(c *scripting.Call) error {
	var s *runtime.Socket
	n := defaultMax
	var options *lua.LTable
	if err := c.Args(&s, bufferSize(&n), &options); err != nil {
		return err
	}
	if err := c.TimeLimit(options); err != nil {
		return err
	}
	m, err := s.RecvFrom(c.Caller(), n)
	c.Scratch.Socket = s
	if err != nil {
		return received(c, nil, err)
	}
	return c.Return(lua.LString(m.Data), lua.LString(m.From.String()), lua.LNumber(m.Size))
}

// ownedString makes a string of bytes that nobody else has, without copying.
func ownedString(data []byte) lua.LString {
	return lua.LString(unsafe.String(unsafe.SliceData(data), len(data)))
}

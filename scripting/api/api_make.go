package api

import "sockpit/scripting"

// Parameters that many functions share.
var (
	paramSocket  = scripting.Param{Name: "s", Type: "socket", Means: "the socket"}
	fieldTimeout = scripting.Param{Name: "timeout", Type: "seconds", Means: "gives up after that many seconds; none unless given"}
	paramTimeout = scripting.Param{Name: "options", Type: "options", Optional: true, Means: "how long to wait", Fields: []scripting.Param{fieldTimeout}}
)

var makeFuncs = []*scripting.Func{
	{
		Name: "listen", Recv: scripting.SocketType, Group: "make",
		Params: []scripting.Param{
			{Name: "addr", Type: "address", Means: "where to listen: a port of 127.0.0.1 (0: the OS chooses), \"host:port\", \"unix:///path\"; or a socket that was bound"},
			{Name: "options", Type: "options", Optional: true, Means: "for a socket that was bound: the backlog as a number", Fields: []scripting.Param{
				{Name: "backlog", Type: "number", Means: "how many finished connections may wait for accept; 4096 unless given"},
				{Name: "reuseaddr", Type: "any", Means: "false leaves SO_REUSEADDR out"}, scripting.AnyOption}},
		},
		Returns: "the listener",
		Summary: "makes a socket that waits for clients at addr",
		Detail: `In one call it is socket, setopt reuseaddr, bind and listen; the event log shows them. listen(s, backlog) is
the last of these steps alone. With a udp:// or unixgram:// address it makes a bound datagram socket.`,
		Example: `l = listen(0)
expect.equal(l.state, "LISTEN")
expect(l.local_port > 0, "the OS chose a port")`,
		Run: apiListen,
	},
	{
		Name: "accept", Recv: scripting.SocketType, Group: "make",
		Params:  []scripting.Param{{Name: "l", Type: "socket", Means: "a listener"}, paramTimeout},
		Returns: "a new socket, connected to the client",
		Summary: "takes the next client out of a listener's accept queue, waiting for one if need be",
		Detail: `The new socket has the listener's own local port; its remote end is that client. The listener goes on
listening. The kernel finished the handshake before: accept only takes the connection out of the queue.`,
		Example: `l = listen(0)
c = dial(l.local_port)
s = accept(l)
expect.equal(s.local_port, l.local_port)
expect.equal(s.remote_port, c.local_port)`,
		Run: apiAccept,
	},
	{
		Name: "dial", Group: "make",
		Params: []scripting.Param{
			{Name: "addr", Type: "address", Means: "whom to call: a port of 127.0.0.1, \"host:port\", \"udp://host:port\", \"unix:///path\""},
			{Name: "options", Type: "options", Optional: true, Means: "how to call", Fields: []scripting.Param{
				{Name: "from", Type: "address", Means: "local address to bind first; the OS chooses one unless given"}, fieldTimeout, scripting.AnyOption}},
		},
		Returns: "the connected socket",
		Summary: "makes a socket and connects it to addr",
		Detail: `In one call it is socket and connect. It is finished when the other machine's kernel has answered: nobody need
have called accept. Nobody listening raises ECONNREFUSED, no answer in time TIMEOUT.`,
		Example: `l = listen(0)
c = dial(l.local_port)
expect.equal(c.state, "ESTABLISHED")
expect.error("ECONNREFUSED", dial, (function() local port = l.local_port; close(l); return port end)())`,
		Run: apiDial,
	},
	{
		Name: "socket", Group: "make",
		Params:  []scripting.Param{{Name: "kind", Type: "string", Optional: true, Means: "tcp (the default), tcp4, tcp6, udp, udp4, udp6, unix or unixgram"}},
		Returns: "a socket with the kernel's defaults, not yet bound or connected",
		Summary: "makes a socket, the first of the single steps",
		Example: `s = socket("tcp")
bind(s, 0)
listen(s, 5)
expect.equal(s.backlog, 5)`,
		Run: apiSocket,
	},
	{
		Name: "bind", Recv: scripting.SocketType, Group: "make",
		Params:  []scripting.Param{paramSocket, {Name: "addr", Type: "address", Means: "the local address; port 0 lets the OS choose"}},
		Returns: "the socket",
		Summary: "gives the socket its local address",
		Example: `s = socket("udp")
bind(s, 0)
expect(s.local_port > 0, "the OS chose")`,
		Run: apiBind,
	},
	{
		Name: "connect", Recv: scripting.SocketType, Group: "make",
		Params:  []scripting.Param{paramSocket, {Name: "addr", Type: "address", Means: "the remote address"}, paramTimeout},
		Returns: "the socket",
		Summary: "connects the socket to addr, waiting for the answer",
		Detail: `A datagram socket only remembers addr: from then on it sends there, and hears nobody else. Unless --allow-net
allows more, a socket without an address first gets a loopback one (bind, with the port left open): the kernel could
give it every address of the machine when the connect fails.`,
		Example: `l = listen(0)
c = socket("tcp")
connect(c, l.local_port)
expect.equal(c.remote_port, l.local_port)`,
		Run: apiConnect,
	},
	{
		Name: "pair", Group: "make",
		Params:  []scripting.Param{{Name: "kind", Type: "string", Optional: true, Means: "unix (the default), unixgram, tcp, tcp6, udp or udp6"}},
		Returns: "two sockets that are each other's ends",
		Summary: "makes two connected sockets",
		Example: `a, b = pair("tcp")
send(a, "hello")
expect.equal(recv(b), "hello")
expect(a.peer == b, "they are each other's ends")`,
		Run: apiPair,
	},
}

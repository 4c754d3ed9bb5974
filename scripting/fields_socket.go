package scripting

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// A socketField is one field of a socket. get reads it from a View; direct, if
// set, answers without asking for all that a View holds.
type socketField struct {
	Name, Means string
	get         func(*Host, *runtime.View) lua.LValue
	direct      func(*Host, *runtime.Socket) lua.LValue
}

// socketFields is what a socket shows, in teaching order.
var socketFields = []socketField{
	{Name: "id", Means: "its number in the session",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.ID) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.ID) }},
	{Name: "kind", Means: "listener, stream, datagram, or socket: not yet bound or connected",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LString(v.Kind) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LString(s.Kind()) }},
	{Name: "network", Means: "tcp4, tcp6, udp4, udp6, unix or unixgram",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LString(v.Network) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LString(s.Network) }},
	{Name: "state", Means: "the kernel's name of its state: LISTEN, ESTABLISHED, CLOSE_WAIT, …; nil if unknown",
		get: func(_ *Host, v *runtime.View) lua.LValue { return textOrNil(v.State.Name) }},
	{Name: "local_address", Means: "its own end, as dial reads it: \"127.0.0.1:9000\"",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return addressText(v.State.Local) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { l, _ := s.Addresses(); return addressText(l) }},
	{Name: "local_port", Means: "the port of its own end",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return portOf(v.State.Local) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { l, _ := s.Addresses(); return portOf(l) }},
	{Name: "remote_address", Means: "the other end; nil if there is none",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return addressText(v.State.Remote) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { _, r := s.Addresses(); return addressText(r) }},
	{Name: "remote_port", Means: "the port of the other end",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return portOf(v.State.Remote) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { _, r := s.Addresses(); return portOf(r) }},
	{Name: "bytes_sent", Means: "bytes that the kernel took from send",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.Sent) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.Sent()) }},
	{Name: "bytes_received", Means: "bytes that receives took from the kernel",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.Received) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.Received()) }},
	{Name: "recv_queue", Means: "bytes that have arrived and wait in the kernel; of a datagram socket, those of the next datagram",
		get: func(_ *Host, v *runtime.View) lua.LValue { return quantity(v.State.RecvQueue) }},
	{Name: "send_queue", Means: "bytes sent and not yet acknowledged by the other end",
		get: func(_ *Host, v *runtime.View) lua.LValue { return quantity(v.State.SendQueue) }},
	{Name: "accept_queue", Means: "of a listener: finished connections that wait for accept",
		get: func(_ *Host, v *runtime.View) lua.LValue { return quantity(v.State.AcceptQueue) }},
	{Name: "backlog", Means: "of a listener: how many may wait",
		get: func(_ *Host, v *runtime.View) lua.LValue { return quantity(v.State.Backlog) }},
	{Name: "kept", Means: "bytes in the socket object, left by a receive that failed",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.Kept) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.Kept()) }},
	{Name: "faults", Means: "what fault() has made wrong: \"recv: stop\"; nil if nothing",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return textOrNil(v.Faults) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return textOrNil(s.Faults()) }},
	{Name: "peer", Means: "the socket at the other end, if it is of this session",
		get:    func(h *Host, v *runtime.View) lua.LValue { return h.socketValue(h.Session.Find(v.Peer)) },
		direct: func(h *Host, s *runtime.Socket) lua.LValue { return h.socketValue(s.Peer()) }},
	{Name: "fd", Means: "number of the file descriptor",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.Descriptor()) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.Descriptor()) }},
	{Name: "closed", Means: "whether close or reset was called on it",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LBool(v.Closed()) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LBool(s.Closed()) }},
	{Name: "history", Means: "the states it was seen in, oldest first: tables with state, at (seconds, as now()), call, task and line of what moved it, peer (whether the other end did)",
		direct: (*Host).historyList}, // not in the rows of sockets(): too long
	{Name: "line", Means: "the line of the script that made it",
		get:    func(_ *Host, v *runtime.View) lua.LValue { return lua.LString(v.Made.String()) },
		direct: func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LString(s.Made.String()) }},
}

// socketField asks for one field of a socket.
func (h *Host) socketField(s *runtime.Socket, name string) (lua.LValue, bool) {
	for _, f := range socketFields {
		if f.Name != name {
			continue
		}
		if f.direct != nil {
			return f.direct(h, s), true
		}
		return f.get(h, &runtime.View{Socket: s, State: s.State()}), true
	}
	return lua.LNil, false
}

func quantity(q stack.Quantity) lua.LValue {
	if !q.Known() {
		return lua.LNil
	}
	return lua.LNumber(q)
}

func textOrNil(s string) lua.LValue {
	if s == "" {
		return lua.LNil
	}
	return lua.LString(s)
}

// addressText gives an end as dial reads it; nil for what has no address yet.
func addressText(a stack.Address) lua.LValue {
	if a.IsZero() {
		return lua.LNil
	}
	return lua.LString(a.String())
}

// portOf gives the port; nil for what has none.
func portOf(a stack.Address) lua.LValue {
	if !a.IP.IsValid() || a.Port == 0 {
		return lua.LNil
	}
	return lua.LNumber(a.Port)
}

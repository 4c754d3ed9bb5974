package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// A socketObject is a socket as scripts hold it.
type socketObject struct {
	*runtime.Socket
	host *Host
}

// SocketType is the type of sockets.
var SocketType = &Type{Name: "socket", Fields: fieldsOfSocket(),
	Fixed: "they say what the kernel says; setopt(s, name, value) changes options"}

// LuaType is that of sockets.
func (s *socketObject) LuaType() *Type { return SocketType }

// String says what the socket is now.
func (s *socketObject) String() string {
	return "socket #" + itoa(s.ID) + " " + string(s.Kind()) + stateText(s.Socket)
}

// Brief is "socket #2".
func (s *socketObject) Brief() string { return "socket #" + itoa(s.ID) }

// Key is "socket #2 a".
func (s *socketObject) Key() string {
	name := s.host.Name(s.Socket)
	if strings.HasPrefix(name, "#") {
		return "socket " + name
	}
	return s.Brief() + " " + name
}

// SocketValue gives the one Lua value of a socket, so that == works. The socket
// itself holds it: a table of them would keep every closed one for ever.
func (h *Host) SocketValue(s *runtime.Socket) lua.LValue {
	if s == nil {
		return lua.LNil
	}
	if s.Value == nil {
		s.Value = h.Object(&socketObject{s, h})
		h.noteCallers(s)
	}
	return s.Value.(*lua.LUserData)
}

// SocketOf gives the socket that a value is, nil if it is none.
func SocketOf(v lua.LValue) *runtime.Socket {
	if ud, ok := v.(*lua.LUserData); ok {
		if s, ok := ud.Value.(*socketObject); ok {
			return s.Socket
		}
	}
	return nil
}

// A SocketField is one field of a socket. View reads it from a View; Ask, if set,
// answers without asking for all that a View holds. A field without View is
// too long for the rows of sockets().
type SocketField struct {
	Name, Lua, Means string
	View             func(*Host, *runtime.View) lua.LValue
	Ask              func(*Host, *runtime.Socket) lua.LValue
}

// SocketFields is what a socket shows, in teaching order.
var SocketFields = []SocketField{
	{"id", "integer", "its number in the session",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.ID) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.ID) }},
	{"kind", "string", "listener, stream, datagram, or socket: not yet bound or connected",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LString(v.Kind) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LString(s.Kind()) }},
	{"network", "string", "tcp4, tcp6, udp4, udp6, unix or unixgram",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LString(v.Network) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LString(s.Network) }},
	{"state", "string?", "the kernel's name of its state: LISTEN, ESTABLISHED, CLOSE_WAIT, …; nil if unknown",
		func(_ *Host, v *runtime.View) lua.LValue { return TextValue(string(v.State.Name)) }, nil},
	{"local_address", "string?", "its own end, as dial reads it: \"127.0.0.1:9000\"",
		func(_ *Host, v *runtime.View) lua.LValue { return AddressValue(v.State.Local) },
		func(_ *Host, s *runtime.Socket) lua.LValue { l, _ := s.Addresses(); return AddressValue(l) }},
	{"local_port", "integer?", "the port of its own end",
		func(_ *Host, v *runtime.View) lua.LValue { return PortValue(v.State.Local) },
		func(_ *Host, s *runtime.Socket) lua.LValue { l, _ := s.Addresses(); return PortValue(l) }},
	{"remote_address", "string?", "the other end; nil if there is none",
		func(_ *Host, v *runtime.View) lua.LValue { return AddressValue(v.State.Remote) },
		func(_ *Host, s *runtime.Socket) lua.LValue { _, r := s.Addresses(); return AddressValue(r) }},
	{"remote_port", "integer?", "the port of the other end",
		func(_ *Host, v *runtime.View) lua.LValue { return PortValue(v.State.Remote) },
		func(_ *Host, s *runtime.Socket) lua.LValue { _, r := s.Addresses(); return PortValue(r) }},
	{"bytes_sent", "integer", "bytes that the kernel took from send",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.Sent) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.Sent()) }},
	{"bytes_received", "integer", "bytes that receives took from the kernel",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.Received) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.Received()) }},
	{"recv_queue", "integer?", "bytes that have arrived and wait in the kernel, also those behind urgent data, where FIONREAD stops; of a datagram socket, those of the next datagram",
		func(_ *Host, v *runtime.View) lua.LValue { return QuantityValue(v.State.RecvQueue) }, nil},
	{"send_queue", "integer?", "bytes sent and not yet acknowledged by the other end; 0 once it is CLOSED",
		func(_ *Host, v *runtime.View) lua.LValue { return QuantityValue(v.State.SendQueue) }, nil},
	{"datagrams", "integer?", "of a datagram socket: how many datagrams wait to be received; nil if the system does not tell",
		func(_ *Host, v *runtime.View) lua.LValue { return QuantityValue(v.State.Datagrams) }, nil},
	{"drops", "integer?", "of a UDP socket: how many datagrams came and were thrown away by the kernel, which had no room in rcvbuf for them",
		func(_ *Host, v *runtime.View) lua.LValue { return QuantityValue(v.State.Drops) }, nil},
	{"cut", "integer?", "of a datagram socket: bytes that were thrown away because a receive asked for less than the datagram had",
		func(_ *Host, v *runtime.View) lua.LValue { return cutValue(v.Socket) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return cutValue(s) }},
	{"accept_queue", "integer?", "of a listener: finished connections that wait for accept",
		func(_ *Host, v *runtime.View) lua.LValue { return QuantityValue(v.State.AcceptQueue) }, nil},
	{"backlog", "integer?", "of a listener: how many may wait",
		func(_ *Host, v *runtime.View) lua.LValue { return QuantityValue(v.State.Backlog) }, nil},
	{"kept", "any", "bytes in the socket object, left by a receive that failed",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LNumber(v.Kept) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LNumber(s.Kept()) }},
	{"faults", "string?", "what fault() has made wrong: \"recv: stop\"; nil if nothing",
		func(_ *Host, v *runtime.View) lua.LValue { return TextValue(v.Faults) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return TextValue(s.Faults()) }},
	{"peer", "sockpit.socket?", "the socket at the other end, if it is of this session",
		func(h *Host, v *runtime.View) lua.LValue { return h.SocketValue(h.Session.Find(v.Peer)) },
		func(h *Host, s *runtime.Socket) lua.LValue { return h.SocketValue(s.Peer()) }},
	{"fd", "integer?", "number of the file descriptor; nil on a virtual network",
		func(_ *Host, v *runtime.View) lua.LValue { return descriptorValue(v.Socket) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return descriptorValue(s) }},
	{"host", "string?", "the host of a virtual network that it lives on; nil on the machine's own",
		func(_ *Host, v *runtime.View) lua.LValue { return TextValue(v.Host()) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return TextValue(s.Host()) }},
	{"closed", "boolean", "whether close or reset was called on it",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LBool(v.Closed()) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LBool(s.Closed()) }},
	{"history", "table[]", "the states it was seen in, oldest first: tables with state, at (seconds, as now()), call, task and line of what moved it, peer (whether the other end did)",
		nil, (*Host).historyList}, // not in the rows of sockets(): too long
	{"line", "string?", "the line of the script that made it",
		func(_ *Host, v *runtime.View) lua.LValue { return lua.LString(v.Made.String()) },
		func(_ *Host, s *runtime.Socket) lua.LValue { return lua.LString(s.Made.String()) }},
}

// descriptorValue gives the number of a socket's descriptor, nil where it has none.
func descriptorValue(s *runtime.Socket) lua.LValue {
	if fd := s.Descriptor(); fd >= 0 {
		return lua.LNumber(fd)
	}
	return lua.LNil
}

// fieldsOfSocket makes the fields of the type.
func fieldsOfSocket() (fields []Field) {
	for _, f := range SocketFields {
		fields = append(fields, FieldOf(f.Name, f.Lua, f.Means, func(s *socketObject) lua.LValue {
			if f.Ask != nil {
				return f.Ask(s.host, s.Socket)
			}
			return f.View(s.host, &runtime.View{Socket: s.Socket, State: s.State()})
		}))
	}
	return fields
}

// stateText says which ends a socket has, and its state, with a blank before each.
func stateText(s *runtime.Socket) (text string) {
	st := s.State()
	if local := st.Local.String(); local != "" {
		text += " " + local
	}
	if remote := st.Remote.String(); remote != "" {
		text += " → " + remote
	}
	if st.Name != "" {
		text += " " + string(st.Name)
	}
	return text
}

// cutValue gives what receives have cut off; nil for a stream, whose bytes wait for the next.
func cutValue(s *runtime.Socket) lua.LValue {
	if s.Network.IsStream() {
		return lua.LNil
	}
	return lua.LNumber(s.Cut())
}

// QuantityValue gives a number; nil if it is not known.
func QuantityValue(q stack.Quantity) lua.LValue {
	if !q.Known() {
		return lua.LNil
	}
	return lua.LNumber(q)
}

// TextValue gives a text; nil for none.
func TextValue(s string) lua.LValue {
	if s == "" {
		return lua.LNil
	}
	return lua.LString(s)
}

// AddressValue gives an end as dial reads it; nil for what has no address yet.
func AddressValue(a stack.Address) lua.LValue {
	if a.IsZero() {
		return lua.LNil
	}
	return lua.LString(a.String())
}

// PortValue gives the port; nil for what has none.
func PortValue(a stack.Address) lua.LValue {
	if !a.IP.IsValid() || a.Port == 0 {
		return lua.LNil
	}
	return lua.LNumber(a.Port)
}

// historyList gives the states in which a socket was seen, for a script.
func (h *Host) historyList(s *runtime.Socket) lua.LValue {
	list := h.root.NewTable()
	for _, seen := range s.History() {
		row := h.root.NewTable()
		row.RawSetString("state", lua.LString(seen.State))
		row.RawSetString("at", lua.LNumber(seen.At.Sub(h.began).Seconds()))
		row.RawSetString("call", TextValue(seen.Call))
		row.RawSetString("line", TextValue(seen.Place.String()))
		if seen.Task != 0 {
			row.RawSetString("task", lua.LNumber(seen.Task))
		}
		row.RawSetString("peer", lua.LBool(seen.Peer))
		list.Append(row)
	}
	return list
}

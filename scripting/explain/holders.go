package explain

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// A wish is a local address that a call could not have.
type wish struct {
	stack.Address
	socket *runtime.Socket
	at     int64        // the number of its event: what was set later did not matter
	call   string       // the system call that failed: "bind", "listen", "connect"
	v6only bool         // the socket takes no IPv4
	reuse  *event.Event // the call that set SO_REUSEADDR on it; nil: none did
	shared *event.Event // the same of SO_REUSEPORT
}

// wished tells what local address the failed call was about: that of bind, or
// the one that the socket had when it was to listen.
func (f *Facts) wished(e *runtime.CallError) wish {
	ev, _ := f.Session.Log.Get(e.Event)
	w := wish{socket: e.Socket, call: ev.Call, at: seqOf(e)}
	if e.Socket == nil {
		return w
	}
	w.Network = e.Socket.Network
	if on := f.optionWas(e.Socket.ID, "v6only", w.at); on != nil {
		w.v6only = true
	}
	w.reuse, w.shared = f.optionWas(e.Socket.ID, "reuseaddr", w.at), f.optionWas(e.Socket.ID, "reuseport", w.at)
	if ev.Call == "bind" {
		w.Address = literal(ev.Arg, w.Network)
		return w
	}
	w.Address, _ = e.Socket.Addresses()
	w.Network = e.Socket.Network
	if bound := f.last(e.Socket.ID, call("bind")); !w.IP.IsValid() && bound != nil {
		w.Address = bound.Local
	}
	return w
}

// literal reads an address as an event has it.
func literal(text string, n stack.Network) stack.Address {
	a := stack.Address{Network: n}
	if p, err := netip.ParseAddrPort(text); err == nil {
		a.IP, a.Port = p.Addr(), p.Port()
	} else if _, path, ok := strings.Cut(text, "://"); ok {
		a.Path = path
	}
	return a
}

// optionSet gives the call that turned an option of a socket on, nil if it is off by
// the log.
func (f *Facts) optionSet(id int, name string) *event.Event { return f.optionWas(id, name, lastSeq) }

// optionWas is optionSet for the moment of an event.
func (f *Facts) optionWas(id int, name string, before int64) *event.Event {
	e := f.last(id, func(e *event.Event) bool {
		return e.Call == "setsockopt" && e.Err == nil && e.Done() && e.Seq < before && strings.HasPrefix(e.Arg, name+" = ")
	})
	if e == nil || e.Arg != name+" = true" {
		return nil
	}
	return e
}

// reuses reports whether a socket of ours had SO_REUSEADDR when an event began: from its own call, or from the listener that it came from (socket(7)).
func (f *Facts) reuses(id int, before int64) (bool, claim.Evidence) {
	if on := f.optionWas(id, "reuseaddr", before); on != nil {
		return true, claim.Event(on)
	}
	if from := f.acceptOf(id); from != nil {
		if on := f.optionWas(from.Socket, "reuseaddr", min(before, from.Seq)); on != nil {
			return true, claim.Event(on)
		}
		return false, claim.Event(from)
	}
	if made := f.last(id, call("bind", "connect", "socket")); made != nil {
		return false, claim.Event(made)
	}
	return false, claim.Evidence{}
}

// acceptOf gives the accept that a socket came from, nil if none did.
func (f *Facts) acceptOf(id int) *event.Event {
	for i := range f.history() {
		if e := &f.events[i]; e.Call == "accept" && e.Made == id {
			return e
		}
	}
	return nil
}

// A holder has a local port, or had it when a call failed: a socket of ours, one of
// another program, or what the kernel keeps of one that was closed.
type holder struct {
	stack.Row
	socket  *runtime.Socket // ours, open
	was     int             // ours, closed: number of what the kernel keeps the rest of
	gone    *event.Event    // ours: the call that closed it after the failure
	program string          // "nc, process 4711"; "" not known
}

// rests reports whether it is what the kernel keeps of a connection that is over for
// everybody else.
func (h *holder) rests() bool { return h.socket == nil && h.gone == nil && h.Inode == 0 }

// holdersOf finds who keeps a wish from being granted, as the kernel has it now:
// listeners first, then our others, other programs, and what rests. The error says
// that the kernel could not be asked.
func (f *Facts) holdersOf(w *wish) (out []holder, err error) {
	for range 2 { // a connection that passes into TIME_WAIT is in no table for a moment
		if out, err = f.holdersNow(w); len(out) > 0 || err != nil {
			break
		}
	}
	return out, err
}

func (f *Facts) holdersNow(w *wish) (out []holder, err error) {
	rows, err := f.stack().Dump(stack.DumpQuery{TCP: w.Network.IsTCP(), UDP: !w.Network.IsTCP(), Ports: []uint16{w.Port}})
	ours := map[uint64]*runtime.Socket{}
	for _, s := range f.Session.Sockets() {
		ours[s.Inode()] = s
	}
	foreign := map[uint64]bool{}
	for _, row := range rows {
		h := holder{Row: row, socket: ours[row.Inode]}
		if row.Inode == 0 {
			h.socket, h.was = nil, f.Session.WasAt(row.Local, row.Remote)
		}
		if w.Port == 0 || row.Local.Port != w.Port || h.socket == w.socket && h.socket != nil || !f.conflicts(w, &h) {
			continue
		}
		if h.socket == nil && row.Inode != 0 {
			foreign[row.Inode] = true
		}
		out = append(out, h)
	}
	if err != nil {
		out = f.boundByLog(w)
	}
	names := f.stack().Holders(foreign)
	for i := range out {
		if p, ok := names[out[i].Inode]; ok && out[i].socket == nil {
			out[i].program = fmt.Sprintf("%s, process %d", printable.Line(p.Name), p.PID)
		}
	}
	slices.SortStableFunc(out, func(a, b holder) int { return a.rank() - b.rank() })
	return out, err
}

// rank puts those first that settle the matter.
func (h *holder) rank() int {
	switch {
	case h.socket != nil && h.Name == stack.Listen:
		return 0
	case h.socket != nil:
		return 1
	case h.Inode != 0:
		return 2
	}
	return 3
}

// boundByLog gives our open sockets with the port, where the kernel does not tell of
// sockets.
func (f *Facts) boundByLog(w *wish) (out []holder) {
	for _, s := range f.Session.Sockets() {
		local, remote := s.Addresses()
		h := holder{Row: stack.Row{Network: s.Network, State: stack.State{Name: s.State().Name, Local: local, Remote: remote}}, socket: s}
		if s != w.socket && local.Port == w.Port && s.Network.IsTCP() == w.Network.IsTCP() && !s.Network.IsUnix() && f.conflicts(w, &h) {
			out = append(out, h)
		}
	}
	return out
}

// conflicts reports whether a socket with the same port keeps a wish from being
// granted (inet_bind_conflict in Linux): the addresses overlap, and they do not share.
func (f *Facts) conflicts(w *wish, h *holder) bool {
	if !overlaps(w, h) {
		return false
	}
	if h.socket == nil && h.was == 0 {
		return true // nobody but its program knows what it has set
	}
	id := h.was
	if h.socket != nil {
		id = h.socket.ID
		if w.shared != nil && f.optionWas(id, "reuseport", w.at) != nil {
			return false
		}
	}
	if w.reuse == nil || h.Name == stack.Listen && w.Network.IsTCP() {
		return true
	}
	reuses, _ := f.reuses(id, w.at)
	return !reuses
}

// overlaps reports whether two local addresses can't both be bound: they are the
// same, or one is every address of a family that the other is of.
func overlaps(w *wish, h *holder) bool {
	a, b := w.IP.Unmap(), h.Local.IP.Unmap()
	switch {
	case a == b:
		return true
	case a.Is4() && b.Is4(), a.Is6() && b.Is6():
		return a.IsUnspecified() || b.IsUnspecified()
	case a.Is6(): // the other is IPv4
		return a.IsUnspecified() && !w.v6only
	}
	return b.IsUnspecified() && !h.V6Only
}

// closedSince gives the sockets of ours that had the port when the call failed and
// were closed after that.
func (f *Facts) closedSince(w *wish, failed int64) (out []holder) {
	local := map[int]stack.Address{}
	for i := range f.history() {
		e := &f.events[i]
		id := e.Socket
		if e.Made != 0 {
			id = e.Made
		}
		switch {
		case e.Err != nil || !e.Done():
		case e.Call == "close" || e.Call == "reset":
			a, had := local[id]
			h := holder{Row: stack.Row{Network: a.Network, State: stack.State{Local: a}}, gone: e}
			if had && e.Seq > failed && id != w.socket.ID && a.Port == w.Port && a.Network.IsTCP() == w.Network.IsTCP() && overlaps(w, &h) {
				out = append(out, h)
			}
		case e.Local.IP.IsValid() && e.Seq < failed:
			local[id] = e.Local
		}
	}
	return out
}

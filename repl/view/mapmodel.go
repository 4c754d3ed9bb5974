package view

import (
	"cmp"
	"fmt"
	"net/netip"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// A socketMap is a world as a map of it has it: who waits for others, with the
// connections that came of it; connections between two ends; and sockets that
// are neither. It is data: maptext.go and mapsvg.go draw it.
type socketMap struct {
	hubs  []*hub
	links []*link // that belong to no hub
	loose []*mapEnd
}

// A hub is a socket that others come to: a listener, or a datagram socket that
// others are connected to.
type hub struct {
	*mapEnd
	links []*link
}

// A link is a cable with its two ends, the one that was called at the left.
// right is nil if nothing is known to be there; left is nil if it is the hub.
type link struct{ left, right *mapEnd }

// A mapEnd is a box of the map: one socket, of ours or of the kernel's, or the
// place where one must be that nobody knows anything of.
type mapEnd struct {
	name  string // "s", "–"
	id    int    // 0: not ours
	kind  string // "listener", "kernel", "closed", …
	net   stack.Network
	state stack.State
	notes []string // what else is worth a line
	calls bool     // nobody has answered whom it stands for
	queue string   // the listener that has answered, and whose queue it is not in
}

// mapOf sorts a world into a map.
func mapOf(w scripting.World) socketMap {
	m := mapMaker{told: w.Unknown == nil, byID: map[int]*mapEnd{}, byEnds: map[endPair]*mapEnd{}, placed: map[*mapEnd]bool{}}
	for _, s := range w.Sockets {
		m.addOurs(s)
	}
	for _, o := range w.Others {
		m.addOther(o)
	}
	m.findHubs()
	for _, e := range m.ends {
		m.place(e)
	}
	return m.socketMap
}

type mapMaker struct {
	socketMap
	ends   []*mapEnd // in the order of the table
	byID   map[int]*mapEnd
	byEnds map[endPair]*mapEnd
	peers  map[*mapEnd]int
	placed map[*mapEnd]bool
	told   bool // the kernel has told of the sockets that are not ours
}

// An endPair is the two addresses of a connection, seen from one side.
type endPair struct {
	network       stack.Network
	local, remote netip.AddrPort
}

func (e *mapEnd) ends() endPair {
	return endPair{e.net, addrPort(e.state.Local), addrPort(e.state.Remote)}
}

func (k endPair) reversed() endPair { return endPair{k.network, k.remote, k.local} }

func addrPort(a stack.Address) netip.AddrPort { return netip.AddrPortFrom(a.IP.Unmap(), a.Port) }

func (e *mapEnd) connected() bool { return !e.state.Remote.IsZero() }

func (m *mapMaker) addOurs(s scripting.Named) {
	e := &mapEnd{name: s.Called(), id: s.ID, kind: string(s.Kind), net: s.Network, state: s.State}
	if q := endQueues(s.View); q != "" {
		e.notes = append(e.notes, q)
	}
	for _, w := range s.Waiting {
		e.notes = append(e.notes, fmt.Sprintf("task %d in %s", w.Task, w.Call))
	}
	if s.Peer != 0 {
		if m.peers == nil {
			m.peers = map[*mapEnd]int{}
		}
		m.peers[e] = s.Peer
	}
	m.byID[s.ID] = e
	m.add(e)
}

// endQueues says what waits at one end; "" if nothing does.
func endQueues(v runtime.View) string {
	if v.Kind == runtime.Listener {
		return ""
	}
	text := queueText(v.State)
	if v.Kept > 0 {
		text += fmt.Sprintf("  kept %s", printable.Count(v.Kept))
	}
	return text
}

func queueText(s stack.State) string {
	if s.RecvQueue <= 0 && s.SendQueue <= 0 {
		return ""
	}
	text := "in " + quantityText(s.RecvQueue)
	if s.SendQueue > 0 {
		text += "  out " + quantityText(s.SendQueue)
	}
	return text
}

func (m *mapMaker) addOther(o scripting.Other) {
	e := &mapEnd{name: cmp.Or(o.Holder, "–"), kind: roleWord(o.Role), net: o.Network, state: o.State}
	if q := queueText(o.State); q != "" {
		e.notes = append(e.notes, q)
	}
	switch o.Role {
	case runtime.Queued:
		e.notes = append(e.notes, "not accepted yet")
	case runtime.Left:
		e.notes = append(e.notes, "was "+peerLabel(o))
		if o.State.Timer.Kind == stack.Rest && o.State.Timer.Left > 0 {
			e.notes[len(e.notes)-1] += ", " + Seconds(o.State.Timer.Left) + " left"
		}
	}
	m.add(e)
}

func (m *mapMaker) add(e *mapEnd) {
	m.ends = append(m.ends, e)
	if e.connected() && !e.net.IsUnix() {
		m.byEnds[e.ends()] = e
	}
}

// findHubs makes a hub of every listener, and of every datagram socket that one
// of ours calls its peer without being called so.
func (m *mapMaker) findHubs() {
	called := map[int]bool{}
	for e, peer := range m.peers {
		if p := m.byID[peer]; p != nil && !p.connected() && !e.net.IsStream() {
			called[peer] = true
		}
	}
	for _, e := range m.ends {
		if e.kind == string(runtime.Listener) || e.id != 0 && called[e.id] && m.peers[e] == 0 {
			m.hubs = append(m.hubs, &hub{mapEnd: e})
			m.placed[e] = true
		}
	}
}

// place puts an end and the one at its other side into the map.
func (m *mapMaker) place(e *mapEnd) {
	if m.placed[e] {
		return
	}
	m.placed[e] = true
	other := m.otherOf(e)
	if other == e || e.connected() && !e.net.IsUnix() && e.ends() == e.ends().reversed() {
		e.notes = append(e.notes, "connected to itself")
		m.loose = append(m.loose, e)
		return
	}
	if h := m.hubAt(other); h != nil {
		h.links = append(h.links, &link{right: e})
		return
	}
	if other == nil && !e.connected() && m.peers[e] == 0 {
		m.loose = append(m.loose, e)
		return
	}
	if other == nil && !e.over() {
		other = m.nowhere(e)
	}
	m.placed[other] = true
	h, l := m.hubOf(e), &link{left: e, right: other}
	if h == nil && other != nil {
		if h = m.hubOf(other); h != nil || other.id == 0 { // the end that was called is at the left
			l.left, l.right = other, e
		}
	}
	if h != nil {
		h.links = append(h.links, l)
		return
	}
	m.links = append(m.links, l)
}

// over reports whether the connection is over: nobody need be at its other end.
func (e *mapEnd) over() bool { return e.state.Name == stack.TimeWait || e.state.Name == stack.Closed }

// nowhere is the other end of a connection, of which the kernel told nothing. A
// client of a listener of ours is connected all the same if the kernel dropped
// its ACK as the queue was full, and has forgotten it since.
func (m *mapMaker) nowhere(e *mapEnd) *mapEnd {
	n := &mapEnd{name: "?", kind: "unknown", net: e.net, calls: e.calling(),
		state: stack.State{Local: e.state.Remote, Remote: e.state.Local, RecvQueue: stack.Unknown, SendQueue: stack.Unknown}}
	if h := m.hubOf(n); h != nil && h.id != 0 && m.told && e.net.IsTCP() && e.state.Name == stack.Established {
		n.queue = peerName(h.id, map[int]string{h.id: h.name})
	}
	return n
}

// otherOf gives the other end of e, or nil.
func (m *mapMaker) otherOf(e *mapEnd) *mapEnd {
	if id := m.peers[e]; id != 0 {
		return m.byID[id]
	}
	if !e.connected() || e.net.IsUnix() {
		return nil
	}
	if o := m.byEnds[e.ends().reversed()]; o != nil && !m.placed[o] {
		return o
	}
	return nil
}

// hubAt gives the hub that e is.
func (m *mapMaker) hubAt(e *mapEnd) *hub {
	for _, h := range m.hubs {
		if e != nil && h.mapEnd == e {
			return h
		}
	}
	return nil
}

// hubOf gives the listener from which an end came: accept's sockets have its
// port, or its path. nil also if several have it: from which it came is not known.
func (m *mapMaker) hubOf(e *mapEnd) (found *hub) {
	for _, h := range m.hubs {
		if !h.servesAt(e) {
			continue
		}
		if found != nil {
			return nil
		}
		found = h
	}
	return found
}

// servesAt reports whether an end is at the address where a hub listens.
func (h *hub) servesAt(e *mapEnd) bool {
	at, mine := h.state.Local, e.state.Local
	switch {
	case h.net != e.net || !e.net.IsStream() || mine.IsZero():
		return false
	case e.net.IsUnix():
		return at.Path == mine.Path
	}
	return at.Port == mine.Port && (at.IP.IsUnspecified() || at.IP.Unmap() == mine.IP.Unmap())
}

// count is how many boxes a map has beside its hubs.
func (m *socketMap) count() int {
	n := len(m.links) + len(m.loose)
	for _, h := range m.hubs {
		n += 1 + len(h.links)
	}
	return n
}

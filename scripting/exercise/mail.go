package exercise

import (
	"fmt"
	"io"
	"maps"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// The mail of a program is the datagrams between it and the checker's sockets.
// The kernel tells of a datagram only once it is in a queue, and on a busy
// machine that is some time after it was sent: what was sent to a port and not
// taken there is counted.
type mail struct {
	version int64                    // of the program's log, up to which its calls are counted
	done    map[int64]bool           // calls that are counted
	ends    map[int][2]stack.Address // local and remote ends of the program's sockets
	sent    map[uint16]int           // datagrams that it sent to a port, less those that it took there
	now     map[uint16]int           // at the last look: those that were sent to a port and not taken
	lost    map[uint16]int           // of them, those that will not come any more
}

// begin is for a program that is run: what was sent before is no matter of it.
func (m *mail) begin(peers []*peer) {
	*m = mail{done: map[int64]bool{}, ends: map[int][2]stack.Address{}, sent: map[uint16]int{}, lost: map[uint16]int{}}
	for _, p := range peers {
		p.taken = 0
		clear(p.posted)
	}
}

// onTheWay writes down the ports that datagrams are on their way to. Where one
// waits already, the others do not matter: whoever receives there will go on.
func (m *mail) onTheWay(t *tester, out io.Writer) (any bool) {
	m.look(t)
	open := t.proc.host.Session.Sockets()
	for _, p := range t.peers {
		open = append(open, p.socket)
	}
	for _, s := range open {
		if s.Closed() || !isUDP(s) {
			continue
		}
		local, _ := s.Addresses()
		if n := m.flying(local.Port); n > 0 && known(s.State().RecvQueue) == 0 {
			fmt.Fprintln(out, "datagrams", local.Port, n)
			any = true
		}
	}
	return any
}

// flying gives how many of those that were sent to a port may still come.
func (m *mail) flying(port uint16) int {
	n := m.now[port]
	m.lost[port] = min(m.lost[port], n) // one that was given up was taken: it had waited
	return n - m.lost[port]
}

// giveUp takes what is on its way for lost: nobody had that port, or the buffer
// was full.
func (m *mail) giveUp() { m.lost = maps.Clone(m.now) }

// look brings the counts up to date.
func (m *mail) look(t *tester) {
	for _, s := range t.proc.host.Session.Sockets() {
		if isUDP(s) {
			local, remote := s.Addresses()
			m.ends[s.ID] = [2]stack.Address{local, remote}
		}
	}
	var events []event.Event
	events, m.version = t.proc.host.Session.Log.Since(m.version)
	for i := range events {
		m.count(&events[i])
	}
	m.now = maps.Clone(m.sent)
	for _, p := range t.peers {
		if !isUDP(p.socket) {
			continue
		}
		local, _ := p.socket.Addresses()
		m.now[local.Port] -= p.taken
		for port, n := range p.posted {
			m.now[port] += n
		}
	}
}

// count adds a call of the program's that has sent or taken a datagram.
func (m *mail) count(e *event.Event) {
	ends, udp := m.ends[e.Socket]
	if !udp || !e.Done() || e.Err != nil || m.done[e.Seq] {
		return
	}
	switch e.Call {
	case "send", "sendto":
		to := e.Remote
		if to.IsZero() {
			to = ends[1]
		}
		m.sent[to.Port]++
	case "recv", "recvfrom":
		m.sent[ends[0].Port]--
	}
	m.done[e.Seq] = true
}

func isUDP(s *runtime.Socket) bool { return !s.Network.IsStream() && !s.Network.IsUnix() }

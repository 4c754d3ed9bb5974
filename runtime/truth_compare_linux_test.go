package runtime

import (
	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// compare asks every reader about everything that is displayed.
func (p *picture) compare() {
	if len(p.snap.Sockets) != len(p.inode) {
		p.wrong("%d sockets are shown, %d are open", len(p.snap.Sockets), len(p.inode))
	}
	for i := range p.snap.Sockets {
		v := &p.snap.Sockets[i]
		p.same(v, "inode", v.Inode(), p.inode[v.Socket])
		line, listed := p.proc[v.Inode()]
		p.addresses(v, &line, listed)
		p.alone(v)
		switch {
		case v.Network.IsTCP():
			p.compareTCP(v, &line, listed)
		case v.Network.IsUnix():
			p.compareUnix(v, &line, listed)
		default:
			p.compareUDP(v, &line, listed)
		}
		if s, ok := p.ss[v.Inode()]; ok {
			p.compareSS(v, &s)
		}
	}
	p.compareOthers()
}

// addresses compares both ends with /proc and with what getsockname gave last.
func (p *picture) addresses(v *View, line *procSocket, listed bool) {
	last := p.last[v.Socket]
	p.same(v, "local address", textOf(v.State.Local), textOf(last[0]))
	if !listed || v.Network.IsUnix() {
		if !last[1].IsZero() {
			p.because(forgotten)
		}
		switch {
		case v.Kind == Fresh: // of a connect that failed the session may know more
		case last[1].IsZero() && v.State.Name == stack.Closed && !v.State.Remote.IsZero():
			p.because(toldByAccept)
		default:
			p.same(v, "remote address", textOf(v.State.Remote), textOf(last[1]))
		}
		return
	}
	p.same(v, "local address", v.State.Local.AddrPort(), line.ends().local)
	if line.remote.Port() != 0 || line.name() != "CLOSED" && !v.State.Remote.IsZero() {
		p.same(v, "remote address", v.State.Remote.AddrPort(), line.ends().remote)
	}
}

// alone compares with what the socket says when it is asked alone: one has one figure.
func (p *picture) alone(v *View) {
	one := v.Socket.State()
	p.same(v, "state alone", string(one.Name), string(v.State.Name))
	p.same(v, "recv queue alone", one.RecvQueue, v.State.RecvQueue)
	p.same(v, "send queue alone", one.SendQueue, v.State.SendQueue)
	p.same(v, "datagrams alone", one.Datagrams, v.State.Datagrams)
	p.same(v, "drops alone", one.Drops, v.State.Drops)
	p.same(v, "ends alone", textOf(one.Local)+" "+textOf(one.Remote), textOf(v.State.Local)+" "+textOf(v.State.Remote))
	if v.Network.IsTCP() && v.State.Name == stack.Closed {
		p.same(v, "send queue of what is CLOSED", v.State.SendQueue, stack.Quantity(0))
	}
	if int64(v.State.SendQueue) > v.Sent {
		p.wrong("#%d %s: %v bytes are sent and not acknowledged, of %d", v.ID, v.Network, v.State.SendQueue, v.Sent)
	}
}

// textOf writes an address as views do: none is "*".
func textOf(a stack.Address) string {
	if a.IsZero() {
		return "*"
	}
	return a.String()
}

func (p *picture) compareTCP(v *View, line *procSocket, listed bool) {
	fd := v.Descriptor()
	if !listed {
		p.same(v, "state", string(v.State.Name), "CLOSED")
		if v.State.Remote.IsZero() || v.Kind == Fresh {
			p.because(notInTable)
		} else {
			p.because(over)
		}
	} else {
		p.same(v, "state", string(v.State.Name), line.name())
		p.timers(v, v.State.Timer, line)
	}
	if v.State.Name == stack.Listen {
		p.same(v, "accept queue", v.State.AcceptQueue, stack.Quantity(line.rx))
		p.same(v, "recv queue", v.State.RecvQueue, stack.Unknown)
		return
	}
	in, err := unix.IoctlGetInt(fd, unix.SIOCINQ)
	must(p.t, err)
	p.same(v, "recv queue", v.State.RecvQueue, stack.Quantity(in))
	if listed && v.State.Name != stack.Closed {
		p.queues(v, v.State, line)
	}
	p.comparePeer(v)
}

// queues compares the queues of a connection with the line of /proc.
func (p *picture) queues(v *View, s stack.State, line *procSocket) {
	rx, tx := line.rx, line.tx
	switch line.name() {
	case "CLOSE_WAIT", "LAST_ACK", "CLOSING":
		if rx > 0 {
			rx--
			p.because(ghostFIN)
		}
	}
	switch line.name() {
	case "SYN_SENT", "FIN_WAIT1", "LAST_ACK", "CLOSING":
		if tx > 0 {
			tx--
			p.because(ownFlag)
		}
	}
	p.same(v, "recv queue", s.RecvQueue, stack.Quantity(rx))
	p.same(v, "send queue", s.SendQueue, stack.Quantity(tx))
}

// comparePeer finds the other end by the addresses that the kernel told.
func (p *picture) comparePeer(v *View) {
	last := p.last[v.Socket]
	want := 0
	for s := range p.inode {
		at := p.last[s]
		if s.Network.IsTCP() && s.Kind() != Listener && !at[1].IsZero() && !last[1].IsZero() &&
			at[0].AddrPort() == last[1].AddrPort() && at[1].AddrPort() == last[0].AddrPort() {
			want = s.ID
		}
	}
	if v.Kind == Fresh {
		return // a connect that failed or goes on
	}
	p.same(v, "peer", v.Peer, want)
}

func (p *picture) compareUnix(v *View, line *procSocket, listed bool) {
	if !listed {
		p.wrong("#%d %s is not in /proc", v.ID, v.Network)
		return
	}
	state := line.name()
	if _, err := unix.Getpeername(v.Descriptor()); err != nil && v.Network == stack.Unixgram && state == "ESTABLISHED" {
		p.because(connectedTo)
		state = "UNCONN"
	}
	p.same(v, "state", string(v.State.Name), state)
	p.same(v, "timer", kernelTimer(v.State.Timer), "")
	p.same(v, "path", v.State.Local.Path, line.path)
	if v.State.Name == stack.Listen {
		p.because(unixWaiting)
		return
	}
	if out, err := unix.IoctlGetInt(v.Descriptor(), unix.SIOCOUTQ); err == nil {
		p.memory(v, int64(out))
	}
	want := stack.Quantity(0)
	if v.Network == stack.Unixgram {
		want = peekDatagram(v.Descriptor())
	} else if in, err := unix.IoctlGetInt(v.Descriptor(), unix.SIOCINQ); err == nil {
		want = stack.Quantity(in)
	}
	p.same(v, "recv queue", v.State.RecvQueue, want)
	if peer := p.s.Find(v.Peer); v.Network == stack.Unix && peer != nil { // the bytes can be nowhere else
		p.same(v, "recv queue, by what was sent", int64(v.State.RecvQueue), peer.Sent()-v.Received)
	}
}

func (p *picture) compareUDP(v *View, line *procSocket, listed bool) {
	fd := v.Descriptor()
	if !listed {
		p.because(notInTable)
		p.same(v, "state", string(v.State.Name), "UNCONN")
	} else {
		p.same(v, "state", string(v.State.Name), line.name())
		p.same(v, "timer", kernelTimer(v.State.Timer), "")
	}
	next := peekDatagram(fd)
	p.same(v, "recv queue", v.State.RecvQueue, next)
	if line.rx > 0 {
		p.because(udpMemory)
	} else if next > 0 {
		p.wrong("#%d: a datagram of %v bytes, but /proc tells of no memory", v.ID, next)
	}
	p.memory(v, line.tx)
}

// memory compares the send queue of a socket of which the kernel tells memory.
func (p *picture) memory(v *View, kernel int64) {
	want := stack.Quantity(0)
	if kernel > 0 {
		want = stack.Unknown
		p.because(sendMemory)
	}
	p.same(v, "send queue", v.State.SendQueue, want)
}

// compareSS adds what only ss tells: backlogs, queues of Unix listeners, peers.
func (p *picture) compareSS(v *View, s *ssSocket) {
	p.because("sockets compared with ss")
	if v.Network == stack.Unixgram && s.peerInode == 0 {
		return // its state is that of whoever connected to it
	}
	p.same(v, "state (ss)", string(v.State.Name), s.state)
	if v.State.Name == stack.Listen {
		p.same(v, "accept queue (ss)", v.State.AcceptQueue, stack.Quantity(s.rx))
		p.same(v, "backlog (ss)", v.State.Backlog, stack.Quantity(s.tx))
	}
	if v.Network.IsTCP() {
		p.same(v, "timer (ss)", kernelTimer(v.State.Timer), s.timer)
	}
	if v.Network.IsUnix() {
		want := 0
		for o, inode := range p.inode {
			if inode == s.peerInode && inode != 0 {
				want = o.ID
			}
		}
		p.same(v, "peer (ss)", v.Peer, want)
		if v.State.Name != stack.Listen && v.Network == stack.Unix {
			p.same(v, "recv queue (ss)", v.State.RecvQueue, stack.Quantity(s.rx))
		}
	}
}

package virtual

import (
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	tcpipstack "gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"sockpit/runtime/stack"
)

// stateNames are netstack's states as Linux calls them. Those without a name are CLOSED.
var stateNames = map[tcp.EndpointState]stack.TCPState{
	tcp.StateEstablished: stack.Established, tcp.StateSynSent: stack.SynSent, tcp.StateConnecting: stack.SynSent,
	tcp.StateSynRecv: stack.SynRecv, tcp.StateFinWait1: stack.FinWait1, tcp.StateFinWait2: stack.FinWait2,
	tcp.StateTimeWait: stack.TimeWait, tcp.StateCloseWait: stack.CloseWait, tcp.StateLastAck: stack.LastAck,
	tcp.StateListen: stack.Listen, tcp.StateClosing: stack.Closing,
}

// State tells what the stack knows of the socket.
func (e *endpoint) State() (s stack.State, err error) {
	e.w.look(func() {
		if err = e.gone(); err != nil {
			s = stack.UnknownState()
			return
		}
		s = e.state(true)
	})
	return s, err
}

// state tells of a socket that a script holds, with what TCP measures if info is set.
func (e *endpoint) state(info bool) stack.State {
	s := stack.UnknownState()
	s.Name, s.Inode = stack.Closed, e.inode
	s.Local, _ = e.local()
	s.Remote, _ = e.remote()
	if !e.n.IsTCP() {
		s.Name, s.SendQueue = stack.Unconn, 0
		if !s.Remote.IsZero() {
			s.Name = stack.Established
		}
		s.RecvQueue = e.queued()
		return s
	}
	if name := stateNames[e.tcpState()]; name != "" {
		s.Name = name
	}
	in, _ := look(e.ep)
	switch s.Name {
	case stack.Listen:
		s.AcceptQueue, s.Backlog = stack.Quantity(in.accepted), stack.Quantity(e.backlog)
		return s
	case stack.TimeWait: // as on Linux: the connection rests with the system, and who holds the socket has a closed one
		s.Name = stack.Closed
	}
	e.tell(&s, &in, info)
	return s
}

// queued gives the bytes that wait to be received; for datagrams, of the next one.
func (e *endpoint) queued() stack.Quantity {
	n, err := e.ep.GetSockOptInt(tcpip.ReceiveQueueSizeOption)
	if err != nil {
		return 0
	}
	return stack.Quantity(n)
}

// tell adds the queues and the figures of a stream.
func (e *endpoint) tell(s *stack.State, in *inside, info bool) {
	s.RecvQueue, s.SendQueue = e.queued(), 0
	f := e.w.packets.flows[flowKey{e.h, s.Local.AddrPort(), s.Remote.AddrPort()}]
	if f == nil || s.Name == stack.Closed {
		return
	}
	s.SendQueue = stack.Quantity(max(0, e.written-f.acked()))
	s.Timer = in.timer(e.w, f.since)
	if !info {
		return
	}
	var ti tcpip.TCPInfoOption
	_ = e.ep.GetSockOpt(&ti)
	s.TCP = &stack.TCPInfo{
		RTT: ti.RTT, RTTVar: ti.RTTVar, RTO: ti.RTO, Cwnd: ti.SndCwnd, Ssthresh: ti.SndSsthresh,
		SendMSS: uint32(in.maxPayload), RecvMSS: uint32(in.maxPayload), PathMTU: uint32(in.maxPayload) + header.IPv4MinimumSize + header.TCPMinimumSize,
		Retransmits: uint8(min(f.since, 255)), TotalRetrans: f.total, BytesAcked: uint64(f.acked()), BytesReceived: f.bytesIn,
		SegmentsOut: f.out, SegmentsIn: f.in, SendWindow: in.window,
		LastSent: e.w.elapsed() - f.sent, LastReceived: e.w.elapsed() - f.heard,
	}
	if unacked := int64(in.next - in.una); unacked > 0 && in.maxPayload > 0 {
		s.TCP.Unacked = uint32((unacked + int64(in.maxPayload) - 1) / int64(in.maxPayload))
	}
}

// Dump tells of all sockets of all hosts.
func (s Stack) Dump(q stack.DumpQuery) (rows []stack.Row, err error) {
	s.look(func() {
		for _, h := range s.hosts {
			if !h.down {
				rows = h.dump(rows, q)
			}
		}
		if q.Unix {
			rows = s.unix.dump(rows)
		}
	})
	return rows, nil
}

func (h *Host) dump(rows []stack.Row, q stack.DumpQuery) []stack.Row {
	seen := map[tcpipstack.TransportEndpoint]bool{}
	for _, list := range [][]tcpipstack.TransportEndpoint{h.stack.RegisteredEndpoints(), h.stack.CleanupEndpoints()} {
		for _, t := range list {
			if seen[t] {
				continue
			}
			seen[t] = true
			if row, ok := h.row(t, q); ok {
				rows = append(rows, row...)
			}
		}
	}
	return rows
}

// row tells of one endpoint of netstack: of a socket that a script holds, or of what the
// system has by itself.
func (h *Host) row(t tcpipstack.TransportEndpoint, q stack.DumpQuery) ([]stack.Row, bool) {
	ep, ok := t.(tcpip.Endpoint)
	if !ok {
		return nil, false
	}
	e := h.owned[t]
	held := e != nil
	if !held {
		n := networkOf(t)
		if n == "" {
			return nil, false
		}
		e = &endpoint{h: h, n: n, ep: ep}
		e.w = h.w
	}
	if e.n.IsTCP() && !q.TCP || !e.n.IsTCP() && !q.UDP {
		return nil, false
	}
	st := e.state(q.Info)
	rests := e.n.IsTCP() && e.tcpState() == tcp.StateTimeWait
	var rows []stack.Row
	if rests {
		tw := st
		tw.Name, tw.Inode, tw.TCP, tw.RecvQueue, tw.SendQueue = stack.TimeWait, 0, nil, 0, 0
		if in, ok := look(ep); ok {
			tw.Timer = in.timer(h.w, 0)
		}
		rows = append(rows, stack.Row{State: tw, Network: e.n})
	}
	if !rests && (st.Name != stack.Closed || held) && !(q.SkipBound && st.Name == stack.Closed) {
		rows = append(rows, stack.Row{State: st, Network: e.n, V6Only: e.n.Is6() && st.Remote.IsZero() && ep.SocketOptions().GetV6Only()})
	}
	if q.Ports == nil || matches(q.Ports, st) {
		return rows, true
	}
	return nil, false
}

// networkOf gives the network of an endpoint that nobody holds; "" if it is none of ours.
func networkOf(t tcpipstack.TransportEndpoint) stack.Network {
	e, ok := t.(*tcp.Endpoint)
	switch {
	case !ok: // a datagram socket that nobody holds is gone
		return ""
	case e.NetProto == header.IPv6ProtocolNumber:
		return stack.TCP6
	}
	return stack.TCP4
}

func matches(ports []uint16, s stack.State) bool {
	for _, p := range ports {
		if s.Local.Port == p || s.Remote.Port == p {
			return true
		}
	}
	return false
}

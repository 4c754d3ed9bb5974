package kernel

import (
	"errors"
	"net/netip"

	"sockpit/runtime/kernel/sockdiag"
	"sockpit/runtime/stack"
)

// Dump asks sock_diag(7), which also tells of sockets no descriptor shows.
func (Stack) Dump(q stack.DumpQuery) ([]stack.Row, error) {
	rows, err := sockdiag.Dump(sockdiag.Query{TCP: q.TCP, UDP: q.UDP, Unix: q.Unix, Ports: q.Ports, SkipBound: q.SkipBound, Info: q.Info, Files: q.Files, Expect: q.Expect})
	if err != nil {
		return nil, errors.Join(stack.ErrUnknown, err)
	}
	out := make([]stack.Row, len(rows))
	for i := range rows {
		out[i] = dumpRow(&rows[i])
	}
	return out, nil
}

// Holders walks through /proc.
func (Stack) Holders(inodes map[uint64]bool) map[uint64]stack.Holder {
	out := map[uint64]stack.Holder{}
	for inode, p := range sockdiag.Processes(inodes) {
		out[inode] = stack.Holder{Name: p.Name, PID: p.PID}
	}
	return out
}

func dumpRow(r *sockdiag.Row) stack.Row {
	n := stack.Network(r.Network)
	s := stack.UnknownState()
	s.Name, s.Inode, s.PeerInode = stack.TCPState(r.State), r.Inode, r.PeerInode
	s.Local = dumpAddress(n, r.Local)
	if r.Remote.Port() != 0 { // a connect that failed leaves the address in the row
		s.Remote = dumpAddress(n, r.Remote)
	}
	if n.IsUnix() {
		s.Local = stack.Address{Network: n, Path: r.Path}
		if r.Abstract {
			s.Local.Path = "@" + r.Path
		}
	}
	switch {
	case r.State == "LISTEN":
		if r.Knows(sockdiag.FieldQueues) {
			s.AcceptQueue = stack.Quantity(r.RecvQueue)
		}
		if r.Knows(sockdiag.FieldQueues | sockdiag.FieldLimit) {
			s.Backlog = stack.Quantity(r.SendQueue)
		}
	case n.IsTCP(): // of the others sock_diag tells memory, not bytes
		s.RecvQueue, s.SendQueue = stack.Quantity(r.RecvQueue), stack.Quantity(r.SendQueue)
		if s.Name == stack.Closed {
			s.SendQueue = 0 // see unacknowledged
		}
	case n.IsUnix() && r.Knows(sockdiag.FieldQueues):
		s.RecvQueue = stack.Quantity(r.RecvQueue) // bytes
		if r.SendQueue == 0 {
			s.SendQueue = 0 // else it is memory
		}
	}
	s.Timer = stack.Timer{Kind: timerKinds[r.Timer.Kind], Left: r.Timer.Left, Retransmits: r.Timer.Retransmits}
	if r.Info != nil {
		s.TCP = tcpInfo(r.Info)
		if s.Timer.Kind == stack.Probe && s.TCP.SendWindow > 0 {
			s.Timer.Kind = stack.Held // the kernel has one timer for both
		}
	}
	if m := r.Mem; m != nil && !n.IsUnix() && m.RecvBuffer > 0 && m.SendBuffer > 0 {
		s.RecvFill = min(1, float64(m.RecvUsed)/float64(m.RecvBuffer))
		s.SendFill = min(1, float64(m.SendUsed)/float64(m.SendBuffer))
	}
	return stack.Row{State: s, Network: n, V6Only: r.V6Only, File: stack.FileID{Dev: r.FileDev, Ino: r.FileIno}}
}

func dumpAddress(n stack.Network, a netip.AddrPort) stack.Address {
	if !a.IsValid() {
		return stack.Address{}
	}
	return stack.Address{Network: n, IP: a.Addr(), Port: a.Port()}
}

// timerKinds names the kernel's timers as Timer.Kind does.
var timerKinds = map[sockdiag.TimerKind]stack.TimerKind{
	sockdiag.Retransmit: stack.Retransmit,
	sockdiag.Keepalive:  stack.Keepalive,
	sockdiag.TimeWait:   stack.Rest,
	sockdiag.Probe:      stack.Probe,
}

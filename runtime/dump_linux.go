package runtime

import (
	"errors"
	"net/netip"
	"strconv"

	"sockpit/runtime/sockdiag"
)

// Dump asks sock_diag(7), which also tells of sockets no descriptor shows.
func (Kernel) Dump(q DumpQuery) ([]Row, error) {
	rows, err := sockdiag.Dump(sockdiag.Query{TCP: q.TCP, UDP: q.UDP, Unix: q.Unix, Ports: q.Ports, SkipBound: q.SkipBound, Info: q.Info, Expect: q.Expect})
	if err != nil {
		return nil, errors.Join(ErrUnknown, err)
	}
	out := make([]Row, len(rows))
	for i := range rows {
		out[i] = dumpRow(&rows[i])
	}
	return out, nil
}

// Holders names the programs that have these sockets, "nc (4711)", as far as
// this user may know.
func (Kernel) Holders(inodes map[uint64]bool) map[uint64]string {
	out := map[uint64]string{}
	for inode, p := range sockdiag.Processes(inodes) {
		out[inode] = p.Name + " (" + strconv.Itoa(p.PID) + ")"
	}
	return out
}

func dumpRow(r *sockdiag.Row) Row {
	n := Network(r.Network)
	s := unknownState()
	s.Name, s.Inode, s.PeerInode = r.State, r.Inode, r.PeerInode
	s.Local, s.Remote = dumpAddress(n, r.Local), dumpAddress(n, r.Remote)
	if n.IsUnix() {
		s.Local = Address{Network: n, Path: r.Path}
		if r.Abstract {
			s.Local.Path = "@" + r.Path
		}
	}
	switch {
	case r.State == "LISTEN":
		if r.Knows(sockdiag.FieldQueues) {
			s.AcceptQueue = Quantity(r.RecvQueue)
		}
		if r.Knows(sockdiag.FieldQueues | sockdiag.FieldLimit) {
			s.Backlog = Quantity(r.SendQueue)
		}
	case n.IsTCP(): // of the others sock_diag tells memory, not bytes
		s.RecvQueue, s.SendQueue = Quantity(r.RecvQueue), Quantity(r.SendQueue)
	case n.IsUnix() && r.Knows(sockdiag.FieldQueues):
		s.RecvQueue = Quantity(r.RecvQueue) // bytes
		if r.SendQueue == 0 {
			s.SendQueue = 0 // else it is memory
		}
	}
	s.Timer = Timer{Kind: timerKinds[r.Timer.Kind], Left: r.Timer.Left, Retransmits: r.Timer.Retransmits}
	if r.Info != nil {
		s.TCP = tcpInfo(r.Info)
	}
	if m := r.Mem; m != nil && !n.IsUnix() && m.RecvBuffer > 0 && m.SendBuffer > 0 {
		s.RecvFill = min(1, float64(m.RecvUsed)/float64(m.RecvBuffer))
		s.SendFill = min(1, float64(m.SendUsed)/float64(m.SendBuffer))
	}
	return Row{State: s, Network: n}
}

func dumpAddress(n Network, a netip.AddrPort) Address {
	if !a.IsValid() {
		return Address{}
	}
	return Address{Network: n, IP: a.Addr(), Port: a.Port()}
}

// timerKinds names the kernel's timers as Timer.Kind does.
var timerKinds = map[sockdiag.TimerKind]string{
	sockdiag.Retransmit: "retransmit",
	sockdiag.Keepalive:  "keepalive",
	sockdiag.TimeWait:   "time-wait",
	sockdiag.Probe:      "probe",
}

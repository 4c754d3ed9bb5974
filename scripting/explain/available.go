package explain

import (
	"fmt"
	"net"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// addressNotAvailable: an address that is not this machine's, or no free port
// for a destination.
func addressNotAvailable(f *Facts, e *runtime.CallError) Report {
	ev, _ := f.Session.Log.Get(e.Event)
	switch ev.Call {
	case "bind", "listen":
		return notOwn(f, literal(ev.Arg, ""))
	case "connect", "sendto":
		to := literal(ev.Arg, "")
		if !to.IP.IsValid() || e.Socket == nil {
			return Report{}
		}
		if r, ok := sameConnection(f, e, to); ok {
			return r
		}
		if to.IP.Unmap().Is6() && !f.hasIPv6() {
			return f.noIPv6(to)
		}
		if ev.Call == "connect" {
			return noPortTowards(f, e, to)
		}
	}
	return Report{}
}

// notOwn: a socket can be bound to the addresses of its machine only (ip(7)).
func notOwn(f *Facts, a stack.Address) (r Report) {
	own := ownAddresses(f)
	list := strings.Join(own, ", ")
	ip := a.IP.Unmap().WithZone("")
	for _, mine := range f.stack().Machine().Addresses {
		if !ip.IsValid() || mine.Unmap().WithZone("") == ip {
			return r // it is: something else was wrong
		}
	}
	if ip.Is6() && !f.hasIPv6() {
		return f.noIPv6(a)
	}
	f.why(&r, claim.Of(claim.NotOwnAddress, claim.Values{"ip": a.IP.String()}, claim.Setting("addresses of this machine", list)))
	f.try(&r, claim.Of(claim.OwnAddresses, claim.Values{"own": list}))
	return r
}

// hasIPv6 reports whether the machine has an address of IPv6, or that is not known.
func (f *Facts) hasIPv6() bool {
	own := f.stack().Machine().Addresses
	for _, a := range own {
		if a.Is6() {
			return true
		}
	}
	return len(own) == 0
}

func (f *Facts) noIPv6(a stack.Address) (r Report) {
	f.why(&r, claim.Of(claim.NoIPv6Here, claim.Values{"ip": a.IP.String()}, claim.Setting("addresses of this machine", strings.Join(ownAddresses(f), ", "))))
	return r
}

// sameConnection: the local address that was asked for and the destination are
// the two ends of a connection that is there.
func sameConnection(f *Facts, e *runtime.CallError, to stack.Address) (r Report, found bool) {
	bound := f.last(e.Socket.ID, call("bind"))
	if bound == nil || bound.Local.Port == 0 {
		return r, false
	}
	rows, err := f.stack().Dump(stack.DumpQuery{TCP: e.Socket.Network.IsTCP(), UDP: !e.Socket.Network.IsTCP(), Ports: []uint16{bound.Local.Port}})
	if err != nil {
		return r, false
	}
	for i := range rows {
		h := holder{Row: rows[i]}
		if h.Local.AddrPort() != bound.Local.AddrPort() || h.Remote.AddrPort() != to.AddrPort() {
			continue
		}
		values := claim.Values{"address": h.Local, "remote": h.Remote, "state": string(h.Name)}
		if s := f.withInode(h.Inode); s != nil {
			h.socket = s
			values["who"], values["made"] = claim.Socket(s.ID), s.Made
		} else if was := f.Session.WasAt(h.Local, h.Remote); was != 0 && h.Inode == 0 {
			values["left"] = claim.Socket(was)
		}
		f.why(&r, claim.Of(claim.SameEnds, values, f.rowProof(&h), claim.Event(bound)))
		f.try(&r, claim.Of(claim.OSChooses, nil))
		return r, true
	}
	return r, false
}

// withInode gives our open socket that the kernel's tables know by that number.
func (f *Facts) withInode(inode uint64) *runtime.Socket {
	for _, s := range f.Session.Sockets() {
		if inode != 0 && s.Inode() == inode {
			return s
		}
	}
	return nil
}

// noPortTowards: each connection to a destination needs a local port of its own.
func noPortTowards(f *Facts, e *runtime.CallError, to stack.Address) (r Report) {
	first, last := f.localPorts()
	rows, err := f.stack().Dump(stack.DumpQuery{TCP: e.Socket.Network.IsTCP(), UDP: !e.Socket.Network.IsTCP()})
	if err != nil || first == 0 {
		return r
	}
	there, others := map[uint16]bool{}, map[uint16]bool{}
	for i := range rows {
		row := &rows[i]
		switch p := row.Local.Port; {
		case p < first || p > last:
		case row.Remote.AddrPort() == to.AddrPort():
			there[p] = true
		default:
			others[p] = true
		}
	}
	bound := 0
	for p := range others {
		if !there[p] {
			bound++
		}
	}
	n := int(last) - int(first) + 1
	ports := portRange(first, last)
	values := claim.Values{"remote": to, "n": n, "range": ports, "there": len(there), "bound": bound}
	if len(there)+bound < n {
		return r // what keeps the rest from being chosen is not to be seen
	}
	f.why(&r, claim.Of(claim.NoPortTowards, values, claim.Setting("net.ipv4.ip_local_port_range", ports),
		claim.Setting("local ports with a connection to "+to.String(), fmt.Sprint(len(there))), claim.Setting("other local ports in use", fmt.Sprint(bound))))
	f.try(&r, claim.Of(claim.UseAgain, nil))
	return r
}

func host(target string) string {
	if h, _, err := net.SplitHostPort(target); err == nil {
		return h
	}
	return target
}

// ownAddresses are those that a socket can be bound to.
func ownAddresses(f *Facts) []string {
	var out []string
	for _, ip := range f.stack().Machine().Addresses {
		out = append(out, ip.String())
	}
	if out == nil {
		return []string{"127.0.0.1"}
	}
	return out
}

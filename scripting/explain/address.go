package explain

import (
	"fmt"
	"net"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// addressInUse: who has the address that was asked for?
func addressInUse(f *Facts, e *runtime.CallError) Report {
	want := wanted(f, e)
	if strings.HasPrefix(e.Target, "unix") {
		return pathInUse(f, e)
	}
	if r, ok := usedByOurs(f, e, want); ok {
		return r
	}
	if r, ok := usedByOther(f, want); ok {
		return r
	}
	if r, ok := restsInTimeWait(f, want); ok {
		return r
	}
	return Report{Why: fmt.Sprintf("Something else has %s.", want), Try: "Choose another port, or 0 to let the OS choose."}
}

// wanted is the address that the failed call was about.
func wanted(f *Facts, e *runtime.CallError) stack.Address {
	t, err := stack.ParseTarget(e.Target, "tcp")
	if err != nil {
		return stack.Address{}
	}
	c := &runtime.Caller{}
	addrs, err := f.Session.Resolve(c, t)
	if err != nil || len(addrs) == 0 {
		return stack.Address{Port: t.Port}
	}
	return addrs[0]
}

// usedByOurs: a socket of this session has the port, on that address or on
// every address.
func usedByOurs(f *Facts, e *runtime.CallError, want stack.Address) (Report, bool) {
	for _, s := range f.Session.Sockets() {
		local, _ := s.Addresses()
		if s == e.Socket || local.Port != want.Port || !sameNetwork(s.Network, want.Network) || !overlaps(local, want) {
			continue
		}
		who := f.Name(s)
		if s.Made.Line > 0 {
			who += " (made" + f.at(s.Made) + ")"
		}
		r := Report{Why: fmt.Sprintf("Port %d is taken by your own %s.", want.Port, who), Try: "Close it, or use port 0 to let the OS choose."}
		switch {
		case want.IP.IsUnspecified() && !local.IP.IsUnspecified():
			r.Why = fmt.Sprintf("%s means every address, and %s is already yours: %s.", want.IP, local, who)
		case s.Kind() != runtime.Listener && s.Network.IsStream():
			r.Try = "Clients rarely need a fixed local port: leave it to the OS."
		}
		return r, true
	}
	return Report{}, false
}

func sameNetwork(a, b stack.Network) bool { return a.IsTCP() == b.IsTCP() }

// overlaps reports whether two local addresses can't both be bound.
func overlaps(a, b stack.Address) bool {
	return a.IP.Unmap() == b.IP.Unmap() || a.IP.IsUnspecified() || b.IP.IsUnspecified()
}

// usedByOther: another program's socket has the port.
func usedByOther(f *Facts, want stack.Address) (Report, bool) {
	rows, err := f.stack().Dump(stack.DumpQuery{TCP: want.Network.IsTCP(), UDP: !want.Network.IsTCP(), Ports: []uint16{want.Port}})
	if err != nil || want.Port == 0 {
		return Report{}, false
	}
	for _, row := range rows {
		local := row.Local
		if local.Port != want.Port || row.Inode == 0 || !overlaps(local, want) {
			continue
		}
		who := "Another program"
		if p, ok := f.stack().Holders(map[uint64]bool{row.Inode: true})[row.Inode]; ok {
			who = fmt.Sprintf("Another program (%s, process %d)", printable.Line(p.Name), p.PID)
		}
		return Report{Why: fmt.Sprintf("%s has port %d.", who, want.Port), Try: "Choose another port, or 0 to let the OS choose."}, true
	}
	return Report{}, false
}

// restsInTimeWait: nobody listens, but finished connections rest on the port.
func restsInTimeWait(f *Facts, want stack.Address) (Report, bool) {
	rows, err := f.stack().Dump(stack.DumpQuery{TCP: true, Ports: []uint16{want.Port}})
	if err != nil || want.Port == 0 {
		return Report{}, false
	}
	n, longest := 0, time.Duration(0)
	for _, row := range rows {
		if row.Local.Port == want.Port && row.Name == stack.TimeWait {
			n++
			longest = max(longest, row.Timer.Left)
		}
	}
	if n == 0 {
		return Report{}, false
	}
	return Report{
		Why: fmt.Sprintf("Nobody listens on port %d, but %s in TIME_WAIT for up to %d s, because this side closed first.",
			want.Port, finishedRest(n), int(longest.Seconds())),
		Try: "Set reuseaddr before bind, as listen(addr) does by itself.",
	}, true
}

func finishedRest(n int) string {
	if n == 1 {
		return "1 finished connection rests there"
	}
	return fmt.Sprintf("%d finished connections rest there", n)
}

// pathInUse: a Unix socket's file is there.
func pathInUse(f *Facts, e *runtime.CallError) Report {
	for _, s := range f.Session.Sockets() {
		if local, _ := s.Addresses(); s != e.Socket && local.String() == e.Target {
			return Report{Why: fmt.Sprintf("It is taken by your own %s (made%s).", f.Name(s), f.at(s.Made)), Try: "Close it, or choose another path."}
		}
	}
	return Report{Why: "A file of that name is there: another program listens on it, or one that died left it behind.",
		Try: "Remove the file if nobody listens, or choose another path."}
}

// addressNotAvailable: an address that is not this machine's, or no free port
// for a destination.
func addressNotAvailable(f *Facts, e *runtime.CallError) Report {
	bound := e.Socket != nil && f.last(e.Socket.ID, func(ev *event.Event) bool { return ev.Call == "bind" && ev.Err != nil }) != nil
	if e.Op == "bind" || e.Op == "listen" || bound {
		return Report{
			Why: fmt.Sprintf("%s is not an address of this machine.", host(e.Target)),
			Try: "You can only bind your own: " + strings.Join(ownAddresses(f), ", ") + ".",
		}
	}
	if r, ok := sameConnection(f, e); ok {
		return r
	}
	return Report{
		Why: fmt.Sprintf("No free local port is left for %s: each connection there needs one of its own, and %s are open or rest in TIME_WAIT.", e.Target, printable.Plural(towards(f, e.Target), "connection")),
		Try: "Keep connections and use them again, or dial another address.",
	}
}

// sameConnection: the local address that was asked for and the destination are
// the two ends of a connection that is there.
func sameConnection(f *Facts, e *runtime.CallError) (Report, bool) {
	if e.Socket == nil {
		return Report{}, false
	}
	bound, _ := e.Socket.Addresses()
	for _, s := range f.Session.Sockets() {
		local, remote := s.Addresses()
		if s != e.Socket && bound.Port != 0 && local.String() == bound.String() && remote.String() == e.Target {
			return Report{
				Why: fmt.Sprintf("There is a connection from %s to %s already: your own %s (made%s). Its two ends are what tells a connection from others.", local, remote, f.Name(s), f.at(s.Made)),
				Try: "Leave the local port to the OS, or use that connection.",
			}, true
		}
	}
	return Report{}, false
}

func host(target string) string {
	if h, _, err := net.SplitHostPort(target); err == nil {
		return h
	}
	return target
}

// towards counts the machine's connections to an address.
func towards(f *Facts, target string) int {
	rows, err := f.stack().Dump(stack.DumpQuery{TCP: true})
	n := 0
	for _, row := range rows {
		if err == nil && row.Remote.String() == target {
			n++
		}
	}
	return n
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

package judge

import (
	"fmt"
	"net/netip"
	"strings"

	"sockpit/runtime/event"
	"sockpit/scripting/explain/claim"
)

// text gives a value as it is written.
func (x *stated) text(name string) string {
	if v, ok := x.c.Values[name]; ok && v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// listeningAt gives the sockets of the kernel's table that listen on a port of TCP.
func (x *stated) listeningAt(port int64) (out []*row) {
	for i := range x.sh.sight.rows {
		if r := &x.sh.sight.rows[i]; r.table == "tcp" && r.state == "LISTEN" && int64(r.local.Port()) == port {
			out = append(out, r)
		}
	}
	return out
}

// listens: the socket under a name listens, at the address under another.
func listensAt(name, address string) check {
	return func(x *stated) string {
		o := x.own(x.id(name))
		if o == nil || o.state != "LISTEN" {
			return fmt.Sprintf("#%d does not listen", x.id(name))
		}
		if a := x.text(address); a != "" && !same(a, x.seen[o.id][0]) {
			return fmt.Sprintf("#%d listens on %s", o.id, x.seen[o.id][0])
		}
		return ""
	}
}

func isFamily(address, family string) check {
	return so("that is its family", func(x *stated) bool {
		p, err := netip.ParseAddrPort(x.text(address))
		return err != nil || x.text(family) == map[bool]string{true: "IPv4", false: "IPv6"}[p.Addr().Unmap().Is4()]
	})
}

// whoIs: a condition of the open socket under "who".
func whoIs(what string, holds func(x *stated, o *own) bool) check {
	return so(what, func(x *stated) bool {
		o := x.own(x.id("who"))
		return o == nil || holds(x, o)
	})
}

var refusalKinds = map[string]check{
	"other-family": all(listensAt("who", "address"), isFamily("address", "family"), isFamily("want", "wantfamily"), so("the families differ", func(x *stated) bool { return x.text("family") != x.text("wantfamily") })),
	"other-address": all(listensAt("who", ""), so("the addresses differ", func(x *stated) bool {
		return x.text("ip") != x.text("wantip") && strings.Contains(x.seen[x.id("who")][0], x.text("ip"))
	})),
	"nobody-listens": so("nobody listened there when the call failed", func(x *stated) bool {
		port, _ := x.amount("port")
		return x.fail == nil || len(x.listeningAt(port)) == 0 || x.listenedSince(port) || !strings.HasPrefix(x.fail.Arg, "127.0.0.1")
	}),
	"listener-closed":    all(by("by", "", "close", "reset"), beforeFailure("by"), so("it listened there", func(x *stated) bool { return len(x.of(x.ev("by").Socket, did("listen"))) > 0 })),
	"listener-shut":      all(by("by", "who", "shutdown"), beforeFailure("by"), so("it listened there", func(x *stated) bool { return len(x.of(x.id("who"), did("listen"))) > 0 })),
	"listens-since":      all(by("by", "who", "listen"), listensAt("who", ""), so("listen came after the failure", func(x *stated) bool { return x.fail == nil || x.ev("by").Seq > x.fail.Seq })),
	"listener-at":        listensAt("who", "address"),
	"listening-now":      so("somebody of ours listens", func(x *stated) bool { return x.anyListens() }),
	"none-listens":       so("nobody of ours listens", func(x *stated) bool { return !x.anyListens() }),
	"datagram-refused":   all(by("by", "subject", "send", "sendto"), so("no row has that address", func(x *stated) bool { return x.nobodyAt("address") })),
	"nobody-has-udp":     so("no row has that address", func(x *stated) bool { return x.nobodyAt("address") }),
	"nobody-takes-calls": nothing,
	"unix-peer-closed":   all(by("by", "peer", "close", "reset"), so("they are Unix sockets", func(x *stated) bool { return x.isUnix(x.id("who")) && x.isUnix(x.id("peer")) })),
	"unix-peer-gone":     so("it is a Unix socket", func(x *stated) bool { return x.isUnix(x.id("who")) }),
}

// listenedSince reports whether a listen came after the failure.
func (x *stated) listenedSince(int64) bool {
	for i := range x.sh.events {
		if e := &x.sh.events[i]; e.Call == "listen" && e.Err == nil && e.Seq > x.fail.Seq {
			return true
		}
	}
	return false
}

func (x *stated) anyListens() bool {
	for _, o := range x.sh.sight.ours {
		if o.tcp && o.state == "LISTEN" {
			return true
		}
	}
	return false
}

func (x *stated) nobodyAt(name string) bool {
	for i := range x.sh.sight.rows {
		if r := &x.sh.sight.rows[i]; r.table == "udp" && same(r.local.String(), x.text(name)) {
			return x.madeSince(r.inode)
		}
	}
	return true
}

// madeSince reports whether the socket of an inode was bound after the failure.
func (x *stated) madeSince(inode uint64) bool {
	for _, o := range x.sh.sight.ours {
		if bound := x.latest(o.id, "bind", "connect"); o.inode == inode && bound != nil && x.fail != nil {
			return bound.Seq > x.fail.Seq
		}
	}
	return false
}

var answerKinds = map[string]check{
	"says-no-more":       so("that is the code, and the call", func(x *stated) bool { return x.code == "" || x.text("code") == x.code }),
	"sockpit-refuses":    nothing, // only a trace of system calls could tell
	"needs-privileges":   so("the port is below 1024", func(x *stated) bool { n, _ := x.amount("port"); return n > 0 && n < 1024 }),
	"forbidden":          nothing,
	"not-connected":      whoIs("it is not connected", func(x *stated, o *own) bool { return o.remote == "" || x.connectedSince(o.id) }),
	"no-destination":     whoIs("it is not connected", func(x *stated, o *own) bool { return o.remote == "" || x.connectedSince(o.id) }),
	"nothing-to-end":     whoIs("it is not connected", func(x *stated, o *own) bool { return o.remote == "" || x.connectedSince(o.id) }),
	"connection-is-over": whoIs("it is over", func(x *stated, o *own) bool { return o.state == x.text("state") && o.state != "ESTABLISHED" }),
	"only-accepts":       whoIs("it is, or was, a listener", func(x *stated, o *own) bool { return len(x.of(o.id, did("listen"))) > 0 }),
	"connected-once": whoIs("it is connected there", func(x *stated, o *own) bool {
		return x.text("remote") == "" || same(x.text("remote"), x.seen[o.id][1]) || same(x.text("remote"), x.dialled(x.sh, o))
	}),
	"goes-to-peer": whoIs("it is connected there", func(x *stated, o *own) bool {
		return x.text("remote") == "" || same(x.text("remote"), x.seen[o.id][1]) || same(x.text("remote"), x.dialled(x.sh, o))
	}),
	"listens-now": whoIs("it listens", func(x *stated, o *own) bool { return o.state == "LISTEN" }),
	"not-listening": whoIs("it does not listen", func(x *stated, o *own) bool {
		return o.state != "LISTEN" || x.fail != nil && x.latest(o.id, "listen").Seq > x.fail.Seq
	}),
	"stopped-listening-by": all(by("by", "who", "shutdown"), whoIs("it does not listen", func(x *stated, o *own) bool { return o.state != "LISTEN" || !o.tcp })),
	"no-connections": so("it is such a network", func(x *stated) bool {
		return x.subject == 0 || strings.HasPrefix(x.network(x.subject), strings.TrimRight(strings.ToLower(x.text("network")), "46"))
	}),
	"has-messages": so("it is such a network", func(x *stated) bool {
		return x.subject == 0 || strings.HasPrefix(x.network(x.subject), strings.TrimRight(strings.ToLower(x.text("network")), "46"))
	}),
	"bound-once":        whoIs("it is bound there", func(x *stated, o *own) bool { return same(x.text("address"), x.seen[o.id][0]) }),
	"connected-no-bind": whoIs("it has that address", func(x *stated, o *own) bool { return same(x.text("address"), x.seen[o.id][0]) }),
	"listen-connected": whoIs("it is in that state", func(x *stated, o *own) bool {
		return o.state == x.text("state") && same(x.text("remote"), x.seen[o.id][1])
	}),
	"listen-unbound":       whoIs("it has no name", func(x *stated, o *own) bool { return o.local == "" || x.boundSince(o.id) }),
	"never-connected-read": whoIs("it is not connected", func(x *stated, o *own) bool { return o.remote == "" && x.joined(o.id) == nil || x.connectedSince(o.id) }),
	"v6only-late":          whoIs("it has a port", func(x *stated, o *own) bool { return o.at.Port() != 0 }),
	"v6only-family":        whoIs("v6only is on", func(x *stated, o *own) bool { return o.options["v6only"] != 0 }),
	"no-group":             so("it is none", func(x *stated) bool { ip, err := netip.ParseAddr(x.text("ip")); return err == nil && !ip.IsMulticast() }),
	"not-member": so("it has not joined", func(x *stated) bool {
		return len(x.of(x.id("who"), func(e *event.Event) bool { return did("setsockopt")(e) && e.Arg == "multicast_join = "+x.text("ip") })) <= len(x.of(x.id("who"), func(e *event.Event) bool { return did("setsockopt")(e) && e.Arg == "multicast_leave = "+x.text("ip") }))
	}),
	"member-already": so("it has joined", func(x *stated) bool {
		return len(x.of(x.id("who"), func(e *event.Event) bool { return did("setsockopt")(e) && e.Arg == "multicast_join = "+x.text("ip") })) > 0
	}),
	"no-interface": so("it is not of this machine", func(x *stated) bool { return !strings.HasPrefix(x.text("ip"), "127.") && x.text("ip") != "::1" }),
	"option-unknown": so("it is such a network", func(x *stated) bool {
		return x.subject == 0 || strings.TrimRight(x.network(x.subject), "46") == strings.TrimRight(strings.ToLower(x.text("network")), "46")
	}),
	"too-long-udp":  all(atMost("n", askedFor), so("it is more than that", func(x *stated) bool { n, _ := x.amount("n"); most, ok := x.amount("most"); return !ok || n > most })),
	"too-long-unix": so("it is a Unix socket", func(x *stated) bool { return x.isUnix(x.id("who")) }),
	"no-descriptor": amountIs("n", func(x *stated) int64 { return int64(len(x.sh.sight.ours)) }),
	"no-way":        nothing, "no-way-group": nothing,
	"no-auto-port": so("that is the range", func(x *stated) bool { return x.text("range") == portRange() }),
	"name-unknown": nothing, "name-nobody-to-ask": nothing,
}

// connectedSince and boundSince: that was so when the call failed, and is not now.
func (x *stated) connectedSince(id int) bool {
	e := x.joined(id)
	return e != nil && x.fail != nil && e.Seq > x.fail.Seq
}

func (x *stated) boundSince(id int) bool {
	e := x.latest(id, "bind", "connect")
	return e != nil && x.fail != nil && e.Seq > x.fail.Seq
}

// checkOf gives the check of a kind: knowledge and advice need none of their own, but
// advice names sockets that are open.
func checkOf(kind claim.Kind) check {
	if c := kinds[string(kind)]; c != nil {
		return c
	}
	switch claim.Kinds[kind].Sort {
	case claim.Knowledge:
		return nothing
	case claim.Advice:
		return func(x *stated) string {
			for _, id := range x.c.Sockets {
				if x.own(id) == nil {
					return fmt.Sprintf("#%d is not open", id)
				}
			}
			return ""
		}
	}
	return nil
}

// askedFor is how many bytes the call that failed was to move.
func askedFor(x *stated) int64 {
	if x.fail == nil {
		return 1 << 60
	}
	return int64(x.fail.Asked)
}

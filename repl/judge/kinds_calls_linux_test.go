package judge

import (
	"fmt"
	"slices"
	"strings"

	"sockpit/scripting/explain/claim"
)

// failedWith: the call that failed is one of some, and its code too; both in words, ""
// any.
func failedWith(codes, calls string) check {
	return func(x *stated) string {
		switch {
		case x.fail == nil:
			return ""
		case codes != "" && !slices.Contains(strings.Fields(codes), x.code):
			return fmt.Sprintf("the code is %s", x.code)
		case calls != "" && !slices.Contains(strings.Fields(calls), x.fail.Call):
			return fmt.Sprintf("the call is %s", x.fail.Call)
		}
		return ""
	}
}

// inState: the socket under a name, or the subject for "", is in one of some states.
func inState(name, states string) check {
	return func(x *stated) string {
		id := x.subject
		if name != "" {
			id = x.id(name)
		}
		if o := x.own(id); o != nil && !slices.Contains(strings.Fields(states), o.state) {
			return fmt.Sprintf("#%d is in %s", id, o.state)
		}
		return ""
	}
}

// wasSet: an option of the socket under who was turned on, or not, by the log.
func wasSet(option string, on bool) check {
	return so(fmt.Sprintf("%s was set: %v", option, on), func(x *stated) bool {
		last := ""
		for _, e := range x.of(x.id("who"), did("setsockopt")) {
			if strings.HasPrefix(e.Arg, option+" = ") {
				last = e.Arg
			}
		}
		return (last == option+" = true") == on
	})
}

// unconnected: no call connected the socket under who.
var unconnected = so("it was never connected", func(x *stated) bool { return x.joined(x.id("who")) == nil })

// errnoKinds are of errors by call and code.
var errnoKinds = map[string]check{
	"says-no-more": so("it names the call and the code", func(x *stated) bool {
		return x.fail == nil || x.c.Values["call"] == x.fail.Call && x.c.Values["code"] == x.code
	}),
	"sockpit-refuses":        so("the call took no time of the kernel's", func(x *stated) bool { return x.fail == nil || x.fail.Err != nil }),
	"needs-privileges":       failedWith("EACCES", "bind"),
	"path-forbidden":         failedWith("EACCES EPERM", "bind connect send sendto"),
	"broadcast-off":          all(failedWith("EACCES", "connect send sendto"), wasSet("broadcast", false)),
	"broadcast-perhaps":      failedWith("EACCES", "connect send sendto"),
	"forbidden":              failedWith("EACCES EPERM", ""),
	"priority-high":          all(failedWith("EPERM", "setsockopt"), so("it is the priority", func(x *stated) bool { return x.fail == nil || strings.HasPrefix(x.fail.Arg, "priority") })),
	"not-connected":          unconnected,
	"no-destination":         all(failedWith("EDESTADDRREQ ENOTCONN", "send"), unconnected),
	"nothing-to-end":         all(failedWith("ENOTCONN", "shutdown"), unconnected),
	"shutdown-ends-receives": failedWith("ENOTCONN", "shutdown"),
	"connection-is-over":     so("there was one", func(x *stated) bool { return x.joined(x.id("who")) != nil }),
	"only-accepts":           so("it listened", func(x *stated) bool { return x.latest(x.id("who"), "listen") != nil }),
	"connected-once":         so("it was connected", func(x *stated) bool { return x.joined(x.id("who")) != nil }),
	"goes-to-peer":           failedWith("EISCONN MISUSE", "send sendto"),
	"listens-now":            inState("who", "LISTEN"),
	"not-listening":          so("it does not listen", func(x *stated) bool { o := x.own(x.id("who")); return o == nil || o.state != "LISTEN" }),
	"stopped-listening-by":   by("by", "who", "shutdown"),
	"no-connections":         failedWith("ENOTSUP", "accept listen"),
	"has-messages":           nothing,
	"bound-once":             all(failedWith("EINVAL", "bind"), so("it is bound", func(x *stated) bool { return x.latest(x.id("who"), "bind") != nil || x.joined(x.id("who")) != nil })),
	"connected-no-bind":      all(failedWith("EINVAL", "bind"), so("it was connected", func(x *stated) bool { return x.joined(x.id("who")) != nil })),
	"listen-connected":       all(failedWith("EINVAL", "listen"), so("it was connected", func(x *stated) bool { return x.joined(x.id("who")) != nil })),
	"listen-unbound":         all(failedWith("EINVAL", "listen"), so("it has no name", func(x *stated) bool { return x.latest(x.id("who"), "bind") == nil })),
	"no-zone":                failedWith("EINVAL", "bind connect sendto"),
	"port-zero":              so("port 0 was asked for", func(x *stated) bool { return x.fail == nil || strings.HasSuffix(x.fail.Arg, ":0") }),
	"never-connected-read":   all(failedWith("EINVAL", "recv recvfrom peek"), unconnected),
	"option-range": all(failedWith("EINVAL", "setsockopt"), so("it is that option", func(x *stated) bool {
		return x.fail == nil || strings.HasPrefix(x.fail.Arg, fmt.Sprint(x.c.Values["option"], " = "))
	})),
	"v6only-late":        failedWith("EINVAL", "setsockopt"),
	"v6only-family":      wasSet("v6only", true),
	"no-group":           failedWith("EINVAL EADDRNOTAVAIL", "setsockopt"),
	"not-member":         failedWith("EADDRNOTAVAIL", "setsockopt"),
	"member-already":     all(failedWith("EADDRINUSE", "setsockopt"), by("by", "who", "setsockopt")),
	"no-interface":       failedWith("EADDRNOTAVAIL ENODEV", "setsockopt"),
	"option-unknown":     failedWith("ENOPROTOOPT MISUSE", "setsockopt getsockopt"),
	"too-long-udp":       all(failedWith("EMSGSIZE", "send sendto"), so("it is longer", func(x *stated) bool { n, _ := x.amount("n"); m, _ := x.amount("most"); return n > m })),
	"too-long-unix":      all(failedWith("EMSGSIZE", "send sendto"), so("it is a Unix socket", func(x *stated) bool { return x.isUnix(x.id("who")) })),
	"no-descriptor":      failedWith("EMFILE ENFILE", ""),
	"stays-queued":       failedWith("EMFILE ENFILE", "accept"),
	"still-connecting":   failedWith("EINPROGRESS EALREADY", "connect"),
	"no-memory":          failedWith("ENOMEM ENOBUFS", ""),
	"no-family":          failedWith("EAFNOSUPPORT", ""),
	"no-way":             failedWith("ENETUNREACH", ""),
	"no-way-stream":      failedWith("ENETUNREACH", "connect"),
	"no-way-group":       failedWith("ENETUNREACH", ""),
	"host-silent":        failedWith("EHOSTUNREACH EHOSTDOWN", ""),
	"network-down":       failedWith("ENETDOWN ENONET", ""),
	"gone-in-queue":      failedWith("ECONNABORTED EPROTO", "accept"),
	"unix-queue-full":    failedWith("EAGAIN", "connect"),
	"no-auto-port":       failedWith("EAGAIN", "connect send sendto"),
	"path-not-a-folder":  failedWith("ENOTDIR", "bind connect send sendto"),
	"path-link-loop":     failedWith("ELOOP", "bind connect send sendto"),
	"path-too-long":      failedWith("ENAMETOOLONG", "bind connect send sendto"),
	"path-read-only":     failedWith("EROFS", "bind"),
	"name-unknown":       failedWith("EAI_NONAME", ""),
	"name-nobody-to-ask": failedWith("EAI_AGAIN", ""),

	"try-port-from": nothing, "try-own-folder": nothing, "try-broadcast": callable("who"), "try-send": callable("who"), "try-sendto": callable("who"),
	"try-talk-through": callable("made"), "try-a-new-socket": nothing, "try-listen-first": nothing, "try-recvfrom": nothing, "try-bind-first": callable("who"),
	"try-zone": nothing, "try-port-of-receiver": nothing, "try-value-within": nothing, "try-v6only-before": nothing, "try-group-from": nothing,
	"try-join-first": nothing, "try-pieces": nothing, "try-close-sockets": nothing, "try-close-those-first": nothing, "try-wait-or-close": nothing,
	"try-check-address": nothing, "try-check-name": nothing, "try-check-network": nothing, "try-multicast-interface": callable("who"), "try-send-again": nothing,

	"other-family":  all(hasPort("who"), inState("who", "LISTEN"), so("the families differ", func(x *stated) bool { return x.c.Values["family"] != x.c.Values["wantfamily"] })),
	"other-address": all(hasPort("who"), inState("who", "LISTEN")),
	"nobody-listens": so("none of ours listened there", func(x *stated) bool {
		for _, o := range x.sh.sight.ours {
			n, _ := x.amount("port")
			if o.tcp && o.state == "LISTEN" && int64(o.at.Port()) == n && x.latest(o.id, "listen").Seq < x.fail.Seq {
				return false
			}
		}
		return true
	}),
	"listener-closed": by("by", "", "close", "reset"),
	"listener-shut":   by("by", "who", "shutdown"),
	"listens-since":   all(by("by", "who", "listen"), so("it began after the failure", func(x *stated) bool { return x.fail == nil || x.ev("by").Seq > x.fail.Seq })),
	"listener-at":     inState("who", "LISTEN"),
	"listening-now":   nothing, // its listeners are evidence
	"none-listens": so("no TCP socket of ours listens", func(x *stated) bool {
		for _, o := range x.sh.sight.ours {
			if o.tcp && o.state == "LISTEN" {
				return false
			}
		}
		return true
	}),
	"datagram-refused":   all(failedWith("ECONNREFUSED", ""), by("by", "subject", "send", "sendto")),
	"nobody-has-udp":     failedWith("ECONNREFUSED", ""),
	"nobody-takes-calls": failedWith("ECONNREFUSED", ""),
	"unix-peer-closed":   all(failedWith("ECONNREFUSED", ""), by("by", "peer", "close", "reset")),
	"unix-peer-gone":     failedWith("ECONNREFUSED", ""),
	"try-dial-family":    nothing, "try-dial-or-every": nothing, "try-start-or-lose": nothing,
}

// closedPeers: the other end of each under all has closed.
var closedPeers = so("the other ends have closed", func(x *stated) bool {
	all, _ := x.c.Values["all"].(claim.Sockets)
	for _, id := range all {
		if o := x.own(id); o != nil && o.state != "CLOSE_WAIT" && (!x.isUnix(id) || x.latest(x.peer(id), "close", "reset") == nil) {
			return false
		}
	}
	return len(all) > 0
})

// openNow: each under all is open.
var openNow = so("they are open", func(x *stated) bool {
	all, _ := x.c.Values["all"].(claim.Sockets)
	for _, id := range all {
		if x.own(id) == nil {
			return false
		}
	}
	return len(all) > 0
})

// countIn counts our sockets in a state.
func countIn(x *stated, state string) (n int64) {
	for _, o := range x.sh.sight.ours {
		if o.state == state {
			n++
		}
	}
	return n
}

// queueOf is the accept queue of the socket under who.
func queueOf(x *stated) int64 {
	if o := x.own(x.id("who")); o != nil {
		return o.queue
	}
	return -1
}

// sessionKinds are of what is to be seen in a session, or at one socket.
var sessionKinds = map[string]check{
	"queue-takes-none":  all(inState("who", "LISTEN"), so("it takes none", func(x *stated) bool { o := x.own(x.id("who")); return o != nil && o.queue > o.most })),
	"queue-of":          amountIs("n", queueOf),
	"queue-unserved":    all(inState("who", "LISTEN"), amountIs("n", queueOf)),
	"nobody-accepts":    by("by", "who", "accept"),
	"buffer-takes-none": so("something waits there", func(x *stated) bool { o := x.own(x.id("who")); return o != nil && o.in > 0 }),
	"nobody-receives":   amountIs("n", func(x *stated) int64 { return x.own(x.id("who")).in }),
	"sends-again":       nothing, // its evidence is the kernel's count
	"sent-again":        nothing,
	"dropped":           so("it is a UDP socket", func(x *stated) bool { o := x.own(x.id("who")); return o == nil || o.udp }),
	"dropped-why":       nothing,
	"unheld":            nothing, "unheld-many": nothing,
	"stays-open":        openNow,
	"peers-closed":      nothing, // the states are evidence
	"in-close-wait":     so("so many are", func(x *stated) bool { n, _ := x.amount("n"); return n > 0 && n <= countIn(x, "CLOSE_WAIT") }),
	"unix-peers-closed": nothing,
	"not-closed":        all(openNow, closedPeers),
	"nothing-to-see":    so("nobody closed on us", func(x *stated) bool { return countIn(x, "CLOSE_WAIT") == 0 }),
	"caught":            so("that call failed", func(x *stated) bool { e := x.proof(""); return len(e) > 0 && e[0].Err != nil }),

	"try-accept-or-backlog": callable("who"), "try-recv": callable("who"), "try-room-or-slower": nothing, "try-close-by-number": callable("who"),
	"try-receive-then-close": callable("who"),

	"is-closed":              so("it is not open", func(x *stated) bool { return x.own(x.id("who")) == nil }),
	"closed-by":              so("it is not open", func(x *stated) bool { return x.own(x.id("who")) == nil }),
	"kernel-has":             nothing,
	"kernel-rests":           so("it is in the table", func(x *stated) bool { return len(x.at("address")) > 0 }),
	"in-accept-queue":        all(inState("who", "LISTEN"), amountIs("n", queueOf)),
	"queued-by-os":           amountIs("n", queueOf),
	"accepted-so-far":        amountIs("n", func(x *stated) int64 { return int64(len(x.of(x.subject, did("accept")))) }),
	"not-accepted-by":        inState("l", "LISTEN"),
	"not-accepted-at-one-of": so("several listen", func(x *stated) bool { all, _ := x.c.Values["all"].(claim.Sockets); return len(all) > 1 }),
	"dial-is-over":           nothing,
	"accept-tells-which":     nothing,
	"shares-port":            nothing, "shares-ports": nothing, "talks-with": nothing, "also-talks-with": nothing,
	"close-wait":          inState("", "CLOSE_WAIT"),
	"close-wait-eof":      inState("", "CLOSE_WAIT"),
	"other-finished":      inState("", "CLOSE_WAIT"),
	"finished-by":         all(inState("", "CLOSE_WAIT"), by("by", "peer", "close", "shutdown"), theOtherEnd("peer")),
	"more-close-wait":     amountIs("n", func(x *stated) int64 { return countIn(x, "CLOSE_WAIT") }),
	"fin-wait-2":          inState("", "FIN_WAIT2"),
	"you-finished":        inState("", "FIN_WAIT2"),
	"time-wait":           inState("", "TIME_WAIT"),
	"time-wait-rests":     inState("", "TIME_WAIT"),
	"other-end-is":        theOtherEnd("peer"),
	"other-end-is-itself": so("its ends are the same", func(x *stated) bool { o := x.own(x.subject); return o == nil || o.local == o.remote }),
	"ends-mirror": so("those are its ends", func(x *stated) bool {
		o := x.own(x.subject)
		return o == nil || same(fmt.Sprint(x.c.Values["address"]), o.local)
	}),
	"port-by-os": so("no bind asked for it", func(x *stated) bool {
		n, _ := x.amount("port")
		for i := range x.sh.events {
			if e := &x.sh.events[i]; e.Call == "bind" && e.Err == nil && strings.HasSuffix(e.Arg, fmt.Sprint(":", n)) && (e.Socket == x.subject || e.Socket == x.peer(x.subject)) && x.latest(e.Socket, "connect") != nil {
				return false
			}
		}
		return true
	}),
	"port-by-bind": all(by("by", "", "bind"), so("it asked for that port", func(x *stated) bool {
		n, _ := x.amount("port")
		return strings.HasSuffix(x.ev("by").Arg, fmt.Sprint(":", n))
	})),
	"self-connected":        nothing,
	"try-sockets-of-kernel": nothing, "try-harmless": nothing, "try-accept-one": callable("who"), "try-accept-takes-out": callable("l"),
	"try-read-then-close": callable("who"), "try-they-must-close": callable("peer"), "try-other-must-close": nothing,
}

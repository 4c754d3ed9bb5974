package judge

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sockpit/runtime/event"
	"sockpit/scripting/explain/claim"
)

// kinds says of each kind of claim what must be so that it may be stated.
var kinds = merge(waitKinds, faultKinds, endKinds, deadlockKinds, halfOpenKinds, amountKinds, addressKinds, pathKinds, errnoKinds, sessionKinds, refusalKinds, answerKinds)

func merge(tables ...map[string]check) map[string]check {
	out := map[string]check{}
	for _, t := range tables {
		for k, c := range t {
			if before := out[k]; before != nil { // both must find it so
				c = all(before, c)
			}
			out[k] = c
		}
	}
	return out
}

// hits gives what the faults of a socket did: their events have the name of the fault
// alone, those of calls of fault() name a direction.
func (x *stated) hits(id int, names ...string) (out []*event.Event) {
	return x.of(id, func(e *event.Event) bool {
		if e.Call != "fault" || strings.Contains(e.Arg, ": ") {
			return false
		}
		for _, n := range names {
			if strings.HasPrefix(e.Arg, n) {
				return true
			}
		}
		return len(names) == 0
	})
}

func (x *stated) hitBytes(id int, names ...string) (n int64) {
	for _, e := range x.hits(id, names...) {
		n += int64(e.N)
	}
	return n
}

// faultOf: the fault that is named did something on that socket, and who set it did.
func faultOf(names ...string) check {
	return all(by("by", "who", "fault"), func(x *stated) string {
		if len(x.hits(x.id("who"), names...)) == 0 {
			return fmt.Sprintf("no fault %v did anything on #%d", names, x.id("who"))
		}
		if set := x.ev("by"); set != nil && !strings.Contains(set.Arg, ": ") {
			return "who set it is what it did"
		}
		if _, ok := x.c.Values["network"]; ok && (x.manner == "" || x.c.Values["network"] != x.manner) {
			return fmt.Sprintf("the network is %q", x.manner)
		}
		return ""
	})
}

// set: a fault is there now.
func faultThere(x *stated) string {
	for i := range x.sh.world.Sockets {
		if v := &x.sh.world.Sockets[i]; v.ID == x.id("who") && v.Faults == "" {
			return "there is none"
		}
	}
	return ""
}

var faultKinds = map[string]check{
	"fault-reset": all(faultOf("reset"), so("the connection is over", func(x *stated) bool {
		o := x.own(x.id("who"))
		return o == nil || !x.isTCP(o.id) || o.state == "CLOSED"
	})),
	"fault-holds":               all(faultThere, amountIs("n", func(x *stated) int64 { return x.own(x.id("who")).in })),
	"fault-holds-the-end":       all(faultThere, so("the end has come", func(x *stated) bool { o := x.own(x.id("who")); return o.in <= 0 })),
	"fault-holds-a-send":        faultThere,
	"fault-slows":               faultOf("delay", "rate"),
	"fault-drops":               all(faultOf("drop"), atMost("n", func(x *stated) int64 { return x.hitBytes(x.id("who"), "drop") })),
	"fault-glues":               faultOf("glued"),
	"fault-glued":               all(faultOf("glued"), atMost("n", func(x *stated) int64 { return int64(len(x.hits(x.id("who"), "glued"))) })),
	"fault-cuts":                all(faultOf("slice", "halves"), atMost("n", func(x *stated) int64 { return x.hitBytes(x.id("who"), "slice", "halves") })),
	"fault-held":                faultOf("stop"),
	"fault-set":                 faultThere,
	"fault-there":               faultThere,
	"faults":                    so("there is, or was, a fault", func(x *stated) bool { return x.faulted(x.sh, x.subject) || x.faulted(x.sh, x.peer(x.subject)) }),
	"no-unix-reset":             so("it is a Unix socket", func(x *stated) bool { return x.subject == 0 || x.isUnix(x.subject) }),
	"try-taking-the-fault-away": all(callable("who"), faultThere),
	"try-network-whole":         all(callable("who"), so("the network has a manner", func(x *stated) bool { return x.manner != "" && x.manner != "whole" })),
}

// lingered gives the call that set linger last on a socket, or on the listener that it
// came from, before another.
func (x *stated) lingered(id int, before int64) *event.Event {
	set := x.of(id, func(e *event.Event) bool {
		return did("setsockopt")(e) && strings.HasPrefix(e.Arg, "linger = ") && e.Seq < before
	})
	if len(set) > 0 {
		return set[len(set)-1]
	}
	if e := madeBy(x.sh.events, id); e != nil && e.Call == "accept" {
		return x.lingered(e.Socket, e.Seq)
	}
	return nil
}

// sentAfter: what is named as sent was sent by the subject, after what is named as by.
func sentAfter(x *stated) string {
	sent, end := x.ev("sent"), x.ev("by")
	switch {
	case sent == nil || end == nil:
		return ""
	case x.subject != 0 && sent.Socket != x.subject, sent.N == 0, sent.Call != "send" && sent.Call != "sendto":
		return "that was no send of it"
	case sent.End.Before(end.End):
		return "that was sent before"
	}
	return ""
}

// lastOf is the latest call among some on a socket.
func (x *stated) latest(id int, calls ...string) *event.Event {
	if found := x.of(id, did(calls...)); len(found) > 0 {
		return found[len(found)-1]
	}
	return nil
}

// closedIt: the subject, or the one under who, was closed by that task there.
func closedIt(x *stated) string {
	ends := x.proof("close")
	ends = append(ends, x.proof("reset")...)
	if len(ends) != 1 || x.subject != 0 && ends[0].Socket != x.subject {
		return "that is no close of it"
	}
	if task, ok := x.amount("task"); ok && int(task) != ends[0].Task {
		return fmt.Sprintf("task %d closed it", ends[0].Task)
	}
	return ""
}

// endKinds: how connections end.
var endKinds = map[string]check{
	"reset-on-purpose": all(by("by", "who", "reset"), theOtherEnd("who"), beforeFailure("by")),
	"closed-with-bytes-unread": all(by("by", "who", "close"), theOtherEnd("who"), beforeFailure("by"),
		so("it did not linger at 0, which resets all the same", func(x *stated) bool {
			set := x.lingered(x.id("who"), x.ev("by").Seq)
			return set == nil || !strings.HasPrefix(set.Arg, "linger = 0")
		}),
		func(x *stated) string {
			if x.subject == 0 || x.faulted(x.sh, x.subject) || x.faulted(x.sh, x.id("who")) {
				return atMost("n", func(x *stated) int64 { return 1 << 60 })(x)
			}
			return amountIs("n", func(x *stated) int64 { return x.unreadAt(x.subject, x.id("who"), x.ev("by")) })(x)
		}),
	"closed-with-linger-0": all(by("by", "who", "close"), by("set", "", "setsockopt"), theOtherEnd("who"), beforeFailure("by"),
		so("linger was 0", func(x *stated) bool {
			set := x.lingered(x.id("who"), x.ev("by").Seq)
			return set != nil && strings.HasPrefix(set.Arg, "linger = 0") && (x.ev("set") == nil || x.ev("set").Seq == set.Seq)
		})),
	"sent-to-who-had-closed": all(by("by", "who", "close"), theOtherEnd("who"), beforeFailure("by"), sentAfter, so("nothing was unread", func(x *stated) bool {
		return x.faulted(x.sh, x.subject) || x.faulted(x.sh, x.id("who")) || x.subject == 0 || x.unreadAt(x.subject, x.id("who"), x.ev("by")) == 0
	})),
	"sent-to-who-had-shut-down": all(by("by", "who", "shutdown"), theOtherEnd("who"), sentAfter),
	"listener-closed-with-a-queue": all(by("by", "", "close", "reset", "shutdown"), so("it listened where this one had dialled, and nobody accepted that", func(x *stated) bool {
		return len(x.of(x.ev("by").Socket, did("listen"))) > 0 && x.peer(x.subject) == 0
	})),
	"other-end-was-closed": all(by("by", "who", "close", "reset"), theOtherEnd("who"), beforeFailure("by")),
	"reset-by-whom":        nobodyOfOurs,
	"reset-by-what": func(x *stated) string {
		p := x.peer(x.subject)
		switch {
		case x.latest(p, "reset") != nil:
			return "the log shows the reset"
		case len(x.hits(p, "reset"))+len(x.hits(x.subject, "reset")) > 0:
			return "a fault reset it"
		}
		if end := x.latest(p, "close"); end != nil && !x.faulted(x.sh, p) && !x.faulted(x.sh, x.subject) && x.unreadAt(x.subject, p, end) > 0 {
			return "the log shows that it was closed with bytes unread"
		}
		return ""
	},
	"closed-by-whom": nobodyOfOurs,
	"error-told-before": so("an earlier call met that", func(x *stated) bool {
		told := x.proof("")
		return len(told) > 0 && told[0].Err != nil && (x.subject == 0 || told[0].Socket == x.subject) && (x.fail == nil || told[0].Seq < x.fail.Seq)
	}),
	"sent-after-close": so("a send came after the close of the other end", func(x *stated) bool {
		p := x.latest(x.peer(x.subject), "close", "reset")
		sent := x.proof("send")
		return len(sent) == 1 && (x.subject == 0 || sent[0].Socket == x.subject && p != nil && sent[0].Seq > p.Seq && sent[0].Err == nil)
	}),
	"unix-says-at-once": so("it is a Unix socket", func(x *stated) bool { return x.subject == 0 || x.isUnix(x.subject) }),
	"unix-shut-reading": all(by("by", "who", "shutdown"), theOtherEnd("who"), so("it is a Unix socket that receives no more", func(x *stated) bool { return x.isUnix(x.id("who")) && x.ev("by").Arg != "write" })),
	"own-shutdown":      all(by("by", "subject", "shutdown"), beforeFailure("by"), so("it sends no more", func(x *stated) bool { return x.ev("by").Arg != "read" })),
	"never-connected":   so("it was never connected", func(x *stated) bool { return x.joined(x.id("who")) == nil }),
	"connect-failed": so("connect failed so", func(x *stated) bool {
		e := x.ev("by")
		return e != nil && e.Call == "connect" && e.Err != nil && e.Socket == x.id("who")
	}),
	"both-finished": all(by("here", "who", "shutdown", "close"), by("by", "far", "shutdown", "close"), theOtherEnd("far")),
	"over-by-what": func(x *stated) string {
		p := x.peer(x.subject)
		if p != 0 && x.latest(p, "reset") != nil {
			return "the log shows the reset"
		}
		if len(x.hits(p, "reset"))+len(x.hits(x.subject, "reset")) > 0 {
			return "a fault reset it"
		}
		return ""
	},
	"over":                            isOver,
	"state-closed":                    isOver,
	"try-giving-back":                 callable("who"),
	"try-connecting-first":            all(callable("who"), so("it is not connected", func(x *stated) bool { return x.own(x.id("who")).remote == "" })),
	"incomplete-message":              nothingMore,
	"incomplete-message-closed-by":    all(by("by", "who", "close", "reset"), theOtherEnd("who"), nothingMore),
	"incomplete-message-shut-down-by": all(by("by", "who", "shutdown"), theOtherEnd("who"), nothingMore),
	"woken-by-close": so("close came while the call waited", func(x *stated) bool {
		end := x.proof("")
		return len(end) > 0 && (end[0].Call == "close" || end[0].Call == "reset") && (x.fail == nil || x.fail.Seq < end[0].Seq && x.fail.Socket == end[0].Socket)
	}),
	"close-wakes-nobody":   nothing,
	"closed-by-the-caller": closedIt,
	"closed-by-another":    closedIt,
}

func isOver(x *stated) string {
	if o := x.own(x.subject); x.subject != 0 && (o == nil || o.state != "CLOSED") {
		return fmt.Sprintf("it is %v", o)
	}
	return ""
}

// nothingMore: the stream had ended in the call that failed.
func nothingMore(x *stated) string {
	if x.subject == 0 {
		return ""
	}
	if len(x.of(x.subject, func(e *event.Event) bool { return e.EOF })) == 0 {
		return "no receive met the end"
	}
	return ""
}

// waiting: a call of the subject, or of the socket under a name, goes on.
func waiting(name string, calls ...string) check {
	return so(fmt.Sprintf("a call %v goes on", calls), func(x *stated) bool {
		id := x.id(name)
		return id == 0 || len(x.of(id, func(e *event.Event) bool {
			if e.Done() {
				return false
			}
			for _, c := range calls {
				if e.Call == c || e.Via == c {
					return true
				}
			}
			return len(calls) == 0
		})) > 0
	})
}

// tookSo: a time that a call took is that between its begin and its end, or of the calls
// that it was made of.
func tookSo(x *stated) string {
	took, ok := x.c.Values["took"].(time.Duration)
	if !ok || x.fail == nil {
		return ""
	}
	if least := x.fail.End.Sub(x.fail.Begin); took < least {
		return fmt.Sprintf("it took %v", least)
	}
	return ""
}

// nothingCame: the call that failed got no byte.
func nothingCame(x *stated) string {
	if x.fail != nil && (x.fail.N != 0 || x.code != "TIMEOUT") {
		return fmt.Sprintf("%d bytes came, and the code is %s", x.fail.N, x.code)
	}
	return ""
}

// emptyQueue: nothing waits in the accept queue of the socket under a name.
func emptyQueue(name string) check {
	return so("its accept queue is empty", func(x *stated) bool { o := x.own(x.id(name)); return o != nil && o.state == "LISTEN" && o.queue == 0 })
}

// fullQueue: the accept queue of the socket under a name takes no more, and is as told.
func fullQueue(name string) check {
	return so("the accept queue is full, by these numbers", func(x *stated) bool {
		o := x.own(x.id(name))
		n, _ := x.amount("n")
		backlog, _ := x.amount("backlog")
		return o != nil && o.state == "LISTEN" && o.queue > o.most && o.queue == n && o.most == backlog
	})
}

// sentLast: the call that is named is the last send of the socket.
func sentLast(x *stated) string {
	sent := x.proof("send")
	sent = append(sent, x.proof("sendto")...)
	all := x.of(x.id("far"), func(e *event.Event) bool {
		return e.Done() && (e.Call == "send" || e.Call == "sendto") && (e.Err == nil || e.N > 0)
	})
	if len(sent) != 1 || len(all) == 0 || sent[0].Seq != all[len(all)-1].Seq {
		return "it sent last with another call"
	}
	return ""
}

// told: a value is what a TCP_INFO of our own has.
func retransmitted(name string) check {
	return so("the kernel has sent that again so often", func(x *stated) bool {
		o := x.own(x.id(name))
		n, ok := x.amount("times")
		return o != nil && o.info != nil && o.info.Retransmits > 0 && (!ok || n == int64(o.info.Retransmits))
	})
}

// quantityIs: a number under a name is what the kernel has of a socket.
func quantityIs(name string, id func(x *stated) int, f func(o *own) int64) check {
	return func(x *stated) string {
		o := x.own(id(x))
		if o == nil {
			if id(x) == 0 {
				return "" // it is not known of whom
			}
			return fmt.Sprintf("#%d is not open", id(x))
		}
		return amountIs(name, func(*stated) int64 { return f(o) })(x)
	}
}

func named(name string) func(x *stated) int { return func(x *stated) int { return x.id(name) } }
func subject(x *stated) int                 { return x.subject }

func inOf(o *own) int64 { return o.in }

// outOf is SIOCOUTQ without what is no byte.
func outOf(o *own) int64 {
	switch o.state {
	case "SYN_SENT", "FIN_WAIT1", "LAST_ACK", "CLOSING":
		return max(0, o.out-1)
	}
	return o.out
}

var waitKinds = map[string]check{
	"accept-waits":       all(emptyQueue("who"), so("nobody was accepted", func(x *stated) bool { return len(x.of(x.id("who"), did("accept"))) == 0 })),
	"accept-waits-again": all(emptyQueue("who"), amountIs("n", func(x *stated) int64 { return int64(len(x.of(x.id("who"), did("accept")))) })),
	"waits-since": func(x *stated) string {
		task, _ := x.amount("task")
		for i := range x.sh.world.Tasks {
			if t := &x.sh.world.Tasks[i]; t.ID == int(task) && t.Waits == x.c.Values["call"] {
				return ""
			}
		}
		return "no task waits so"
	},
	"waited-for": nothing,
	"waits-on":   nothing,

	"nothing-came":          all(nothingCame, tookSo),
	"nothing-there":         nothingCame,
	"part-came":             tookSo,
	"no-client-came":        all(tookSo, so("accept failed", func(x *stated) bool { return x.fail == nil || x.fail.Call == "accept" })),
	"not-all-sent":          all(tookSo, atMostOr0("asked", askedFor), atMostOr0("n", askedFor)),
	"silence-tells-nothing": so("it is a connection of TCP", func(x *stated) bool { return x.subject == 0 || x.isTCP(x.subject) }),
	"nothing-has-arrived": all(theOtherEnd("far"), so("the other end is open, and nothing is here", func(x *stated) bool {
		o := x.own(x.subject)
		return x.own(x.id("far")) != nil && (o == nil || o.in <= 0)
	})),
	"no-datagram":           so("none is here", func(x *stated) bool { o := x.own(x.subject); return o == nil || o.next == 0 }),
	"udp-has-no-connection": so("it is UDP", func(x *stated) bool { return x.subject == 0 || strings.HasPrefix(x.network(x.subject), "udp") }),
	"peer-last-sent":        sentLast,
	"peer-has-sent-nothing": so("it has sent nothing", func(x *stated) bool {
		sent, _ := sums(x.sh.events, x.id("far"))
		return sent == 0 || x.faulted(x.sh, x.id("far"))
	}),
	"other-end-last-heard": so("bytes have come", func(x *stated) bool {
		o := x.own(x.subject)
		return o == nil || o.info == nil || o.info.Bytes_received > 0
	}),
	"other-end-never-heard": so("no byte has come", func(x *stated) bool {
		o := x.own(x.subject)
		return o == nil || o.info == nil || o.info.Bytes_received == 0
	}),
	"other-end-of-another-program": nobodyOfOurs,
	"peer-was-closed":              all(by("by", "far", "close", "reset"), theOtherEnd("far")),
	"both-wait":                    nothing,
	"nobody-accepted": all(so("it waits in the queue of a socket that listens there", func(x *stated) bool {
		o, l := x.own(x.subject), x.own(x.id("l"))
		return o == nil || l != nil && l.state == "LISTEN" && l.queue > 0 && x.peer(x.subject) == 0
	})),
	"corked":                     all(by("by", "far", "setsockopt", "accept"), quantityIs("n", named("far"), outOf), so("it is corked", func(x *stated) bool { return x.own(x.id("far")).options["cork"] != 0 })),
	"try-uncorking":              callable("far"),
	"bytes-in-the-senders-queue": quantityIs("n", named("far"), outOf),
	"bytes-are-here":             quantityIs("n", named("who"), inOf),
	"unacknowledged":             all(quantityIs("n", named("who"), outOf), retransmitted("who")),
	"keepalive-asks": so("keepalive is on", func(x *stated) bool {
		o := x.own(x.subject)
		return o == nil || o.options["keepalive"] != 0 || x.own(x.peer(x.subject)) != nil
	}),
	"try-keepalive":           all(callable("who"), so("keepalive is off", func(x *stated) bool { return x.own(x.id("who")).options["keepalive"] == 0 })),
	"try-shutdown":            callable("far"),
	"buffer-full":             quantityIs("here", subject, outOf),
	"buffers-full":            all(theOtherEnd("far"), quantityIs("here", subject, outOf), quantityIs("there", named("far"), inOf)),
	"buffers-full-at-another": all(nobodyOfOurs, quantityIs("here", subject, outOf)),
	"datagram-queue-full":     so("a datagram is there", func(x *stated) bool { o := x.own(x.id("far")); return o != nil && o.next > 0 }),
	"both-send":               all(waiting("who", "send"), waiting("far", "send"), so("they are each other's ends", func(x *stated) bool { return x.peer(x.id("who")) == x.id("far") })),
	"try-receiving-there":     callable("far"),
	"accept-queue-full":       fullQueue("l"),
	"no-answer": so("no queue of ours is full there", func(x *stated) bool {
		if x.fail == nil {
			return true
		}
		for _, o := range x.sh.sight.ours {
			if o.tcp && o.state == "LISTEN" && o.queue > o.most && o.local == x.fail.Arg {
				return false
			}
		}
		return true
	}),
	"refused-or-timeout":     nothing,
	"try-accept":             callable("l"),
	"keepalives-failed":      all(quantityIs("n", subject, func(o *own) int64 { return int64(o.info.Probes) }), isOver),
	"nobody-acknowledged":    all(quantityIs("n", named("who"), func(o *own) int64 { return int64(o.info.Retransmits) }), isOver),
	"window-stayed-closed":   isOver,
	"no-answer-to-syn":       so("connect failed with ETIMEDOUT", func(x *stated) bool { return x.code == "ETIMEDOUT" || x.code == "" }),
	"kernel-gave-up":         so("the code is the kernel's", func(x *stated) bool { return x.code == "ETIMEDOUT" || x.code == "" }),
	"verdict-not-limit":      so("the code is the kernel's", func(x *stated) bool { return x.code == "ETIMEDOUT" || x.code == "" }),
	"bound-beside-the-group": by("by", "who", "setsockopt"),
	"pauses-at":              nothing,
	"for-the-end-of-a-task":  nothing,
	"for-a-value":            nothing,
	"for-a-taker":            nothing,
	"goes-on-by":             nothing,
}

// atMostOr0 is atMost for what may be 0.
func atMostOr0(name string, f func(x *stated) int64) check {
	return func(x *stated) string {
		if n, ok := x.amount(name); ok && n > f(x) {
			return fmt.Sprintf("%s is %d, by own count at most %d", name, n, f(x))
		}
		return ""
	}
}

// hasPort: the socket under a name has the port and the address that the claim names,
// and is of that protocol.
func hasPort(name string) check {
	return func(x *stated) string {
		id := x.id(name)
		ends, port := x.ends[id], int64(0)
		if n, ok := x.amount("port"); ok {
			port = n
		}
		if o := x.own(id); o == nil || port != 0 && int64(ends[0].Port()) != port {
			return fmt.Sprintf("#%d has port %d", id, ends[0].Port())
		}
		if a, ok := x.c.Values["address"]; ok && !same(fmt.Sprint(a), x.seen[id][0]) {
			return fmt.Sprintf("#%d is at %s", id, x.seen[id][0])
		}
		if p, ok := x.c.Values["proto"].(string); ok && strings.ToLower(p) != strings.TrimRight(x.network(id), "46") {
			return fmt.Sprintf("#%d is %s", id, x.network(id))
		}
		if st, ok := x.c.Values["state"].(string); ok && st != x.own(id).state {
			return fmt.Sprintf("#%d is %s", id, x.own(id).state)
		}
		if r, ok := x.c.Values["remote"]; ok && fmt.Sprint(r) != "" && !same(fmt.Sprint(r), x.seen[id][1]) {
			return fmt.Sprintf("#%d talks to %s", id, x.seen[id][1])
		}
		return madeThere(x, id)
	}
}

// madeThere: the line that is named made the socket.
func madeThere(x *stated, id int) string {
	at, ok := x.c.Values["made"].(event.Place)
	if e := madeBy(x.sh.events, id); ok && at.Source != "" && (e == nil || e.Place != at) {
		return fmt.Sprintf("#%d was not made at %v", id, at)
	}
	return ""
}

// rowsAt gives the lines of the kernel's table with a local port.
func (x *stated) rowsAt(fits func(r *row) bool) (out []*row) {
	port, _ := x.amount("port")
	proto, _ := x.c.Values["proto"].(string)
	for i := range x.sh.sight.rows {
		if r := &x.sh.sight.rows[i]; int64(r.local.Port()) == port && r.table == strings.ToLower(proto) && fits(r) {
			out = append(out, r)
		}
	}
	return out
}

func (x *stated) ours(inode uint64) bool {
	for _, o := range x.sh.sight.ours {
		if o.inode == inode {
			return true
		}
	}
	return false
}

var addressKinds = map[string]check{
	"port-of-listener": all(hasPort("who"), so("it listens", func(x *stated) bool { return x.own(x.id("who")).state == "LISTEN" })),
	"port-of-bound": all(hasPort("who"), so("it is bound, and no more", func(x *stated) bool {
		o := x.own(x.id("who"))
		return o.state != "LISTEN" && (o.remote == "" || !o.tcp)
	})),
	"port-of-dialler": all(hasPort("who"), so("it came from no accept", func(x *stated) bool { e := madeBy(x.sh.events, x.id("who")); return e == nil || e.Call != "accept" })),
	"port-of-accepted": all(hasPort("who"), so("accept made it of that listener", func(x *stated) bool {
		e := madeBy(x.sh.events, x.id("who"))
		return e != nil && e.Call == "accept" && e.Socket == x.id("listener")
	})),
	"port-was-of": all(by("by", "who", "close", "reset"), so("it was closed after the failure", func(x *stated) bool { return x.fail == nil || x.ev("by").Seq > x.fail.Seq })),
	"port-also-of": so("they have the port too", func(x *stated) bool {
		all, _ := x.c.Values["all"].(claim.Sockets)
		for _, id := range all {
			if x.own(id) == nil {
				return false
			}
		}
		return len(all) > 0
	}),
	"port-of-program": so("a socket of another program has it", func(x *stated) bool {
		rows := x.rowsAt(func(r *row) bool { return r.inode != 0 && !x.ours(r.inode) })
		program, _ := x.c.Values["program"].(string)
		return len(rows) > 0 && (program == "" || strings.Contains(program, fmt.Sprint(x.other.pid)))
	}),
	"port-of-kernel": all(atMost("n", func(x *stated) int64 { return int64(len(x.rowsAt(func(r *row) bool { return r.inode == 0 }))) })),
	"rest-of-ours": so("they are closed", func(x *stated) bool {
		all, _ := x.c.Values["all"].(claim.Sockets)
		for _, id := range all {
			if x.own(id) != nil || x.latest(id, "close", "reset") == nil {
				return false
			}
		}
		return len(all) > 0
	}),
	"rest-without-reuseaddr": restsThere,
	"rest-with-reuseaddr":    all(restsThere, so("it was not set", notReused)),
	"port-of-nobody":         so("no row has that address", func(x *stated) bool { return len(x.at("address")) == 0 || x.isUnix(x.subject) }),
	"port-untold":            nothing,
	"every-address":          hasPort("who"),
	"both-families":          nothing,
	"both-listen":            so("listen failed, and reuseaddr was set", func(x *stated) bool { return x.fail == nil || x.fail.Call == "listen" && !notReused(x) }),
	"range-taken":            all(portZero, inRange("held", func(x *stated, r *row) bool { return true })),
	"whole-ports":            nothing,
	"no-port-towards":        so("the call was to connect", func(x *stated) bool { return x.fail == nil || x.fail.Call == "connect" }),
	"same-ends": so("there is such a connection", func(x *stated) bool {
		for _, r := range x.at("address") {
			if same(r.remote.String(), fmt.Sprint(x.c.Values["remote"])) {
				return true
			}
		}
		return false
	}),
	"not-own-address": so("it is not of this machine", func(x *stated) bool {
		ip, err := netip.ParseAddr(fmt.Sprint(x.c.Values["ip"]))
		return err == nil && !ip.Unmap().IsLoopback()
	}),
	"no-ipv6":               so("there is none", func(x *stated) bool { b, _ := os.ReadFile("/proc/net/if_inet6"); return len(b) == 0 }),
	"try-another-port":      so("a port was asked for", func(x *stated) bool { return x.fail == nil || !strings.HasSuffix(x.fail.Arg, ":0") }),
	"try-reset-accepted":    callable("who"),
	"try-reuseaddr":         so("it was not set", notReused),
	"try-reuseaddr-perhaps": so("it was not set", notReused),
	"try-v6only-there":      callable("who"),
	"try-v6only-here":       callable("who"),
	"try-no-from":           portZero,
	"try-free-ports":        portZero,
}

// at gives the lines of the kernel's table with the local address under a name.
func (x *stated) at(name string) (out []*row) {
	proto, _ := x.c.Values["proto"].(string)
	for i := range x.sh.sight.rows {
		if r := &x.sh.sight.rows[i]; same(r.local.String(), fmt.Sprint(x.c.Values[name])) && (proto == "" || r.table == strings.ToLower(proto)) {
			out = append(out, r)
		}
	}
	return out
}

// restsThere: connections that nobody holds rest on the port that was asked for.
func restsThere(x *stated) string {
	if x.fail == nil {
		return ""
	}
	for i := range x.sh.sight.rows {
		if r := &x.sh.sight.rows[i]; r.inode == 0 && r.state != "SYN_RECV" && strings.HasSuffix(x.fail.Arg, fmt.Sprint(":", r.local.Port())) {
			return ""
		}
	}
	return "nothing rests there"
}

// portZero: the OS was to choose the port.
func portZero(x *stated) string {
	if x.fail != nil && !strings.HasSuffix(x.fail.Arg, ":0") && x.fail.Call == "bind" {
		return "the script chose " + x.fail.Arg
	}
	return ""
}

// inRange counts the ports of the range that the OS chooses from which are in the
// kernel's table.
func inRange(name string, fits func(x *stated, r *row) bool) check {
	return amountIs(name, func(x *stated) int64 {
		from, to, _ := strings.Cut(portRange(), "-")
		ports := map[uint16]bool{}
		for i := range x.sh.sight.rows {
			if r := &x.sh.sight.rows[i]; int(r.local.Port()) >= atoi(from) && int(r.local.Port()) <= atoi(to) && fits(x, r) {
				ports[r.local.Port()] = true
			}
		}
		return int64(len(ports))
	})
}

// notReused: the log does not show that the one that failed had set SO_REUSEADDR.
func notReused(x *stated) bool {
	return len(x.of(x.subject, func(e *event.Event) bool {
		return e.Call == "setsockopt" && e.Err == nil && e.Arg == "reuseaddr = true"
	})) == 0
}

// fileAt says what is at the path that a claim names: "socket", "file", "folder", "link"
// or "nothing".
func (x *stated) fileAt() string {
	name, _ := x.c.Values["path"].(string)
	_, path, _ := strings.Cut(name, "://")
	if !filepath.IsAbs(path) {
		path = filepath.Join(x.dir, path)
	}
	st, err := os.Lstat(path)
	switch {
	case err != nil:
		return "nothing"
	case st.Mode()&os.ModeSocket != 0:
		return "socket"
	case st.Mode()&os.ModeSymlink != 0:
		return "link"
	case st.IsDir():
		return "folder"
	}
	return "file"
}

func isFile(what string) check {
	return func(x *stated) string {
		if is := x.fileAt(); is != what && !(is == "link" && what == "file") { // connect follows a link
			return "there is: " + is
		}
		return ""
	}
}

// nobodyAt: no socket of ours has the path or the name.
func nobodyAt(x *stated) string {
	name, _ := x.c.Values["path"].(string)
	for _, o := range x.sh.sight.ours {
		if o.local == name {
			return fmt.Sprintf("#%d has it", o.id)
		}
	}
	return ""
}

func ownPath(x *stated) string {
	name, _ := x.c.Values["path"].(string)
	if at := x.seen[x.id("who")][0]; at != name {
		return fmt.Sprintf("#%d has %s", x.id("who"), at)
	}
	return madeThere(x, x.id("who"))
}

var pathKinds = map[string]check{
	"path-of-ours":        all(callable("who"), ownPath),
	"path-of-program":     nobodyAt,
	"path-dead":           all(isFile("socket"), nobodyAt),
	"path-no-socket":      isFile("file"),
	"path-folder":         isFile("folder"),
	"path-link":           isFile("link"),
	"path-nothing":        isFile("nothing"),
	"path-hidden":         nobodyAt,
	"name-of-nobody":      nobodyAt,
	"path-was-of-ours":    by("by", "who", "close", "reset"),
	"path-no-listener":    all(ownPath, so("it does not listen", func(x *stated) bool { return x.own(x.id("who")).state != "LISTEN" })),
	"path-other-type":     isFile("socket"),
	"path-folder-missing": nothing,
	"try-listen-on-path":  callable("who"),
}

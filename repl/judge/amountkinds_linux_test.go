package judge

import (
	"math"
	"time"

	"sockpit/runtime/event"
)

// farOf: the socket under far is the other end of that under who.
func farOf(x *stated) string {
	if p := x.peer(x.id("who")); p != 0 && p != x.id("far") {
		return "that is not its other end"
	}
	return ""
}

// here and there: amounts that are in the queues of the sockets under who and far.
var (
	here  = amountIs("here", func(x *stated) int64 { return x.own(x.id("who")).out })
	there = amountIs("there", func(x *stated) int64 { return x.own(x.id("far")).in })
)

// deadlockKinds: who waits for whom.
var deadlockKinds = map[string]check{
	"close-lingers":                          by("by", "who", "setsockopt"),
	"deadlock":                               nothing,
	"deadlock-of-one":                        nothing,
	"deadlock-of-some":                       nothing,
	"more-tasks":                             nothing,
	"one-waits":                              waiting("who"),
	"one-waits-for-a-task":                   nothing,
	"one-waits-for-a-value":                  nothing,
	"one-waits-for-a-taker":                  nothing,
	"one-waits-for-a-client":                 all(waiting("who", "accept"), emptyQueue("who")),
	"one-waits-at-a-fault":                   all(waiting("who"), faultThere),
	"one-waits-for-a-sender":                 all(waiting("who"), farOf),
	"one-waits-for-an-accepter":              all(waiting("who"), waitsIn("l")),
	"one-waits-for-the-other-end":            waiting("who"),
	"one-waits-for-a-receiver":               all(waiting("who", "send", "sendto"), farOf, here, there),
	"one-waits-for-the-other-end-to-receive": all(waiting("who", "send", "sendto"), here),
	"one-waits-for-an-accepter-to-receive":   all(waiting("who", "send", "sendto"), here, waitsIn("l")),
	"all-receive":                            nothing,
	"all-send":                               nothing,
	"each-others-end":                        nothing,
	"try-speaking-or-ending":                 nothing,
	"try-put-for-each-get":                   nothing,
	"try-not-joining-each-other":             nothing,
	"try-somebody-receiving":                 nothing,
	"try-somebody-sending":                   nothing,
	"try-giving-first":                       nothing,
	"everything-waits":                       nothing,
	"a-wait":                                 waiting("who"),
	"another-program-may-end":                nothing,
	"another-program-may-dial":               waiting("who", "accept"),
	"another-program-may-send":               waiting("who"),
	"for-a-foreign-end":                      waiting("who"),
	"keepalive-may-end":                      waiting("who"),
	"retransmission-may-end":                 waiting("who"),
}

// halfOpenKinds: connections that one side has and the other has not.
var halfOpenKinds = map[string]check{
	"half-open-queue-full":         fullQueueAt("l"),
	"half-open-not-accepted":       connectedStream,
	"half-open-nothing-there":      connectedStream,
	"got-the-syn-ack":              so("it is connected", func(x *stated) bool { o := x.own(x.id("who")); return o == nil || o.state == "ESTABLISHED" }),
	"ack-not-taken":                connectedStream,
	"ack-dropped-queue-full":       all(fullQueue("l"), connectedStream),
	"half-open-forgotten":          nothing,
	"queue-full-now":               fullQueue("l"),
	"try-accept-and-wait":          callable("l"),
	"try-accept-for-the-handshake": callable("l"),
	"try-dialling-again":           all(callable("who"), callable("l")),
}

// connectedStream: the subject is connected, and no socket of ours has its other end.
func connectedStream(x *stated) string {
	if o := x.own(x.subject); x.subject != 0 && (o == nil || o.state != "ESTABLISHED") {
		return "it is not connected"
	}
	return ""
}

// fullQueueAt: the accept queue of the listener under a name takes no more.
func fullQueueAt(name string) check {
	return so("the accept queue is full", func(x *stated) bool { o := x.own(x.id(name)); return o != nil && o.queue > o.most })
}

// waitsIn: connections wait in the accept queue of the listener under a name.
func waitsIn(name string) check {
	return so("connections wait there", func(x *stated) bool { o := x.own(x.id(name)); return o != nil && o.queue > 0 })
}

// received counts the bytes of a stream that calls of a socket took.
func (x *stated) receivedBy(id int) (n int64) {
	for _, e := range x.of(id, func(e *event.Event) bool { return did("recv", "recvfrom")(e) }) {
		n = max(n, e.Stream.To)
	}
	return n
}

// sentBy counts the bytes that the stack took from sends of a socket.
func (x *stated) sentBy(id int) (n int64) {
	for _, e := range x.of(id, func(e *event.Event) bool { return e.Call == "send" || e.Call == "sendto" }) {
		if n = max(n, e.Stream.To); !e.Done() {
			return math.MaxInt64 // of a send that goes on the log does not say
		}
	}
	return n
}

// unfaulted is a check for streams on which no fault throws bytes away.
func unfaulted(c check) check {
	return func(x *stated) string {
		if x.subject == 0 || x.faulted(x.sh, x.subject) || x.faulted(x.sh, x.peer(x.subject)) {
			return ""
		}
		return c(x)
	}
}

// amountKinds: where bytes and datagrams are.
var amountKinds = map[string]check{
	"bytes-wait": func(x *stated) string {
		if o := x.own(x.subject); o == nil || o.in <= 0 {
			return "" // kept in the object
		}
		return amountIs("n", func(x *stated) int64 { return x.own(x.subject).in })(x)
	},
	"in-the-kernel":             so("something is there", func(x *stated) bool { o := x.own(x.subject); return o == nil || o.in > 0 || o.next >= 0 }),
	"bytes-kept":                so("a call failed and kept them", func(x *stated) bool { return x.subject == 0 || x.receivedBy(x.subject) > 0 }),
	"sent-and-not-received":     unfaulted(atMost("n", func(x *stated) int64 { return x.sentBy(x.subject) })),
	"send-only-copies":          nothing,
	"received-of-what-was-sent": unfaulted(all(atMost("sent", func(x *stated) int64 { return x.sentBy(x.subject) }), amountIs("got", func(x *stated) int64 { return x.receivedBy(x.peer(x.subject)) }))),
	"bytes-wait-there":          all(amountIs("n", func(x *stated) int64 { return x.own(x.id("far")).in }), unfaulted(so("it never received", func(x *stated) bool { return x.receivedBy(x.id("far")) == 0 }))),
	"bytes-wait-there-since":    all(amountIs("n", func(x *stated) int64 { return x.own(x.id("far")).in }), so("it received", func(x *stated) bool { return x.receivedBy(x.id("far")) > 0 })),
	"bytes-wait-here":           atMost("n", func(x *stated) int64 { return x.sentBy(x.id("who")) }),
	"unread-at-another-program": nobodyOfOurs,
	"try-recv-there":            callable("far"),
	"datagrams-wait":            so("one waits", func(x *stated) bool { o := x.own(x.subject); return o == nil || o.next >= 0 }),
	"datagrams-dropped":         so("it is no stream", func(x *stated) bool { o := x.own(x.id("who")); return o == nil || !o.stream }),
	"some-datagrams-dropped":    so("it is no stream", func(x *stated) bool { o := x.own(x.subject); return o == nil || !o.stream }),
	"nobody-acknowledges": so("something was sent again", func(x *stated) bool {
		o := x.own(x.subject)
		return o == nil || o.info == nil || o.info.Total_retrans > 0
	}),
	"deaf-to-its-group":    so("it has joined", func(x *stated) bool { return x.subject == 0 || x.latest(x.subject, "setsockopt") != nil }),
	"try-receiving-sooner": nothing,
	"eof-again":            so("recv met the end more than once", func(x *stated) bool { return len(x.of(x.subject, func(e *event.Event) bool { return e.EOF })) > 1 }),
	"eof-for-ever":         nothing,
	"try-leaving-the-loop": nothing,
	"one-recv-of-several-sends": so("that recv spans several sends", func(x *stated) bool {
		recv := x.proof("recv")
		return len(recv) == 1 && atLeast(2, x.of(x.peer(x.subject), func(e *event.Event) bool {
			return e.Call == "send" && e.Stream.From < recv[0].Stream.To && e.Stream.To > recv[0].Stream.From
		}))
	}),
	"tcp-has-no-messages": nothing,
	"try-framing":         nothing,
	"part-of-a-send": so("that recv ended within that send", func(x *stated) bool {
		recv, sent := x.proof("recv"), x.proof("send")
		return len(recv) == 1 && len(sent) == 1 && sent[0].Stream.From < recv[0].Stream.To && sent[0].Stream.To > recv[0].Stream.To
	}),
	"recv-gives-what-is-there": nothing,
	"less-than-asked": so("that recv gave less", func(x *stated) bool {
		recv := x.proof("recv")
		return len(recv) == 1 && recv[0].N < recv[0].Asked
	}),
	"sent-since":  nothing,
	"try-looping": nothing,
	"datagram-cut": so("it was cut", func(x *stated) bool {
		for _, call := range []string{"recv", "recvfrom", "peek"} {
			for _, e := range x.proof(call) {
				if e.Size > e.N {
					return true
				}
			}
		}
		return false
	}),
	"cut-for-good":        nothing,
	"try-asking-for-more": nothing,
	"replies-took": so("receives took that long", func(x *stated) bool {
		least, _ := x.amount("least")
		n, _ := x.amount("n")
		return x.subject == 0 || atLeast(int(n), x.of(x.subject, func(e *event.Event) bool {
			return e.Done() && e.End.Sub(e.Begin) >= time.Duration(least)*time.Millisecond
		}))
	}),
	"nagle-waits":                   nothing,
	"try-nodelay":                   callable("who"),
	"try-closing-what-was-given-up": nothing,
}

func atLeast(n int, events []*event.Event) bool { return len(events) >= n }

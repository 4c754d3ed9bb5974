package explain

import (
	"fmt"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// bytesWait: what has arrived and was not taken.
func bytesWait(f *Facts, v *runtime.View) Report {
	if v.Kind == runtime.Listener || v.State.RecvQueue <= 0 {
		return Report{}
	}
	return Report{
		What: bytes(int64(v.State.RecvQueue)) + " wait to be received",
		Why:  "They are in this machine's kernel; recv takes them out.",
	}
}

// sentNotReceived: send returned, and the bytes are in the peer's queue.
func sentNotReceived(f *Facts, v *runtime.View) Report {
	p := f.view(v.Peer)
	if p == nil || p.State.RecvQueue <= 0 || v.Sent == 0 || !v.Network.IsStream() {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("%s of what was sent have not been received", bytes(int64(p.State.RecvQueue))),
		Why:  fmt.Sprintf("send only copies to the OS. They wait in the queue of %s, which has not called recv.", f.Name(p.Socket)),
		Try:  fmt.Sprintf("recv(%s)", f.arg(p.Socket)),
	}
}

// loopOnEOF: recv is called again and again after the end.
func loopOnEOF(f *Facts, v *runtime.View) Report {
	eof := func(e *event.Event) bool { return e.EOF }
	n := f.count(v.ID, eof)
	if n < 2 {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("recv said \"eof\" %d times, last%s", n, f.at(f.last(v.ID, eof).Place)),
		Why:  "It will say so for ever: the other end has finished.",
		Try:  "Leave the loop when recv gives nil.",
	}
}

// gluedSends: one recv that took the bytes of several sends.
func gluedSends(f *Facts, v *runtime.View) Report {
	peer := f.peer(v.Socket)
	last := f.last(v.ID, call("recv"))
	if peer == 0 || last == nil || last.N == 0 || !v.Network.IsStream() {
		return Report{}
	}
	n := f.count(peer, func(e *event.Event) bool {
		return e.Call == "send" && e.Stream.From < last.Stream.To && e.Stream.To > last.Stream.From
	})
	if n < 2 {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("one recv%s took the bytes of %d sends", f.at(last.Place), n),
		Why:  "TCP has no messages: it is a stream of bytes.",
		Try:  "Frame your messages: end them with a newline (recv_line), or put their length in front (recv_exactly).",
	}
}

// shortReceive: a recv that gave only a part of one send.
func shortReceive(f *Facts, v *runtime.View) Report {
	peer := f.peer(v.Socket)
	last := f.last(v.ID, call("recv"))
	if peer == 0 || last == nil || last.N == 0 || last.Via == "recv_exactly" || !v.Network.IsStream() {
		return Report{}
	}
	part := f.last(peer, func(e *event.Event) bool {
		return e.Call == "send" && e.Stream.From < last.Stream.To && e.Stream.To > last.Stream.To
	})
	if part == nil {
		return lessThanAsked(f, v, last)
	}
	return Report{
		What: fmt.Sprintf("recv%s gave %s of a send of %d", f.at(last.Place), bytes(int64(last.N)), part.N),
		Why:  "recv gives what is there now, up to what was asked; the rest waits.",
		Try:  "Loop until you have a whole message, or use recv_exactly, recv_line or recv_until.",
	}
}

// lessThanAsked: a recv that gave what there was, and more came later.
func lessThanAsked(f *Facts, v *runtime.View, last *event.Event) Report {
	p := f.view(v.Peer)
	if p == nil || last.N >= last.Asked || p.Sent <= last.Stream.To {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("recv%s gave %d of up to %s", f.at(last.Place), last.N, bytes(int64(last.Asked))),
		Why:  fmt.Sprintf("recv gives what is there now: those %d; it does not wait for more. %s more have been sent since.", last.N, bytes(p.Sent-last.Stream.To)),
		Try:  "Loop until you have a whole message, or use recv_exactly, recv_line or recv_until.",
	}
}

// cutDatagram: a datagram that did not fit.
func cutDatagram(f *Facts, v *runtime.View) Report {
	e := f.last(v.ID, func(e *event.Event) bool { return e.Done() && e.Size > e.N && e.Err == nil })
	if e == nil || v.Network.IsStream() {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("a datagram of %s was cut to %d%s", bytes(int64(e.Size)), e.N, f.at(e.Place)),
		Why:  "A datagram is received whole or cut: the rest is thrown away. TCP keeps the rest, UDP does not.",
		Try:  "Ask for as many bytes as a datagram may have: 65507.",
	}
}

// A delayed acknowledgement takes 40 to 200 ms, a little more on a busy machine.
const (
	nagleWaits  = 35 * time.Millisecond
	nagleWaited = 250 * time.Millisecond
)

// smallSends: Nagle's algorithm and the delayed acknowledgement, together.
func smallSends(f *Facts, v *runtime.View) Report {
	if !v.Network.IsTCP() || v.Kind != runtime.Stream {
		return Report{}
	}
	if nagle, err := v.Option(stack.FindOption("nodelay")); err != nil || nagle.Int != 0 {
		return Report{}
	}
	slow := 0
	var least, most time.Duration
	var prev *event.Event
	for i := range f.history() {
		e := &f.events[i]
		if e.Socket != v.ID || !e.Done() {
			continue
		}
		took := e.End.Sub(e.Begin)
		if prev != nil && prev.Call == "send" && e.Call == "recv" && took >= nagleWaits && took <= nagleWaited && f.sendsBefore(i, v.ID) >= 2 && f.keptBack(prev, v) {
			if slow == 0 || took < least {
				least = took
			}
			slow, most = slow+1, max(most, took)
		}
		prev = e
	}
	if slow < 2 {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("%d replies took %d to %d ms each", slow, least.Milliseconds(), most.Milliseconds()),
		Why:  "Two small sends in a row: the second waits for the acknowledgement of the first (Nagle), and the other side delays that, by 40 ms and more.",
		Try:  fmt.Sprintf("Send once, or setopt(%s, \"nodelay\", true).", f.arg(v.Socket)),
	}
}

// keptBack reports whether the kernel kept the bytes of a send back: our socket at
// the other end waited for them and got them late. Where it is not ours, that is
// taken for likely.
func (f *Facts) keptBack(send *event.Event, v *runtime.View) bool {
	peer := f.peer(v.Socket)
	if peer == 0 {
		return true
	}
	for i := range f.history() {
		e := &f.events[i]
		if e.Socket == peer && (e.Call == "recv" || e.Call == "peek") && e.Done() && e.Stream.To >= send.Stream.To {
			return e.End.Sub(later(e.Begin, send.End)) >= nagleWaits
		}
	}
	return false
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sendsBefore counts the sends of a socket directly before event i.
func (f *Facts) sendsBefore(i, socket int) int {
	n := 0
	for i--; i >= 0; i-- {
		e := &f.events[i]
		if e.Socket != socket {
			continue
		}
		if e.Call != "send" {
			break
		}
		n++
	}
	return n
}

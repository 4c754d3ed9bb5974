package explain

import (
	"fmt"

	"sockpit/runtime"
	"sockpit/runtime/event"
)

// ended finds how the other end of s was ended, by a call of this session.
func (f *Facts) ended(s *runtime.Socket) *event.Event {
	peer := f.peer(s)
	if peer == 0 {
		return nil
	}
	return f.last(peer, call("close", "reset"))
}

// wasReset: the connection was thrown away. By whom, and what was unread?
func wasReset(f *Facts, e *runtime.CallError) Report {
	if e.Socket == nil {
		return Report{}
	}
	r := Report{
		Why: "The other end threw the connection away (RST): it closed with unread bytes, was reset on purpose, or its program died.",
		Try: "A connection that was reset is over: close the socket.",
	}
	end := f.ended(e.Socket)
	if end == nil {
		if l := f.queuedAt(e.Socket); l != nil {
			r.Why = fmt.Sprintf("The listener was closed (%s) while this connection waited in its accept queue: the kernel resets those.", f.by(l))
		}
		return r
	}
	who := f.label(end.Socket)
	switch unread := f.unread(e.Socket, end); {
	case end.Call == "reset":
		r.Why = fmt.Sprintf("%s, the other end, was reset on purpose by %s.", who, f.by(end))
	case unread > 0:
		r.Why = fmt.Sprintf("%s, the other end, was closed by %s with %s unread: the kernel answers that with a reset instead of an end.", who, f.by(end), bytes(unread))
		r.Try = "Let the other side receive until \"eof\" before it closes."
	default:
		r.Why = fmt.Sprintf("%s, the other end, was closed by %s; what you sent after that was answered with a reset.", who, f.by(end))
	}
	return r
}

// unread counts the bytes that s had sent and its other end had not received
// when it ended.
func (f *Facts) unread(s *runtime.Socket, end *event.Event) int64 {
	sent, got := int64(0), int64(0)
	for i := range f.history() {
		e := &f.events[i]
		switch {
		case e.Seq > end.Seq:
			return sent - got
		case e.Socket == s.ID && e.Call == "send":
			sent = max(sent, e.Stream.To)
		case e.Socket == end.Socket && e.Call == "recv":
			got = max(got, e.Stream.To)
		}
	}
	return sent - got
}

// queuedAt finds the close of the listener that s had dialled, if nobody had
// accepted it.
func (f *Facts) queuedAt(s *runtime.Socket) *event.Event {
	_, remote := s.Addresses()
	return f.closedListener(remote)
}

// brokenPipe: who ended the direction: the script itself, or the other end?
func brokenPipe(f *Facts, e *runtime.CallError) Report {
	if e.Socket == nil {
		return Report{}
	}
	own := f.last(e.Socket.ID, func(ev *event.Event) bool { return ev.Call == "shutdown" && ev.Err == nil && ev.Arg != "read" })
	if own != nil {
		return Report{Why: fmt.Sprintf("You ended its sending side yourself: %s called shutdown.", f.by(own)), Try: "Send before shutdown."}
	}
	r := Report{
		Why: "The other end had closed; an earlier send was answered with a reset, and this is the next one.",
		Try: "Stop sending when recv says \"eof\", or catch the error with try(send, s, data).",
	}
	end := f.ended(e.Socket)
	if end == nil {
		return r
	}
	r.Why = fmt.Sprintf("%s, the other end, was closed by %s%s.", f.label(end.Socket), f.by(end), f.before(end, e))
	worked := f.last(e.Socket.ID, func(ev *event.Event) bool {
		return ev.Call == "send" && ev.Err == nil && ev.Done() && ev.Seq > end.Seq && ev.Seq != e.Event
	})
	if worked != nil {
		r.Why += fmt.Sprintf(" Your send%s still \"worked\": it only filled your own queue; the other side answered it with RST. This was the next one.", f.at(worked.Place))
	}
	return r
}

// before says how long before a call that failed another ended: ", 0.4 s before".
func (f *Facts) before(ev *event.Event, e *runtime.CallError) string {
	failed, ok := f.Session.Log.Get(e.Event)
	if !ok {
		return ""
	}
	return fmt.Sprintf(", %.1f s before", failed.Begin.Sub(ev.End).Seconds())
}

// wasClosed: the socket is not a socket any more.
func wasClosed(f *Facts, e *runtime.CallError) Report {
	if e.Socket == nil {
		return Report{}
	}
	place, task := e.Socket.Ended()
	failed, known := f.Session.Log.Get(e.Event)
	end := f.last(e.Socket.ID, call("close", "reset"))
	switch {
	case known && end != nil && failed.Seq < end.Seq:
		return Report{Why: fmt.Sprintf("close%s, by task %d, woke this %s.", f.at(place), task, e.Op)}
	case known && failed.Task == task:
		return Report{Why: fmt.Sprintf("You closed it%s.", f.at(place)), Try: "Make another socket: what is left of this one is the kernel's."}
	case place.Line > 0:
		return Report{Why: fmt.Sprintf("Task %d closed it%s.", task, f.at(place))}
	}
	return Report{}
}

// endedInTheMiddle: a stream that ended before a whole message had come.
func endedInTheMiddle(f *Facts, e *runtime.CallError) Report {
	got := bytes(int64(e.Kept)) + " of what you wanted"
	if e.Socket != nil && e.Op == "recv_exactly" {
		if last := f.last(e.Socket.ID, func(ev *event.Event) bool { return ev.EOF && ev.Via == e.Op }); last != nil {
			got = fmt.Sprintf("%d of the %d bytes you wanted", e.Kept, e.Kept+last.Asked)
		}
	}
	r := Report{
		Why: fmt.Sprintf("The other end finished after %s: an incomplete message.", got),
		Try: "recv gives what came.",
	}
	if e.Socket == nil {
		return r
	}
	if end := f.ended(e.Socket); end != nil {
		r.Why = fmt.Sprintf("%s, the other end, was closed by %s after %s: an incomplete message.", f.label(end.Socket), f.by(end), got)
	}
	return r
}

// sendWaits: both buffers are full.
func sendWaits(f *Facts, s *runtime.Socket) Report {
	r := Report{Why: "Both buffers are full: nobody receives at the other end.", Try: "The other end must call recv."}
	if s == nil {
		return r
	}
	v := f.view(s.ID)
	if v == nil {
		return r
	}
	if p := f.view(v.Peer); p != nil {
		r.Why = fmt.Sprintf("Both buffers are full: %s here, %s at %s, which does not receive.",
			bytes(int64(v.State.SendQueue)), bytes(int64(p.State.RecvQueue)), f.Name(p.Socket))
		r.Try = fmt.Sprintf("%s must call recv.", f.Name(p.Socket))
		for _, w := range p.Waiting {
			if w.Call == "send" {
				r.Why = fmt.Sprintf("Deadlock: %s and %s both send, and nobody receives.", f.Name(s), f.Name(p.Socket))
				r.Try = "One side must receive before it sends on; or receive in a task of its own."
			}
		}
	}
	return r
}

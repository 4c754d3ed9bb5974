package explain

import (
	"slices"
	"strconv"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
	"sockpit/scripting/rest"
)

// ended finds how the other end of s was ended, by a call of this session.
func (f *Facts) ended(s *runtime.Socket) *event.Event {
	peer := f.peer(s)
	if peer == 0 {
		return nil
	}
	return f.last(peer, func(e *event.Event) bool { return call("close", "reset")(e) })
}

// wasReset: the connection was thrown away. By whom, and why?
func wasReset(f *Facts, e *runtime.CallError) (r Report) {
	if e.Socket == nil {
		return r
	}
	if !f.resetBy(&r, e.Socket, nil) {
		f.mayHaveReset(&r, claim.MayHaveReset, e.Socket)
	}
	if r.Try == "" {
		f.try(&r, claim.Of(claim.OverClose, nil))
	}
	return r
}

// mayHaveReset lists what is possible where nothing shows who ended the connection.
func (f *Facts) mayHaveReset(r *Report, kind claim.Kind, s *runtime.Socket) {
	if f.peer(s) != 0 {
		f.why(r, claim.Of(claim.MayHaveResetThis, nil))
		return
	}
	f.why(r, claim.Of(kind, claim.Values{"holder": f.holder(s)}))
}

// holder names the program that has the other end of a socket, "" if it is not known.
func (f *Facts) holder(s *runtime.Socket) string {
	if v := f.view(s.ID); v != nil {
		if far := rest.FarEnd(f.now(), v, runtime.Far); far != nil {
			return far.Holder
		}
	}
	return ""
}

// resetBy says which call of this session reset the connection of s, as far as log and
// kernel show it. failed is the call that met it; nil if none is asked about.
func (f *Facts) resetBy(r *Report, s *runtime.Socket, failed *event.Event) bool {
	if f.resetByFault(r, s, nil) {
		return true
	}
	end := f.ended(s)
	if end == nil {
		return f.shutBoth(r, s) || f.queueClosed(r, s)
	}
	who, by := claim.Socket(end.Socket), claim.By(*end)
	if end.Call == "reset" {
		f.why(r, claim.Of(claim.WasResetBy, claim.Values{"who": who, "by": by}))
		return true
	}
	if set := f.setBy(end.Socket, "linger", end.Seq); set != nil && lingersZero(set.Arg) && s.Network.IsTCP() {
		f.why(r, claim.Of(claim.ClosedLingering, claim.Values{"who": who, "by": by, "set": claim.By(*set)}))
		return true
	}
	if n := f.unread(s, end); n > 0 {
		f.why(r, claim.Of(claim.ClosedUnread, claim.Values{"who": who, "by": by, "n": claim.Bytes(n)}))
		f.try(r, claim.Of(claim.ReceiveToEOF, nil))
		return true
	}
	if sent := f.sentAfter(s.ID, end.Seq); sent != nil && s.Network.IsTCP() {
		f.why(r, claim.Of(claim.AnsweredClosed, claim.Values{"who": who, "by": by, "sent": claim.By(*sent)}))
		return true
	}
	return f.shutBoth(r, s)
}

// shutBoth: the other end takes no bytes and has none to send, and is still there:
// what comes then is answered with a reset (RFC 9293 3.6.1).
func (f *Facts) shutBoth(r *Report, s *runtime.Socket) bool {
	peer := f.peer(s)
	if peer == 0 || !s.Network.IsTCP() {
		return false
	}
	var reading, writing *event.Event
	for _, e := range f.of(peer) {
		if e.Call == "shutdown" && e.Err == nil && e.Done() {
			if e.Arg != "write" {
				reading = e
			}
			if e.Arg != "read" {
				writing = e
			}
		}
	}
	if reading == nil || writing == nil {
		return false
	}
	end := reading
	if writing.Seq > end.Seq {
		end = writing
	}
	sent := f.sentAfter(s.ID, end.Seq)
	if sent == nil {
		return false
	}
	f.why(r, claim.Of(claim.AnsweredShut, claim.Values{"who": claim.Socket(peer), "by": claim.By(*end), "sent": claim.By(*sent)}))
	return true
}

// queueClosed: the listener that s had dialled was closed before anybody accepted it.
func (f *Facts) queueClosed(r *Report, s *runtime.Socket) bool {
	l := f.queuedAt(s)
	if l == nil || f.peer(s) != 0 {
		return false
	}
	f.why(r, claim.Of(claim.QueueWasClosed, claim.Values{"by": claim.By(*l)}))
	return true
}

// sentAfter gives the last send that gave the stack bytes after that event.
func (f *Facts) sentAfter(id int, seq int64) *event.Event {
	return f.last(id, func(e *event.Event) bool {
		return (e.Call == "send" || e.Call == "sendto") && e.Done() && e.Seq > seq && e.Stream.To > e.Stream.From
	})
}

// setBy gives the call that set an option of a socket last before an event; one
// that accept made has those of its listener. nil: nobody has set it.
func (f *Facts) setBy(id int, name string, before int64) *event.Event {
	is := func(e *event.Event) bool {
		return e.Call == "setsockopt" && e.Err == nil && e.Done() && e.Seq < before && strings.HasPrefix(e.Arg, name+" = ")
	}
	if e := f.last(id, is); e != nil {
		return e
	}
	if made := f.acceptOf(id); made != nil {
		before = min(before, made.Seq)
		return f.last(made.Socket, is)
	}
	return nil
}

// lingersZero reports whether a call of setsockopt made close send a reset: the kernel
// counts whole seconds.
func lingersZero(arg string) bool {
	value, is := strings.CutPrefix(arg, "linger = ")
	n, err := strconv.ParseFloat(strings.TrimSuffix(value, " s"), 64)
	return is && err == nil && n < 1
}

// unread counts the bytes that s had sent and its other end had not received
// when it ended.
func (f *Facts) unread(s *runtime.Socket, end *event.Event) int64 {
	sent, got := int64(0), int64(0)
	for _, e := range f.of(s.ID) {
		if e.Seq < end.Seq && (e.Call == "send" || e.Call == "sendto") {
			sent = max(sent, e.Stream.To)
		}
	}
	for _, e := range f.of(end.Socket) {
		if e.Seq < end.Seq && receives(e.Call) && e.Call != "peek" {
			got = max(got, e.Stream.To)
		}
	}
	for _, s := range f.strikes(end.Socket) { // taken from the kernel, and given to nobody
		if s.dir == stack.Read && s.name() == "drop" && !f.passedSince(end.Socket, stack.Read, s.hit) {
			got += int64(s.hit.N)
		}
	}
	return sent - got
}

// queuedAt finds the close of the listener that s had dialled, if nobody had
// accepted it.
func (f *Facts) queuedAt(s *runtime.Socket) *event.Event {
	dialled := f.last(s.ID, call("connect"))
	if dialled == nil {
		return nil
	}
	_, remote := s.Addresses()
	if end := f.closedListener(remote); end != nil && end.Seq > dialled.Seq {
		return end
	}
	return nil
}

// ownShutdown gives the call by which s ended its own sending before an event.
func (f *Facts) ownShutdown(s *runtime.Socket, before int64) *event.Event {
	return f.last(s.ID, func(e *event.Event) bool {
		return e.Call == "shutdown" && e.Err == nil && e.Done() && e.Arg != "read" && e.Seq < before
	})
}

// seqOf gives the number of the event of a call that failed; more than any if it has
// none.
func seqOf(e *runtime.CallError) int64 {
	if e.Event == 0 {
		return 1 << 62
	}
	return e.Event
}

// brokenPipe: there is nobody to send to. Who ended the direction, or was there none?
func brokenPipe(f *Facts, e *runtime.CallError) (r Report) {
	s := e.Socket
	if s == nil {
		return r
	}
	if own := f.ownShutdown(s, seqOf(e)); own != nil {
		f.why(&r, claim.Of(claim.OwnShutdown, claim.Values{"by": claim.By(*own)}))
		f.try(&r, claim.Of(claim.SendBefore, nil))
		return r
	}
	if f.neverConnected(&r, e) {
		f.try(&r, claim.Of(claim.ConnectFirst, claim.Values{"who": claim.Socket(s.ID)}))
		return r
	}
	told := f.toldBefore(&r, s, seqOf(e))
	if s.Network.IsUnix() {
		f.unixPipe(&r, e)
	} else {
		f.tcpPipe(&r, e, told)
	}
	f.try(&r, claim.Of(claim.StopSending, nil))
	return r
}

// neverConnected: the socket has no other end, and had none when the call was made.
func (f *Facts) neverConnected(r *Report, e *runtime.CallError) bool {
	s := e.Socket
	if s.Kind() != runtime.Fresh && s.Kind() != runtime.Listener {
		return false
	}
	tried := f.last(s.ID, func(ev *event.Event) bool {
		return ev.Call == "connect" && ev.Done() && ev.Err != nil && ev.Seq < seqOf(e)
	})
	if tried != nil {
		f.why(r, claim.Of(claim.ConnectFailed, claim.Values{"who": claim.Socket(s.ID), "by": claim.By(*tried), "code": runtime.Code(tried.Err)}))
		return true
	}
	var evidence []claim.Evidence
	if v := f.view(s.ID); v != nil {
		evidence = append(evidence, f.state(v))
	}
	if failed := f.failed(e); failed != nil {
		evidence = append(evidence, claim.Event(failed))
	}
	f.why(r, claim.Of(claim.NeverConnected, claim.Values{"who": claim.Socket(s.ID)}, evidence...))
	return true
}

// toldBefore: an earlier call has met the end of the connection, and was told why.
func (f *Facts) toldBefore(r *Report, s *runtime.Socket, seq int64) bool {
	told := f.overAt(s, seq)
	if told == nil {
		return false
	}
	f.why(r, claim.Of(claim.ToldBefore, claim.Values{"call": told.Call, "told": told.Place, "code": runtime.Code(told.Err)}, claim.Event(told)))
	return true
}

// overAt gives the first call on a stream, before an event, that met the end of its
// connection.
func (f *Facts) overAt(s *runtime.Socket, before int64) *event.Event {
	for _, e := range f.of(s.ID) {
		if e.Seq >= before || !e.Done() || e.Err == nil || e.Call == "connect" {
			continue
		}
		switch runtime.Code(e.Err) {
		case "ECONNRESET", "ETIMEDOUT":
			return e
		}
	}
	return nil
}

// unixPipe: of Unix streams the stack tells at once.
func (f *Facts) unixPipe(r *Report, e *runtime.CallError) {
	s := e.Socket
	end, peer := f.ended(s), f.peer(s)
	shut := f.last(peer, func(ev *event.Event) bool {
		return ev.Call == "shutdown" && ev.Err == nil && ev.Done() && ev.Arg != "write"
	})
	switch {
	case end != nil:
		f.closedBefore(r, end, e)
		f.why(r, claim.Of(claim.UnixSaysAtOnce, nil))
	case shut != nil && peer != 0:
		f.why(r, claim.Of(claim.UnixShutReading, claim.Values{"who": claim.Socket(peer), "by": claim.By(*shut)}))
	case f.queueClosed(r, s):
	default:
		f.mayHaveReset(r, claim.MayHaveClosedPipe, s)
	}
}

// tcpPipe: an earlier send was answered with a reset, if the log shows it.
func (f *Facts) tcpPipe(r *Report, e *runtime.CallError, told bool) {
	s := e.Socket
	end := f.ended(s)
	var worked *event.Event
	if end != nil {
		worked = f.last(s.ID, func(ev *event.Event) bool {
			return ev.Call == "send" && ev.Err == nil && ev.Done() && ev.Seq > end.Seq && ev.Seq != e.Event && ev.Stream.To > ev.Stream.From
		})
	}
	switch {
	case end != nil && end.Call == "close" && worked != nil && !told:
		f.closedBefore(r, end, e)
		f.why(r, claim.Of(claim.SentAfterClose, claim.Values{"sent": worked.Place}, claim.Event(worked)))
	case f.resetBy(r, s, nil) || told:
	case end != nil:
		f.closedBefore(r, end, e)
	default:
		f.mayHaveReset(r, claim.MayHaveClosedPipe, s)
	}
}

// closedBefore says who closed the other end, and how long before the call.
func (f *Facts) closedBefore(r *Report, end *event.Event, e *runtime.CallError) {
	v := claim.Values{"who": claim.Socket(end.Socket), "by": claim.By(*end)}
	if failed := f.failed(e); failed != nil {
		if ago := failed.Begin.Sub(end.End); ago >= leastAgo {
			v["ago"] = ago
		}
	}
	f.why(r, claim.Of(claim.ClosedBy, v))
}

// over: a stream that the kernel has as CLOSED, and by what that came.
func over(f *Facts, v *runtime.View) (r Report) {
	if v.State.Name != stack.Closed || v.Kind != runtime.Stream {
		return r
	}
	who := claim.Socket(v.ID)
	f.what(&r, claim.Of(claim.StateClosed, nil, f.state(v)))
	f.why(&r, claim.Of(claim.Over, nil, f.state(v)))
	told := f.overAt(v.Socket, 1<<62)
	switch {
	case told != nil && runtime.Code(told.Err) == "ETIMEDOUT":
		f.gaveUp(&r, v)
	case f.resetBy(&r, v.Socket, nil) || f.bothFinished(&r, v):
	case f.gaveUp(&r, v):
	default:
		f.why(&r, claim.Of(claim.OverUnknown, nil))
	}
	r.Try = ""
	f.try(&r, claim.Of(claim.GivesBack, claim.Values{"who": who}))
	return r
}

// bothFinished: each direction was ended by a call.
func (f *Facts) bothFinished(r *Report, v *runtime.View) bool {
	own, far := f.ownShutdown(v.Socket, 1<<62), f.finished(v.Socket)
	if own == nil || far == nil {
		return false
	}
	f.why(r, claim.Of(claim.BothFinished, claim.Values{"who": claim.Socket(v.ID), "here": claim.By(*own), "by": claim.By(*far), "far": claim.Socket(far.Socket)}))
	return true
}

// wasClosed: the socket is not a socket any more.
func wasClosed(f *Facts, e *runtime.CallError) (r Report) {
	if e.Socket == nil {
		return r
	}
	place, task := e.Socket.Ended()
	failed := f.failed(e)
	end := f.last(e.Socket.ID, func(ev *event.Event) bool { return ev.Call == "close" || ev.Call == "reset" })
	for _, ev := range slices.Backward(f.of(e.Socket.ID)) { // a second close fails
		if (ev.Call == "close" || ev.Call == "reset") && runtime.Code(ev.Err) != "CLOSED" {
			end = ev
			break
		}
	}
	switch {
	case end == nil:
	case failed != nil && failed.Seq < end.Seq:
		f.why(&r, claim.Of(claim.WokenByClose, claim.Values{"by": place, "task": task, "call": e.Op}, claim.Event(end)))
		f.why(&r, claim.Of(claim.CloseWakesNobody, nil))
	case failed != nil && failed.Task == task:
		f.why(&r, claim.Of(claim.YouClosedIt, claim.Values{"by": place}, claim.Event(end)))
		f.try(&r, claim.Of(claim.MakeAnother, nil))
	case place.Line > 0:
		f.why(&r, claim.Of(claim.ClosedByTask, claim.Values{"task": task, "by": place}, claim.Event(end)))
	}
	return r
}

// endedInTheMiddle: a stream that ended before a whole message had come.
func endedInTheMiddle(f *Facts, e *runtime.CallError) (r Report) {
	values := claim.Values{"got": claim.Bytes(e.Kept)}
	var evidence []claim.Evidence
	if failed := f.failed(e); failed != nil {
		evidence = append(evidence, claim.Event(failed))
	}
	s := e.Socket
	if s != nil && e.Op == "recv_exactly" {
		if last := f.last(s.ID, func(ev *event.Event) bool { return ev.EOF && ev.Via == e.Op }); last != nil {
			values = claim.Values{"n": e.Kept, "asked": e.Kept + last.Asked}
			evidence = append(evidence, claim.Event(last))
		}
	}
	kind := claim.Incomplete
	if s != nil {
		if end := f.finished(s); end != nil {
			values["who"], values["by"] = claim.Socket(end.Socket), claim.By(*end)
			if kind = claim.IncompleteBy; end.Call == "shutdown" {
				kind = claim.IncompleteShut
			}
		}
	}
	f.why(&r, claim.Of(kind, values, evidence...))
	if v := f.viewOf(s); v != nil {
		f.thrownAway(&r, v)
	}
	f.try(&r, claim.Of(claim.RecvGivesWhatCame, nil))
	return r
}

// viewOf gives what the kernel says of a socket, nil if it is closed or there is none.
func (f *Facts) viewOf(s *runtime.Socket) *runtime.View {
	if s == nil {
		return nil
	}
	return f.view(s.ID)
}

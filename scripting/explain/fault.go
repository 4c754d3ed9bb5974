package explain

import (
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
	"sockpit/scripting/explain/claim"
)

// A strike is a fault that did something during a call, as the log has it.
type strike struct {
	hit *event.Event
	set *event.Event // the call of fault that had set it; nil: it came with the stream
	dir stack.Direction
}

// name is the fault, as scripts write it.
func (s *strike) name() string { return s.hit.Arg }

// setting gives what a call of fault set, and for which directions; false for an
// event of a fault that acted.
func setting(e *event.Event) (side, what string, ok bool) {
	if e.Call != "fault" {
		return "", "", false
	}
	return strings.Cut(e.Arg, ": ")
}

// strikes gives what the faults of a socket did, oldest first.
func (f *Facts) strikes(id int) (out []strike) {
	var set [2]*event.Event
	for _, e := range f.of(id) {
		if e.Call != "fault" {
			continue
		}
		if _, _, ok := setting(e); ok {
			for d := range set {
				if sets(e, stack.Direction(d)) {
					set[d] = e
				}
			}
			continue
		}
		d := f.during(e)
		out = append(out, strike{e, set[d], d})
	}
	return out
}

// sets reports whether a call of fault was about a direction.
func sets(e *event.Event, d stack.Direction) bool {
	side, _, ok := setting(e)
	if !ok || e.Err != nil {
		return false
	}
	for s := wire.BothSides; s <= wire.SendSide; s++ {
		if s.String() == side {
			return s.Has(d)
		}
	}
	return false
}

// during gives the direction of the call in which a fault acted.
func (f *Facts) during(hit *event.Event) stack.Direction {
	for _, e := range slices.Backward(f.of(hit.Socket)) {
		if e.Seq >= hit.Seq || e.Task != hit.Task || e.Done() && e.End.Before(hit.Begin) {
			continue
		}
		if e.Call == "send" || e.Call == "sendto" {
			return stack.Write
		}
		if receives(e.Call) {
			return stack.Read
		}
	}
	if hit.Arg == "glued" {
		return stack.Write
	}
	return stack.Read
}

// setter gives the last call of fault that was about a direction of a socket.
func (f *Facts) setter(id int, d stack.Direction) *event.Event {
	return f.last(id, func(e *event.Event) bool { return e.Done() && sets(e, d) })
}

// faultValues names a fault: what it is, who has it, and who set it.
func (f *Facts) faultValues(id int, set *event.Event, name string) (claim.Values, []claim.Evidence) {
	v := claim.Values{"who": claim.Socket(id), "fault": name}
	if set != nil {
		side, what, _ := setting(set)
		if v["fault"] = what; side != wire.BothSides.String() {
			v["fault"] = set.Arg
		}
		v["by"] = claim.By(*set)
		return v, nil
	}
	if m, ok := wire.MannerWith(name); ok && f.dropped == 0 { // no call has set it: else the log had that
		v["fault"], v["network"] = m.Faults.String(), m.Name
		return v, []claim.Evidence{claim.Setting("network", m.Name)}
	}
	return v, nil
}

// faultClaim states what a strike did.
func (f *Facts) faultClaim(kind claim.Kind, s strike, values claim.Values, more ...claim.Evidence) claim.Claim {
	v, evidence := f.faultValues(s.hit.Socket, s.set, s.name())
	for name, value := range values {
		v[name] = value
	}
	return claim.Of(kind, v, append(append(evidence, claim.Event(s.hit)), more...)...)
}

// mendFault is the advice about a fault.
func (f *Facts) mendFault(r *Report, id int, set *event.Event) {
	kind := claim.TakeFaultAway
	if set == nil {
		kind = claim.WholeNetwork
	}
	if f.Session.Find(id) != nil {
		f.try(r, claim.Of(kind, claim.Values{"who": claim.Socket(id)}))
	}
}

// resetStrike gives the fault that reset the connection of a socket, at either end.
func (f *Facts) resetStrike(id, peer int) *strike {
	for _, end := range []int{id, peer} {
		for _, s := range slices.Backward(f.strikes(end)) {
			if s.name() == "reset" {
				return &s
			}
		}
	}
	return nil
}

// resetByFault: a fault ended the connection before the call failed; e is nil if none
// is asked about.
func (f *Facts) resetByFault(r *Report, s *runtime.Socket, e *runtime.CallError) bool {
	hit := f.resetStrike(s.ID, f.peer(s))
	if hit == nil {
		return false
	}
	if failed := f.failed(e); failed != nil {
		own := f.ownShutdown(s, failed.Seq)
		if hit.hit.Begin.After(failed.End) || own != nil && own.Seq < hit.hit.Seq && e.Code() == "EPIPE" {
			return false
		}
	}
	f.why(r, f.faultClaim(claim.FaultReset, *hit, nil))
	if s.Network.IsUnix() {
		f.why(r, claim.Of(claim.NoUnixReset, nil))
	}
	return true
}

// faultFailed: did a fault of the socket, or of its other end, make a call fail?
func faultFailed(f *Facts, e *runtime.CallError) (r Report) {
	s := e.Socket
	if s == nil || !s.Network.IsStream() || s.Closed() {
		return r
	}
	switch e.Code() {
	case "ECONNRESET", "EPIPE", "ENOTCONN", "EINVAL":
		if f.resetByFault(&r, s, e) {
			f.try(&r, claim.Of(claim.OverClose, claim.Values{"who": claim.Socket(s.ID)}))
		}
	}
	return r
}

// thrownAway: bytes that would have come, and were the last ones of the stream so far.
func (f *Facts) thrownAway(r *Report, v *runtime.View) bool {
	said := false
	for _, end := range []struct {
		id  int
		dir stack.Direction
	}{{v.ID, stack.Read}, {f.peer(v.Socket), stack.Write}} {
		var n int64
		var last *strike
		for _, s := range f.strikes(end.id) {
			if s.dir == end.dir && s.name() == "drop" && !f.passedSince(end.id, end.dir, s.hit) {
				n, last = n+int64(s.hit.N), &s
			}
		}
		if end.dir == stack.Read { // a call that goes on has not told yet
			n = v.Received - v.Handed
		}
		if last != nil && n > 0 {
			f.why(r, f.faultClaim(claim.FaultDrops, *last, claim.Values{"n": claim.Bytes(n)}))
			said = true
		}
	}
	return said
}

// passedSince reports whether bytes passed in that direction in a later call.
func (f *Facts) passedSince(id int, d stack.Direction, hit *event.Event) bool {
	return f.last(id, func(e *event.Event) bool {
		moves := e.Call == "send" && d == stack.Write || receives(e.Call) && d == stack.Read
		return moves && e.Seq > hit.Seq && e.Stream.To > e.Stream.From
	}) != nil
}

// faultWaits: does a fault account for a call in that direction that waits, or waited
// since the event of that number? It says so in r, and gives advice.
func (f *Facts) faultWaits(r *Report, v *runtime.View, d stack.Direction, since int64) bool {
	if !v.Network.IsStream() {
		return false
	}
	if f.lineHolds(r, v, d, since) {
		return true
	}
	if d == stack.Write {
		p := f.view(v.Peer)
		return p != nil && p.State.RecvQueue > 0 && f.lineHolds(r, p, stack.Read, 0)
	}
	dropped := f.thrownAway(r, v)
	p := f.view(v.Peer)
	if p == nil {
		return dropped
	}
	return f.farHolds(r, p) || dropped
}

// lineHolds: a fault of the socket itself holds the call back, or makes it late.
func (f *Facts) lineHolds(r *Report, v *runtime.View, d stack.Direction, since int64) bool {
	is := v.FaultsOf(d)
	at := v.Received
	if d == stack.Write {
		at = v.Sent
	}
	in := d == stack.Read && v.State.RecvQueue > 0
	ended := d == stack.Read && v.State.RecvQueue == 0 && v.State.Name == stack.CloseWait
	for _, s := range slices.Backward(f.strikes(v.ID)) {
		if s.dir != d || s.hit.Done() && (since == 0 || s.hit.Seq < since) {
			continue
		}
		n := claim.Values{"n": claim.Bytes(v.State.RecvQueue)}
		switch name := s.name(); {
		case name == "stop" && d == stack.Write:
			f.why(r, f.faultClaim(claim.FaultHoldsSend, s, nil))
		case name == "stop" && ended:
			f.why(r, f.faultClaim(claim.FaultHoldsEnd, s, nil))
		case name == "stop" && v.State.RecvQueue > 0:
			f.why(r, f.faultClaim(claim.FaultHolds, s, n, f.field(v, "recv queue", v.State.RecvQueue)))
		case name == "delay" || name == "rate":
			f.why(r, f.faultClaim(claim.FaultSlows, s, nil))
		default:
			continue
		}
		f.mendFault(r, v.ID, s.set)
		return true
	}
	if !is.Holds(at) || !in && !ended && d == stack.Read {
		return false
	}
	set := f.setter(v.ID, d)
	values, evidence := f.faultValues(v.ID, set, "stop")
	kind := claim.FaultHoldsSend
	switch {
	case in:
		kind, values["n"] = claim.FaultHolds, claim.Bytes(v.State.RecvQueue)
		evidence = append(evidence, f.field(v, "recv queue", v.State.RecvQueue))
	case ended:
		kind = claim.FaultHoldsEnd
		evidence = append(evidence, f.state(v))
	case since == 0 && len(v.Waiting) == 0:
		return false // nobody sends
	}
	f.why(r, claim.Of(kind, values, evidence...))
	f.mendFault(r, v.ID, set)
	return true
}

// farHolds: a fault of the other end keeps what it sends.
func (f *Facts) farHolds(r *Report, p *runtime.View) bool {
	strikes := f.strikes(p.ID)
	for _, s := range slices.Backward(strikes) {
		if s.dir != stack.Write {
			continue
		}
		switch name := s.name(); {
		case name == "glued" && p.Held:
			f.why(r, f.faultClaim(claim.FaultGlues, s, nil))
		case name == "stop" && (!s.hit.Done() || p.FaultsOf(stack.Write).Holds(p.Sent) && !f.passedSince(p.ID, stack.Write, s.hit)):
			f.why(r, f.faultClaim(claim.FaultHoldsSend, s, nil))
		case (name == "delay" || name == "rate") && !s.hit.Done():
			f.why(r, f.faultClaim(claim.FaultSlows, s, nil))
		default:
			continue
		}
		f.mendFault(r, p.ID, s.set)
		return true
	}
	return false
}

// faulty: what the faults of a stream, and of its other end, did to it, and those
// that are there.
func faulty(f *Facts, v *runtime.View) (r Report) {
	if v.Kind != runtime.Stream || !v.Network.IsStream() {
		return r
	}
	for _, id := range []int{v.ID, f.peer(v.Socket)} {
		if id == 0 {
			continue
		}
		for d := stack.Read; d <= stack.Write; d++ {
			f.lineDid(&r, id, d)
		}
	}
	if len(r.Claims) > 0 {
		f.what(&r, claim.Of(claim.Faults, nil, r.Claims[0].Evidence...))
	}
	return r
}

// A deed is one fault, as one call set it.
type deed struct {
	name string
	set  *event.Event
}

// lineDid says what the faults of one direction of a socket did.
func (f *Facts) lineDid(r *Report, id int, d stack.Direction) {
	n, calls, last := map[deed]int64{}, map[deed]int{}, map[deed]strike{}
	var order []deed
	acted := map[*event.Event]bool{}
	for _, s := range f.strikes(id) {
		acted[s.set] = true
		if s.dir != d {
			continue
		}
		k := deed{s.name(), s.set}
		if calls[k] == 0 {
			order = append(order, k)
		}
		n[k], last[k], calls[k] = n[k]+int64(s.hit.N), s, calls[k]+1
	}
	for _, k := range order {
		f.didThis(r, last[k], n[k], calls[k])
	}
	if set := f.setter(id, d); !acted[set] {
		f.isSet(r, id, d, set)
	}
}

// didThis says what a fault did to n bytes in that many calls, the last of which is s.
func (f *Facts) didThis(r *Report, s strike, n int64, calls int) {
	bytes := claim.Values{"n": claim.Bytes(n)}
	if name := s.name(); n == 0 && (name == "drop" || name == "slice" || name == "halves") {
		return // its call goes on
	}
	switch s.name() {
	case "reset":
		f.why(r, f.faultClaim(claim.FaultReset, s, nil))
	case "drop":
		f.why(r, f.faultClaim(claim.FaultDrops, s, bytes))
	case "slice", "halves":
		f.why(r, f.faultClaim(claim.FaultCuts, s, bytes))
	case "delay", "rate":
		f.why(r, f.faultClaim(claim.FaultSlows, s, nil))
	case "glued":
		f.why(r, f.faultClaim(claim.FaultGlued, s, claim.Values{"n": calls}))
	case "stop":
		f.stopDid(r, s)
	}
}

// isSet says that faults are there which have not acted.
func (f *Facts) isSet(r *Report, id int, d stack.Direction, set *event.Event) {
	s := f.Session.Find(id)
	if s == nil || s.FaultsOf(d).None() || slices.ContainsFunc(r.Claims, func(c claim.Claim) bool { return c.Sockets[0] == id && c.Kind == claim.FaultSet }) {
		return
	}
	values, evidence := f.faultValues(id, set, s.FaultsOf(d).String())
	kind := claim.FaultSet
	if f.dropped > 0 {
		kind = claim.FaultThere
	}
	f.why(r, claim.Of(kind, values, append(evidence, claim.Field(id, "faults", s.FaultsOf(d).String(), f.now().At))...))
}

// stopDid says what a stop held back, or holds.
func (f *Facts) stopDid(r *Report, s strike) {
	v := f.view(s.hit.Socket)
	switch {
	case s.dir == stack.Write && !s.hit.Done():
		f.why(r, f.faultClaim(claim.FaultHoldsSend, s, nil))
	case s.dir == stack.Read && v != nil && v.State.RecvQueue > 0 && v.FaultsOf(stack.Read).Holds(v.Received):
		f.why(r, f.faultClaim(claim.FaultHolds, s, claim.Values{"n": claim.Bytes(v.State.RecvQueue)}, f.field(v, "recv queue", v.State.RecvQueue)))
	default:
		f.why(r, f.faultClaim(claim.FaultHeld, s, nil))
	}
}

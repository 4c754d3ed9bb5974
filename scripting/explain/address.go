package explain

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// addressInUse: who has the address that was asked for?
func addressInUse(f *Facts, e *runtime.CallError) Report {
	w := f.wished(e)
	switch {
	case w.Network.IsUnix():
		return pathInUse(f, &w)
	case w.socket == nil:
		return Report{}
	case w.Port == 0:
		return rangeTaken(f, e, &w)
	}
	holders, err := f.holdersOf(&w)
	if gone := f.closedSince(&w, e.Event); len(gone) > 0 && (len(holders) == 0 || holders[0].rests()) {
		return hadIt(f, &w, gone[0], len(holders) > 0)
	}
	switch {
	case len(holders) == 0 && err != nil:
		return f.nobodyHas(&w, claim.PortUntold)
	case len(holders) == 0:
		return f.nobodyHas(&w, claim.PortOfNobody)
	case holders[0].socket != nil:
		return ourPort(f, e, &w, holders)
	case holders[0].Inode != 0:
		return otherPort(f, &w, holders)
	}
	return restsThere(f, &w, holders)
}

func (f *Facts) nobodyHas(w *wish, kind claim.Kind) (r Report) {
	f.why(&r, claim.Of(kind, claim.Values{"address": w.Address, "proto": proto(w.Network)}))
	f.try(&r, claim.Of(claim.AnotherPort, nil))
	return r
}

// hadIt: the one that had the port was closed after the call had failed.
func hadIt(f *Facts, w *wish, h holder, rests bool) (r Report) {
	f.why(&r, claim.Of(claim.PortWasOf, claim.Values{"who": claim.Socket(h.gone.Socket), "port": int(w.Port), "address": h.Local, "proto": proto(w.Network), "by": claim.By(*h.gone)}))
	if !rests {
		f.try(&r, claim.Of(claim.CallAgain, nil))
	}
	return r
}

func proto(n stack.Network) string {
	if n.IsTCP() {
		return "TCP"
	}
	return "UDP"
}

// ourPort: sockets of this session have the port, on that address or on every one.
func ourPort(f *Facts, e *runtime.CallError, w *wish, holders []holder) (r Report) {
	h := holders[0]
	f.why(&r, f.portOf(w, &h))
	var others claim.Sockets
	for _, o := range holders[1:] {
		if o.socket != nil && h.Name != stack.Listen { // a listener settles the matter alone
			others = append(others, o.socket.ID)
		}
	}
	if len(others) > 0 {
		f.why(&r, claim.Of(claim.PortAlsoOf, claim.Values{"all": others}, f.rowProof(&h)))
	}
	who := claim.Values{"who": claim.Socket(h.socket.ID)}
	switch {
	case f.bothFamilies(&r, w, &h):
		f.try(&r, claim.Of(v6onlyAt(&h), who))
	case w.call == "listen" && h.Name == stack.Listen && w.reuse != nil:
		f.why(&r, claim.Of(claim.BothListen, nil, claim.Event(w.reuse), f.rowProof(&h)))
		f.try(&r, claim.Of(claim.CloseIt, nil))
	case h.Name != stack.Listen && f.acceptOf(h.socket.ID) != nil:
		f.try(&r, claim.Of(claim.ResetAccepted, who))
	case e.Op == "dial" || h.socket.Network.IsStream() && h.Name != stack.Listen && !h.Remote.IsZero():
		f.try(&r, claim.Of(claim.LeaveClientPort, nil))
	default:
		f.try(&r, claim.Of(claim.CloseIt, nil))
	}
	return r
}

// bothFamilies says so where one side is IPv6 and takes IPv4, and the other is IPv4.
func (f *Facts) bothFamilies(r *Report, w *wish, h *holder) bool {
	if w.IP.Unmap().Is4() == h.Local.IP.Unmap().Is4() {
		return false
	}
	f.why(r, claim.Of(claim.BothFamilies, nil))
	return true
}

// v6onlyAt advises to set v6only on the side that is IPv6.
func v6onlyAt(h *holder) claim.Kind {
	if h.Local.IP == anyV6 {
		return claim.V6OnlyThere
	}
	return claim.V6OnlyHere
}

// portOf says which socket of ours has a port, and as what.
func (f *Facts) portOf(w *wish, h *holder) claim.Claim {
	values := claim.Values{"who": claim.Socket(h.socket.ID), "made": h.socket.Made, "port": int(w.Port), "address": h.Local, "remote": h.Remote,
		"proto": proto(w.Network), "state": string(h.Name)}
	from := f.acceptOf(h.socket.ID)
	kind := claim.PortOfBound
	switch {
	case w.IP.IsUnspecified() && !h.Local.IP.IsUnspecified():
		values["any"] = "0.0.0.0"
		if w.IP.Is6() {
			values["any"] = "[::]"
		}
		kind = claim.EveryAddress
	case h.Name == stack.Listen:
		kind = claim.PortOfListener
	case from != nil:
		values["listener"] = claim.Socket(from.Socket)
		return claim.Of(claim.PortOfAccepted, values, claim.Event(from), f.rowProof(h))
	case !h.Remote.IsZero():
		kind = claim.PortOfDialler
	}
	return claim.Of(kind, values, f.rowProof(h))
}

var anyV6 = netip.IPv6Unspecified()

// otherPort: another program's socket has the port.
func otherPort(f *Facts, w *wish, holders []holder) (r Report) {
	h := holders[0]
	f.why(&r, claim.Of(claim.PortOfProgram, claim.Values{"program": h.program, "port": int(w.Port), "proto": proto(w.Network),
		"address": h.Local, "remote": h.Remote.String(), "state": string(h.Name)}, f.rowProof(&h)))
	f.bothFamilies(&r, w, &h)
	f.try(&r, claim.Of(claim.AnotherPort, nil))
	return r
}

// rowProof is the evidence that the kernel's table gave.
func (f *Facts) rowProof(h *holder) claim.Evidence {
	if h.socket != nil {
		return claim.Field(h.socket.ID, "state", fmt.Sprintf("%s, local %s", orUnknown(h.Name), h.Local), f.now().At)
	}
	value := string(h.Name)
	if !h.Remote.IsZero() {
		value += " to " + h.Remote.String()
	}
	if h.program != "" {
		value += " (" + h.program + ")"
	}
	return claim.Setting(string(h.Network)+" "+h.Local.String(), value)
}

// restsThere: nobody has the port open, but the kernel keeps connections on it that
// are closed.
func restsThere(f *Facts, w *wish, holders []holder) (r Report) {
	longest := time.Duration(0)
	states := map[string]int{}
	var ours claim.Sockets
	var closes, rows []claim.Evidence
	for i := range holders {
		h := &holders[i]
		states[string(h.Name)]++
		longest = max(longest, timeLeft(h))
		rows = append(rows, f.rowProof(h))
		if h.was != 0 && !slices.Contains(ours, h.was) {
			ours = append(ours, h.was)
			if end := f.last(h.was, call("close", "reset")); end != nil {
				closes = append(closes, claim.Event(end))
			}
		}
	}
	f.why(&r, claim.Of(claim.PortOfKernel, claim.Values{"n": len(holders), "port": int(w.Port), "proto": proto(w.Network), "states": counted(states), "left": longest}, rows...))
	if slices.Sort(ours); len(ours) > 0 {
		f.why(&r, claim.Of(claim.RestOfOurs, claim.Values{"all": ours}, closes...))
	}
	left := claim.Values{"left": longest}
	reuses, known, proof := f.restReuses(w, ours, len(holders))
	switch {
	case known && !reuses:
		f.why(&r, claim.Of(claim.RestWithout, nil, proof...))
		f.try(&r, claim.Of(claim.WaitOrOther, left))
	case known:
		f.why(&r, claim.Of(claim.RestWith, nil, proof...))
		f.try(&r, claim.Of(claim.ReuseHelps, nil))
	default:
		f.try(&r, claim.Of(claim.ReuseMayHelp, left))
	}
	return r
}

// restReuses tells whether what rests on a port was bound with SO_REUSEADDR: the log
// shows it of ours; of others, that bind fails with the option on this side.
func (f *Facts) restReuses(w *wish, ours claim.Sockets, n int) (reuses, known bool, proof []claim.Evidence) {
	if w.reuse != nil {
		proof = append(proof, claim.Event(w.reuse))
	}
	for _, id := range ours {
		with, by := f.reuses(id, w.at)
		if proof = append(proof, by); !with {
			return false, true, proof
		}
	}
	if w.reuse != nil {
		return false, true, proof
	}
	return true, len(ours) > 0, proof
}

// timeLeft says after what time the kernel forgets a connection that is over; 0: that
// is up to the other end.
func timeLeft(h *holder) time.Duration {
	if h.Timer.Kind == "time-wait" {
		return h.Timer.Left
	}
	return 0
}

// counted writes "2 TIME_WAIT, 1 FIN_WAIT2".
func counted(states map[string]int) string {
	var out []string
	for _, s := range stack.TCPStates() {
		if n := states[string(s)]; n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(out, ", ")
}

// rangeTaken: the OS found no port to choose.
func rangeTaken(f *Facts, e *runtime.CallError, w *wish) (r Report) {
	first, last := f.localPorts()
	rows, err := f.stack().Dump(stack.DumpQuery{TCP: w.Network.IsTCP(), UDP: !w.Network.IsTCP()})
	if err != nil || first == 0 {
		return f.nobodyHas(w, claim.PortUntold)
	}
	held := map[uint16]bool{}
	for i := range rows {
		if p := rows[i].Local.Port; p >= first && p <= last && overlaps(w, &holder{Row: rows[i]}) {
			held[p] = true
		}
	}
	ports := portRange(first, last)
	f.why(&r, claim.Of(claim.RangeTaken, claim.Values{"range": ports, "held": len(held), "n": int(last) - int(first) + 1, "address": w.IP.String(), "proto": proto(w.Network)},
		claim.Setting("net.ipv4.ip_local_port_range", ports), claim.Setting(proto(w.Network)+" ports in use of that range", fmt.Sprint(len(held)))))
	if e.Op == "dial" {
		f.why(&r, claim.Of(claim.WholePorts, nil))
		f.try(&r, claim.Of(claim.NoFrom, nil))
	} else {
		f.try(&r, claim.Of(claim.FreePorts, nil))
	}
	return r
}

func portRange(first, last uint16) string { return fmt.Sprintf("%d-%d", first, last) }

// localPorts is the range that the OS chooses from (ip(7)).
func (f *Facts) localPorts() (first, last uint16) {
	ports := f.stack().Machine().LocalPorts
	return ports[0], ports[1]
}

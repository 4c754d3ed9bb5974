package explain

import (
	"fmt"
	"net/netip"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// Errors of setsockopt(2) and getsockopt(2), by the option.

// set gives the option that a call was about, and the value that it was to have.
func (f *Facts) set(e *runtime.CallError) (name, value string) {
	name, value, _ = strings.Cut(f.argument(e), " = ")
	return name, value
}

// within are the values that Linux takes (ip(7), ipv6(7), tcp(7)), of the options that
// refuse others.
var within = map[string][2]int{
	"ttl": {1, 255}, "multicast_ttl": {0, 255}, "tos": {0, 255}, "keepidle": {1, 32767}, "keepintvl": {1, 32767}, "keepcnt": {1, 127},
	"maxseg": {88, 32767}, "user_timeout": {0, 2147483},
}

// invalidOption: a value that the kernel does not take, or not any more.
func invalidOption(f *Facts, e *runtime.CallError) (r Report) {
	name, value := f.set(e)
	bounds, ranged := within[name]
	switch {
	case name == "v6only":
		local, _ := e.Socket.Addresses()
		values := who(e)
		values["address"] = local.String()
		f.why(&r, claim.Of(claim.V6OnlyLate, values, f.localProof(e.Socket, local)))
		f.try(&r, claim.Of(claim.V6OnlyBefore, nil))
	case name == "multicast_join" || name == "multicast_leave":
		if ip, err := netip.ParseAddr(value); err == nil && !ip.IsMulticast() {
			f.why(&r, claim.Of(claim.NoGroup, claim.Values{"ip": value}, f.proofs(e)...))
			f.try(&r, claim.Of(claim.GroupFrom, nil))
		}
	case ranged:
		text := fmt.Sprintf("%d-%d", bounds[0], bounds[1])
		if o := stack.FindOption(name); o.Kind == stack.SecondsOption || o.Kind == stack.MillisOption {
			text += " s"
		}
		f.why(&r, claim.Of(claim.OptionRange, claim.Values{"option": name, "range": text, "value": value}))
		f.try(&r, claim.Of(claim.ValueWithin, claim.Values{"range": text}))
	}
	return r
}

// notMember: a socket leaves the groups that it has joined.
func notMember(f *Facts, e *runtime.CallError) (r Report) {
	name, group := f.set(e)
	if name != "multicast_leave" {
		return r
	}
	if ip, err := netip.ParseAddr(group); err == nil && !ip.IsMulticast() {
		f.why(&r, claim.Of(claim.NoGroup, claim.Values{"ip": group}, f.proofs(e)...))
		f.try(&r, claim.Of(claim.GroupFrom, nil))
		return r
	}
	values := who(e)
	values["ip"] = group
	f.why(&r, claim.Of(claim.NotMember, values, f.proofs(e)...))
	f.try(&r, claim.Of(claim.JoinFirst, nil))
	return r
}

// memberAlready: a socket joins a group once on an interface.
func memberAlready(f *Facts, e *runtime.CallError) (r Report) {
	name, group := f.set(e)
	if name != "multicast_join" {
		return r
	}
	values := who(e)
	values["ip"] = group
	if joined := f.last(e.Socket.ID, func(e *event.Event) bool { return call("setsockopt")(e) && e.Arg == name+" = "+group }); joined != nil {
		values["by"] = claim.By(*joined)
	}
	f.why(&r, claim.Of(claim.MemberAlready, values, f.proofs(e)...))
	return r
}

// noInterface: an interface is named by an address that it has.
func noInterface(f *Facts, e *runtime.CallError) (r Report) {
	name, ip := f.set(e)
	if name == "multicast_join" {
		ip = "127.0.0.1"
	} else if name != "multicast_interface" {
		return r
	}
	own := strings.Join(ownAddresses(f), ", ")
	f.why(&r, claim.Of(claim.NoInterface, claim.Values{"ip": ip}, claim.Setting("addresses of this machine", own)))
	f.try(&r, claim.Of(claim.OwnAddresses, claim.Values{"own": own}))
	return r
}

// optionUnknown: sockets of this network, or this system, have no such option.
func optionUnknown(f *Facts, e *runtime.CallError) (r Report) {
	name, _ := f.set(e)
	f.why(&r, claim.Of(claim.OptionUnknown, claim.Values{"network": string(e.Socket.Network), "option": name}, f.proofs(e)...))
	return r
}

// priorityHigh: the kernel asks for privileges.
func priorityHigh(f *Facts, e *runtime.CallError) (r Report) {
	if name, _ := f.set(e); name == "priority" {
		f.why(&r, claim.Of(claim.PriorityHigh, nil))
	}
	return r
}

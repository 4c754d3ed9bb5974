package virtual

import (
	"reflect"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"sockpit/runtime/stack"
)

// inside is what netstack has no call for: how many connections a listener has, and
// what an endpoint waits for. It is read by reflection, numbers only, while the
// world's lock keeps them still. TestInside pins the names of the fields.
type inside struct {
	accepted, half    int // connections that wait for accept; half open ones
	maxPayload        int
	una, next         uint32
	window            uint32
	resend, keepalive alarm
	probing           bool // the resend timer is that of a closed window
	timeWait          *planned
	finWait2          *planned
}

// An alarm is a timer of netstack's; at counts from when the world began.
type alarm struct {
	on bool
	at time.Duration
}

// timerEnabled is netstack's timerStateEnabled.
const timerEnabled = 2

// look reads a TCP endpoint.
func look(ep tcpip.Endpoint) (in inside, ok bool) {
	t, ok := ep.(*tcp.Endpoint)
	if !ok {
		return in, false
	}
	v := reflect.ValueOf(t).Elem()
	q := v.FieldByName("acceptQueue")
	in.accepted = int(q.FieldByName("endpoints").FieldByName("len").Int())
	in.half = q.FieldByName("pendingEndpoints").Len()
	in.keepalive = alarmOf(v.FieldByName("keepalive").FieldByName("timer"))
	if snd := v.FieldByName("snd"); !snd.IsNil() {
		snd = snd.Elem()
		in.una, in.next = uint32(snd.FieldByName("SndUna").Uint()), uint32(snd.FieldByName("SndNxt").Uint())
		in.window = uint32(snd.FieldByName("SndWnd").Uint())
		in.maxPayload = int(snd.FieldByName("MaxPayloadSize").Int())
		in.resend = alarmOf(snd.FieldByName("resendTimer"))
		in.probing = snd.FieldByName("zeroWindowProbing").Bool()
	}
	in.timeWait = plannedOf(v.FieldByName("timeWaitTimer"))
	in.finWait2 = plannedOf(v.FieldByName("finWait2Timer"))
	return in, true
}

func alarmOf(v reflect.Value) alarm {
	return alarm{v.FieldByName("state").Int() == timerEnabled, time.Duration(v.FieldByName("target").FieldByName("nanoseconds").Int()) - bootTime}
}

// plannedOf gives what a tcpip.Timer of ours has planned.
func plannedOf(v reflect.Value) *planned {
	if v.IsNil() {
		return nil
	}
	t := v.Elem() // stackTimer, which has a timer
	return (*planned)(t.FieldByName("timer").FieldByName("p").UnsafePointer())
}

// timer says what the endpoint waits for.
func (in *inside) timer(w *World, again int) stack.Timer {
	now := w.elapsed()
	if in.resend.on {
		kind := stack.Retransmit
		if in.probing {
			kind = stack.Probe
		}
		return stack.Timer{Kind: kind, Left: max(in.resend.at-now, 0), Retransmits: again}
	}
	for _, p := range []*planned{in.timeWait, in.finWait2} {
		if left, ok := w.plan.left(p, now); ok {
			return stack.Timer{Kind: stack.Rest, Left: left}
		}
	}
	if in.keepalive.on {
		return stack.Timer{Kind: stack.Keepalive, Left: max(in.keepalive.at-now, 0)}
	}
	return stack.Timer{}
}

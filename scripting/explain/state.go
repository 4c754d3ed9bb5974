package explain

import (
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// Errors of calls that do not fit the state of the socket.

// notConnected: bytes on a socket without another end.
func notConnected(f *Facts, e *runtime.CallError) (r Report) {
	switch s := e.Socket; {
	case s == nil:
	case s.Kind() == runtime.Listener:
		f.why(&r, claim.Of(claim.OnlyAccepts, who(e), f.kindProof(s)))
		values := claim.Values{}
		if made := f.last(s.ID, call("accept")); made != nil && f.Session.Find(made.Made) != nil {
			values["made"] = claim.Socket(made.Made)
		}
		f.try(&r, claim.Of(claim.TalkThrough, values))
	case !s.Network.IsStream() && f.callOf(e) == "send":
		return noDestination(f, e)
	case f.connectedOnce(s.ID) != nil:
		return isOver(f, s)
	default:
		f.why(&r, claim.Of(claim.NotConnected, who(e), f.kindProof(s)))
		f.try(&r, claim.Of(claim.ConnectFirst, who(e)))
	}
	return r
}

// noDestination: a datagram goes to an address, or to whom the socket is connected to.
func noDestination(f *Facts, e *runtime.CallError) (r Report) {
	f.why(&r, claim.Of(claim.NoDestination, who(e), f.kindProof(e.Socket)))
	f.try(&r, claim.Of(claim.UseSendto, who(e)))
	return r
}

// takesNoAddress: a connected socket that does not let a send choose.
func takesNoAddress(f *Facts, e *runtime.CallError) (r Report) {
	if e.Socket == nil {
		return r
	}
	values := who(e)
	if _, remote := e.Socket.Addresses(); !remote.IsZero() {
		values["remote"] = remote.String()
	}
	f.why(&r, claim.Of(claim.GoesToPeer, values, f.kindProof(e.Socket)))
	f.try(&r, claim.Of(claim.UseSend, who(e)))
	return r
}

// kindProof is the evidence of what a socket is: its state, and its other end.
func (f *Facts) kindProof(s *runtime.Socket) claim.Evidence {
	if v := f.view(s.ID); v != nil {
		return f.state(v)
	}
	return f.lastProof(s)
}

// lastProof is the latest call on a socket that is closed.
func (f *Facts) lastProof(s *runtime.Socket) claim.Evidence {
	if e := f.last(s.ID, func(e *event.Event) bool { return e.Done() && e.Call != "close" }); e != nil {
		return claim.Event(e)
	}
	return claim.Setting("kind", string(s.Kind()))
}

// localProof is the evidence of the local address of a socket.
func (f *Facts) localProof(s *runtime.Socket, local stack.Address) claim.Evidence {
	if v := f.view(s.ID); v != nil {
		return f.field(v, "local", local)
	}
	return f.lastProof(s)
}

// connectedOnce gives the call that gave a socket its other end, nil if none did.
func (f *Facts) connectedOnce(id int) *event.Event {
	if e := f.last(id, call("connect", "socketpair")); e != nil {
		return e
	}
	return f.acceptOf(id)
}

// isOver: there was a connection.
func isOver(f *Facts, s *runtime.Socket) (r Report) {
	v := f.view(s.ID)
	if v == nil {
		return r
	}
	f.why(&r, claim.Of(claim.IsOver, claim.Values{"who": claim.Socket(s.ID), "state": orUnknown(v.State.Name)}, f.state(v)))
	f.try(&r, claim.Of(claim.GivesBack, claim.Values{"who": claim.Socket(s.ID)}))
	return r
}

// nothingToEnd: shutdown without a connection.
func nothingToEnd(f *Facts, e *runtime.CallError) (r Report) {
	switch s := e.Socket; {
	case s == nil:
	case s.Network.IsStream() && f.connectedOnce(s.ID) != nil:
		return isOver(f, s)
	default:
		f.why(&r, claim.Of(claim.NothingToEnd, who(e), f.kindProof(s)))
		if !s.Network.IsStream() {
			f.why(&r, claim.Of(claim.EndsReceives, nil))
		} else {
			f.try(&r, claim.Of(claim.ConnectFirst, who(e)))
		}
	}
	return r
}

// connectedAlready: a stream connects once, and a listener never.
func connectedAlready(f *Facts, e *runtime.CallError) (r Report) {
	s := e.Socket
	if s == nil {
		return r
	}
	if s.State().Name == stack.Listen {
		f.why(&r, claim.Of(claim.ListensNow, who(e), f.kindProof(s)))
	} else {
		_, remote := s.Addresses()
		values := who(e)
		values["remote"] = remote.String()
		if remote.IsZero() && f.connectedOnce(s.ID) == nil {
			return r
		}
		f.why(&r, claim.Of(claim.ConnectedOnce, values, f.kindProof(s)))
	}
	f.try(&r, claim.Of(claim.AnotherSocket, nil))
	return r
}

func stillConnecting(f *Facts, _ *runtime.CallError) (r Report) {
	f.why(&r, claim.Of(claim.StillConnecting, nil))
	f.try(&r, claim.Of(claim.WaitOrClose, nil))
	return r
}

// boundAlready: a socket is bound once, by bind or by what else gave it an address.
func boundAlready(f *Facts, e *runtime.CallError) (r Report) {
	if e.Socket == nil {
		return r
	}
	local, _ := e.Socket.Addresses()
	if local.IsZero() || local.Port == 0 && local.Path == "" {
		return v6onlyFamily(f, e)
	}
	values := who(e)
	values["address"] = local
	kind := claim.BoundOnce
	if f.bound(e.Socket.ID) == nil && f.connectedOnce(e.Socket.ID) != nil {
		kind = claim.ConnectedNoBind
	}
	f.why(&r, claim.Of(kind, values, f.localProof(e.Socket, local)))
	f.try(&r, claim.Of(claim.AnotherSocket, nil))
	return r
}

// v6onlyFamily: an IPv4 address for a socket that is kept to IPv6.
func v6onlyFamily(f *Facts, e *runtime.CallError) (r Report) {
	ip := literal(f.argument(e), "").IP
	set := f.optionSet(e.Socket.ID, "v6only")
	if set == nil || !ip.IsValid() || !ip.Unmap().Is4() {
		return r
	}
	values := who(e)
	values["ip"] = ip.Unmap().String()
	f.why(&r, claim.Of(claim.V6OnlyFamily, values, claim.Event(set)))
	f.try(&r, claim.Of(claim.AnotherSocket, nil))
	return r
}

// noZone: a link-local address is one of an interface (RFC 4007).
func noZone(f *Facts, e *runtime.CallError) (r Report) {
	ip := literal(f.argument(e), "").IP
	if !ip.IsValid() || !ip.Is6() || ip.Zone() != "" || !ip.IsLinkLocalUnicast() && !ip.IsLinkLocalMulticast() {
		return r
	}
	f.why(&r, claim.Of(claim.NoZone, claim.Values{"ip": ip.String()}))
	f.try(&r, claim.Of(claim.NameZone, claim.Values{"ip": ip.String()}))
	return r
}

// portZero: nobody has port 0.
func portZero(f *Facts, e *runtime.CallError) (r Report) {
	if to := literal(f.argument(e), ""); !to.IP.IsValid() || to.Port != 0 {
		return r
	}
	f.why(&r, claim.Of(claim.PortZero, nil))
	f.try(&r, claim.Of(claim.PortOfReceiver, nil))
	return r
}

// cannotListen: a socket with another end, or a Unix one without a name.
func cannotListen(f *Facts, e *runtime.CallError) (r Report) {
	s := e.Socket
	if s == nil {
		return r
	}
	local, remote := s.Addresses()
	if f.connectedOnce(s.ID) != nil || !remote.IsZero() {
		values := who(e)
		values["state"], values["address"], values["remote"] = orUnknown(s.State().Name), local.String(), remote.String()
		if s.Network.IsUnix() {
			f.why(&r, claim.Of(claim.ConnectedOnce, who(e), f.kindProof(s)))
		} else {
			f.why(&r, claim.Of(claim.ListenConnected, values, f.kindProof(s)))
		}
		f.try(&r, claim.Of(claim.AnotherSocket, nil))
		return r
	}
	if s.Network.IsUnix() && local.IsZero() {
		f.why(&r, claim.Of(claim.ListenUnbound, who(e), f.kindProof(s)))
		f.try(&r, claim.Of(claim.BindFirst, who(e)))
	}
	return r
}

// notListening: accept on a socket that never listened, or that was shut down.
func notListening(f *Facts, e *runtime.CallError) (r Report) {
	s := e.Socket
	if s == nil {
		return r
	}
	if end := f.stoppedListening(s.ID); end != nil {
		values := who(e)
		values["by"] = claim.By(*end)
		f.why(&r, claim.Of(claim.StoppedBy, values, f.kindProof(s)))
		f.try(&r, claim.Of(claim.ListenFirst, nil))
		return r
	}
	if s.State().Name == stack.Listen {
		return r
	}
	f.why(&r, claim.Of(claim.NotListening, who(e), f.kindProof(s)))
	f.try(&r, claim.Of(claim.ListenFirst, nil))
	return r
}

// stoppedListening gives the shutdown after which a listener listens no more, nil if
// there was none since it last began.
func (f *Facts) stoppedListening(id int) *event.Event {
	end := f.last(id, func(e *event.Event) bool { return call("shutdown")(e) && e.Arg != "write" })
	began := f.last(id, call("listen"))
	if end == nil || began == nil || began.Seq > end.Seq {
		return nil
	}
	return end
}

// noConnections: accept and listen are for streams.
func noConnections(f *Facts, e *runtime.CallError) (r Report) {
	f.why(&r, claim.Of(claim.NoConnections, claim.Values{"network": strings.TrimRight(string(e.Socket.Network), "46")}, f.proofs(e)...))
	f.try(&r, claim.Of(claim.UseRecvfrom, who(e)))
	return r
}

// noStream: what collects bytes of a stream, on a socket that has messages.
func noStream(f *Facts, e *runtime.CallError) (r Report) {
	f.why(&r, claim.Of(claim.HasMessages, claim.Values{"network": strings.TrimRight(string(e.Socket.Network), "46")}, f.proofs(e)...))
	f.try(&r, claim.Of(claim.UseRecvfrom, who(e)))
	return r
}

// neverConnected: Linux says EINVAL, not ENOTCONN, of a Unix stream.
func neverConnected(f *Facts, e *runtime.CallError) (r Report) {
	switch s := e.Socket; {
	case s.State().Name == stack.Listen || s.Kind() == runtime.Listener:
		return notConnected(f, e)
	case f.connectedOnce(s.ID) == nil:
		f.why(&r, claim.Of(claim.NeverRead, who(e), f.kindProof(s)))
		f.try(&r, claim.Of(claim.ConnectFirst, who(e)))
	}
	return r
}

// tooLong: what one datagram carries.
func tooLong(f *Facts, e *runtime.CallError) (r Report) {
	ev, ok := f.Session.Log.Get(e.Event)
	if !ok || e.Socket == nil {
		return r
	}
	values := who(e)
	values["n"] = claim.Bytes(ev.Asked)
	kind := claim.TooLongUnix
	if !e.Socket.Network.IsUnix() {
		kind = claim.TooLongUDP
		values["family"], values["most"] = "IPv4", 65507
		if f.destination(e).IP.Unmap().Is6() {
			values["family"], values["most"] = "IPv6", 65527
		}
		if ev.Asked <= values["most"].(int) {
			return r // some other limit
		}
	}
	f.why(&r, claim.Of(kind, values, claim.Event(&ev)))
	f.try(&r, claim.Of(claim.SendPieces, nil))
	return r
}

// noAutoPort: a datagram socket gets its port with the first send or connect.
func noAutoPort(f *Facts, e *runtime.CallError) (r Report) {
	first, last := f.localPorts()
	if local, _ := e.Socket.Addresses(); first == 0 || local.Port != 0 {
		return r
	}
	values := who(e)
	values["range"] = portRange(first, last)
	f.why(&r, claim.Of(claim.NoAutoPort, values, append(f.proofs(e), claim.Setting("net.ipv4.ip_local_port_range", portRange(first, last)))...))
	f.try(&r, claim.Of(claim.FreePorts, nil))
	return r
}

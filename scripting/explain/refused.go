package explain

import (
	"path"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// refused: somebody's kernel said no. Was it the wrong port, family or address? Who
// listens is asked of the kernel.
func refused(f *Facts, e *runtime.CallError) (r Report) {
	want := f.destination(e)
	if !want.IP.IsValid() {
		return r
	}
	if want.Port == 0 {
		f.why(&r, claim.Of(claim.PortZero, nil))
		f.try(&r, claim.Of(claim.PortOfReceiver, nil))
		return r
	}
	if f.listensElsewhere(&r, want) {
		return r
	}
	f.nobodyListens(&r, e, want)
	return r
}

// listensElsewhere says who listens on the port, but not where the call went.
func (f *Facts) listensElsewhere(r *Report, want stack.Address) bool {
	for _, l := range f.listeners() {
		local := l.State.Local
		if local.Port != want.Port || !l.Network.IsTCP() || takes(local, want, f.v6onlyNow(l)) {
			continue
		}
		values := claim.Values{"who": claim.Socket(l.ID), "port": int(want.Port), "address": local, "ip": local.IP.String(), "want": want, "wantip": want.IP.String(),
			"family": familyName(local), "wantfamily": familyName(want)}
		if local.IP.Unmap().Is4() != want.IP.Unmap().Is4() {
			f.why(r, claim.Of(claim.OtherFamily, values, f.state(l), f.field(l, "local", local)))
			f.try(r, claim.Of(claim.DialFamily, values))
		} else {
			f.why(r, claim.Of(claim.OtherAddress, values, f.state(l), f.field(l, "local", local)))
			f.try(r, claim.Of(claim.DialOrEvery, values))
		}
		return true
	}
	return false
}

// takes reports whether a listener would have got a call to an address.
func takes(local, want stack.Address, v6only bool) bool {
	a, b := local.IP.Unmap(), want.IP.Unmap()
	switch {
	case a == b:
		return true
	case !a.IsUnspecified():
		return false
	}
	return a.Is6() && !v6only || a.Is4() == b.Is4()
}

// v6onlyNow asks a listener whether it takes IPv6 only.
func (f *Facts) v6onlyNow(v *runtime.View) bool {
	if !v.Network.Is6() {
		return false
	}
	on, err := v.Option(stack.FindOption("v6only"))
	return err == nil && on.Int != 0
}

func familyName(a stack.Address) string {
	if a.IP.Unmap().Is4() {
		return "IPv4"
	}
	return "IPv6"
}

// nobodyListens names who does, and who did.
func (f *Facts) nobodyListens(r *Report, e *runtime.CallError, want stack.Address) {
	values := claim.Values{"port": int(want.Port)}
	switch was, now := f.listenedThere(want, e.Event), f.listenBegan(want, e.Event); {
	case now != nil:
		values["who"], values["by"] = claim.Socket(now.Socket), claim.By(*now)
		f.why(r, claim.Of(claim.ListensSince, values))
		f.try(r, claim.Of(claim.CallAgain, nil))
		return
	case was == nil:
		f.why(r, claim.Of(claim.NobodyListens, values, f.proofs(e)...))
	case was.Call == "shutdown":
		values["who"], values["by"] = claim.Socket(was.Socket), claim.By(*was)
		f.why(r, claim.Of(claim.ListenerShut, values, f.proofs(e)...))
	default:
		values["by"] = claim.By(*was)
		f.why(r, claim.Of(claim.ListenerClosed, values, f.proofs(e)...))
	}
	var names []string
	proofs := f.proofs(e)
	for _, l := range f.listeners() {
		if !l.Network.IsTCP() { // who dials a port can't have meant a file
			continue
		}
		names = append(names, f.speaker().Text(claim.Of(claim.ListenerAt, claim.Values{"who": claim.Socket(l.ID), "address": l.State.Local})))
		proofs = append(proofs, f.state(l))
	}
	if len(names) > maxNamed {
		names = append(names[:maxNamed], "…")
	}
	if len(names) > 0 {
		f.try(r, claim.Of(claim.ListeningNow, claim.Values{"list": strings.Join(names, ", ")}, proofs...))
		return
	}
	f.try(r, claim.Of(claim.NoneListens, nil, proofs...))
}

// maxNamed is how many listeners a sentence names.
const maxNamed = 5

// listenBegan gives the listen of a socket that has the address now, and began after a call
// that was refused.
func (f *Facts) listenBegan(want stack.Address, refused int64) *event.Event {
	for _, l := range f.listeners() {
		if l.Network.IsTCP() && l.State.Local.Port == want.Port && takes(l.State.Local, want, f.v6onlyNow(l)) {
			if e := f.last(l.ID, call("listen")); e != nil && e.Seq > refused {
				return e
			}
		}
	}
	return nil
}

// listenedThere finds the call before another by which a listener ended that had the
// address: close, reset, or a shutdown.
func (f *Facts) listenedThere(want stack.Address, before int64) *event.Event {
	events := f.history()
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		ends := e.Call == "close" || e.Call == "reset" || e.Call == "shutdown" && e.Arg != "write"
		if !ends || e.Err != nil || before != 0 && e.Seq > before {
			continue
		}
		began := f.last(e.Socket, call("listen"))
		if began == nil || began.Local.Port != want.Port || began.Local.Network.IsUnix() || !takes(began.Local, want, f.optionSet(e.Socket, "v6only") != nil) {
			continue
		}
		if shut := f.stoppedListening(e.Socket); shut != nil && e.Call != "shutdown" {
			return shut
		}
		return e
	}
	return nil
}

// closedListener finds the close of a listener that had the address.
func (f *Facts) closedListener(want stack.Address) *event.Event {
	events := f.history()
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		if (e.Call != "close" && e.Call != "reset") || e.Err != nil {
			continue
		}
		listened := f.last(e.Socket, call("listen")) != nil
		if local, ok := f.Session.WasBound(e.Socket); listened && ok && local.Port == want.Port {
			return e
		}
	}
	return nil
}

// refusedLate: a connected UDP socket learns from the answer to an earlier datagram
// that nobody is there.
func refusedLate(f *Facts, e *runtime.CallError) (r Report) {
	_, remote := e.Socket.Addresses()
	if remote.IsZero() {
		return r
	}
	sent := f.last(e.Socket.ID, func(ev *event.Event) bool { return call("send", "sendto")(ev) && ev.Seq != e.Event })
	if sent != nil {
		f.why(&r, claim.Of(claim.DatagramRefused, claim.Values{"address": remote, "by": claim.By(*sent)}, f.proofs(e)...))
	} else {
		f.why(&r, claim.Of(claim.NobodyHasUDP, claim.Values{"address": remote}, f.proofs(e)...))
	}
	f.try(&r, claim.Of(claim.StartOrLose, nil))
	return r
}

// refusedByPath: the kernel looks at the path, or the name, of a Unix socket at the
// call itself (unix(7)).
func refusedByPath(f *Facts, e *runtime.CallError) (r Report) {
	to := f.unixDestination(e)
	if to == "" {
		return peerGone(f, e)
	}
	at := f.stack().At(to)
	if strings.HasPrefix(to, "@") {
		at = stack.PathFacts{Kind: stack.SocketFile}
	}
	values := claim.Values{"path": unixName(e, to)}
	proof := claim.Setting(to, pathText(at))
	h, found := f.socketAt(to, at)
	switch {
	case at.Kind == stack.NoFile:
		f.why(&r, claim.Of(claim.PathNothing, values, proof))
	case at.Kind == stack.FolderFile:
		f.why(&r, claim.Of(claim.PathFolder, values, proof))
		f.try(&r, claim.Of(claim.AnotherPath, nil))
		return r
	case at.Kind == stack.PlainFile || at.Kind == stack.SpecialFile:
		f.why(&r, claim.Of(claim.PathNoSocket, values, proof))
		f.try(&r, claim.Of(claim.AnotherPath, nil))
		return r
	case found && h.socket != nil:
		if r = f.boundAndDeaf(&r, &h, values); r.IsZero() {
			f.why(&r, claim.Of(claim.NobodyCalls, nil, f.proofs(e)...))
		}
		return r
	case found:
		values["program"] = h.program
		f.why(&r, claim.Of(claim.PathOfProgram, values, f.rowProof(&h)))
		f.why(&r, claim.Of(claim.NobodyCalls, nil, f.proofs(e)...))
	case strings.HasPrefix(to, "@"):
		f.why(&r, claim.Of(claim.NameOfNobody, values, f.proofs(e)...))
	case at.Has == stack.No:
		f.why(&r, claim.Of(claim.PathDead, values, proof))
	default:
		f.why(&r, claim.Of(claim.NobodyCalls, nil, f.proofs(e)...))
	}
	f.endedAt(&r, to)
	f.try(&r, claim.Of(claim.StartServer, nil))
	return r
}

// boundAndDeaf: a socket of ours has the path, and takes nobody.
func (f *Facts) boundAndDeaf(r *Report, h *holder, values claim.Values) Report {
	values["who"] = claim.Socket(h.socket.ID)
	if end := f.stoppedListening(h.socket.ID); end != nil {
		values["by"] = claim.By(*end)
		f.why(r, claim.Of(claim.StoppedBy, values, f.rowProof(h)))
		f.try(r, claim.Of(claim.CloseOrPath, nil)) // listen does not undo the shutdown of a Unix socket
	} else if h.Name != stack.Listen && h.Network == stack.Unix {
		f.why(r, claim.Of(claim.PathNoListener, values, f.rowProof(h)))
		f.try(r, claim.Of(claim.ListenOnPath, values))
	}
	return *r
}

// endedAt says which socket of ours had a path, and who closed it.
func (f *Facts) endedAt(r *Report, to string) {
	events := f.history()
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		if e.Call != "bind" || e.Err != nil || e.Local.Path != to {
			continue
		}
		if end := f.last(e.Socket, call("close", "reset")); end != nil {
			f.why(r, claim.Of(claim.PathWasOfOurs, claim.Values{"who": claim.Socket(e.Socket), "by": claim.By(*end)}))
		}
		return
	}
}

// peerGone: a Unix datagram socket is connected to one that is closed.
func peerGone(f *Facts, e *runtime.CallError) (r Report) {
	made := f.last(e.Socket.ID, call("connect"))
	peer := 0
	if made != nil {
		for i := range f.history() {
			if b := &f.events[i]; b.Call == "bind" && b.Err == nil && b.Local.Path == made.Remote.Path && b.Seq < made.Seq {
				peer = b.Socket
			}
		}
	}
	values := who(e)
	if end := f.last(peer, call("close", "reset")); peer != 0 && end != nil {
		values["peer"], values["by"] = claim.Socket(peer), claim.By(*end)
		f.why(&r, claim.Of(claim.UnixPeerClosed, values, f.proofs(e)...))
	} else {
		f.why(&r, claim.Of(claim.UnixPeerGone, values, f.proofs(e)...))
	}
	f.try(&r, claim.Of(claim.StartServer, nil))
	return r
}

// unixDestination is the path or name that a call went to; "" if it went to whom the
// socket is connected to.
func (f *Facts) unixDestination(e *runtime.CallError) string {
	return literal(f.argument(e), e.Socket.Network).Path
}

func unixName(e *runtime.CallError, to string) string {
	return stack.Address{Network: e.Socket.Network, Path: to}.String()
}

// nothingAtPath: ENOENT, of a Unix socket that is called.
func nothingAtPath(f *Facts, e *runtime.CallError) (r Report) {
	to := f.unixDestination(e)
	at := f.stack().At(to)
	if to == "" || at.Kind != stack.NoFile {
		return r
	}
	f.why(&r, claim.Of(claim.PathNothing, claim.Values{"path": unixName(e, to)}, claim.Setting(to, pathText(at))))
	f.endedAt(&r, to)
	f.try(&r, claim.Of(claim.StartServer, nil))
	return r
}

// folderMissing: bind makes the file, not its folder.
func folderMissing(f *Facts, e *runtime.CallError) (r Report) {
	folder := path.Dir(f.unixDestination(e))
	at := f.stack().At(folder)
	if at.Kind != stack.NoFile {
		return r
	}
	f.why(&r, claim.Of(claim.FolderMissing, claim.Values{"folder": folder}, claim.Setting(folder, pathText(at))))
	f.try(&r, claim.Of(claim.MakeFolder, nil))
	return r
}

// otherType: streams and datagrams do not talk with each other.
func otherType(f *Facts, e *runtime.CallError) (r Report) {
	to := f.unixDestination(e)
	if to == "" {
		return r
	}
	values := claim.Values{"path": unixName(e, to), "network": string(e.Socket.Network)}
	h, found := f.socketAt(to, f.stack().At(to))
	proofs := f.proofs(e)
	if found && h.socket != nil {
		values["who"] = claim.Socket(h.socket.ID)
		proofs = append(proofs, f.rowProof(&h))
	}
	f.why(&r, claim.Of(claim.PathOtherType, values, proofs...))
	other := stack.Address{Network: stack.Unixgram, Path: to}
	if e.Socket.Network == stack.Unixgram {
		other.Network = stack.Unix
	}
	if found { // it may have been closed since
		f.try(&r, claim.Of(claim.DialOtherType, claim.Values{"address": other}))
	}
	return r
}

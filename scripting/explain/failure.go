package explain

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// Failure explains a call that failed.
func Failure(f *Facts, e *runtime.CallError) Report {
	r := faultFailed(f, e)
	if r.IsZero() {
		r = f.byRules(e)
	}
	if !r.IsZero() && refusedHere(e.Err) {
		own := Report{}
		f.why(&own, claim.Of(claim.SockpitRefuses, nil, f.proofs(e)...))
		r.Why = strings.TrimSpace(r.Why + " " + own.Why)
		r.Claims, r.Proofs = append(r.Claims, own.Claims...), appendNew(r.Proofs, own.Proofs)
	}
	r.What = e.Error()
	return r
}

func appendNew(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// refusedHere reports whether an error is sockpit's own answer to a call that the kernel
// has not seen.
func refusedHere(err error) bool { return errors.Is(err, stack.ErrMisuse) }

// byRules asks the rules of the code that fit the call and the socket; the first that
// has something to say speaks. Of an error number that none explains it is said that
// the kernel tells no more.
func (f *Facts) byRules(e *runtime.CallError) Report {
	code, call := e.Code(), f.callOf(e)
	for _, rule := range rules[code] {
		if rule.fits(call, e.Socket) {
			if r := rule.say(f, e); !r.IsZero() {
				return r
			}
		}
	}
	var r Report
	if _, isErrno := stack.ErrnoNamed(code); isErrno && e.Event != 0 {
		f.why(&r, claim.Of(claim.SaysNoMore, claim.Values{"call": call, "code": code, "page": manualPages[call]}, f.proofs(e)...))
	}
	return r
}

// manualPages are where the errors of a call are listed.
var manualPages = map[string]string{"socket": "socket(2)", "socketpair": "socketpair(2)", "bind": "bind(2)", "listen": "listen(2)", "accept": "accept(2)",
	"connect": "connect(2)", "send": "send(2)", "sendto": "send(2)", "recv": "recv(2)", "recvfrom": "recv(2)", "peek": "recv(2)",
	"shutdown": "shutdown(2)", "getsockopt": "getsockopt(2)", "setsockopt": "setsockopt(2)", "close": "close(2)", "reset": "close(2)"}

// callOf gives the system call that failed, which may be one of several that the
// function of the script made.
func (f *Facts) callOf(e *runtime.CallError) string {
	if ev, ok := f.Session.Log.Get(e.Event); ok {
		return ev.Call
	}
	return e.Op
}

// argument gives what the call that failed was asked: an address, an option.
func (f *Facts) argument(e *runtime.CallError) string {
	ev, _ := f.Session.Log.Get(e.Event)
	return ev.Arg
}

// proofs is the call itself as evidence, or if the log has none, what the socket is.
func (f *Facts) proofs(e *runtime.CallError) []claim.Evidence {
	if ev, ok := f.Session.Log.Get(e.Event); ok {
		return []claim.Evidence{claim.Event(&ev)}
	}
	if e.Socket != nil {
		return []claim.Evidence{f.kindProof(e.Socket)}
	}
	return nil
}

// A rule explains an error number of some calls on some sockets.
type rule struct {
	calls string                       // system calls; "": all
	of    func(s *runtime.Socket) bool // nil: every socket
	say   func(*Facts, *runtime.CallError) Report
}

func (r *rule) fits(call string, s *runtime.Socket) bool {
	return (r.calls == "" || slices.Contains(strings.Fields(r.calls), call)) && (r.of == nil || s != nil && r.of(s))
}

// Groups of calls.
const (
	naming  = "bind listen"
	calling = "connect sendto send"
	sending = "send sendto"
	taking  = "recv recvfrom peek"
	options = "setsockopt getsockopt"
)

func isUnix(s *runtime.Socket) bool     { return s.Network.IsUnix() }
func isTCP(s *runtime.Socket) bool      { return s.Network.IsTCP() }
func isDatagram(s *runtime.Socket) bool { return !s.Network.IsStream() }
func isUDP(s *runtime.Socket) bool      { return !s.Network.IsStream() && !s.Network.IsUnix() }
func isListener(s *runtime.Socket) bool { return s.Kind() == runtime.Listener }
func unixStream(s *runtime.Socket) bool { return s.Network == stack.Unix }

// rules are by the code of the error.
var rules = map[string][]rule{
	"EADDRINUSE": {{options, isUDP, memberAlready}, {naming + " connect", nil, addressInUse}},
	"EADDRNOTAVAIL": {{options, isUDP, notMember}, {options, isUDP, noInterface},
		{"bind listen connect sendto", nil, addressNotAvailable}},
	"EACCES": {{naming + " " + calling, isUnix, pathForbidden}, {"bind", nil, privilegedPort}, {calling, isUDP, broadcastOff},
		{"", nil, say(claim.Forbidden)}},
	"EPERM": {{calling + " bind", isUnix, pathForbidden}, {options, nil, priorityHigh}, {"", nil, say(claim.Forbidden)}},
	"ECONNREFUSED": {{"connect " + sending, isUnix, refusedByPath}, {"connect", isTCP, refused},
		{sending + " " + taking, isUDP, refusedLate}},
	"TIMEOUT":     {{"", nil, timedOut}},
	"ETIMEDOUT":   {{"", nil, verdict}},
	"ENETUNREACH": {{"", nil, unreachable}}, "ENETDOWN": {{"", nil, say(claim.NetworkDown)}},
	"EHOSTUNREACH": {{"", nil, hostSilent}}, "EHOSTDOWN": {{"", nil, hostSilent}}, "ENONET": {{"", nil, say(claim.NetworkDown)}},
	"ENOTCONN":     {{"shutdown", nil, nothingToEnd}, {"send " + taking, nil, notConnected}},
	"EDESTADDRREQ": {{"send", isDatagram, noDestination}},
	"EISCONN":      {{"connect", nil, connectedAlready}, {sending, nil, takesNoAddress}},
	"ECONNRESET":   {{"", nil, wasReset}},
	"EPIPE":        {{sending, nil, brokenPipe}},
	"CLOSED":       {{"", nil, wasClosed}},
	"EOF":          {{"", nil, endedInTheMiddle}},
	"EAI_NONAME":   {{"", nil, unknownName}}, "EAI_AGAIN": {{"", nil, unknownName}},
	"EMSGSIZE": {{sending, isDatagram, tooLong}},
	"EMFILE":   {{"", nil, descriptorsGone}}, "ENFILE": {{"", nil, descriptorsGone}},
	"EINPROGRESS": {{"connect", nil, stillConnecting}}, "EALREADY": {{"connect", nil, stillConnecting}},
	"EAGAIN": {{"connect", isUnix, say(claim.QueueIsFull, claim.SendAgain)}, {calling, isUDP, noAutoPort}},
	"EINVAL": {{"bind", nil, boundAlready}, {"bind connect sendto", nil, noZone}, {"sendto connect", isUDP, portZero}, {"listen", nil, cannotListen},
		{"accept", nil, notListening}, {"connect", isUnix, connectedAlready}, {taking, unixStream, neverConnected}, {"setsockopt", nil, invalidOption}},
	"ENOENT":       {{"bind", isUnix, folderMissing}, {calling, isUnix, nothingAtPath}},
	"ENOTDIR":      {{"bind " + calling, isUnix, ofPath(claim.NotAFolder, claim.AnotherPath)}},
	"ELOOP":        {{"bind " + calling, isUnix, ofPath(claim.LinkLoop, claim.AnotherPath)}},
	"ENAMETOOLONG": {{"bind " + calling, isUnix, ofPath(claim.NameTooLong, claim.AnotherPath)}},
	"EROFS":        {{"bind", isUnix, ofPath(claim.ReadOnly, claim.AnotherPath)}},
	"EPROTOTYPE":   {{calling, isUnix, otherType}},
	"ENOTSUP":      {{"accept listen", isDatagram, noConnections}},
	"ENOPROTOOPT":  {{options, nil, optionUnknown}},
	"ENODEV":       {{options, isUDP, noInterface}},
	"EAFNOSUPPORT": {{"", nil, say(claim.NoFamily)}},
	"ENOMEM":       {{"", nil, say(claim.NoMemory, claim.SendAgain)}}, "ENOBUFS": {{"", nil, say(claim.NoMemory, claim.SendAgain)}},
	"ECONNABORTED": {{"accept", nil, say(claim.GoneInQueue, claim.AcceptAgain)}}, "EPROTO": {{"accept", nil, say(claim.GoneInQueue, claim.AcceptAgain)}},
	"DENIED": {{"sendto connect", isUDP, groupDenied}},
	"MISUSE": {{"fault " + sending + " " + taking, isListener, notConnected}, {sending, nil, takesNoAddress},
		{"recv_exactly recv_until recv_line recv_all", isDatagram, noStream}, {options, nil, optionUnknown}},
}

// say is a rule whose words need nothing of the call.
func say(why claim.Kind, try ...claim.Kind) func(*Facts, *runtime.CallError) Report {
	return func(f *Facts, _ *runtime.CallError) (r Report) {
		f.why(&r, claim.Of(why, nil))
		for _, kind := range try {
			f.try(&r, claim.Of(kind, nil))
		}
		return r
	}
}

// ofPath is a rule that names the path that the call was about.
func ofPath(why, try claim.Kind) func(*Facts, *runtime.CallError) Report {
	return func(f *Facts, e *runtime.CallError) (r Report) {
		path := f.argument(e)
		if path == "" {
			return r
		}
		f.why(&r, claim.Of(why, claim.Values{"path": path}))
		f.try(&r, claim.Of(try, nil))
		return r
	}
}

// who is the socket of the call.
func who(e *runtime.CallError) claim.Values { return claim.Values{"who": claim.Socket(e.Socket.ID)} }

// destination is the address that a call went to: its argument, or else what the
// socket is connected to.
func (f *Facts) destination(e *runtime.CallError) stack.Address {
	if a := literal(f.argument(e), ""); a.IP.IsValid() {
		return a
	}
	if e.Socket == nil {
		return stack.Address{}
	}
	_, remote := e.Socket.Addresses()
	return remote
}

// unknownName: the resolver knows no such name, or did not answer.
func unknownName(f *Facts, e *runtime.CallError) (r Report) {
	kind, try := claim.NobodyToAsk, claim.CheckNetwork
	if e.Code() == "EAI_NONAME" {
		kind, try = claim.NameUnknown, claim.CheckName
	}
	f.why(&r, claim.Of(kind, claim.Values{"name": host(e.Target)}, claim.Setting("getaddrinfo("+e.Target+")", e.Code())))
	f.try(&r, claim.Of(try, nil))
	return r
}

// descriptorsGone: this process, or the machine, has no descriptor left. With
// none, only the sockets themselves can be asked.
func descriptorsGone(f *Facts, e *runtime.CallError) (r Report) {
	listeners, conns, waiting := 0, 0, 0
	socks := f.Session.Sockets()
	for _, s := range socks {
		switch s.Kind() {
		case runtime.Listener:
			listeners++
		case runtime.Stream:
			conns++
			if s.State().Name == stack.CloseWait {
				waiting++
			}
		}
	}
	values := claim.Values{"n": len(socks), "listeners": listeners, "conns": conns, "waiting": waiting, "limit": ""}
	proof := append(f.proofs(e), claim.Setting("sockets of the session", strconv.Itoa(len(socks))))
	if limit := f.stack().Machine().Descriptors; e.Code() == "EMFILE" && limit.Known() { // ENFILE is of the whole machine
		values["limit"] = limit.String()
		proof = append(proof, claim.Setting("RLIMIT_NOFILE", limit.String()))
	}
	f.why(&r, claim.Of(claim.NoDescriptor, values, proof...))
	if f.callOf(e) == "accept" {
		f.why(&r, claim.Of(claim.StaysQueued, nil))
	}
	if waiting > 0 {
		f.try(&r, claim.Of(claim.CloseThoseFirst, claim.Values{"n": waiting}))
	} else {
		f.try(&r, claim.Of(claim.CloseSockets, nil))
	}
	return r
}

// privilegedPort: a port for which privileges are needed.
func privilegedPort(f *Facts, e *runtime.CallError) (r Report) {
	want, first := literal(f.argument(e), ""), f.stack().Machine().FirstFreePort
	if want.Port == 0 || int(want.Port) >= first {
		return r
	}
	f.why(&r, claim.Of(claim.NeedsPrivileges, claim.Values{"port": int(want.Port), "first": first}, claim.Setting("net.ipv4.ip_unprivileged_port_start", strconv.Itoa(first))))
	f.try(&r, claim.Of(claim.PortFrom, claim.Values{"first": first}))
	return r
}

func pathForbidden(f *Facts, e *runtime.CallError) Report {
	return ofPath(claim.PathForbidden, claim.OwnFolder)(f, e)
}

// broadcastOff: of a broadcast address the kernel wants to know that it is meant.
func broadcastOff(f *Facts, e *runtime.CallError) (r Report) {
	to := f.destination(e)
	known := broadcast(to)
	if !to.IP.Unmap().Is4() || to.IsLoopback() && !known || e.Socket == nil || f.optionSet(e.Socket.ID, "broadcast") != nil {
		return r
	}
	values := who(e)
	values["to"] = to.IP.Unmap().String()
	if !known { // those of other links are not known here
		f.why(&r, claim.Of(claim.BroadcastPerhaps, values))
		return r
	}
	f.why(&r, claim.Of(claim.BroadcastOff, values))
	f.try(&r, claim.Of(claim.SetBroadcast, who(e)))
	return r
}

// unreachable: no packet was sent, for want of a route.
func unreachable(f *Facts, e *runtime.CallError) (r Report) {
	to := f.destination(e)
	ip := to.IP.Unmap()
	values := claim.Values{"ip": to.IP.String()}
	switch {
	case !ip.IsValid():
		return r
	case e.Socket != nil && f.optionSet(e.Socket.ID, "v6only") != nil && ip.Is4():
		values["who"] = claim.Socket(e.Socket.ID)
		f.why(&r, claim.Of(claim.V6OnlyFamily, values, claim.Event(f.optionSet(e.Socket.ID, "v6only"))))
		f.try(&r, claim.Of(claim.AnotherSocket, nil))
		return r
	case e.Socket != nil && e.Socket.Network.IsTCP() && (ip.IsMulticast() || broadcast(to)):
		f.why(&r, claim.Of(claim.NoWayStream, values))
		return r
	case ip.IsMulticast():
		f.why(&r, claim.Of(claim.NoWayGroup, values, f.proofs(e)...))
		return r
	}
	f.why(&r, claim.Of(claim.NoWay, values, f.proofs(e)...))
	f.try(&r, claim.Of(claim.CheckAddress, nil))
	return r
}

// broadcast reports whether an address is one of all hosts on loopback, or on a link.
func broadcast(a stack.Address) bool {
	ip := a.IP.Unmap()
	return ip.Is4() && (ip.As4() == [4]byte{255, 255, 255, 255} || ip.As4() == [4]byte{127, 255, 255, 255})
}

func hostSilent(f *Facts, e *runtime.CallError) (r Report) {
	to := f.destination(e)
	if !to.IP.IsValid() {
		return r
	}
	f.why(&r, claim.Of(claim.HostSilent, claim.Values{"ip": to.IP.String()}))
	f.try(&r, claim.Of(claim.CheckAddress, nil))
	return r
}

// groupDenied: what may not leave the machine can go by loopback.
func groupDenied(f *Facts, e *runtime.CallError) (r Report) {
	to := f.destination(e)
	if !to.IP.Is4() || !to.IP.IsMulticast() {
		return r
	}
	f.try(&r, claim.Of(claim.GroupByLoopback, who(e)))
	return r
}

// bound gives the latest call that bound a socket, nil if none did.
func (f *Facts) bound(id int) *event.Event { return f.last(id, call("bind")) }

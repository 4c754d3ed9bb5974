package explain

import (
	"fmt"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// Failure explains a call that failed.
func Failure(f *Facts, e *runtime.CallError) Report {
	rule := rules[e.Code()]
	if rule == nil {
		return Report{}
	}
	r := faultFailed(f, e)
	if r.IsZero() {
		r = rule(f, e)
	}
	r.What = e.Error()
	return r
}

// rules are by the code of the error.
var rules = map[string]func(*Facts, *runtime.CallError) Report{
	"EADDRINUSE":    addressInUse,
	"EADDRNOTAVAIL": addressNotAvailable,
	"EACCES":        noPermission,
	"ECONNREFUSED":  refused,
	"TIMEOUT":       timedOut,
	"ETIMEDOUT":     verdict,
	"ENETUNREACH":   unreachable,
	"EHOSTUNREACH":  unreachable,
	"ENOTCONN":      notConnected,
	"EDESTADDRREQ":  notConnected,
	"EISCONN":       connectedAlready,
	"ECONNRESET":    wasReset,
	"EPIPE":         brokenPipe,
	"CLOSED":        wasClosed,
	"EOF":           endedInTheMiddle,
	"EAI_NONAME":    unknownName,
	"EAI_AGAIN":     unknownName,
	"EMSGSIZE":      tooLong,
	"EMFILE":        descriptorsGone,
	"ENFILE":        descriptorsGone,
	"EINPROGRESS":   stillConnecting,
	"EALREADY":      stillConnecting,
	"EINVAL":        invalid,
}

// noPermission: a port for which privileges are needed, or a folder.
func noPermission(f *Facts, e *runtime.CallError) Report {
	want := wanted(f, e)
	switch first := f.stack().Machine().FirstFreePort; {
	case want.Network.IsUnix():
		return Report{Why: fmt.Sprintf("You may not do that with %s: its folder or file belongs to somebody else.", want.Path), Try: "Choose a path in a folder of your own."}
	case want.Port > 0 && int(want.Port) < first:
		return Report{Why: fmt.Sprintf("Port %d needs privileges: on this machine, all below %d do.", want.Port, first),
			Try: fmt.Sprintf("Use a port from %d to 65535, or 0 to let the OS choose.", first)}
	}
	return Report{Why: "The system does not let you do that."}
}

func unreachable(f *Facts, e *runtime.CallError) Report {
	return Report{Why: fmt.Sprintf("There is no way from this machine to %s: no packet was sent.", host(e.Target)),
		Try: "Check the address, and that the network is up."}
}

// unknownName: the resolver knows no such name, or did not answer.
func unknownName(f *Facts, e *runtime.CallError) Report {
	r := Report{Why: fmt.Sprintf("Nobody could be asked for the address of the name %s: no packet went to it.", host(e.Target)), Try: "Check that the network is up, or dial an address."}
	if e.Code() == "EAI_NONAME" {
		r.Why = fmt.Sprintf("The name %s is unknown: it has no address, and so no packet was sent to it.", host(e.Target))
		r.Try = "Check the spelling, or dial an address: localhost and 127.0.0.1 are this machine."
	}
	return r
}

// notConnected: bytes on a socket without another end.
func notConnected(f *Facts, e *runtime.CallError) Report {
	if e.Socket == nil {
		return Report{}
	}
	if e.Socket.Kind() == runtime.Listener {
		r := Report{Why: f.Name(e.Socket) + " only accepts clients.", Try: "Talk through the socket that accept returned."}
		if made := f.last(e.Socket.ID, call("accept")); made != nil && f.Session.Find(made.Made) != nil {
			r.Try = fmt.Sprintf("Talk through the socket that accept returned: %s.", f.label(made.Made))
		}
		return r
	}
	if e.Socket.Kind() == runtime.Datagram {
		return Report{Why: "It was sent to nobody: the socket is not connected to an address.", Try: "Use sendto(s, data, addr), or connect it first."}
	}
	return Report{Why: "This socket has no other end.", Try: "Connect it first."}
}

func connectedAlready(f *Facts, e *runtime.CallError) Report {
	if e.Socket == nil {
		return Report{}
	}
	_, remote := e.Socket.Addresses()
	return Report{Why: fmt.Sprintf("It is connected to %s already; a stream connects once.", remote), Try: "Make another socket."}
}

func tooLong(f *Facts, e *runtime.CallError) Report {
	r := Report{Why: "A UDP datagram carries at most 65507 bytes.", Try: "Send it in pieces."}
	if ev, ok := f.Session.Log.Get(e.Event); ok && ev.Asked > 0 {
		r.Why = fmt.Sprintf("You sent %s in one datagram; UDP carries at most 65507.", bytes(int64(ev.Asked)))
	}
	return r
}

// descriptorsGone: this process, or the machine, has no descriptor left. With
// none, only the sockets themselves can be asked.
func descriptorsGone(f *Facts, e *runtime.CallError) Report {
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
	r := Report{
		Why: fmt.Sprintf("No descriptor is left%s: this session holds %s, among them %s and %s, of which %d in CLOSE_WAIT.", ofLimit(f, e), printable.Plural(len(socks), "socket"), printable.Plural(listeners, "listener"), printable.Plural(conns, "connection"), waiting),
		Try: "Close those you no longer use.",
	}
	if waiting > 0 {
		r.Try = fmt.Sprintf("The other end has closed %d of them, you have not. Close those first.", waiting)
	}
	return r
}

// ofLimit says how many descriptors this process may have (getrlimit(2)).
func ofLimit(f *Facts, e *runtime.CallError) string {
	if e.Code() != "EMFILE" { // of the whole machine: the limit of the program says nothing
		return ""
	}
	if limit := f.stack().Machine().Descriptors; limit.Known() {
		return fmt.Sprintf(", all %d of this program are in use", limit)
	}
	return ""
}

func stillConnecting(f *Facts, e *runtime.CallError) Report {
	return Report{Why: "The connection is still being made: the kernel goes on with it after your call has given up.", Try: "Wait, or close the socket."}
}

// invalid: the kernel's word for a call that does not fit the socket's state.
func invalid(f *Facts, e *runtime.CallError) Report {
	switch {
	case e.Socket == nil:
	case e.Op == "accept" && e.Socket.Kind() != runtime.Listener:
		return Report{Why: f.Name(e.Socket) + " does not listen.", Try: "Only a listener accepts: call listen first."}
	case e.Op == "bind":
		return Report{Why: "It has a local address already; a socket is bound once."}
	}
	return Report{}
}

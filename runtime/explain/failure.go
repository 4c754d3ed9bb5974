package explain

import (
	"fmt"

	"sockpit/runtime"
)

// Failure explains a call that failed.
func Failure(f *Facts, e *runtime.CallError) Report {
	rule := rules[e.Code()]
	if rule == nil {
		return Report{}
	}
	r := rule(f, e)
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
	"ETIMEDOUT":     timedOut,
	"ENETUNREACH":   unreachable,
	"EHOSTUNREACH":  unreachable,
	"ENOTCONN":      notConnected,
	"EDESTADDRREQ":  notConnected,
	"EISCONN":       connectedAlready,
	"ECONNRESET":    wasReset,
	"EPIPE":         brokenPipe,
	"CLOSED":        wasClosed,
	"EOF":           endedInTheMiddle,
	"EMSGSIZE":      tooLong,
	"EMFILE":        descriptorsGone,
	"ENFILE":        descriptorsGone,
	"EINPROGRESS":   stillConnecting,
	"EALREADY":      stillConnecting,
	"EINVAL":        invalid,
}

func noPermission(f *Facts, e *runtime.CallError) Report {
	return Report{Why: "Ports below 1024 need privileges.", Try: "Use a port from 1024 to 65535, or 0 to let the OS choose."}
}

func unreachable(f *Facts, e *runtime.CallError) Report {
	return Report{Why: "There is no way to that network: no packet was sent."}
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
	return Report{Why: "A UDP datagram carries at most 65507 bytes.", Try: "Send it in pieces."}
}

// descriptorsGone: this process, or the machine, has no descriptor left.
func descriptorsGone(f *Facts, e *runtime.CallError) Report {
	listeners, waiting := 0, 0
	socks := f.Session.Sockets()
	for _, v := range f.now().Sockets {
		if v.Kind == runtime.Listener {
			listeners++
		}
		if v.State.Name == "CLOSE_WAIT" {
			waiting++
		}
	}
	r := Report{Why: fmt.Sprintf("No descriptor is left: %s of this session are open, %d of them listeners.", plural(len(socks), "socket"), listeners),
		Try: "Close those you no longer use."}
	if waiting > 0 {
		r.Try = fmt.Sprintf("%d of them are in CLOSE_WAIT: the other end has closed them, you have not. Close those first.", waiting)
	}
	return r
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

package scripting

import (
	"fmt"

	"sockpit/runtime"
)

// stepOf says what an entry did with sockets; "" for nothing.
func stepOf(e *entry) string {
	text := e.step
	switch {
	case e.script:
		text = "a script is run"
	case e.task != nil:
		text = "a task runs in the background"
	case text != "" && e.failed != nil && e.code() != "":
		text += ", and fails: " + e.code()
	case text != "" && e.failed != nil:
		text += ", and fails"
	}
	return text
}

// stepText says what the last call is for that a reader wants to hear of.
func (h *Host) stepText(calls []runtime.Event) string {
	if len(calls) == 0 {
		return ""
	}
	variables := map[int]string{}
	for s, name := range h.names() {
		if SocketOf(h.variable(name)) == s {
			variables[s.ID] = name
		}
	}
	for i := len(calls) - 1; i >= 0; i-- {
		if text := callText(&calls[i], variables); text != "" {
			return text
		}
	}
	return ""
}

// callText says what a call is for, with the names of the variables that hold
// the sockets now.
func callText(e *runtime.Event, variables map[int]string) string {
	name := e.Via
	if name == "" {
		name = e.Call
	}
	who := variables[e.Socket]
	switch name {
	case "listen":
		return called(who, "a server") + " listens"
	case "dial", "connect":
		return called(who, "a client") + " connects"
	case "accept":
		if made := variables[e.Made]; made != "" && who != "" {
			return fmt.Sprintf("%s accepts a client: %s is its end of the connection", who, made)
		}
		return called(who, "the server") + " accepts"
	case "pair":
		return "two ends are connected"
	case "send", "sendto":
		return called(who, "one end") + " sends"
	case "recv", "recv_line", "recv_exactly", "recv_until", "recv_all", "recvfrom", "peek":
		if e.EOF {
			return called(who, "one end") + " reads the end of the stream"
		}
		return called(who, "one end") + " receives"
	case "shutdown":
		return called(who, "one end") + " ends one direction"
	case "close":
		return called(who, "a socket") + " is closed"
	case "reset":
		return called(who, "a socket") + " is reset"
	case "socket":
		return "a socket is made"
	case "bind":
		return called(who, "a socket") + " gets its address"
	}
	return ""
}

func called(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

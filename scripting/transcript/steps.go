package transcript

import (
	"fmt"

	"sockpit/runtime/event"
)

// stepOf says what an entry did with sockets; "" for nothing.
func stepOf(e *parsedEntry) string {
	text := e.Step
	switch {
	case e.Script:
		text = "a script is run"
	case e.Task != nil:
		text = "a task runs in the background"
	case text != "" && e.Failed != nil && e.Failed.Code != "":
		text += ", and fails: " + e.Failed.Code
	case text != "" && e.Failed != nil:
		text += ", and fails"
	}
	return text
}

// StepText says what the last of some calls is for that a reader wants to hear of,
// with the names of the variables that hold the sockets now.
func StepText(calls []event.Event, variables map[int]string) string {
	for i := len(calls) - 1; i >= 0; i-- {
		if text := callText(&calls[i], variables); text != "" {
			return text
		}
	}
	return ""
}

// callText says what a call is for, with the names of the variables that hold
// the sockets now.
func callText(e *event.Event, variables map[int]string) string {
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

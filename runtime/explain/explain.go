// Package explain goes from a failure back to its cause, with the facts of the
// session: what happened, why, and what to try.
package explain

import (
	"fmt"
	"strings"

	"sockpit/runtime"
)

// A Namer gives the name under which a person knows a socket: the variable
// that holds it, or "#3".
type Namer func(*runtime.Socket) string

// Hint gives one or two sentences about a failed call, or "".
func Hint(s *runtime.Session, e *runtime.CallError, name Namer) string {
	switch e.Code() {
	case "ECONNREFUSED":
		return refused(s, e, name)
	case "EADDRINUSE":
		return inUse(s, e, name)
	case "EADDRNOTAVAIL":
		return "Only an address of this machine can be bound; on the dialling side it means that no local port is free for that destination."
	case "TIMEOUT":
		return timedOut(s, e, name)
	case "ECONNRESET":
		return "The other end threw the connection away (RST): it closed with unread bytes, was reset on purpose, or its program died."
	case "EPIPE":
		return brokenPipe(s, e)
	case "ENOTCONN":
		if e.Socket != nil && e.Socket.Kind() == runtime.Listener {
			return ""
		}
		return "This socket has no other end: connect it first, or use the socket that accept returned."
	case "CLOSED":
		return closed(s, e)
	case "EMSGSIZE":
		return "A UDP datagram carries at most 65507 bytes."
	case "EMFILE", "ENFILE":
		return fmt.Sprintf("%d sockets are open in this session; close those you no longer use.", len(s.Sockets()))
	case "EACCES":
		return "Ports below 1024 need privileges. Use 1024 to 65535, or 0 to let the OS choose."
	case "EINPROGRESS", "EALREADY":
		return "The connection is still being made; the kernel goes on with it."
	}
	return ""
}

func refused(s *runtime.Session, e *runtime.CallError, name Namer) string {
	text := "The machine answered: nothing listens there."
	if i := strings.LastIndexByte(e.Target, ':'); i >= 0 && !strings.Contains(e.Target, "://") {
		text = "The machine answered: nothing listens on port " + e.Target[i+1:] + "."
	}
	var listening []string
	for _, sock := range s.Sockets() {
		if sock.Kind() == runtime.Listener {
			local, _ := sock.Addresses()
			listening = append(listening, fmt.Sprintf("%s on %s", name(sock), local))
		}
	}
	if len(listening) > 5 {
		listening = append(listening[:5], "…")
	}
	if len(listening) > 0 {
		text += " Listening now: " + strings.Join(listening, ", ") + "."
	}
	return text
}

func inUse(s *runtime.Session, e *runtime.CallError, name Namer) string {
	for _, sock := range s.Sockets() {
		local, _ := sock.Addresses()
		if sock != e.Socket && local.String() == e.Target {
			made := ""
			if sock.Made.Line > 0 {
				made = " (made at " + sock.Made.String() + ")"
			}
			return fmt.Sprintf("It is taken by your own %s%s. Close that one, or use port 0 to let the OS choose.", name(sock), made)
		}
	}
	if strings.HasPrefix(e.Target, "unix") {
		return "A file of that name exists: another program listens there, or one that died left it behind. Remove it or choose another name."
	}
	return "Another socket has that port, or finished connections rest there (TIME_WAIT). Choose another port, or 0 to let the OS choose; reuseaddr=true takes a resting one."
}

func timedOut(s *runtime.Session, e *runtime.CallError, name Namer) string {
	switch e.Op {
	case "dial", "connect":
		for _, sock := range s.Sockets() {
			local, _ := sock.Addresses()
			if sock.Kind() != runtime.Listener || local.String() != e.Target {
				continue
			}
			st := sock.State()
			if st.AcceptQueue.Known() && st.AcceptQueue > st.Backlog {
				return fmt.Sprintf("Nobody answered: the accept queue of %s is full (%s wait, backlog %s). Call accept.", name(sock), st.AcceptQueue, st.Backlog)
			}
		}
		return "Nobody answered at all. Refused would mean that someone said no."
	case "accept":
		return "No client came in that time. The listener goes on listening."
	}
	return "Nothing came in that time. The connection is alive: call again, with a longer timeout if you like."
}

// closed says who closed the socket, if it was not the task that uses it now.
func closed(s *runtime.Session, e *runtime.CallError) string {
	if e.Socket == nil {
		return ""
	}
	place, task := e.Socket.Ended()
	if now, ok := s.Log.Get(e.Event); place.Line == 0 || ok && now.Task == task {
		return ""
	}
	return fmt.Sprintf("Task %d closed it at %s.", task, place)
}

// brokenPipe finds who ended the direction: the script itself, or the other end.
func brokenPipe(s *runtime.Session, e *runtime.CallError) string {
	events, _ := s.Log.All()
	for i := len(events) - 1; i >= 0 && e.Socket != nil; i-- {
		if ev := &events[i]; ev.Socket == e.Socket.ID && ev.Call == "shutdown" && ev.Err == nil && ev.Arg != "read" {
			return fmt.Sprintf("You ended its sending side yourself, with shutdown at %s.", ev.Place)
		}
	}
	return "The other end had closed; an earlier send was answered with a reset, and this is the next one. Stop when recv says \"eof\"."
}

// Package notice says what a person at the prompt may not have noticed: what a change shows, what
// tasks have done meanwhile, what a call waits for. It asks nothing of the kernel.
package notice

import (
	"fmt"
	"net/netip"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// An idea is something that a change shows: said the first time it is seen.
type idea struct {
	name string
	says func(c change) string // "" if the change does not show it
}

// A change is two moments, with the sockets of each by number.
type change struct {
	before, after scripting.World
	was, is       map[int]scripting.Named
	listeners     map[netip.AddrPort]*scripting.Named // of TCP, by where they listen
}

// ideas are looked for in this order.
var ideas = []idea{
	{"accept queue", func(c change) string {
		l, client := c.grown(), c.newStream(false)
		if l == nil || client == nil {
			return ""
		}
		return fmt.Sprintf("The kernel finished the handshake. Nobody has called accept yet; the OS chose port %d for %s.",
			client.State.Local.Port, label(*client))
	}},
	{"accept", func(c change) string {
		s := c.newStream(true)
		if s == nil {
			return ""
		}
		l := c.listenerOf(*s)
		return fmt.Sprintf("accept made a new socket on %s's own port %d; its other end is the client, port %d. %s goes on listening.",
			label(*l), s.State.Local.Port, s.State.Remote.Port, label(*l))
	}},
	{"bytes wait", func(c change) string {
		for _, s := range c.after.Sockets {
			if c.onlyHears(s) {
				return fmt.Sprintf("send gave the bytes to the kernel. They wait in %s's receive queue until recv takes them.", label(s))
			}
		}
		return ""
	}},
	{"half close", func(c change) string {
		for _, s := range c.after.Sockets {
			if was, ok := c.was[s.ID]; ok && s.State.Name == stack.FinWait2 && was.State.Name == stack.Established {
				return fmt.Sprintf("%s has said that it sends no more (FIN). The other direction is still open.", label(s))
			}
		}
		return ""
	}},
	{"time wait", func(c change) string {
		for _, o := range c.after.Others {
			if o.Role == runtime.Left && o.State.Name == stack.TimeWait {
				return fmt.Sprintf("The side that closes first rests in TIME_WAIT, so that late packets die: %s is the kernel's now.", printable.Line(o.Label()))
			}
		}
		return ""
	}},
}

// grown gives a listener whose accept queue has grown.
func (c change) grown() *scripting.Named {
	for i, s := range c.after.Sockets {
		was, had := c.was[s.ID]
		if had && s.Kind == runtime.Listener && s.Network.IsTCP() && s.State.AcceptQueue > was.State.AcceptQueue {
			return &c.after.Sockets[i]
		}
	}
	return nil
}

// onlyHears reports whether all that has happened to a stream is that the other
// end, one of ours, has sent: what waits there is what was sent just now.
func (c change) onlyHears(s scripting.Named) bool {
	was, had := c.was[s.ID]
	if !had || s.Kind != runtime.Stream || !s.Network.IsStream() || s.State.RecvQueue <= was.State.RecvQueue || s.Sent != was.Sent || s.Received != was.Received {
		return false
	}
	peer, open := c.is[s.Peer]
	_, closed := c.was[was.Peer] // or it has sent and closed at once
	return open && peer.Sent > c.was[s.Peer].Sent || !open && closed
}

// newStream gives a new TCP connection: one that accept made, or one that
// dialled.
func (c change) newStream(accepted bool) *scripting.Named {
	for i, s := range c.after.Sockets {
		if _, had := c.was[s.ID]; !had && s.Kind == runtime.Stream && s.Network.IsTCP() && (c.listenerOf(s) != nil) == accepted {
			return &c.after.Sockets[i]
		}
	}
	return nil
}

// listenersOf gives the TCP listeners of a world by the address and the port at which
// they listen.
func listenersOf(w scripting.World) map[netip.AddrPort]*scripting.Named {
	found := map[netip.AddrPort]*scripting.Named{}
	for i, l := range w.Sockets {
		if l.Kind == runtime.Listener && l.Network.IsTCP() {
			found[addrPort(l.State.Local)] = &w.Sockets[i]
		}
	}
	return found
}

func addrPort(a stack.Address) netip.AddrPort { return netip.AddrPortFrom(a.IP.Unmap(), a.Port) }

// listenerOf gives the listener from which the kernel gave a connection that it has
// accepted: the one at the socket's own address, or else the one at every address
// of its family, or of both (tcp(7): the most specific listener gets the client).
func (c change) listenerOf(s scripting.Named) *scripting.Named {
	at := addrPort(s.State.Local)
	for _, ip := range []netip.Addr{at.Addr(), netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
		if ip.Is4() && !at.Addr().Is4() {
			continue
		}
		if l := c.listeners[netip.AddrPortFrom(ip, at.Port())]; l != nil {
			return l
		}
	}
	return nil
}

func label(s scripting.Named) string { return printable.Line(s.Label()) }

// An Explainer says what changes show.
type Explainer struct {
	Mode string          // off, once, always
	said map[string]bool // the ideas that were explained
}

// Set sets how often ideas are explained, and forgets which were.
func (e *Explainer) Set(mode string) { e.Mode, e.said = mode, map[string]bool{} }

// Sentences gives what a change calls for.
func (e *Explainer) Sentences(before, after scripting.World) []string {
	if e.Mode == "off" {
		return nil
	}
	c := change{before: before, after: after, was: byID(before), is: byID(after), listeners: listenersOf(after)}
	var out []string
	for _, i := range ideas {
		if e.Mode == "once" && e.said[i.name] {
			continue
		}
		if text := i.says(c); text != "" {
			e.said[i.name] = true
			out = append(out, text)
		}
	}
	return out
}

func byID(w scripting.World) map[int]scripting.Named {
	m := make(map[int]scripting.Named, len(w.Sockets))
	for _, s := range w.Sockets {
		m[s.ID] = s
	}
	return m
}

// Waiting says what the first task, which runs what was typed, waits for.
func Waiting(w scripting.World) string {
	for _, t := range w.Tasks {
		if t.ID != 1 || t.Waits == "" || t.Waits == runtime.Dawdling {
			continue
		}
		text := "… waiting in " + t.Waits
		for _, s := range w.Sockets {
			for _, wait := range s.Waiting {
				if wait.Task == 1 {
					text += " on " + label(s)
					if local := s.State.Local.String(); local != "" {
						text += " (" + printable.Line(local) + ")"
					}
					text += purpose(t.Waits)
					text += others(s)
				}
			}
		}
		return text + "."
	}
	return ""
}

func purpose(call string) string {
	switch call {
	case "accept":
		return " for a client"
	case "send", "sendto":
		return " for room: the other end does not receive"
	case "dial", "connect":
		return " for an answer"
	}
	return " for bytes"
}

// others names the other tasks that wait on the same socket.
func others(s scripting.Named) string {
	text := ""
	for _, w := range s.Waiting {
		if w.Task != 1 {
			text += fmt.Sprintf("; task %d waits there too", w.Task)
		}
	}
	return text
}

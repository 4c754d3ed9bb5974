package virtual

import (
	"net/netip"

	"sockpit/runtime/stack"
)

// A Stack is a world as a session wants it: sockets are made on one of its hosts, and
// questions are answered for all of them.
type Stack struct {
	*World
	Host *Host
}

// Localhost makes a world of one host, as a script has it that knows of one machine only.
func Localhost(c Config) Stack {
	w := New(c)
	h, err := w.AddHost("localhost")
	if err != nil {
		panic("virtual: " + err.Error()) // it is the first
	}
	return Stack{w, h}
}

// Name says which stack it is.
func (s Stack) Name() string { return "virtual" }

// On gives the same world with another host to make sockets on.
func (s Stack) On(h *Host) Stack { return Stack{s.World, h} }

// Socket makes a socket on the host.
func (s Stack) Socket(n stack.Network) (ep stack.Endpoint, err error) {
	s.look(func() {
		s.reroute()
		if n.IsUnix() {
			ep, err = s.unix.socket(s.Host, n)
			return
		}
		var e *endpoint
		if e, err = s.Host.newEndpoint(n); err == nil {
			ep = e
		}
	})
	return ep, err
}

// Pair makes two connected Unix sockets on the host.
func (s Stack) Pair(n stack.Network) (a, b stack.Endpoint, err error) {
	s.look(func() { a, b, err = s.unix.pair(s.Host, n) })
	return a, b, err
}

// A pollable is an endpoint of a world; ready is asked with run held.
type pollable interface {
	stack.Endpoint
	gone() error
	ready(stack.Direction) bool
	watchedBy(*group, bool)
}

// Poll asks of many endpoints at once whether they are ready.
func (s Stack) Poll(of []stack.Endpoint, want stack.Want) []stack.Readiness {
	out := make([]stack.Readiness, len(of))
	s.look(func() {
		for i, ep := range of {
			if e, ok := ep.(pollable); ok && e.gone() == nil {
				out[i] = stack.Readiness{Asked: true, Read: want.Read && e.ready(stack.Read), Write: want.Write && e.ready(stack.Write)}
			}
		}
	})
	return out
}

// Hold says that Unix sockets are no files here.
func (Stack) Hold(string, bool) (stack.File, error) { return nil, stack.ErrNoFiles }

// At tells whether a socket of the host has a name.
func (s Stack) At(path string) (f stack.PathFacts) {
	s.look(func() {
		if s.unix.bound[unixName{s.Host, path}] != nil {
			f = stack.PathFacts{Kind: stack.SocketFile, Has: stack.Yes}
		}
	})
	return f
}

// Lookup gives the addresses of a host of the world, which are looked up by its name.
func (s Stack) Lookup(name string) (out []netip.Addr) {
	s.look(func() {
		if h := s.hostNamed(name); h != nil {
			for _, a := range h.Addresses {
				out = append(out, a.Addr())
			}
		}
	})
	return out
}

// Holders knows no programs: all sockets are the session's.
func (Stack) Holders(map[uint64]bool) map[uint64]stack.Holder { return nil }

// Machine tells what the host allows.
func (s Stack) Machine() stack.Machine {
	m := stack.Machine{Descriptors: stack.Unknown, LocalPorts: [2]uint16{firstEphemeral, lastEphemeral}, Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()}}
	for _, a := range s.Host.Addresses {
		m.Addresses = append(m.Addresses, a.Addr())
	}
	return m
}

// Group makes an empty group.
func (s Stack) Group() (stack.Group, error) {
	return &group{w: s.World, members: map[pollable]*member{}}, nil
}

// A group is endpoints that are waited for together. It belongs to who holds the
// world's run.
type group struct {
	w       *World
	members map[pollable]*member
	order   []pollable
	ready   func() // to be called once when one is ready; nil: nobody waits
}

type member struct {
	key  int
	want stack.Want
}

// Add makes an endpoint a member.
func (g *group) Add(ep stack.Endpoint, key int, want stack.Want) error {
	e, ok := ep.(pollable)
	if !ok {
		return stack.ErrNoStack
	}
	g.w.call(func() {
		g.members[e] = &member{key, want}
		g.order = append(g.order, e)
		e.watchedBy(g, true)
		g.tell()
	})
	return nil
}

// Change says for what a member is to be ready.
func (g *group) Change(ep stack.Endpoint, key int, want stack.Want) error {
	g.w.call(func() {
		if e, ok := ep.(pollable); ok && g.members[e] != nil {
			*g.members[e] = member{key, want}
		}
		g.tell()
	})
	return nil
}

// Remove takes a member out.
func (g *group) Remove(ep stack.Endpoint) {
	g.w.look(func() {
		if e, ok := ep.(pollable); ok {
			g.remove(e)
		}
	})
}

func (g *group) remove(e pollable) {
	if g.members[e] == nil {
		return
	}
	delete(g.members, e)
	e.watchedBy(g, false)
	for i, o := range g.order {
		if o == e {
			g.order = append(g.order[:i], g.order[i+1:]...)
			break
		}
	}
}

// Ready gives the keys of the members that are ready.
func (g *group) Ready(keys []int) (n int, err error) {
	g.w.look(func() {
		for _, e := range g.order {
			if n < len(keys) && g.isReady(e) {
				keys[n] = g.members[e].key
				n++
			}
		}
	})
	return n, nil
}

func (g *group) isReady(e pollable) bool {
	m := g.members[e]
	return e.gone() != nil || m.want.Read && e.ready(stack.Read) || m.want.Write && e.ready(stack.Write)
}

// Watch calls ready when a member is.
func (g *group) Watch(ready func()) (stop func()) {
	g.w.call(func() {
		g.ready = ready
		g.tell()
	})
	return func() { g.w.look(func() { g.ready = nil }) }
}

// tell looks whether a member is ready, and says so to who waits. run is held.
func (g *group) tell() {
	if g.ready == nil {
		return
	}
	for _, e := range g.order {
		if g.isReady(e) {
			ready := g.ready
			g.ready = nil
			g.w.wake(ready)
			return
		}
	}
}

// Close takes all members out.
func (g *group) Close() error {
	g.w.look(func() {
		g.ready = nil
		for _, e := range append([]pollable(nil), g.order...) {
			g.remove(e)
		}
	})
	return nil
}

// watchers are the groups that an endpoint is in.
type watchers struct{ groups []*group }

func (s *watchers) watchedBy(g *group, on bool) {
	for i, o := range s.groups {
		if o == g {
			if !on {
				s.groups = append(s.groups[:i:i], s.groups[i+1:]...)
			}
			return
		}
	}
	if on {
		s.groups = append(s.groups, g)
	}
}

// tellGroups says that something has changed.
func (s *watchers) tellGroups() {
	for _, g := range s.groups {
		g.tell()
	}
}

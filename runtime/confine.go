package runtime

import (
	"sync/atomic"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// A confined endpoint keeps the session's policy on the way to the stack: every
// call of every socket comes through it. It refuses addresses, gives a socket a
// loopback address before any call in which the kernel would give it one that is
// every address of the machine, looks at the address that the kernel has after
// each such call, also one that failed, and lets in no peer that the policy
// forbids.
type confined struct {
	stack.Endpoint
	socket *Socket

	fixed  atomic.Bool  // bound to a loopback address: the kernel keeps that as long as the socket lives
	abroad atomic.Bool  // the policy allowed a destination beyond loopback: the kernel chose the address for it
	file   stack.FileID // what a Unix socket is bound to; set once
}

func (e *confined) policy() *Policy { return &e.socket.session.policy }

// inet reports whether the policy has a say about IP addresses here.
func (e *confined) inet() bool { return !e.socket.Network.IsUnix() && !e.policy().AnyNet }

// Bind gives the socket an IP address that the policy allows.
func (e *confined) Bind(a stack.Address) error { return e.bind(nil, a) }

// bind gives the socket an address that the policy allows c.
func (e *confined) bind(c *Caller, a stack.Address) error {
	switch {
	case e.socket.Network.IsUnix():
		return e.bindUnix(c, a)
	case !e.inet():
		return e.Endpoint.Bind(a)
	}
	if err := e.allowBind(a); err != nil {
		return err
	}
	err := e.Endpoint.Bind(a)
	e.fixed.Store(err == nil && a.IsLoopback()) // a bind that fails takes away the address there was
	return e.verify(false, err)
}

// allowBind checks a local address. A multicast group is one to receive from:
// the socket then gets what comes by the interfaces on which it joined itself,
// and that is loopback only (ip(7), IP_MULTICAST_ALL).
func (e *confined) allowBind(a stack.Address) error {
	err := e.policy().check(a, true)
	if err != nil && plainGroup(a) && !e.socket.Network.IsStream() && e.Endpoint.Setopt(stack.AnyGroup, stack.Value{Int: 0}) == nil {
		return nil
	}
	return err
}

// plainGroup reports whether a is a multicast group without further ado: a zone
// names an interface, and an IPv4 group on an IPv6 socket has settings of its
// own (ip(7)), which multicast_interface and multicast_join do not touch.
func plainGroup(a stack.Address) bool {
	return a.IP.IsMulticast() && a.IP.Zone() == "" && !a.IP.Is4In6()
}

// allow checks an address to talk to. Multicast may leave by the loopback
// interface only, unless the policy allows the group.
func (e *confined) allow(to stack.Address) error {
	if plainGroup(to) {
		if v, err := e.Endpoint.Getopt(stack.FindOption("multicast_interface")); err == nil && v.IP.IsLoopback() {
			return nil
		}
	}
	return e.policy().check(to, false)
}

// Setopt refuses to send multicast by another interface than loopback.
func (e *confined) Setopt(o *stack.Option, v stack.Value) error {
	if o.Kind == stack.IfaceOption && !v.IP.IsLoopback() && !e.policy().allows(v.IP) {
		return &DeniedError{What: v.IP.String() + " is not the loopback interface", Flag: "--allow-net=" + v.IP.String()}
	}
	return e.Endpoint.Setopt(o, v)
}

// implied gives the loopback address that the socket must be bound to before a
// call in which the kernel would bind it to every address of the machine; false
// if it has an address that the policy allows. to is where the call talks to, or
// zero: a socket that may leave the machine needs an address the kernel chooses.
//
// That it has a port says nothing: a connect that failed leaves one in
// getsockname(2) that the kernel has given back.
func (e *confined) implied(to stack.Address) (stack.Address, bool) {
	switch {
	case !e.inet() || e.leaves(to) || !to.IsZero() && e.allow(to) != nil:
		return stack.Address{}, false
	case !to.IsZero() && e.abroad.Load():
		return stack.Address{}, false // it has an address for destinations that the policy allows
	}
	local, err := e.Endpoint.Local()
	if err != nil || local.IP.IsMulticast() || local.IP.IsValid() && e.policy().check(local, true) == nil {
		return stack.Address{}, false
	}
	return e.loopbackFor(to), true
}

// leaves reports whether to lies beyond loopback and is allowed all the same.
func (e *confined) leaves(to stack.Address) bool {
	return to.IP.IsValid() && !to.IsLoopback() && e.policy().allows(to.IP.Unmap())
}

// loopbackFor gives the loopback address from which to can be reached: an IPv6
// socket that talks to an IPv4 one needs an IPv4 address.
func (e *confined) loopbackFor(to stack.Address) stack.Address {
	if to.IP.Is4In6() {
		return e.socket.fit(loopback(stack.UDP4, 0))
	}
	return loopback(e.socket.Network, 0)
}

// reserve gives the socket its loopback address where implied says so, and
// leaves the port to the call that follows where the stack can do that: then
// what the call chooses is as it would be without.
func (e *confined) reserve(to stack.Address) error {
	if e.leaves(to) {
		e.abroad.Store(true)
		return nil
	}
	if a, needed := e.implied(to); needed {
		return e.bindAddress(a)
	}
	return nil
}

// changeFamily gives an IPv6 socket whose connect failed the loopback address of
// the other family, if to needs that. A socket with a port stays as it is.
func (e *confined) changeFamily(to stack.Address) {
	if !e.socket.Network.Is6() || e.leaves(to) {
		return
	}
	local, err := e.Endpoint.Local()
	if err == nil && local.IsLoopback() && local.IP.Is4In6() != to.IP.Is4In6() {
		_ = e.bindAddress(e.loopbackFor(to))
	}
}

// bindAddress binds to a loopback address, with port 0.
func (e *confined) bindAddress(a stack.Address) error {
	if e.Endpoint.Setopt(stack.AddressOnly, stack.Value{Int: 1}) == nil {
		defer func() { _ = e.Endpoint.Setopt(stack.AddressOnly, stack.Value{Int: 0}) }()
	}
	err := e.Endpoint.Bind(a)
	if err == nil {
		e.fixed.Store(true)
	}
	return err
}

// verify looks at the address that the kernel has after a call with the result
// err, and closes a socket that has one it may not have. One that is not bound in
// truth, though getsockname(2) gives a port, is bound to loopback.
func (e *confined) verify(listening bool, err error) error {
	if e.fixed.Load() || !e.inet() {
		return err
	}
	local, lerr := e.Endpoint.Local()
	if lerr != nil || local.IsZero() || !listening && (e.abroad.Load() || local.IP.IsMulticast()) {
		return err
	}
	denied := e.policy().check(local, true)
	if denied == nil || e.bindAddress(e.loopbackFor(local)) == nil {
		return err
	}
	e.socket.abandon()
	return denied
}

// Listen makes a listener that only those can reach whom the policy allows.
func (e *confined) Listen(backlog int) error {
	if err := e.reserve(stack.Address{}); err != nil {
		return err
	}
	return e.verify(true, e.Endpoint.Listen(backlog))
}

// Connect connects to an address that the policy allows.
func (e *confined) Connect(to stack.Address, blocked func()) error {
	switch {
	case e.socket.Network.IsUnix():
		return e.toUnix(to, func(to stack.Address) error { return e.Endpoint.Connect(to, blocked) })
	case !e.inet():
		return e.Endpoint.Connect(to, blocked)
	}
	if err := e.allow(to); err != nil {
		return err
	}
	if err := e.reserve(to); err != nil {
		return err
	}
	e.changeFamily(to)
	return e.verify(false, e.Endpoint.Connect(to, blocked))
}

// Send sends to an address that the policy allows. A datagram socket without an
// address gets one, also where the send then fails.
func (e *confined) Send(p []byte, to stack.Address, blocked func()) (n int, err error) {
	switch {
	case e.socket.Network.IsUnix() && !to.IsZero():
		err = e.toUnix(to, func(to stack.Address) (err error) {
			n, err = e.Endpoint.Send(p, to, blocked)
			return err
		})
		return n, err
	case e.socket.Network.IsStream() || !e.inet():
		return e.Endpoint.Send(p, to, blocked)
	}
	if !to.IsZero() {
		if err := e.allow(to); err != nil {
			return 0, err
		}
	}
	if !e.fixed.Load() {
		if err := e.reserve(to); err != nil {
			return 0, err
		}
	}
	n, err = e.Endpoint.Send(p, to, blocked)
	return n, e.verify(false, err)
}

// Accept waits for a client that the policy allows. Others see a reset.
func (e *confined) Accept(blocked func()) (stack.Endpoint, error) {
	for {
		ep, err := e.Endpoint.Accept(blocked)
		if err != nil || !e.inet() {
			return ep, err
		}
		from, err := ep.Remote()
		if err != nil { // it has gone already
			from = clientOf(ep)
		}
		denied := e.policy().check(from, true)
		if denied == nil {
			return ep, nil
		}
		_ = ep.Reset()
		e.refused("accept", from, denied)
	}
}

// clientOf gives the address of the client of an endpoint that accept made, though it
// has gone: if the stack does not tell it, that by which it came.
func clientOf(ep stack.Endpoint) stack.Address {
	if of, ok := ep.(interface{ Client() stack.Address }); ok && !of.Client().IsZero() {
		return of.Client()
	}
	from, _ := ep.Local()
	return from
}

// Recv gives a datagram of a sender that the policy allows. Others are thrown
// away.
func (e *confined) Recv(got *stack.Received, max int, peek bool, blocked func()) error {
	for {
		err := e.Endpoint.Recv(got, max, peek, blocked)
		if err != nil || !got.From.IP.IsValid() || e.mayHear(got, peek, blocked) {
			return err
		}
	}
}

// mayHear reports whether what was received may be given: if not, it is thrown
// away.
func (e *confined) mayHear(got *stack.Received, peek bool, blocked func()) bool {
	if got.From.IsLoopback() || !e.inet() {
		return true
	}
	denied := e.policy().check(got.From, true)
	if denied == nil {
		return true
	}
	if peek {
		_ = e.Endpoint.Recv(&stack.Received{}, 0, false, blocked)
	}
	e.refused("recvfrom", got.From, denied)
	*got = stack.Received{}
	return false
}

// refused records that a peer was refused, in the name of the call that waits.
func (e *confined) refused(call string, from stack.Address, why error) {
	w := event.Header{Call: call, Socket: e.socket.ID}
	if c := e.socket.gates[stack.Read].caller(); c != nil {
		w.Task, w.Place = c.Task, c.Place
	}
	log := e.socket.session.Log
	t, _ := log.Begin(&w, "refused: the peer is not one that this session may talk to")
	log.End(t, why, func(e *event.Event) { e.Remote = from })
}

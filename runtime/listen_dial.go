package runtime

import (
	"errors"
	"slices"
	"syscall"

	"sockpit/runtime/stack"
)

// ListenOptions are what the one-call Listen takes besides the address.
type ListenOptions struct {
	Backlog int       // as listen(2)
	Options []Setting // set before bind
}

// A Setting is an option with the value to give it.
type Setting struct {
	Option *stack.Option
	Value  stack.Value
}

// Listen makes a listener in one call: socket, SO_REUSEADDR as every server
// sets it, bind, listen; for datagrams, socket and bind. A failure leaves
// nothing behind.
func (s *Session) Listen(c *Caller, t stack.Target, o ListenOptions) (*Socket, error) {
	defer c.as("listen")()
	addrs, err := s.Resolve(c, t)
	if err != nil {
		return nil, &CallError{Op: "listen", Target: t.String(), Err: err}
	}
	sock, err := s.Socket(c, addrs[0].Network)
	if err != nil {
		return nil, err
	}
	o.Options = withReuseAddr(sock.Network, o.Options)
	if err = sock.setAll(c, o.Options); err == nil {
		err = sock.Bind(c, addrs[0])
	}
	if err == nil && sock.Network.IsStream() {
		err = sock.Listen(c, o.Backlog)
	}
	if err != nil {
		_ = sock.Close(c)
		return nil, err
	}
	return sock, nil
}

// withReuseAddr puts reuseaddr in front, which a listener of TCP has unless it is told
// otherwise. Where it is off a new socket has it off: that is left out.
func withReuseAddr(n stack.Network, settings []Setting) []Setting {
	reuse := stack.FindOption("reuseaddr")
	given := slices.IndexFunc(settings, func(s Setting) bool { return s.Option == reuse })
	switch {
	case given < 0 && n.IsTCP():
		return append([]Setting{{reuse, stack.Value{Int: 1}}}, settings...)
	case given >= 0 && settings[given].Value.Int == 0 && reuse.For(n):
		return slices.Delete(slices.Clone(settings), given, given+1)
	}
	return settings
}

func (s *Socket) setAll(c *Caller, settings []Setting) error {
	for _, set := range settings {
		if err := s.Setopt(c, set.Option, set.Value); err != nil {
			return err
		}
	}
	return nil
}

// DialOptions are what Dial takes besides the address.
type DialOptions struct {
	From    *stack.Target // local address to bind first; nil: the OS chooses
	Options []Setting     // set before bind and connect
}

// Dial makes a connected socket in one call: socket, bind if From is given,
// connect. Where a name has several addresses they are tried in turn. A
// failure leaves nothing behind.
func (s *Session) Dial(c *Caller, t stack.Target, o DialOptions) (*Socket, error) {
	defer c.as("dial")()
	addrs, err := s.Resolve(c, t)
	if err != nil {
		return nil, &CallError{Op: "dial", Target: t.String(), Err: err}
	}
	var failed []error
	for _, a := range addrs {
		sock, err := s.dialOne(c, a, o)
		if err == nil {
			return sock, nil
		}
		if failed = append(failed, err); c.expired() != nil {
			break
		}
	}
	return nil, tried(failed)
}

// tried makes one error of those of several addresses: the most telling, which is
// one of an address that there is a way to, with the others behind it.
func tried(failed []error) error {
	first := max(0, slices.IndexFunc(failed, func(err error) bool { return !noWay(err) }))
	var ce *CallError
	if len(failed) > 1 && errors.As(failed[first], &ce) {
		ce.Also = slices.Delete(slices.Clone(failed), first, first+1)
	}
	return failed[first]
}

// noWay reports whether the machine could not even try: it lacks the address
// family, or has no address or route of it.
func noWay(err error) bool {
	for _, errno := range []error{syscall.EADDRNOTAVAIL, syscall.EAFNOSUPPORT, syscall.ENETUNREACH} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

func (s *Session) dialOne(c *Caller, a stack.Address, o DialOptions) (*Socket, error) {
	sock, err := s.Socket(c, a.Network)
	if err != nil {
		return nil, err
	}
	err = sock.setAll(c, o.Options)
	if err == nil && o.From != nil {
		var from []stack.Address
		if from, err = s.Resolve(c, *o.From); err == nil {
			err = sock.Bind(c, from[0])
		}
	}
	if err == nil {
		err = sock.Connect(c, a)
	}
	if err != nil {
		_ = sock.Close(c)
		return nil, err
	}
	return sock, nil
}

package runtime

import (
	"fmt"

	"sockpit/runtime/stack"
)

// Getopt asks for the value of an option (getsockopt(2)).
func (s *Socket) Getopt(c *Caller, o *stack.Option) (stack.Value, error) {
	var v stack.Value
	err := s.simple(c, "getsockopt", o.Name, func() (err error) {
		if !o.For(s.Network) {
			return notFor(o, s.Network)
		}
		if o.Kind == stack.GroupOption {
			return argumentError("%s can only be set", o.Name)
		}
		v, err = s.ep.Getopt(o)
		return err
	})
	return v, err
}

// Option is Getopt for who only looks: it is no call of a script, and not logged.
func (s *Socket) Option(o *stack.Option) (stack.Value, error) {
	if s.Closed() {
		return stack.Value{}, ErrClosed
	}
	return s.ep.Getopt(o)
}

// Setopt gives an option a value (setsockopt(2)).
func (s *Socket) Setopt(c *Caller, o *stack.Option, v stack.Value) error {
	return s.simple(c, "setsockopt", o.Name+" = "+o.Format(v), func() error {
		switch {
		case !o.For(s.Network):
			return notFor(o, s.Network)
		case o.ReadOnly:
			return argumentError("%s can only be read", o.Name)
		}
		if o.Kind == stack.LingerOption {
			s.setLingers(!v.Off && v.Dur > 0)
		}
		return s.ep.Setopt(o, v)
	})
}

func notFor(o *stack.Option, n stack.Network) error {
	return stack.Misuse(fmt.Sprintf("%s is not an option of a %s socket", o.Name, n))
}

// Changed gives the options whose values are not those of a new socket of the
// same network, which is asked for them; in the order of the table.
func (s *Socket) Changed() []Setting {
	ep, err := s.session.stack.Socket(s.Network)
	if err != nil {
		return nil
	}
	fresh := &Socket{Network: s.Network, ep: &confined{Endpoint: ep}}
	defer ep.Close()
	usual, now := fresh.Options(nil), s.Options(nil)
	var out []Setting
	for _, o := range stack.Options() {
		if v, ok := now[o]; ok && v != usual[o] {
			out = append(out, Setting{o, v})
		}
	}
	return out
}

// Options gives the value of every option that can be read on this socket.
// Options the kernel refuses to tell are left out.
func (s *Socket) Options(c *Caller) map[*stack.Option]stack.Value {
	out := map[*stack.Option]stack.Value{}
	for _, o := range stack.Options() {
		if !o.For(s.Network) || o.Kind == stack.GroupOption || o.Kind == stack.ErrnoOption {
			continue // reading SO_ERROR would clear it
		}
		if v, err := s.ep.Getopt(o); err == nil {
			out[o] = v
		}
	}
	return out
}

package runtime

import (
	"fmt"

	"sockpit/runtime/event"

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
	k := s.begin(c, "setsockopt", o.Name+" = "+o.Format(v))
	err := error(ErrClosed)
	note := ""
	if !s.Closed() {
		if err = s.setopt(o, v); err == nil {
			note = s.cameOut(o, v)
		}
	}
	return k.end(s.session, err, func(e *event.Event) { e.Note = note })
}

func (s *Socket) setopt(o *stack.Option, v stack.Value) error {
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
}

// cameOut says which value an option has, where the kernel took another than was asked:
// of buffers twice as much, and no more than net.core.rmem_max and wmem_max allow.
func (s *Socket) cameOut(o *stack.Option, asked stack.Value) string {
	if o.Kind != stack.IntOption {
		return ""
	}
	v, err := s.ep.Getopt(o)
	buffer := o.Name == "rcvbuf" || o.Name == "sndbuf"
	switch {
	case err != nil || v.Int == asked.Int || buffer && v.Int == 2*asked.Int:
		return ""
	case !buffer:
		return fmt.Sprintf("it is %d", v.Int)
	case v.Int > 2*asked.Int:
		return fmt.Sprintf("it is %d: the least that Linux gives", v.Int)
	}
	limit := map[string]string{"rcvbuf": "net.core.rmem_max", "sndbuf": "net.core.wmem_max"}[o.Name]
	return fmt.Sprintf("it is %d: %s bounds what is asked, and Linux doubles it", v.Int, limit)
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

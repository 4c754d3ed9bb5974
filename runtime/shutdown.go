package runtime

import (
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Shutdown ends one direction of a connection, or both (shutdown(2)). Ending
// "write" sends FIN after what is queued; receiving goes on.
func (s *Socket) Shutdown(c *Caller, h stack.How) error {
	s.quiet.shut.Store(true)
	if h != stack.ShutRead {
		_ = s.flush(c)
	}
	return s.simple(c, "shutdown", h.String(), func() error { return s.ep.Shutdown(h) })
}

// Close gives the socket back to the kernel (close(2)), which ends the calls
// that wait on it. The kernel may keep the connection for a while: see Dump.
// A second Close is an error that is ErrClosed.
func (s *Socket) Close(c *Caller) error {
	_ = s.flush(c)
	return s.end(c, "close", func() error { return s.endpoint().Close() })
}

// Reset closes the socket so that the other end sees a reset (RST) instead of
// an end, and what was queued is thrown away.
func (s *Socket) Reset(c *Caller) error {
	return s.end(c, "reset", func() error { return s.endpoint().Reset() })
}

// letGo closes the endpoint. With the option linger the kernel keeps the call
// until the queue is empty (socket(7)): then the caller waits as for any call,
// and when it is interrupted the kernel goes on alone.
func (s *Socket) letGo(c *Caller, op func() error) error {
	if !s.lingering() {
		return op()
	}
	var err error
	done := make(chan struct{})
	go func() {
		err = op()
		close(done)
	}()
	if why := c.await(Waiting{Call: "close", Socket: s, ready: done}, nil); why != nil {
		return why
	}
	return err
}

func (s *Socket) lingering() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lingers
}

func (s *Socket) setLingers(on bool) {
	s.mu.Lock()
	s.lingers = on
	s.mu.Unlock()
}

// abandon closes the socket without lingering.
func (s *Socket) abandon() {
	if s.lingering() {
		_ = s.ep.Setopt(stack.FindOption("linger"), stack.Value{Off: true})
		s.setLingers(false)
	}
	_ = s.end(&Caller{}, "close", func() error { return s.endpoint().Close() })
}

func (s *Socket) end(c *Caller, name string, op func() error) error {
	unread := s.unreadFromOutside()
	k := s.begin(c, name, "")
	if !s.Closed() {
		s.session.leave(s)
	}
	s.mu.Lock()
	was := s.closed.Swap(true)
	if !was {
		s.ended, s.endedBy = c.Place, c.Task
	}
	s.mu.Unlock()
	if was {
		return k.end(s.session, ErrClosed, nil)
	}
	s.session.remove(s)
	s.unwatch()
	for d := range s.gates {
		s.gates[d].close()
	}
	s.whole.close()
	note := ""
	if file := s.file(); file != "" {
		note = "removed " + file + ", which close(2) leaves: see unix(7)"
	}
	return k.end(s.session, s.letGo(c, op), func(e *event.Event) { e.N, e.Note = unread, note })
}

// file gives the file that bind made for a Unix socket, and that closing takes away.
func (s *Socket) file() string {
	if e, ok := s.ep.Endpoint.(interface{ File() string }); ok && s.Network.IsUnix() {
		return e.File()
	}
	return ""
}

// unreadFromOutside counts the bytes that the kernel has for a TCP socket with no
// other end of ours: a close answers them with RST. With one the log tells.
func (s *Socket) unreadFromOutside() int {
	if s.Closed() || !s.Network.IsTCP() || s.Kind() != Stream || s.Peer() != nil {
		return 0
	}
	st, err := s.ep.State()
	if err != nil || !st.RecvQueue.Known() {
		return 0
	}
	return int(st.RecvQueue)
}

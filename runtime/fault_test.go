package runtime

import (
	"errors"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// faultStack is the kernel with one call that fails, the nth of all that can.
// It counts the endpoints that are open.
type faultStack struct {
	kernel.Stack
	n     int64 // which call fails; 0: none
	calls atomic.Int64
	open  atomic.Int64
}

func (f *faultStack) fails() bool { return f.calls.Add(1) == f.n }

func (f *faultStack) wrap(ep stack.Endpoint, err error) (stack.Endpoint, error) {
	if err != nil {
		return nil, err
	}
	f.open.Add(1)
	return &faultEndpoint{ep, f}, nil
}

func (f *faultStack) Socket(n stack.Network) (stack.Endpoint, error) {
	if f.fails() {
		return nil, syscall.EMFILE
	}
	return f.wrap(f.Stack.Socket(n))
}

func (f *faultStack) Pair(n stack.Network) (stack.Endpoint, stack.Endpoint, error) {
	if f.fails() {
		return nil, nil, syscall.EMFILE
	}
	a, b, err := f.Stack.Pair(n)
	if err == nil {
		a, _ = f.wrap(a, nil)
		b, _ = f.wrap(b, nil)
	}
	return a, b, err
}

func (f *faultStack) Dump(q stack.DumpQuery) ([]stack.Row, error) {
	if f.fails() {
		return nil, stack.ErrUnknown
	}
	return f.Stack.Dump(q)
}

type faultEndpoint struct {
	stack.Endpoint
	f *faultStack
}

func (e *faultEndpoint) Bind(a stack.Address) error {
	if e.f.fails() {
		return syscall.EADDRINUSE
	}
	return e.Endpoint.Bind(a)
}

func (e *faultEndpoint) Listen(n int) error {
	if e.f.fails() {
		return syscall.EADDRINUSE
	}
	return e.Endpoint.Listen(n)
}

func (e *faultEndpoint) Accept(blocked func()) (stack.Endpoint, error) {
	if e.f.fails() {
		return nil, syscall.EMFILE
	}
	return e.f.wrap(e.Endpoint.Accept(blocked))
}

func (e *faultEndpoint) Connect(a stack.Address, blocked func()) error {
	if e.f.fails() {
		return syscall.ECONNREFUSED
	}
	return e.Endpoint.Connect(a, blocked)
}

func (e *faultEndpoint) Recv(got *stack.Received, n int, peek bool, blocked func()) error {
	if e.f.fails() {
		return syscall.ECONNRESET
	}
	return e.Endpoint.Recv(got, n, peek, blocked)
}

func (e *faultEndpoint) Send(p []byte, a stack.Address, blocked func()) (int, error) {
	if e.f.fails() { // after half of it
		n, _ := e.Endpoint.Send(p[:len(p)/2], a, blocked)
		return n, syscall.ECONNRESET
	}
	return e.Endpoint.Send(p, a, blocked)
}

func (e *faultEndpoint) Setopt(o *stack.Option, v stack.Value) error {
	if e.f.fails() {
		return syscall.EINVAL
	}
	return e.Endpoint.Setopt(o, v)
}

func (e *faultEndpoint) Shutdown(h stack.How) error {
	if e.f.fails() {
		return syscall.ENOTCONN
	}
	return e.Endpoint.Shutdown(h)
}

func (e *faultEndpoint) Local() (stack.Address, error) {
	if e.f.fails() {
		return stack.Address{}, syscall.ENOBUFS
	}
	return e.Endpoint.Local()
}

func (e *faultEndpoint) State() (stack.State, error) {
	if e.f.fails() {
		return stack.UnknownState(), syscall.EIO
	}
	return e.Endpoint.State()
}

func (e *faultEndpoint) Close() error {
	fails := e.f.fails()
	err := e.Endpoint.Close()
	e.f.open.Add(-1)
	if fails {
		return syscall.EIO
	}
	return err
}

func (e *faultEndpoint) Reset() error {
	e.f.open.Add(-1)
	return e.Endpoint.Reset()
}

// closingStack closes its session just before it hands out a socket.
type closingStack struct {
	*faultStack
	s *Session
}

func (c *closingStack) Socket(n stack.Network) (stack.Endpoint, error) {
	ep, err := c.faultStack.Socket(n)
	c.s.Close()
	return ep, err
}

func (c *closingStack) Pair(n stack.Network) (stack.Endpoint, stack.Endpoint, error) {
	a, b, err := c.faultStack.Pair(n)
	c.s.Close()
	return a, b, err
}

func TestSocketMadeAsTheSessionCloses(t *testing.T) {
	t.Parallel()
	for _, make := range []func(s *Session) error{
		func(s *Session) error { _, err := s.Socket(&Caller{}, stack.TCP4); return err },
		func(s *Session) error { _, _, err := s.Pair(&Caller{}, stack.Unix); return err },
	} {
		stack := &closingStack{faultStack: &faultStack{}}
		stack.s = NewSession(Config{Stack: stack})
		wantCode(t, make(stack.s), "CLOSED")
		if n := stack.open.Load(); n != 0 {
			t.Errorf("%d endpoints are left open", n)
		}
	}
}

// flow does a bit of everything and gives the first error.
func flow(s *Session, networks []stack.Network) error {
	c := &Caller{Deadline: time.Now().Add(patience)}
	l, err := s.Listen(c, stack.Target{Network: "tcp", Host: "127.0.0.1"}, ListenOptions{Backlog: 3})
	if err != nil {
		return err
	}
	x, err := s.Dial(c, stack.Target{Network: "tcp", Host: "127.0.0.1", Port: localOf(l).Port}, DialOptions{})
	if err != nil {
		return err
	}
	y, err := l.Accept(c)
	if err != nil {
		return err
	}
	_, err = x.Send(c, []byte("line\nrest"))
	var line []byte
	if err == nil {
		line, err = y.RecvUntil(c, []byte("\n"), 100)
	}
	if err == nil && string(line) != "line\n" {
		return errors.New("wrong line")
	}
	if err == nil {
		err = x.Shutdown(c, stack.ShutWrite)
	}
	if err == nil {
		_, err = y.RecvAll(c, 100)
	}
	for _, n := range networks {
		if err == nil {
			_, _, err = s.Pair(c, n)
		}
	}
	_ = s.Snapshot()
	return errors.Join(err, x.Close(c), y.Reset(c), l.Close(c))
}

// Every call fails once: each failure is reported under its name, nothing hangs
// and nothing is left open.
func TestEveryCallMayFail(t *testing.T) {
	t.Parallel()
	whole, networks := &faultStack{}, here(t, stack.Networks()...)
	s := NewSession(Config{Stack: whole})
	must(t, flow(s, networks))
	s.Close()
	if whole.open.Load() != 0 || whole.calls.Load() < 30 {
		t.Fatalf("%d endpoints left open of a flow of %d calls", whole.open.Load(), whole.calls.Load())
	}
	for n := int64(1); n <= whole.calls.Load(); n++ {
		f := &faultStack{n: n}
		s := NewSession(Config{Stack: f})
		done := start(func() error { return flow(s, networks) })
		var ce *CallError
		if err := ended(t, done); err != nil && (!errors.As(err, &ce) || ce.Op == "" || Code(err) == "ERROR") {
			t.Errorf("call %d failed: got %v", n, err)
		}
		s.Close()
		if f.open.Load() != 0 {
			t.Errorf("call %d failed: %d endpoints are left open", n, f.open.Load())
		}
		events, _ := s.Log.All()
		for _, e := range events {
			if !e.Done() {
				t.Errorf("call %d failed: event not closed: %+v", n, e)
			}
		}
	}
}

// A pair that can't be made leaves no socket of it behind.
func TestPairThatFails(t *testing.T) {
	t.Parallel()
	for _, network := range here(t, stack.Networks()...) {
		whole := &faultStack{}
		s := NewSession(Config{Stack: whole})
		_, _, err := s.Pair(&Caller{}, network)
		must(t, err)
		calls := whole.calls.Load()
		s.Close()
		for n := int64(1); n <= calls; n++ {
			f := &faultStack{n: n}
			s := NewSession(Config{Stack: f})
			_, _, err := s.Pair(&Caller{}, network)
			if left := len(s.Sockets()); err != nil && (left != 0 || f.open.Load() != 0) {
				t.Errorf("%s: call %d failed (%v): %d sockets and %d endpoints are left", network, n, err, left, f.open.Load())
			}
			s.Close()
		}
	}
}

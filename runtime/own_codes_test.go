package runtime

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// A witness is the machine's stack that remembers which errnos its calls returned.
type witness struct {
	kernel.Stack
	mu  sync.Mutex
	saw map[syscall.Errno]bool
}

func (w *witness) note(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		w.mu.Lock()
		w.saw[errno] = true
		w.mu.Unlock()
	}
	return err
}

// since forgets what was returned, runs f, and reports whether that errno was returned.
func (w *witness) since(f func() error) (errno syscall.Errno, returned bool, err error) {
	w.mu.Lock()
	w.saw = map[syscall.Errno]bool{}
	w.mu.Unlock()
	err = f()
	if !errors.As(err, &errno) {
		return 0, true, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return errno, w.saw[errno], err
}

func (w *witness) Socket(n stack.Network) (stack.Endpoint, error) {
	ep, err := w.Stack.Socket(n)
	return w.seen(ep), w.note(err)
}

func (w *witness) Pair(n stack.Network) (a, b stack.Endpoint, err error) {
	a, b, err = w.Stack.Pair(n)
	return w.seen(a), w.seen(b), w.note(err)
}

func (w *witness) seen(ep stack.Endpoint) stack.Endpoint {
	if ep == nil {
		return nil
	}
	return &seenEndpoint{ep, w}
}

func (w *witness) Hold(path string, dir bool) (stack.File, error) {
	f, err := w.Stack.Hold(path, dir)
	return f, w.note(err)
}

// Poll takes the endpoints of the machine's stack.
func (w *witness) Poll(of []stack.Endpoint, want stack.Want) []stack.Readiness {
	plain := make([]stack.Endpoint, len(of))
	for i, ep := range of {
		if s, ok := ep.(*seenEndpoint); ok {
			plain[i] = s.Endpoint
		}
	}
	return w.Stack.Poll(plain, want)
}

type seenEndpoint struct {
	stack.Endpoint
	w *witness
}

func (e *seenEndpoint) Bind(a stack.Address) error { return e.w.note(e.Endpoint.Bind(a)) }
func (e *seenEndpoint) Listen(n int) error         { return e.w.note(e.Endpoint.Listen(n)) }
func (e *seenEndpoint) Accept(b func()) (stack.Endpoint, error) {
	ep, err := e.Endpoint.Accept(b)
	return e.w.seen(ep), e.w.note(err)
}
func (e *seenEndpoint) Connect(to stack.Address, b func()) error {
	return e.w.note(e.Endpoint.Connect(to, b))
}
func (e *seenEndpoint) Recv(got *stack.Received, max int, peek bool, b func()) error {
	return e.w.note(e.Endpoint.Recv(got, max, peek, b))
}
func (e *seenEndpoint) Send(p []byte, to stack.Address, b func()) (int, error) {
	n, err := e.Endpoint.Send(p, to, b)
	return n, e.w.note(err)
}
func (e *seenEndpoint) Ready(d stack.Direction, b func()) error {
	return e.w.note(e.Endpoint.Ready(d, b))
}
func (e *seenEndpoint) Shutdown(h stack.How) error { return e.w.note(e.Endpoint.Shutdown(h)) }
func (e *seenEndpoint) Close() error               { return e.w.note(e.Endpoint.Close()) }
func (e *seenEndpoint) Reset() error               { return e.w.note(e.Endpoint.Reset()) }
func (e *seenEndpoint) Getopt(o *stack.Option) (stack.Value, error) {
	v, err := e.Endpoint.Getopt(o)
	return v, e.w.note(err)
}
func (e *seenEndpoint) Setopt(o *stack.Option, v stack.Value) error {
	return e.w.note(e.Endpoint.Setopt(o, v))
}

// A code of the kernel's was returned by a call of this session: what sockpit refuses
// by itself has a code of its own. Every call, on sockets of every kind, in every state.
func TestCodesOfTheKernelAreTheKernels(t *testing.T) {
	t.Parallel()
	w := &witness{saw: map[syscall.Errno]bool{}}
	dir := shortDir(t)
	s := world(t, Config{Stack: w, Policy: Policy{Dirs: []string{dir}}})
	soon := func() *Caller { return &Caller{Deadline: time.Now().Add(time.Millisecond)} }
	names := 0
	at := func(n stack.Network) stack.Address {
		if n.IsUnix() {
			names++
			return stack.Address{Network: n, Path: filepath.Join(dir, fmt.Sprint(names))}
		}
		return loopback(n, 0)
	}
	states := map[string]func(stack.Network) (*Socket, error){
		"new": func(n stack.Network) (*Socket, error) { return s.Socket(&Caller{}, n) },
		"bound": func(n stack.Network) (*Socket, error) {
			x, err := s.Socket(&Caller{}, n)
			return x, errors.Join(err, x.Bind(&Caller{}, at(n)))
		},
		"listening": func(n stack.Network) (*Socket, error) {
			x, err := s.Socket(&Caller{}, n)
			_ = x.Bind(&Caller{}, at(n))
			_ = x.Listen(&Caller{}, 1)
			return x, err
		},
		"connected": func(n stack.Network) (*Socket, error) { x, _, err := s.Pair(&Caller{}, n); return x, err },
		"the other end gone": func(n stack.Network) (*Socket, error) {
			x, y, err := s.Pair(&Caller{}, n)
			return x, errors.Join(err, y.Close(&Caller{}))
		},
		"reset by the other end": func(n stack.Network) (*Socket, error) {
			x, y, err := s.Pair(&Caller{}, n)
			return x, errors.Join(err, y.Reset(&Caller{}))
		},
		"shut down": func(n stack.Network) (*Socket, error) {
			x, _, err := s.Pair(&Caller{}, n)
			return x, errors.Join(err, x.Shutdown(&Caller{}, stack.ShutBoth))
		},
		"closed": func(n stack.Network) (*Socket, error) {
			x, _, err := s.Pair(&Caller{}, n)
			return x, errors.Join(err, x.Close(&Caller{}))
		},
	}
	calls := map[string]func(*Socket) error{
		"bind":   func(x *Socket) error { return x.Bind(&Caller{}, at(x.Network)) },
		"listen": func(x *Socket) error { return x.Listen(&Caller{}, 1) },
		"accept": func(x *Socket) error { _, err := x.Accept(soon()); return err },
		"connect": func(x *Socket) error {
			return x.Connect(soon(), stack.Address{Network: x.Network, IP: at(x.Network).IP, Port: 1, Path: at(x.Network).Path})
		},
		"send": func(x *Socket) error { _, err := x.Send(soon(), []byte("x")); return err },
		"sendto": func(x *Socket) error {
			_, err := x.SendTo(soon(), []byte("x"), stack.Address{Network: x.Network, IP: at(x.Network).IP, Port: 1, Path: at(x.Network).Path})
			return err
		},
		"recv":           func(x *Socket) error { _, err := x.Recv(soon(), 1); return err },
		"recvfrom":       func(x *Socket) error { _, err := x.RecvFrom(soon(), 1); return err },
		"peek":           func(x *Socket) error { _, err := x.Peek(soon(), 1); return err },
		"recv_exactly":   func(x *Socket) error { _, err := x.RecvExactly(soon(), 1); return err },
		"recv_all":       func(x *Socket) error { _, err := x.RecvAll(soon(), 10); return err },
		"shutdown read":  func(x *Socket) error { return x.Shutdown(&Caller{}, stack.ShutRead) },
		"shutdown write": func(x *Socket) error { return x.Shutdown(&Caller{}, stack.ShutWrite) },
		"fault":          func(x *Socket) error { return x.Fault(&Caller{}, wire.BothSides, wire.Faults{Slice: 1}) },
		"reset":          func(x *Socket) error { return x.Reset(&Caller{}) },
		"close":          func(x *Socket) error { return x.Close(&Caller{}) },
	}
	for _, o := range stack.Options() {
		calls["getopt "+o.Name] = func(x *Socket) error { _, err := x.Getopt(&Caller{}, o); return err }
		calls["setopt "+o.Name] = func(x *Socket) error { return x.Setopt(&Caller{}, o, stack.Value{Int: 1}) }
	}
	kernels, own := 0, map[string]int{}
	for _, n := range here(t, stack.Networks()...) {
		for state, make := range states {
			for call, do := range calls {
				x, err := make(n)
				if x == nil {
					t.Fatal(n, state, err)
				}
				switch errno, returned, err := w.since(func() error { return do(x) }); {
				case !returned:
					t.Errorf("%s on a %s socket that is %s: %v: no system call returned %s", call, n, state, err, stack.ErrnoName(errno))
				case errno != 0:
					kernels++
				case err != nil:
					own[Code(err)]++
				}
				for _, o := range s.Sockets() {
					_ = o.Close(&Caller{})
				}
			}
		}
	}
	if own["MISUSE"] == 0 || kernels == 0 {
		t.Error("nothing was refused")
	}
	t.Logf("%d codes of the kernel's, of sockpit's own %v", kernels, own)
	for code := range own {
		if strings.HasPrefix(code, "E") && code != "EOF" && code != "ERROR" {
			t.Errorf("sockpit's own code %s looks like one of the kernel's", code)
		}
	}
}

package scripts

import (
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// mayGive lists, for each call that can fail, the errors it may give (the man
// page of each, section ERRORS), without those that only a wrong call gives.
var mayGive = map[string][]error{
	"socket":      {syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.EACCES},
	"socketpair":  {syscall.EMFILE, syscall.ENFILE},
	"bind":        {syscall.EADDRINUSE, syscall.EACCES, syscall.EADDRNOTAVAIL},
	"listen":      {syscall.EADDRINUSE},
	"accept":      {syscall.ECONNABORTED, syscall.EMFILE, syscall.ENOMEM},
	"connect":     {syscall.ECONNREFUSED, syscall.ETIMEDOUT, syscall.ENETUNREACH, syscall.EADDRNOTAVAIL},
	"send":        {syscall.EPIPE, syscall.ECONNRESET, syscall.ENOBUFS},
	"recv":        {syscall.ECONNRESET, syscall.ETIMEDOUT, syscall.ENOMEM},
	"poll":        {syscall.ENOMEM},
	"shutdown":    {syscall.ENOTCONN},
	"close":       {syscall.EIO},
	"getsockopt":  {syscall.ENOBUFS, syscall.EINVAL},
	"setsockopt":  {syscall.ENOBUFS, syscall.EINVAL},
	"getsockname": {syscall.ENOTCONN, syscall.ENOBUFS},
	"getpeername": {syscall.ENOTCONN, syscall.ENOBUFS},
	"state":       {syscall.EINVAL},
	"dump":        {stack.ErrUnknown},
}

// A torturer is the kernel with one call that fails: the nth of all that can.
type torturer struct {
	kernel.Stack
	n     int // which call fails, from 1; 0: none
	which int // with which of the errors it may give
	open  atomic.Int64

	mu    sync.Mutex
	calls []string // made so far
	call  string   // the one that failed
	err   error
}

// fails counts a call and gives its error if it is the one to fail.
func (t *torturer) fails(call string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.calls = append(t.calls, call)
	if len(t.calls) != t.n {
		return nil
	}
	may := mayGive[call]
	t.call, t.err = call, may[t.which%len(may)]
	if errno, ok := t.err.(syscall.Errno); ok {
		return os.NewSyscallError(call, errno)
	}
	return t.err
}

func (t *torturer) failed() (call string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.call, t.err
}

func (t *torturer) wrap(ep stack.Endpoint, err error) (stack.Endpoint, error) {
	if err != nil {
		return nil, err
	}
	t.open.Add(1)
	return &tortured{Endpoint: ep, t: t}, nil
}

// Socket may fail.
func (t *torturer) Socket(n stack.Network) (stack.Endpoint, error) {
	if err := t.fails("socket"); err != nil {
		return nil, err
	}
	return t.wrap(t.Stack.Socket(n))
}

// Pair may fail.
func (t *torturer) Pair(n stack.Network) (a, b stack.Endpoint, err error) {
	if err := t.fails("socketpair"); err != nil {
		return nil, nil, err
	}
	if a, b, err = t.Stack.Pair(n); err == nil {
		a, _ = t.wrap(a, nil)
		b, _ = t.wrap(b, nil)
	}
	return a, b, err
}

// Dump may fail.
func (t *torturer) Dump(q stack.DumpQuery) ([]stack.Row, error) {
	if err := t.fails("dump"); err != nil {
		return nil, err
	}
	return t.Stack.Dump(q)
}

type tortured struct {
	stack.Endpoint
	t    *torturer
	once sync.Once // counts the end
}

func (e *tortured) Bind(a stack.Address) error {
	if err := e.t.fails("bind"); err != nil {
		return err
	}
	return e.Endpoint.Bind(a)
}

func (e *tortured) Listen(n int) error {
	if err := e.t.fails("listen"); err != nil {
		return err
	}
	return e.Endpoint.Listen(n)
}

func (e *tortured) Accept(blocked func()) (stack.Endpoint, error) {
	if err := e.t.fails("accept"); err != nil {
		return nil, err
	}
	return e.t.wrap(e.Endpoint.Accept(blocked))
}

func (e *tortured) Connect(a stack.Address, blocked func()) error {
	if err := e.t.fails("connect"); err != nil {
		return err
	}
	return e.Endpoint.Connect(a, blocked)
}

func (e *tortured) Recv(got *stack.Received, n int, peek bool, blocked func()) error {
	if err := e.t.fails("recv"); err != nil {
		return err
	}
	return e.Endpoint.Recv(got, n, peek, blocked)
}

// Send fails after half of the bytes.
func (e *tortured) Send(p []byte, to stack.Address, blocked func()) (int, error) {
	if err := e.t.fails("send"); err != nil {
		n := 0
		if to.IsZero() {
			n, _ = e.Endpoint.Send(p[:len(p)/2], to, blocked)
		}
		return n, err
	}
	return e.Endpoint.Send(p, to, blocked)
}

func (e *tortured) Ready(d stack.Direction, blocked func()) error {
	if err := e.t.fails("poll"); err != nil {
		return err
	}
	return e.Endpoint.Ready(d, blocked)
}

func (e *tortured) Shutdown(h stack.How) error {
	if err := e.t.fails("shutdown"); err != nil {
		return err
	}
	return e.Endpoint.Shutdown(h)
}

// Close fails after the descriptor is closed, as Linux does (close(2)).
func (e *tortured) Close() error { return e.end(e.Endpoint.Close) }
func (e *tortured) Reset() error { return e.end(e.Endpoint.Reset) }

func (e *tortured) end(op func() error) error {
	failure := e.t.fails("close")
	err := op()
	e.once.Do(func() { e.t.open.Add(-1) })
	if failure != nil {
		return failure
	}
	return err
}

func (e *tortured) Local() (stack.Address, error) {
	if err := e.t.fails("getsockname"); err != nil {
		return stack.Address{}, err
	}
	return e.Endpoint.Local()
}

func (e *tortured) Remote() (stack.Address, error) {
	if err := e.t.fails("getpeername"); err != nil {
		return stack.Address{}, err
	}
	return e.Endpoint.Remote()
}

func (e *tortured) Getopt(o *stack.Option) (stack.Value, error) {
	if err := e.t.fails("getsockopt"); err != nil {
		return stack.Value{}, err
	}
	return e.Endpoint.Getopt(o)
}

func (e *tortured) Setopt(o *stack.Option, v stack.Value) error {
	if err := e.t.fails("setsockopt"); err != nil {
		return err
	}
	return e.Endpoint.Setopt(o, v)
}

func (e *tortured) State() (stack.State, error) {
	if err := e.t.fails("state"); err != nil {
		return stack.State{Name: "", RecvQueue: stack.Unknown, SendQueue: stack.Unknown,
			AcceptQueue: stack.Unknown, Backlog: stack.Unknown}, err
	}
	return e.Endpoint.State()
}

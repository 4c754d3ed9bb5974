package scripts

import (
	"sync"

	"sockpit/runtime"
	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// A tap is the kernel, overheard: it remembers which addresses each socket of
// the session had. Events name sockets by number, and calls by the addresses
// they were given; which connection belongs to which call only addresses tell.
type tap struct {
	kernel.Stack
	session *runtime.Session

	mu    sync.Mutex
	local map[int]stack.Address // by number of the socket
}

func newTap() *tap { return &tap{local: map[int]stack.Address{}} }

// Socket gives an endpoint that is overheard.
func (t *tap) Socket(n stack.Network) (stack.Endpoint, error) {
	ep, err := t.Stack.Socket(n)
	if err != nil {
		return nil, err
	}
	return &tapped{ep, t}, nil
}

// ends gives the local address that each socket had last.
func (t *tap) ends() map[int]stack.Address {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.local
}

type tapped struct {
	stack.Endpoint
	tap *tap
}

// Accept gives an endpoint that is overheard as well.
func (e *tapped) Accept(blocked func()) (stack.Endpoint, error) {
	ep, err := e.Endpoint.Accept(blocked)
	if err != nil {
		return nil, err
	}
	return &tapped{ep, e.tap}, nil
}

// Local is asked by the session after every call that may change the answer.
func (e *tapped) Local() (stack.Address, error) {
	a, err := e.Endpoint.Local()
	if err != nil || e.tap.session == nil {
		return a, err
	}
	_, inode := e.Identity()
	for _, s := range e.tap.session.Sockets() {
		if s.Inode() == inode {
			e.tap.mu.Lock()
			e.tap.local[s.ID] = a
			e.tap.mu.Unlock()
		}
	}
	return a, nil
}

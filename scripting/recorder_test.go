package scripting

import (
	"sync"
	"sync/atomic"
)

// A recorder is a Printer that keeps what it is given.
type recorder struct {
	mu    sync.Mutex
	text  string
	shown []any
	stuck atomic.Pointer[Stuck] // told last
}

func (r *recorder) Print(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text += s
}

func (r *recorder) Show(v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = append(r.shown, v)
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text
}

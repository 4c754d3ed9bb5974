// Package term is what the program has to do with who started it: the standard
// output and what is printed to it, and the signals that end the program.
package term

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// An Ending ends the program when a signal tells it to, in one way for all
// commands: the output takes nothing more, what was asked for with Before is done
// (tasks are stopped, sockets closed, the terminal given back), and the program
// dies by the signal, so that who started it sees how it ended.
//
// A nil Ending listens to nothing. All methods may be called from any goroutine.
type Ending struct {
	out *Output

	mu     sync.Mutex
	before []*step // in the order in which they were asked for
	takers int     // of Ctrl-C: somebody else answers it
	begun  bool
}

type step struct{ do func() }

// endWithin bounds how long the steps may take together.
const endWithin = 3 * time.Second

// CatchSignals begins to listen. The program ends by itself through Exit.
func CatchSignals(out *Output) *Ending {
	e := &Ending{out: out}
	told := make(chan os.Signal, 4)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		if !signal.Ignored(sig) { // nohup
			signal.Notify(told, sig)
		}
	}
	// Who has asked for it gets EPIPE from a write to standard output, instead of
	// being ended there and then.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	out.onBroken(func() { go e.By(syscall.SIGPIPE) })
	go func() {
		for sig := range told {
			if sig == syscall.SIGINT && e.taken() {
				continue
			}
			e.By(sig)
		}
	}()
	return e
}

// Before asks for f to be called before the program dies of a signal: the last
// one first. What it gives takes that back.
func (e *Ending) Before(f func()) (undo func()) {
	if e == nil {
		return func() {}
	}
	s := &step{f}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.before = append(e.before, s)
	return func() { e.forget(s) }
}

func (e *Ending) forget(s *step) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, other := range e.before {
		if other == s {
			e.before = append(e.before[:i:i], e.before[i+1:]...)
			return
		}
	}
}

// Context gives a context that is cancelled when the program is about to end. It
// does not die before done is called.
func (e *Ending) Context() (ctx context.Context, done func()) {
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	undo := e.Before(func() {
		cancel()
		<-over
	})
	return ctx, sync.OnceFunc(func() {
		close(over)
		undo()
		cancel()
	})
}

// TakeInterrupt leaves Ctrl-C to who calls, until it gives that back.
func (e *Ending) TakeInterrupt() (giveBack func()) {
	if e == nil {
		return func() {}
	}
	add := func(n int) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.takers += n
	}
	add(1)
	return sync.OnceFunc(func() { add(-1) })
}

func (e *Ending) taken() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.takers > 0
}

// GiveBack makes the program close a reader, and give its terminal back, before it ends;
// answers says that the reader answers Ctrl-C itself. What it gives takes that back.
func (e *Ending) GiveBack(r io.Closer, answers bool) (undo func()) {
	forget, giveBack := e.Before(func() { _ = r.Close() }), func() {}
	if answers {
		giveBack = e.TakeInterrupt()
	}
	return func() {
		forget()
		giveBack()
	}
}

// Begun reports whether the program is ending.
func (e *Ending) Begun() bool {
	if e == nil {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.begun
}

// Hold does not return if the program is ending: what would be shown or written
// next is nobody's concern any more.
func (e *Ending) Hold() {
	if e.Begun() {
		select {}
	}
}

// By ends the program by a signal. It does not return.
func (e *Ending) By(sig os.Signal) {
	if e == nil {
		die(nil, sig)
	}
	e.mu.Lock()
	first := !e.begun
	e.begun = true
	e.mu.Unlock()
	if !first {
		select {}
	}
	e.out.Shut()
	over := make(chan struct{})
	go func() {
		defer close(over)
		for f := e.last(); f != nil; f = e.last() {
			f()
		}
	}()
	select {
	case <-over:
	case <-time.After(endWithin):
	}
	die(e.out, sig)
}

// last takes the last step out of the list; nil: there is none.
func (e *Ending) last() func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := len(e.before)
	if n == 0 {
		return nil
	}
	f := e.before[n-1].do
	e.before = e.before[:n-1]
	return f
}

// die ends the program by a signal that it does not catch any more.
func die(out *Output, sig os.Signal) {
	n := sig.(syscall.Signal)
	switch n {
	case syscall.SIGQUIT: // Go would print the stacks of all goroutines
	case syscall.SIGPIPE: // which Go lets kill only who writes to standard output
		signal.Reset(n)
		if out != nil {
			_, _ = out.file.Write([]byte{'\n'})
		}
	default:
		signal.Reset(n)
		_ = syscall.Kill(os.Getpid(), n)
		time.Sleep(time.Second) // another thread may take it
	}
	os.Exit(128 + int(n))
}

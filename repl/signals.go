package repl

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// endOnSignal closes a world when the program is told to end (TERM, HUP, QUIT),
// so that no socket file stays behind, and then lets the signal do what it
// does. What it gives ends the listening.
func endOnSignal(closeWorld func()) (stop func()) {
	told := make(chan os.Signal, 1)
	for _, sig := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		if !signal.Ignored(sig) { // nohup
			signal.Notify(told, sig)
		}
	}
	done := make(chan struct{})
	var listener sync.WaitGroup
	listener.Go(func() {
		select {
		case <-done:
		case sig := <-told:
			closeWorld()
			signal.Reset(sig)
			_ = syscall.Kill(os.Getpid(), sig.(syscall.Signal))
			select {} // it may take another thread a moment to end the program
		}
	})
	return func() {
		signal.Stop(told)
		close(done)
		listener.Wait()
	}
}

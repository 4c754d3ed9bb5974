package line

import (
	"os"
	"os/signal"
	"sync"

	"golang.org/x/sys/unix"
)

// A signals listens for what the operating system has to say about the
// terminal. Two goroutines: painting after a resize may wait for a stopped
// terminal, ending must not.
type signals struct {
	t     *terminal
	soft  chan os.Signal
	fatal chan os.Signal
	done  chan struct{}
	once  sync.Once
}

func catch(t *terminal) *signals {
	s := &signals{
		t:     t,
		soft:  make(chan os.Signal, 16),
		fatal: make(chan os.Signal, 4),
		done:  make(chan struct{}),
	}
	signal.Notify(s.soft, unix.SIGWINCH, unix.SIGINT, unix.SIGCONT)
	for _, sig := range []os.Signal{unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT} {
		if !signal.Ignored(sig) { // nohup
			signal.Notify(s.fatal, sig)
		}
	}
	go s.listen()
	go s.wait()
	return s
}

// stop ends listening: from then on a signal does what it does by default,
// unless the caller listens for it.
func (s *signals) stop() {
	s.once.Do(func() {
		signal.Stop(s.soft)
		signal.Stop(s.fatal)
		close(s.done)
	})
}

func (s *signals) listen() {
	defer Guard(s.t)
	for {
		select {
		case sig := <-s.soft:
			switch sig {
			case unix.SIGWINCH:
				s.t.screen.resize()
			case unix.SIGINT:
				s.t.sigint()
			case unix.SIGCONT:
				s.t.sigcont()
			}
		case <-s.done:
			return
		}
	}
}

// wait gives the terminal back when the program is told to end, and lets the
// signal do what it does.
func (s *signals) wait() {
	defer Guard(s.t)
	select {
	case sig := <-s.fatal:
		s.t.tty.close() // before anything that could wait
		s.t.endPicture()
		s.t.leave()
		if s.t.opt.OnSignal != nil {
			s.t.opt.OnSignal(sig)
		}
		signal.Reset(sig)
		unix.Kill(unix.Getpid(), sig.(unix.Signal))
	case <-s.done:
	}
}

// sigint is Ctrl-C while a line runs, or a kill -INT at any time.
func (t *terminal) sigint() {
	t.mu.Lock()
	reading := t.reading
	if reading {
		t.intr = true
	}
	t.mu.Unlock()
	if reading {
		t.wakeUp()
		return
	}
	t.interrupted()
}

// interrupted tells the caller. When they do not listen, what waits already
// is enough.
func (t *terminal) interrupted() {
	select {
	case t.ints <- struct{}{}:
	default:
	}
}

// sigcont is the end of a stop: the shell has changed the terminal.
func (t *terminal) sigcont() {
	t.mu.Lock()
	t.resumed = t.reading && !t.stopping
	t.stopping = false
	t.mu.Unlock()
	t.wakeUp()
}

// suspend is Ctrl-Z while typing. It does what the terminal does in cooked
// mode: it stops the foreground job, which is this process and those that were
// started with it, as "go run". A shell sees a stop of the whole job only. In
// a job that nobody could continue the system does not stop it.
func (t *terminal) suspend() error {
	t.screen.end(t.content())
	t.tty.restore()
	t.setStopping(true)
	unix.Kill(0, unix.SIGTSTP)
	// The stop comes on any thread, maybe a moment later. The first wait
	// is for that, the second for the news of SIGCONT; both are short for
	// when there was no stop.
	for range 2 {
		waitRead(50, t.wake[0])
		t.mu.Lock()
		over := !t.stopping
		t.mu.Unlock()
		if over {
			break
		}
	}
	t.setStopping(false)
	if err := t.tty.raw(); err != nil {
		return err
	}
	t.screen.fresh()
	return nil
}

func (t *terminal) setStopping(on bool) {
	t.mu.Lock()
	t.stopping = on
	t.mu.Unlock()
}

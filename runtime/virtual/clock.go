package virtual

import (
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"

	"sockpit/runtime/clock"
)

// Now is the time in the world.
func (w *World) Now() time.Time {
	w.catchUp()
	return w.timeOf(w.elapsed())
}

// timeOf gives the time at which so much had gone by since the world began.
func (w *World) timeOf(d time.Duration) time.Time {
	if w.config.Real {
		return w.began.Add(d)
	}
	return epoch.Add(d)
}

// Since is Now().Sub(t).
func (w *World) Since(t time.Time) time.Duration { return w.Now().Sub(t) }

// Elapsed is the time since the world began.
func (w *World) Elapsed() time.Duration {
	w.catchUp()
	return w.elapsed()
}

// AfterFunc calls f when d has gone by. Where the clock stands still between steps, f
// is called by Step: it must not wait for another step.
func (w *World) AfterFunc(d time.Duration, f func()) clock.Timer {
	t := &timer{w: w}
	t.p = &planned{pos: -1, do: func() {
		if w.config.Real {
			go f()
			return
		}
		w.wake(f)
	}}
	w.planAfter(t.p, d)
	return t
}

// Steps reports whether the clock stands still between calls of Step.
func (w *World) Steps() bool { return !w.config.Real }

// OnWait makes f be told when a call begins to wait.
func (w *World) OnWait(f func()) { w.onWait.Store(&f) }

func (w *World) waits() {
	if f := w.onWait.Load(); f != nil {
		(*f)()
	}
}

// A timer is one of a session's, and of the stacks'.
type timer struct {
	w *World
	p *planned
}

// Stop takes the timer back. It reports whether it was planned.
func (t *timer) Stop() bool { return t.w.plan.cancel(t.p) }

// Reset plans the timer anew.
func (t *timer) Reset(d time.Duration) bool {
	was := t.w.plan.cancel(t.p)
	t.w.planAfter(t.p, d)
	return was
}

// stackClock is the world's clock as gVisor wants it.
type stackClock struct{ w *World }

// bootTime is what the stacks' monotonic clocks begin with: some of their code takes
// zero for "never".
const bootTime = time.Hour

func (c stackClock) Now() time.Time { return c.w.timeOf(c.w.elapsed()) }

func (c stackClock) NowMonotonic() tcpip.MonotonicTime {
	var t tcpip.MonotonicTime
	return t.Add(c.w.elapsed() + bootTime)
}

func (c stackClock) AfterFunc(d time.Duration, f func()) tcpip.Timer {
	return stackTimer{timer{c.w, c.w.after(d, f)}}
}

type stackTimer struct{ timer }

func (t stackTimer) Stop() bool            { return t.timer.Stop() }
func (t stackTimer) Reset(d time.Duration) { t.timer.Reset(d) }

// A follower makes a world's clock follow the machine's.
type follower struct {
	began   time.Time
	wakeUp  chan struct{} // something is planned before everything else
	stop    chan struct{}
	stopped sync.WaitGroup
}

// startFollowing lets things happen when their time has come.
func (w *World) startFollowing() {
	w.began, w.wakeUp, w.stop = time.Now(), make(chan struct{}, 1), make(chan struct{})
	w.stopped.Go(func() {
		timer := time.NewTimer(time.Hour)
		defer timer.Stop()
		for {
			w.call(func() {})
			wait := time.Hour
			if at, ok := w.plan.first(); ok {
				wait = max(at-time.Since(w.began), 0)
			}
			timer.Reset(wait)
			select {
			case <-w.stop:
				return
			case <-w.wakeUp:
			case <-timer.C:
			}
		}
	})
}

func (w *World) stopFollowing() {
	if w.config.Real {
		close(w.stop)
		w.stopped.Wait()
	}
}

// changed tells the follower that something is planned before what it waits for.
func (w *World) changed() {
	select {
	case w.wakeUp <- struct{}{}:
	default:
	}
}

// catchUp moves the clock to the machine's, if it follows that one.
func (w *World) catchUp() {
	if !w.config.Real {
		return
	}
	n := int64(time.Since(w.began))
	for old := w.now.Load(); old < n && !w.now.CompareAndSwap(old, n); old = w.now.Load() {
	}
}

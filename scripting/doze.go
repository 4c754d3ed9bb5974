package scripting

import "sync/atomic"

// A dozer is a goroutine that watches what tasks do, and sleeps while none of them
// runs: it costs nothing while nothing changes. Whoever goes on to run rouses it.
type dozer struct {
	asleep atomic.Bool
	wake   chan struct{}
}

func newDozer() *dozer { return &dozer{wake: make(chan struct{}, 1)} }

// lieDown says that the goroutine is about to sleep. It must look once more, after
// that, whether it may, or hold the baton: a task that runs from then on rouses it.
func (d *dozer) lieDown() { d.asleep.Store(true) }

// sleep blocks until a task rouses the goroutine that has lain down; false if stop
// was closed.
func (d *dozer) sleep(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return false
	case <-d.wake:
		return true
	}
}

// rouse is called by a task that goes on to run.
func (d *dozer) rouse() {
	if d.asleep.Load() && d.asleep.CompareAndSwap(true, false) {
		d.wake <- struct{}{} // there is room: who lay down takes it before it does so again
	}
}

// stayUp takes lieDown back.
func (d *dozer) stayUp() {
	if !d.asleep.CompareAndSwap(true, false) {
		<-d.wake
	}
}

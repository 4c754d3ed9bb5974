package scripting

import (
	"slices"
	"time"

	"sockpit/runtime/clock"
)

// A pacer moves a clock that stands still, as that of a virtual network does: only
// while something runs in the foreground, and only when every task waits for what
// the clock, or nothing, will bring. So computing takes no time, and what happens
// next never depends on how busy the machine is.
type pacer struct {
	host  *Host
	clock clock.Stepped
	kick  chan struct{} // a task may have come to wait
	stop  chan struct{}
	told  uint64 // number of the turn after which nothing could happen any more, and that was told
	idle  int    // steps since a task ran last
}

// maxIdleSteps is how often the clock moves without any task going on, until that
// counts as for ever: what goes on are keepalives.
const maxIdleSteps = 1_000_000

// newPacer begins to move the clock of a host, if that stands still.
func newPacer(h *Host) *pacer {
	c := clock.AsStepped(h.Session.Clock)
	if c == nil {
		return nil
	}
	p := &pacer{host: h, clock: c, kick: make(chan struct{}, 1), stop: make(chan struct{})}
	h.baton.free = p.nudge
	c.OnWait(p.nudge)
	go p.run()
	return p
}

// close ends the pacer. The nil pacer has ended.
func (p *pacer) close() {
	if p != nil {
		close(p.stop)
	}
}

// nudge says that a task may have come to wait. Any goroutine.
func (p *pacer) nudge() {
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

func (p *pacer) run() {
	for {
		select {
		case <-p.stop:
			return
		case <-p.kick:
		}
		for p.once() {
		}
	}
}

// once moves the clock one step if nothing else can go on. It reports whether it did:
// then a task may be about to go on, or the next step is due.
func (p *pacer) once() (moved bool) {
	h := p.host
	h.baton.takeFirst(make(chan struct{}, 1))
	h.looking = true
	defer func() {
		h.looking = false
		if next := h.baton.pass(); next != nil {
			next <- struct{}{}
		}
	}()
	if !p.allWait() {
		return false
	}
	if h.turns != p.told {
		p.idle = 0
	}
	if p.idle++; p.idle < maxIdleSteps && p.clock.Step(time.Time{}) {
		return true
	}
	p.nothingLeft()
	return false
}

// pausing are the waits without a socket that end by the clock, or by another task.
var pausing = []string{"sleep", "pace", "join", "get", "put", "wait"}

// allWait reports whether something runs in the foreground, and every task waits. The
// caller holds the baton.
func (p *pacer) allWait() bool {
	h := p.host
	if h.tasks[h.prompt.task.ID] == nil || h.closing.Load() {
		return false
	}
	for _, t := range h.tasks {
		w, waits := t.Waiting()
		if !waits || t.stopped() != nil || t.walk.stands.Load() || w.Socket == nil && !slices.Contains(pausing, w.Call) || !w.Pends() {
			return false
		}
	}
	return true
}

// nothingLeft is told, once, when nothing can happen any more: the tasks wait for
// each other. The caller holds the baton.
func (p *pacer) nothingLeft() {
	h := p.host
	if p.told == h.turns || h.config.OnStuck == nil {
		return
	}
	p.told = h.turns
	stuck := h.deadlock(h.facts(), h.waits())
	go h.config.OnStuck(*stuck)
}

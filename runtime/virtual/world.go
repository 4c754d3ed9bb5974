package virtual

import (
	"math/rand"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"gvisor.dev/gvisor/pkg/log"
)

// epoch is the time at which every world begins whose clock is its own.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Config says how a World is made.
type Config struct {
	Seed int64 // of everything that chance decides
	Real bool  // its clock follows the machine's; else it stands still until Step
}

// A World is hosts, links and one clock.
type World struct {
	config Config
	run    sync.Mutex   // held by whoever makes a call on a host, or lets things happen
	now    atomic.Int64 // nanoseconds since it began
	chance *rand.Rand   // of links; used with run held
	hosts  []*Host
	links  []*Link
	unix   unixNames

	plan    plan
	news    news
	touched *Host    // got a packet since its worker was last waited for
	wakes   []func() // of calls and timers that ended, for Step; used with wakeMu held
	wakeMu  sync.Mutex
	onWait  atomic.Pointer[func()]

	inodes      uint64
	macs        int
	byAddress   map[netip.Addr]*Host
	routesStale bool
	packets     packetLog
	follower
}

// New makes an empty world.
func New(c Config) *World {
	silence()
	w := &World{config: c, chance: rand.New(rand.NewSource(c.Seed)), byAddress: map[netip.Addr]*Host{}}
	w.packets.flows = map[flowKey]*flow{}
	w.unix.bound = map[unixName]*unixEnd{}
	if c.Real {
		w.startFollowing()
	}
	return w
}

// silence keeps netstack from writing to standard error: what it has to say is of single
// packets, which the world shows.
var silence = sync.OnceFunc(func() { log.SetTarget(nowhere{}) })

type nowhere struct{}

func (nowhere) Emit(int, log.Level, time.Time, string, ...any) {}

// Seed gives what the world was made with.
func (w *World) Seed() int64 { return w.config.Seed }

// Reseed begins the world anew with another seed, if nothing but its first host has
// been made yet, and nothing was sent. It reports whether it could.
func (w *World) Reseed(seed int64) bool {
	w.run.Lock()
	defer w.run.Unlock()
	if len(w.hosts) > 1 || len(w.links) > 0 || w.packets.n > 0 || w.inodes > 0 {
		return false
	}
	w.config.Seed = seed
	w.chance = rand.New(rand.NewSource(seed))
	for _, h := range w.hosts {
		old := h.stack
		h.boots = 0
		h.boot()
		old.Close()
	}
	return true
}

// Real reports whether its clock follows the machine's.
func (w *World) Real() bool { return w.config.Real }

// Close ends the world's hosts and its goroutines.
func (w *World) Close() {
	w.stopFollowing()
	w.run.Lock()
	hosts := w.hosts
	w.run.Unlock()
	for _, h := range hosts {
		h.stack.Close()
	}
	for _, h := range hosts {
		h.stack.Wait()
	}
}

// news are the sockets of which a stack said that something has changed. Stacks
// say so from their workers, and so it has a lock.
type news struct {
	mu    sync.Mutex
	about []*sock
}

func (n *news) tell(e *sock) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !e.told {
		e.told = true
		n.about = append(n.about, e)
	}
}

func (n *news) next() *sock {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.about) == 0 {
		return nil
	}
	e := n.about[0]
	n.about = n.about[1:]
	e.told = false
	return e
}

// elapsed is the virtual time since the world began.
func (w *World) elapsed() time.Duration { return time.Duration(w.now.Load()) }

// after plans f for d from now.
func (w *World) after(d time.Duration, f func()) *planned {
	p := &planned{do: f, pos: -1}
	w.planAfter(p, d)
	return p
}

func (w *World) planAfter(p *planned, d time.Duration) {
	if w.plan.add(p, w.elapsed()+max(d, 0)) && w.config.Real {
		w.changed()
	}
}

// call makes one call on a host, and lets happen what follows from it at this
// instant: over links without delay everything has arrived when it returns, as on
// the loopback of Linux.
func (w *World) call(f func()) {
	w.run.Lock()
	defer w.run.Unlock()
	w.catchUp()
	w.reroute()
	f()
	w.reroute()
	w.settle()
}

// look asks without letting anything happen.
func (w *World) look(f func()) {
	w.run.Lock()
	defer w.run.Unlock()
	f()
}

// settle lets everything happen that is due now, one thing after another, each with
// all that follows from it inside the stacks. run is held.
func (w *World) settle() {
	for {
		w.quiesce()
		p := w.plan.due(w.elapsed())
		if p == nil {
			return
		}
		p.do()
	}
}

// quiesce blocks until the host that got a packet has dealt with it, and tries the
// calls again of which there is news. A host has one TCP worker, and Pause returns
// when that has nothing queued.
func (w *World) quiesce() {
	for {
		if h := w.touched; h != nil {
			w.touched = nil
			h.tcp.Pause()
			h.tcp.Resume()
		}
		e := w.news.next()
		if e == nil {
			return
		}
		e.retry()
	}
}

// wake lets who waits go on: at once, or, where the clock stands still between
// steps, when Step comes to it, so that one goes on at a time, in an order that
// is always the same.
func (w *World) wake(f func()) {
	if w.config.Real {
		f()
		return
	}
	w.wakeMu.Lock()
	w.wakes = append(w.wakes, f)
	w.wakeMu.Unlock()
}

func (w *World) nextWake() func() {
	w.wakeMu.Lock()
	defer w.wakeMu.Unlock()
	if len(w.wakes) == 0 {
		return nil
	}
	f := w.wakes[0]
	w.wakes = w.wakes[1:]
	return f
}

// Step is called when everybody waits. It lets one of those go on whose wait is over, or
// else moves the clock to the next instant at which something is planned, but not
// beyond until (zero: for ever), and lets that happen. It reports false if there
// is neither.
func (w *World) Step(until time.Time) bool {
	w.look(w.settle) // the present instant ends before anybody goes on in it
	if f := w.nextWake(); f != nil {
		f()
		return true
	}
	w.run.Lock()
	defer w.run.Unlock()
	at, ok := w.plan.first()
	if !ok || !until.IsZero() && w.timeOf(at).After(until) {
		return false
	}
	w.now.Store(int64(max(at, w.elapsed())))
	w.settle()
	return true
}

// Planned tells when the next thing will happen, since the world began; false:
// nothing is planned, and only a call can change anything.
func (w *World) Planned() (time.Duration, bool) {
	w.wakeMu.Lock()
	waking := len(w.wakes) > 0
	w.wakeMu.Unlock()
	if waking {
		return w.elapsed(), true
	}
	return w.plan.first()
}

// Advance moves the clock to a time at which nothing is planned yet.
func (w *World) Advance(to time.Duration) {
	w.run.Lock()
	defer w.run.Unlock()
	if to > w.elapsed() {
		w.now.Store(int64(to))
	}
}

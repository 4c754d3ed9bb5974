package exercise

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/clock"
	"sockpit/runtime/stack"
	"sockpit/scripting/rest"
)

// How long the checker waits. Limits only decide failures: whatever the program
// can still do by itself is waited for.
const (
	patience = 6 * time.Second         // for a program that is busy and moves no bytes, in processor time if that is less
	longest  = 30 * time.Second        // for one that moves them, or gets little of the processor
	naps     = 1500 * time.Millisecond // for one that waits for a time to pass
	stillFor = 3 * time.Second         // bytes that don't move for so long are not on their way: buffers are full
	arrival  = 15 * time.Second        // those that a call waits for do come, late at times: a closed window is probed for after 0.2 s, 0.4 s, 0.8 s and so on
)

// errRestless says that the program did not come to rest.
var errRestless = errors.New("the program does not come to rest")

// A watch is one wait for what the program does. It tells when nothing more is
// to be expected, which makes most failures quick: a program of which every task
// waits for what the checker must do will not do anything else.
type watch struct {
	t       *tester
	began   time.Time
	napping time.Time     // since when it has only waited for a time to pass
	moving  uint64        // what was on its way at the last look
	since   time.Time     // when that changed
	worked  time.Duration // the process's processor time by then
	calm    int           // looks in a row that saw nothing to wait for

	looks, paused int // since something moved; that saw it wait for a time to pass
}

func (t *tester) watch() *watch {
	now := t.host.Session.Clock.Now()
	return &watch{t: t, began: now, since: now, worked: processorTime()}
}

// lasts is how long it has been so far.
func (w *watch) lasts() time.Duration { return w.t.host.Session.Clock.Since(w.began) }

// over looks at the program. It reports whether nothing more is to be expected;
// errRestless if it has been busy for too long.
func (w *watch) over() (bool, error) {
	state := w.t.rest()
	way := w.t.onTheWay()
	now := w.t.host.Session.Clock.Now()
	if way.sum != w.moving {
		w.moving, w.since, w.worked = way.sum, now, processorTime()
		w.looks, w.paused = 0, 0
	}
	w.looks++
	if state == rest.Pausing {
		w.paused++
	}
	unmoved, gone := now.Sub(w.since), stillFor
	if way.awaited {
		gone = arrival
	}
	if state != rest.Pausing {
		w.napping = time.Time{}
	} else if w.napping.IsZero() {
		w.napping = now
	}
	still := way.sum == 0
	if !still && unmoved > gone {
		still = true
		w.t.mail.giveUp()
	}
	quiet := state >= rest.Waiting || state == rest.Pausing && now.Sub(w.napping) > naps
	if !still || !quiet {
		w.calm = 0
		if !quiet && unmoved > patience && processorTime()-w.worked > patience || now.Sub(w.began) > longest {
			return true, w.restless(still)
		}
		return false, nil
	}
	w.calm++ // twice, for what went on between the two looks of one
	return w.calm >= 2, nil
}

// restless says of a program that has been waited for long enough whether it is
// busy. One that looks again and again whether it can go on, and sleeps between,
// is not: on a busy machine it is seen awake so often that it never seems to sleep
// for long, but it sleeps most of the time.
func (w *watch) restless(still bool) error {
	if still && 2*w.paused > w.looks {
		return nil
	}
	return errRestless
}

// rest says whether the program can go on by itself.
func (t *tester) rest() rest.State {
	if t.proc == nil {
		return rest.Ended
	}
	state := t.proc.host.Rest()
	if state == rest.Ended && !t.proc.ended() {
		return rest.Busy // it begins, or winds up
	}
	return state
}

// pauses between two looks, growing.
func pauseAfter(looks int) time.Duration {
	return min(200*time.Microsecond<<min(looks, 5), 5*time.Millisecond)
}

// settle waits until the program has done all it can.
func (t *tester) settle(c *runtime.Caller) error {
	w := t.watch()
	for looks := 0; ; looks++ {
		over, err := w.over()
		if err != nil {
			return t.fault(Say("your program does not come to rest: it was busy for %s", w.lasts().Round(time.Second)), Text{})
		}
		if over {
			return nil
		}
		if err := c.Pause(pauseAfter(looks)); err != nil {
			return err
		}
	}
}

// catchUp waits until the program has done all it can, but not for long: where
// it stands when a failure is told is then no matter of chance.
func (t *tester) catchUp() {
	const long = 300 * time.Millisecond
	w := t.watch()
	for looks := 0; w.lasts() < long; looks++ {
		if over, err := w.over(); over || err != nil {
			return
		}
		clock.Sleep(t.host.Session.Clock, pauseAfter(looks))
	}
}

// A transit is what has left one side and not come to the other.
type transit struct {
	sum     uint64 // differs where that differs; 0 if it is nothing
	awaited bool   // a call of the program's waits for bytes of it
}

// onTheWay sums up what is on its way. Bytes on loopback are there at once on an
// idle machine, not on a busy one.
func (t *tester) onTheWay() (way transit) {
	if t.proc == nil {
		return way
	}
	mine := &t.ends
	mine.look(t.proc)
	sum := fnv.New64a()
	any := t.mail.onTheWay(t, sum)
	for i, p := range t.peers {
		if !p.socket.Network.IsTCP() {
			continue
		}
		local, remote := p.socket.Addresses()
		far := mine.streams[[2]string{remote.String(), local.String()}]
		if far == nil {
			if p.dialled && !p.seen && !p.closed() && !mine.takeQueued(remote) && t.proc.host.Session.WasAt(remote, local) == 0 {
				any = true // its dial is over, and the other side does not know yet
				fmt.Fprintln(sum, i, "new")
			}
			continue
		}
		p.seen = true
		if there, back := p.missing(far); there != 0 || back != 0 {
			any = true
			way.awaited = way.awaited || there != 0 && reads(far)
			fmt.Fprintln(sum, i, there, back)
		}
	}
	own := mine.among(t.proc.host.Session)
	way.awaited = way.awaited || own.awaited
	if any || own.sum != 0 {
		way.sum = max(1, sum.Sum64()+own.sum)
	}
	return way
}

// reads reports whether a call waits for bytes of a socket, and nothing keeps
// them from it.
func reads(s *runtime.Socket) bool {
	return slices.ContainsFunc(s.Waiting(), func(w runtime.Waits) bool { return w.Direction == stack.Read && !w.Stopped })
}

// The ends of a program's sockets: its TCP streams by their two addresses, and
// how many finished connections wait at each port. One dump of the kernel's
// tables would tell it all, and takes a hundred times as long as asking a socket;
// the ends of a stream do not change, and are asked for once.
type ends struct {
	of      *process
	streams map[[2]string]*runtime.Socket
	known   map[int]bool // sockets that are in streams
	queued  map[uint16]int64
}

// look brings the ends up to date.
func (e *ends) look(of *process) {
	if e.of != of {
		*e = ends{of: of, streams: map[[2]string]*runtime.Socket{}, known: map[int]bool{}}
	}
	e.queued = map[uint16]int64{}
	for _, sock := range of.host.Session.Sockets() {
		if e.known[sock.ID] || !sock.Network.IsTCP() {
			continue
		}
		switch local, remote := sock.Addresses(); {
		case sock.Kind() == runtime.Listener:
			e.queued[local.Port] += known(sock.State().AcceptQueue)
		case !remote.IsZero():
			e.known[sock.ID] = true
			e.streams[[2]string{local.String(), remote.String()}] = sock
		}
	}
}

// takeQueued reports whether a connection waits at that address, and counts it
// off. Where nobody listens any more, none is on its way.
func (e *ends) takeQueued(at stack.Address) bool {
	n, listens := e.queued[at.Port]
	e.queued[at.Port]--
	return !listens || n > 0
}

// among sums up what is on its way from one of the program's sockets to another.
func (e *ends) among(s *runtime.Session) (way transit) {
	for at, sock := range e.streams {
		far := e.streams[[2]string{at[1], at[0]}]
		if far == nil {
			local, remote := sock.Addresses()
			if _, ours := e.queued[remote.Port]; ours && !sock.Closed() && sock.State().Hears() && !e.takeQueued(remote) && s.WasAt(remote, local) == 0 {
				way.sum++ // its dial is over, and the listener does not know yet
			}
			continue
		}
		is := far.State()
		if n := sock.Sent() - far.Handed() - known(is.RecvQueue); n > 0 && is.Name != stack.Closed {
			way.sum += uint64(n) * 1009
			way.awaited = way.awaited || reads(far)
		}
		if sock.Closed() && is.Hears() {
			way.sum += 7
		}
	}
	return way
}

// missing counts what is between a peer and the learner's socket, there and
// back; the end of a stream counts as one.
func (p *peer) missing(far *runtime.Socket) (there, back int64) {
	is := far.State()
	if is.Name == stack.Closed {
		return 0, 0 // reset: what was on its way is gone
	}
	there = p.socket.Sent() - far.Handed() - known(is.RecvQueue)
	if p.finSent && there == 0 && is.Hears() {
		there = 1
	}
	if p.gone {
		if far.Sent() > p.socket.Received() {
			back = 1 // nobody is there to take it: a reset is the answer
		}
		return max(0, there), back
	}
	st := p.socket.State()
	back = far.Sent() - p.socket.Received() - known(st.RecvQueue)
	if st.Name == stack.Closed {
		back = 0
	}
	return max(0, there), max(0, back)
}

func known(q stack.Quantity) int64 {
	if !q.Known() {
		return 0
	}
	return int64(q)
}

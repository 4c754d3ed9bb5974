package wire

import (
	"fmt"
	"strconv"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
)

// A fault judges the pieces of one direction of a stream. It is asked once for
// each piece, in order of the stream, by one call at a time.
type fault interface {
	// name is the field of Faults, as scripts write it.
	name() string
	// judge says what becomes of the next n bytes, which follow the first at of
	// the stream, or of the stream's end if n is 0.
	judge(at int64, n int) verdict
	// atOnce reports whether a piece at that place would pass without a wait.
	// Other calls may ask meanwhile.
	atOnce(at int64) bool
	// did says what the fault did to the pieces of one call.
	did(h *hit) string
}

// A meter is a fault that counts what has passed: a piece that waited in vain
// is not among it.
type meter interface{ passed() }

// A holder is a fault that may let nothing pass: there is no room to send then.
type holder interface{ holds(at int64) bool }

// A verdict is what a fault makes of a piece.
type verdict struct {
	n    int           // how many of its bytes it is about
	do   action        // what becomes of them
	wait time.Duration // and when
	hit  bool          // the fault did something
}

// An action is what becomes of a piece.
type action int

const (
	pass    action = iota
	discard        // thrown away
	hold           // waits until the fault is taken away
	hangUp         // the connection is reset
)

// A hit is what a fault did during one call. Its event is open as long.
type hit struct {
	fault   fault
	ticket  event.Ticket
	bytes   int64
	pieces  int
	waited  time.Duration
	holding int // bytes of the piece that waits
	waits   bool
	over    bool // the call has ended
}

// note says what the fault did, or does while the call waits.
func (h *hit) note() string {
	if !h.waits {
		return h.fault.did(h)
	}
	what := printable.Plural(h.holding, "byte")
	if h.holding == 0 {
		what = "the end of the stream"
	}
	if h.over {
		return "held " + what + " back"
	}
	return "holds " + what + " back"
}

// upTo lets the bytes before a mark pass; do is for those after it.
func (m Mark) upTo(at int64, n int, do action) verdict {
	if m.passed(at) {
		return verdict{n: n, do: do, hit: true}
	}
	return verdict{n: int(min(int64(n), m.at-at))}
}

type drop struct{ Mark }

func (f drop) judge(at int64, n int) verdict {
	if n == 0 {
		return verdict{} // the end is not a byte
	}
	return f.upTo(at, n, discard)
}
func (f drop) name() string         { return "drop" }
func (f drop) atOnce(at int64) bool { return !f.passed(at) }
func (f drop) did(h *hit) string    { return "threw " + printable.Plural(int(h.bytes), "byte") + " away" }

type stop struct{ Mark }

func (f stop) judge(at int64, n int) verdict { return f.upTo(at, n, hold) }
func (f stop) name() string                  { return "stop" }
func (f stop) atOnce(at int64) bool          { return !f.passed(at) }
func (f stop) holds(at int64) bool           { return f.passed(at) }
func (f stop) did(h *hit) string             { return "let " + printable.Plural(int(h.bytes), "byte") + " pass" }

type reset struct{ Mark }

func (f reset) judge(at int64, n int) verdict { return f.upTo(at, n, hangUp) }
func (f reset) name() string                  { return "reset" }
func (f reset) atOnce(at int64) bool          { return !f.passed(at) }
func (f reset) did(*hit) string {
	return "ended the connection after " + printable.Plural(int(f.at), "byte")
}

type slice struct{ most int }

func (f slice) judge(_ int64, n int) verdict {
	return verdict{n: min(n, f.most), hit: n > f.most}
}
func (f slice) name() string      { return "slice" }
func (f slice) atOnce(int64) bool { return true }

func (f slice) did(h *hit) string {
	return fmt.Sprintf("handed on %s, at most %d at a time, in %s", printable.Plural(int(h.bytes), "byte"), f.most, pieces(h.pieces))
}

func pieces(n int) string {
	if n == 1 {
		return "1 piece"
	}
	return strconv.Itoa(n) + " pieces"
}

// halves cuts what could pass at once into two. The second half passes as it
// is, though more may have come meanwhile.
type halves struct{ middle, end int64 }

func (f *halves) judge(at int64, n int) verdict {
	cut := n > 1
	if at >= f.end {
		f.middle, f.end = at+int64(n+1)/2, at+int64(n)
	}
	upTo := f.middle
	if at >= upTo {
		upTo = f.end
	}
	n = int(min(int64(n), upTo-at))
	return verdict{n: n, hit: cut}
}
func (f *halves) name() string      { return "halves" }
func (f *halves) atOnce(int64) bool { return true }

func (f *halves) did(h *hit) string {
	return fmt.Sprintf("handed on %s in %s", printable.Plural(int(h.bytes), "byte"), pieces(h.pieces))
}

// rate passes at most a twentieth of a second's bytes at a time, so that they
// come evenly.
type rate struct {
	clock     clock.Clock
	perSecond int
	free      time.Time // when the last piece was through
	next      time.Time // when the piece that waits is
}

func (f *rate) judge(_ int64, n int) verdict {
	n = min(n, max(1, f.perSecond/20))
	now := f.clock.Now()
	f.next = now
	if f.free.After(now) {
		f.next = f.free
	}
	f.next = f.next.Add(time.Duration(n) * time.Second / time.Duration(f.perSecond))
	return verdict{n: n, wait: f.next.Sub(now), hit: n > 0}
}
func (f *rate) passed()           { f.free = f.next }
func (f *rate) name() string      { return "rate" }
func (f *rate) atOnce(int64) bool { return false }

func (f *rate) did(h *hit) string {
	return fmt.Sprintf("handed on %s in %s", printable.Plural(int(h.bytes), "byte"), h.waited.Round(time.Millisecond))
}

type delay struct{ by time.Duration }

func (f delay) judge(_ int64, n int) verdict { return verdict{n: n, wait: f.by, hit: true} }
func (f delay) name() string                 { return "delay" }
func (f delay) atOnce(int64) bool            { return false }

func (f delay) did(h *hit) string {
	what := printable.Plural(int(h.bytes), "byte")
	if h.bytes == 0 {
		what = "the end of the stream"
	}
	return fmt.Sprintf("%s came %s later", what, h.waited.Round(time.Microsecond))
}

package wire

import (
	"fmt"
	"strings"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// Faults are what is wrong with one direction of a stream socket, or with both:
// a bad cable at our end. They act in the Socket, between who calls and the
// stack, so what the stack says of the socket stays true. The zero value is a
// good cable.
type Faults struct {
	Delay  time.Duration // before each piece is handed on
	Rate   int           // bytes a second; 0: no limit
	Slice  int           // most bytes in one piece; 0: no limit
	Halves bool          // what could pass at once passes as two pieces
	Glued  bool          // small sends are collected and sent together; sending only
	Stop   Mark          // from here on nothing passes, and calls wait
	Reset  Mark          // here the connection is reset
	Drop   Mark          // from here on bytes are thrown away
}

// A Mark is a place in a stream: after so many bytes from its begin, in one
// direction. The zero Mark is nowhere.
type Mark struct {
	set bool
	at  int64
}

// After gives the Mark after n bytes of the stream.
func After(n int64) Mark { return Mark{true, n} }

// passed reports whether the stream has come to the mark.
func (m Mark) passed(at int64) bool { return at >= m.at }

// None reports whether nothing is wrong.
func (f Faults) None() bool { return f == Faults{} }

// Holds reports whether nothing passes after the first at bytes of the stream.
func (f Faults) Holds(at int64) bool { return f.Stop.set && f.Stop.passed(at) }

// String says what is wrong in a few words, "" if nothing is.
func (f Faults) String() string {
	var parts []string
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(f.Glued, "glued")
	add(f.Drop.set, "drop"+f.Drop.after())
	add(f.Stop.set, "stop"+f.Stop.after())
	add(f.Reset.set, "reset"+f.Reset.after())
	add(f.Slice > 0, fmt.Sprintf("slice %d", f.Slice))
	add(f.Halves, "halves")
	add(f.Rate > 0, fmt.Sprintf("rate %d bytes/s", f.Rate))
	add(f.Delay > 0, "delay "+f.Delay.String())
	return strings.Join(parts, ", ")
}

func (m Mark) after() string {
	if m.at == 0 {
		return ""
	}
	return " after " + printable.Plural(int(m.at), "byte")
}

// list gives the faults as they act on each piece, in that order: those that
// end the stream, those that cut, those that take time. Rate cuts what the
// cutters left, and so comes after them.
func (f Faults) list(c clock.Clock) []fault {
	var out []fault
	if f.Drop.set {
		out = append(out, drop{f.Drop})
	}
	if f.Stop.set {
		out = append(out, stop{f.Stop})
	}
	if f.Reset.set {
		out = append(out, reset{f.Reset})
	}
	if f.Slice > 0 {
		out = append(out, slice{f.Slice})
	}
	if f.Halves {
		out = append(out, &halves{})
	}
	if f.Rate > 0 {
		out = append(out, &rate{clock: c, perSecond: f.Rate})
	}
	if f.Delay > 0 {
		out = append(out, delay{min(f.Delay, maxDelay)})
	}
	return out
}

// maxDelay keeps sums of delays from overflowing; nobody lives to see it.
const maxDelay = 1000000 * time.Hour

// A Side is which directions of a socket faults are for.
type Side int

// The sides.
const (
	BothSides Side = iota
	RecvSide
	SendSide
)

// String gives the word that scripts use.
func (s Side) String() string { return [...]string{"both", "recv", "send"}[s] }

// Has reports whether a direction is one of them.
func (s Side) Has(d stack.Direction) bool {
	return s == BothSides || (s == RecvSide) == (d == stack.Read)
}

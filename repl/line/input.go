package line

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/chzyer/readline"
	"golang.org/x/sys/unix"
)

func (t *terminal) in() int { return int(t.opt.In.Fd()) }

// paintEvery is how long keys that come without a pause go unpainted.
const paintEvery = 50 * time.Millisecond

// key waits for the next key. The screen is painted only before a wait: what
// comes in one piece is shown at once, and a flood of keys now and then.
func (t *terminal) key() (key, error) {
	empty := 0 // reads in a row that gave nothing
	for {
		if len(t.replay) > 0 {
			k := t.replay[0]
			t.replay = t.replay[1:]
			return k, nil
		}
		for {
			k, ok := t.input.next(len(t.edit.line()) == 0)
			if !ok {
				break
			}
			if k.do == position {
				t.screen.answered(k.text)
				continue
			}
			return k, nil
		}
		ready, err := waitRead(0, t.in(), t.wake[0])
		if err == nil && !ready[0] || time.Since(t.painted) > paintEvery {
			t.screen.show(t.content())
			t.painted = time.Now()
		}
		if err == nil && !ready[0] && !ready[1] {
			ready, err = waitRead(t.untilLost(), t.in(), t.wake[0])
			if err == nil && !ready[0] && !ready[1] && t.untilLost() == 0 {
				return t.input.decoder.giveUp(), nil
			}
		}
		if err != nil {
			return key{}, err
		}
		if ready[1] {
			if k, err := t.awake(); k.do != nothing || err != nil {
				return k, err
			}
		}
		if !ready[0] {
			continue
		}
		n, err := t.read()
		switch {
		case n > 0:
			empty = 0
		case err != nil && !errors.Is(err, unix.EINTR) && !errors.Is(err, unix.EAGAIN):
			return key{}, io.EOF // the terminal is gone
		case err == nil:
			// A Ctrl-D typed while a line ran reads as an end that
			// is none. A terminal holds 4,096 of them; an end that
			// goes on for longer is one.
			if empty++; empty > 4096 {
				return key{}, io.EOF
			}
		}
	}
}

// moreWithin is how long the rest of a paste without marks may take to come, in
// milliseconds, and maxPiece how much of it is taken as one piece.
const (
	moreWithin = 20
	maxPiece   = 1 << 20
)

// untilLost is how long to wait for a key, in milliseconds: -1 is for ever, and in
// a paste until its end mark must be taken for lost.
func (t *terminal) untilLost() int {
	if t.input.decoder.state != pasting {
		return -1
	}
	left := time.Duration(t.opt.pasteWait())*time.Millisecond - time.Since(t.came)
	return max(0, int(left/time.Millisecond))
}

// read takes what has been typed.
func (t *terminal) read() (int, error) {
	buf := make([]byte, 64<<10)
	n, err := unix.Read(t.in(), buf)
	if n <= 0 {
		return n, err
	}
	t.came = time.Now()
	p := buf[:n]
	for goesOn(p) && len(p) < maxPiece {
		if ready, err := waitRead(moreWithin, t.in()); err != nil || !ready[0] {
			break
		}
		more := make([]byte, 64<<10)
		m, err := unix.Read(t.in(), more)
		if m <= 0 || err != nil {
			break // who reads next meets it again
		}
		p = append(p, more[:m]...)
	}
	t.input.add(p)
	return len(p), nil
}

// awake looks what the wait was ended for.
func (t *terminal) awake() (key, error) {
	var buf [64]byte
	unix.Read(t.wake[0], buf[:])
	t.mu.Lock()
	closed, intr, resumed := t.closed, t.intr, t.resumed
	t.intr, t.resumed = false, false
	t.mu.Unlock()
	switch {
	case closed:
		return key{}, io.EOF
	case resumed:
		if err := t.tty.raw(); err != nil {
			return key{}, io.EOF
		}
		t.screen.fresh()
	}
	if intr {
		t.input = input{}
		return key{do: interrupt}, nil
	}
	return key{}, nil
}

// afterInterrupt is what follows the last Ctrl-C in what has been typed
// ahead. In a paste there is none.
func afterInterrupt(p []byte) (rest []byte, ok bool) {
	begin, end := []byte("\x1b["+pasteBegin), []byte(pasteEnd)
	from := 0
	for i := 0; i < len(p); i++ {
		if bytes.HasPrefix(p[i:], begin) {
			n := bytes.Index(p[i:], end)
			if n < 0 {
				break
			}
			i += n + len(end) - 1
		} else if p[i] == readline.CharInterrupt {
			from, ok = i+1, true
		}
	}
	return p[from:], ok
}

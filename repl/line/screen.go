package line

import (
	"bytes"
	"fmt"
	"io"
	"time"
)

// A screen owns the terminal's output. While a line is being read it knows
// which rows below the last output hold that line, and repaints what changed.
//
// Its lock is the only one that is held while writing to the terminal, and a
// terminal may be stopped (Ctrl-S): closing must not wait for it for ever, so
// the lock is a channel that can be given up on.
type screen struct {
	lock chan struct{}
	out  io.Writer
	size func() (columns, rows int)

	columns, height int
	on              bool // a line is being read
	content         content
	page            page // what is painted: the window of it, see window
	top             int  // first row of the whole page that is in the window
	buf             bytes.Buffer

	text  tracker // where output ended
	above bool    // the end of output is in the row above the page

	resized resized
	holding bool   // somebody else has the terminal
	held    []byte // what was written meanwhile, or until the terminal answers
}

func newScreen(out io.Writer, size func() (columns, rows int)) *screen {
	s := &screen{lock: make(chan struct{}, 1), out: out, size: size}
	s.columns, s.height = size()
	return s
}

func (s *screen) acquire() { s.lock <- struct{}{} }
func (s *screen) release() { <-s.lock }

// acquireWithin gives up after d.
func (s *screen) acquireWithin(d time.Duration) bool {
	select {
	case s.lock <- struct{}{}:
		return true
	default:
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case s.lock <- struct{}{}:
		return true
	case <-t.C:
		return false
	}
}

// begin paints c below what has been written. With dirty, typing has been
// echoed in the row where the page begins.
func (s *screen) begin(c content, dirty bool) {
	s.acquire()
	defer s.release()
	s.columns, s.height = s.size()
	s.on, s.content, s.top = true, c, 0
	s.below(dirty)
	s.buf.WriteString("\x1b[?2004h")
	s.paintAll()
	s.flush()
}

// below goes to the row where a page can begin.
func (s *screen) below(dirty bool) {
	s.buf.WriteString(s.text.rest() + s.text.pause())
	s.above = s.text.column > 0
	switch {
	case s.above:
		s.buf.WriteString("\n")
		if dirty { // nobody knows where the output ended
			s.above, s.text = false, tracker{}
		}
	case dirty:
		s.buf.WriteString("\r\x1b[J")
	}
}

// show repaints what differs in c from what is shown.
func (s *screen) show(c content) {
	s.acquire()
	defer s.release()
	if !s.on { // closed meanwhile
		return
	}
	s.content = c
	if s.resized.asked > 0 {
		return // the answer is on its way, or its time is
	}
	s.paint(s.window())
	s.flush()
}

// bell says that a key did nothing.
func (s *screen) bell() {
	s.acquire()
	defer s.release()
	s.buf.WriteByte('\a')
	s.flush()
}

// end leaves c on the screen and goes to the row below it. For a stop it is
// not the last time: fresh paints it again.
func (s *screen) end(c content) {
	s.acquire()
	defer s.release()
	if !s.on {
		return
	}
	s.settle(unknown)
	c.pos = len(c.text)
	s.content = c
	s.paint(s.window())
	s.leave()
	s.on = false
	s.flush()
}

// leave goes below the page.
func (s *screen) leave() {
	s.settle(unknown)
	// A text that fills its last row has left an empty one already.
	if n := len(s.page.rows) - 1; n > s.page.cur.row || len(s.page.rows[n].cells) > 0 || n == 0 {
		if n > s.page.cur.row {
			s.move(point{n, 0})
		}
		s.buf.WriteString("\n")
	}
	s.buf.WriteString("\x1b[?2004l")
	s.page = page{}
	s.text, s.above = tracker{}, false
}

// fresh paints the page anew in the row where the cursor is: after a stop
// somebody else has written.
func (s *screen) fresh() {
	s.acquire()
	defer s.release()
	s.columns, s.height = s.size()
	s.resized.forget()
	s.on, s.above, s.text, s.page = true, false, tracker{}, page{}
	s.buf.WriteString("\r\x1b[J\x1b[?2004h")
	s.paintAll()
	s.flush()
}

// clear empties the screen and paints the page at its top.
func (s *screen) clear() {
	s.acquire()
	defer s.release()
	if !s.on {
		return
	}
	s.settle(unknown)
	s.above, s.text = false, tracker{}
	s.buf.WriteString("\x1b[H\x1b[2J")
	s.paintAll()
	s.flush()
}

// Write prints p above the page, or just prints it when there is none.
func (s *screen) Write(p []byte) (int, error) {
	s.acquire()
	defer s.release()
	switch {
	case s.holding, s.on && s.resized.asked > 0:
		s.keep(p)
		return len(p), nil
	case !s.on:
		s.buf.Write(s.text.feed(p, s.columns))
		return len(p), s.flush()
	}
	s.writeAbove(p)
	return len(p), s.flush()
}

// writeAbove writes p above the page.
func (s *screen) writeAbove(p []byte) {
	s.erase()
	// Behind a full row the terminal has stepped on already; only a newline
	// or the like still belongs to that row.
	stepped := s.above && s.text.column >= s.columns && (len(p) == 0 || p[0] >= 0x1b)
	if s.above && !stepped {
		fmt.Fprintf(&s.buf, "\x1b[A\x1b[%dC", s.text.column)
	}
	s.buf.WriteString(s.text.resume())
	s.text.moved = false
	s.buf.Write(s.text.feed(p, s.columns))
	s.buf.WriteString(s.text.pause())
	if s.above = s.text.column > 0; s.above && (s.text.moved || !stepped) {
		s.buf.WriteString("\n")
	}
	s.paintAll()
}

// maxHeldOutput bounds what is kept while somebody else has the terminal.
const maxHeldOutput = 1 << 20

// hold keeps what is written until the terminal is ours again.
func (s *screen) hold(on bool) {
	s.acquire()
	defer s.release()
	s.holding = on
	if on || len(s.held) == 0 {
		return
	}
	s.buf.Write(s.text.feed(s.held, s.columns))
	if s.text.column > 0 {
		s.buf.WriteString("\n")
	}
	s.held, s.text = nil, tracker{}
	s.flush()
}

// keep adds to what is held; what comes when that is full is left out, and so is
// said.
func (s *screen) keep(p []byte) {
	if len(s.held) > maxHeldOutput {
		return
	}
	if s.held = append(s.held, p...); len(s.held) > maxHeldOutput {
		s.held = append(s.held, "\n… what was written then is left out\n"...)
	}
}

// flush writes what has been put together, in one piece.
func (s *screen) flush() error {
	if s.buf.Len() == 0 {
		return nil
	}
	_, err := s.out.Write(s.buf.Bytes())
	s.buf.Reset()
	if s.buf.Cap() > 1<<20 {
		s.buf = bytes.Buffer{}
	}
	return err
}

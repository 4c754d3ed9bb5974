package line

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// A resized is what is known of a change of the terminal's width. Some terminals
// wrap old rows anew, some cut them, and how far the page reaches up depends on
// it: the terminal is asked where the cursor is now.
type resized struct {
	asked  int // answers to come
	timer  *time.Timer
	wraps  bool          // it has been seen to wrap anew
	within time.Duration // the answer comes, if at all; 0 is answerWithin
}

// forget drops a question, when the answer does not matter any more.
func (r *resized) forget() {
	r.asked = 0
	if r.timer != nil {
		r.timer.Stop()
	}
}

const (
	// answerWithin is how long a terminal may take to say where the cursor is.
	answerWithin = 200 * time.Millisecond
	// unknown is the column of a cursor that nobody asked for, or that the
	// terminal did not tell.
	unknown = -1
)

// resize begins to lay the page out for the new size.
func (s *screen) resize() {
	s.acquire()
	defer s.release()
	columns, height := s.size()
	if !s.on || columns == s.columns {
		s.columns, s.height = columns, height
		if s.on {
			s.layAnew(s.page.cur.row)
		}
		return
	}
	s.resized.asked++
	s.buf.WriteString("\x1b[6n")
	s.flush()
	if s.resized.timer != nil {
		s.resized.timer.Stop()
	}
	s.resized.timer = time.AfterFunc(cmp.Or(s.resized.within, answerWithin), s.unanswered)
}

// unanswered is called when the terminal has not said where the cursor is.
func (s *screen) unanswered() {
	s.acquire()
	defer s.release()
	if s.on {
		s.settle(unknown)
	}
}

// answered is called with what the terminal says: "row;column". Of several
// answers the last one counts.
func (s *screen) answered(text string) {
	s.acquire()
	defer s.release()
	_, text, _ = strings.Cut(text, ";")
	column, err := strconv.Atoi(text)
	if err != nil || !s.on || s.resized.asked == 0 {
		return
	}
	if s.resized.asked--; s.resized.asked == 0 {
		s.resized.asked = 1 // still to be settled
		s.settle(column - 1)
	}
}

// settle lays the page out for the new size, with the cursor in column. It does
// nothing if the size has not changed.
func (s *screen) settle(column int) {
	if s.resized.asked == 0 {
		return
	}
	s.resized.forget()
	before := s.columns
	s.columns, s.height = s.size()
	up, wrapped := s.page.cur.row, s.wrapped()
	cut := min(s.page.cur.col, s.columns-1)
	switch {
	case column == wrapped.col && column != cut:
		s.resized.wraps, up = true, wrapped.row
	case column == cut && column != wrapped.col:
		s.resized.wraps = false
	case s.resized.wraps, column == unknown && s.columns > before:
		// Without an answer, going up no more rows than both kinds
		// would need may leave a stale row, and never erases output.
		up = wrapped.row
	}
	s.above, s.text.column = false, 0
	s.layAnew(up)
}

// layAnew paints the page for a new size; it reaches up so many rows.
func (s *screen) layAnew(up int) {
	s.page.cur.row = min(up, s.height-1)
	s.erase()
	s.paintAll()
	if held := s.held; len(held) > 0 {
		s.held = nil
		s.writeAbove(held)
	}
	s.flush()
}

// wrapped is where the cursor is in the page if the terminal has wrapped its rows
// anew.
func (s *screen) wrapped() point {
	row, width := 0, 0
	for _, r := range s.page.rows[:s.page.cur.row] {
		if width += r.width; r.hard {
			row, width = row+1+(width-1)/s.columns, 0
		}
	}
	width += s.page.cur.col
	return point{row + width/s.columns, width % s.columns}
}

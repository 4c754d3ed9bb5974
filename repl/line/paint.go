package line

import (
	"fmt"
	"slices"
)

// window is the page to paint: at most one row less than the screen has, so
// that the row above, where unfinished output waits, can be reached, and the
// cursor within it.
func (s *screen) window() page {
	p, rows := lay(s.content, s.columns, 0, 0)
	n := max(s.height-1, 1)
	s.top = min(s.top, p.cur.row, max(rows-n, 0))
	if p.cur.row >= s.top+n {
		s.top = p.cur.row - n + 1
	}
	p, _ = lay(s.content, s.columns, s.top, s.top+n)
	p.cur.row -= s.top
	return p
}

// erase empties the rows of the page and goes to where it began.
func (s *screen) erase() {
	s.move(point{})
	s.buf.WriteString("\r\x1b[J")
	s.page = page{}
}

// move takes the cursor from where it is in the page to p.
func (s *screen) move(p point) {
	from := s.page.cur
	if p == from {
		return
	}
	s.buf.WriteByte('\r') // also out of the state behind a full row
	switch n := p.row - from.row; {
	case n > 0:
		fmt.Fprintf(&s.buf, "\x1b[%dB", n)
	case n < 0:
		fmt.Fprintf(&s.buf, "\x1b[%dA", -n)
	}
	if p.col > 0 {
		fmt.Fprintf(&s.buf, "\x1b[%dC", p.col)
	}
	s.page.cur = p
}

// paintAll paints the page on empty rows, from the cursor on.
func (s *screen) paintAll() {
	p := s.window()
	s.page = page{}
	s.paintFrom(p, 0, 0)
}

// paint paints where p differs from the page that is on the screen.
func (s *screen) paint(p page) {
	old := s.page.rows
	r := 0
	for r < len(old) && r < len(p.rows) && sameRow(old[r], p.rows[r]) {
		r++
	}
	if r == len(old) && r == len(p.rows) {
		s.move(p.cur)
		return
	}
	// New rows hang on the last one that was there; it is painted again,
	// so that the terminal steps on from it as it should.
	if r >= len(old) && r > 0 {
		r = len(old) - 1
		s.move(point{r, 0})
		s.paintFrom(p, r, 0)
		return
	}
	if r >= len(p.rows) { // only rows less
		r = len(p.rows) - 1
	}
	n, col := 0, 0
	for a, b := old[r].cells, p.rows[r].cells; n < len(a) && n < len(b) && a[n] == b[n]; n++ {
		col += a[n].width
	}
	if col >= s.columns { // no cursor can stand there
		n, col = 0, 0
	}
	s.move(point{r, col})
	s.paintFrom(p, r, n)
}

func sameRow(a, b row) bool {
	return a.hard == b.hard && a.width == b.width && slices.Equal(a.cells, b.cells)
}

// paintFrom paints p from cell n of row r on, where the cursor is.
func (s *screen) paintFrom(p page, r, n int) {
	old := s.page.rows
	for ; r < len(p.rows); r, n = r+1, 0 {
		row := p.rows[r]
		for _, c := range row.cells[n:] {
			s.buf.WriteString(c.text)
		}
		// Behind a full row an erase would take its last letter.
		if r < len(old) && old[r].width > row.width {
			s.buf.WriteString("\x1b[K")
		}
		if r == len(p.rows)-1 {
			break
		}
		if row.hard || row.width < s.columns || len(p.rows[r+1].cells) == 0 {
			s.buf.WriteString("\n")
		}
	}
	last := len(p.rows) - 1
	s.page = page{p.rows, point{last, p.rows[last].width}}
	if len(old) > len(p.rows) {
		s.buf.WriteString("\n\x1b[J")
		s.page.cur = point{last + 1, 0}
	}
	s.move(p.cur)
}

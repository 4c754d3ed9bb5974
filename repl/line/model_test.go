package line

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A model is a small terminal. It knows the sequences this package writes and
// notes every other as a fault, so that a session fails that sends one.
type model struct {
	cols, rows int
	reflows    bool // re-wraps lines on a resize, as most terminals do now
	screen     []modelRow
	above      []modelRow // scrolled off
	cur        point      // col == cols: behind a full row
	inverse    bool
	rest       []byte
	bells      int
	pasteMode  bool
	hidden     bool   // the cursor
	lines      *model // what is to come back when a picture ends; nil: there is none
	faults     []string
	asked      int // how often the place of the cursor was asked for
}

type modelRow struct {
	cells []modelCell
	soft  bool // the next row continues this one
}

type modelCell struct {
	text    string // "" is the right half of a wide letter
	inverse bool
}

func newModel(cols, rows int) *model {
	m := &model{cols: cols, rows: rows}
	m.screen = m.blank(rows)
	return m
}

func (m *model) blank(n int) []modelRow {
	rows := make([]modelRow, n)
	for i := range rows {
		rows[i] = m.blankRow()
	}
	return rows
}

func (m *model) blankRow() modelRow {
	r := modelRow{cells: make([]modelCell, m.cols)}
	for i := range r.cells {
		r.cells[i].text = " "
	}
	return r
}

func (m *model) Write(p []byte) {
	m.rest = append(m.rest, p...)
	for len(m.rest) > 0 {
		n := m.take(m.rest)
		if n == 0 {
			return
		}
		m.rest = m.rest[n:]
	}
}

// take acts on the first letter or sequence of p; 0 says it is not complete.
func (m *model) take(p []byte) int {
	switch c := p[0]; c {
	case '\r':
		m.cur.col = 0
	case '\n':
		m.down()
	case '\b':
		m.cur.col = max(min(m.cur.col, m.cols-1)-1, 0)
	case '\a':
		m.bells++
	case '\t':
		m.cur.col = min(m.cur.col/8*8+8, m.cols-1)
	case 0x1b:
		return m.sequence(p)
	default:
		if c < 0x20 || c == 0x7f {
			m.fault("control byte %#x", c)
			return 1
		}
		if !utf8.FullRune(p) {
			return 0
		}
		r, n := utf8.DecodeRune(p)
		if r == utf8.RuneError && n == 1 {
			m.fault("bytes that are no UTF-8")
		}
		m.put(r)
		return n
	}
	return 1
}

func (m *model) fault(format string, args ...any) {
	m.faults = append(m.faults, fmt.Sprintf(format, args...))
}

// picture gives the whole screen to a picture, or what was there back. A resize
// meanwhile does not wrap it anew.
func (m *model) picture(on bool) {
	switch {
	case on && m.lines == nil:
		lines := *m
		m.lines = &lines
		m.screen, m.cur = m.blank(m.rows), point{}
	case !on && m.lines != nil:
		m.screen, m.above, m.cur = m.lines.screen, m.lines.above, m.lines.cur
		cols, rows := m.cols, m.rows
		m.cols, m.rows, m.lines = m.lines.cols, m.lines.rows, nil
		m.resize(cols, rows)
	default:
		m.fault("a picture begins or ends twice")
	}
}

func (m *model) down() {
	if m.cur.row++; m.cur.row < m.rows {
		return
	}
	m.above = append(m.above, m.screen[0])
	m.screen = append(m.screen[1:], m.blankRow())
	m.cur.row = m.rows - 1
}

func (m *model) put(r rune) {
	if isMark(r) {
		m.mark(r)
		return
	}
	w := runeWidth(r)
	if m.cur.col+w > m.cols {
		m.screen[m.cur.row].soft = true
		m.cur.col = 0
		m.down()
	}
	row := m.screen[m.cur.row].cells
	for i := range w {
		m.split(row, m.cur.col+i)
	}
	row[m.cur.col] = modelCell{string(r), m.inverse}
	if w == 2 {
		row[m.cur.col+1] = modelCell{"", m.inverse}
	}
	m.cur.col += w
}

// split blanks the other half of a wide letter that is written over.
func (m *model) split(row []modelCell, col int) {
	if row[col].text == "" {
		row[col-1].text = " "
	}
	if col+1 < len(row) && row[col+1].text == "" {
		row[col+1].text = " "
	}
}

func (m *model) mark(r rune) {
	row := m.screen[m.cur.row].cells
	col := m.cur.col - 1
	if col > 0 && row[col].text == "" {
		col--
	}
	if col < 0 {
		m.fault("a combining mark on nothing")
		return
	}
	row[col].text += string(r)
}

func (m *model) sequence(p []byte) int {
	if len(p) < 2 {
		return 0
	}
	if p[1] != '[' {
		m.fault("escape sequence ESC %q", p[1])
		return 2
	}
	end := 2
	for end < len(p) && (p[end] < 0x40 || p[end] > 0x7e) {
		end++
	}
	if end == len(p) {
		return 0
	}
	m.csi(string(p[2:end]), p[end])
	return end + 1
}

func (m *model) csi(params string, c byte) {
	n, err := strconv.Atoi(params)
	if err != nil {
		n = 1
	}
	switch {
	case c == 'm':
		m.inverse = params == "7"
	case params == "?1049" && (c == 'h' || c == 'l'):
		m.picture(c == 'h')
	case params == "?25" && (c == 'h' || c == 'l'):
		m.hidden = c == 'l'
	case params == "?2004" && (c == 'h' || c == 'l'):
		m.pasteMode = c == 'h'
	case c == 'n' && params == "6":
		m.asked++
	case c == 'A':
		m.cur.row = max(m.cur.row-n, 0)
	case c == 'B':
		m.cur.row = min(m.cur.row+n, m.rows-1)
	case c == 'C':
		m.cur.col = min(m.cur.col+n, m.cols-1)
	case c == 'K' && params == "":
		m.eraseRow()
	case c == 'J' && params == "":
		m.eraseRow()
		copy(m.screen[m.cur.row+1:], m.blank(m.rows-m.cur.row-1))
	case c == 'J' && params == "2":
		m.screen = m.blank(m.rows)
	case c == 'H' && params == "":
		m.cur = point{}
	default:
		m.fault("escape sequence ESC [ %s %c", params, c)
	}
}

// eraseRow erases from the cursor on; behind a full row it takes the last
// letter, as xterm does.
func (m *model) eraseRow() {
	row := &m.screen[m.cur.row]
	row.soft = false
	for i := min(m.cur.col, m.cols-1); i < m.cols; i++ {
		row.cells[i] = modelCell{text: " "}
	}
}

// String is the screen without what is blank at its end. The cursor is a ‸
// before the letter it is on; inverse letters stand between ‹ and ›.
func (m *model) String() string {
	var lines []string
	for i, row := range m.screen {
		lines = append(lines, m.line(row.cells, i == m.cur.row))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func (m *model) line(cells []modelCell, cursor bool) string {
	var b strings.Builder
	inverse := false
	for col, c := range cells {
		if inverse && !c.inverse {
			b.WriteString("›")
		}
		if cursor && col == min(m.cur.col, m.cols-1) {
			b.WriteString("‸")
		}
		if c.inverse && !inverse {
			b.WriteString("‹")
		}
		inverse = c.inverse
		b.WriteString(c.text)
	}
	if inverse {
		b.WriteString("›")
	}
	return strings.TrimRight(b.String(), " ")
}

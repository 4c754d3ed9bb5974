package line

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A modelTerm is a screen that paints on a model, in one goroutine.
type modelTerm struct {
	*screen
	m       *model
	history strings.Builder // all output that was written
}

func newModelTerm(cols, rows int) *modelTerm {
	t := &modelTerm{m: newModel(cols, rows)}
	t.screen = newScreen(modelWriter{t.m}, func() (int, int) { return t.m.cols, t.m.rows })
	return t
}

// modelWriter processes output as a terminal device does.
type modelWriter struct{ m *model }

func (w modelWriter) Write(p []byte) (int, error) {
	w.m.Write([]byte(strings.ReplaceAll(string(p), "\n", "\r\n")))
	return len(p), nil
}

var alphabet = []string{"a", "b", " ", "你", "ế", "x\u0301", "\t", "\u202e", "😀", "\n", "ｗ", "abcdefgh", string(rune(foldFirst))}

func randomText(r *rand.Rand, n int) []rune {
	var b strings.Builder
	for range r.IntN(n + 1) {
		b.WriteString(alphabet[r.IntN(len(alphabet))])
	}
	return []rune(b.String())
}

// TestScreenRandom: whatever is typed, written and resized, the screen shows
// what a paint from nothing would show, the cursor stands where it should, and
// all output is above.
func TestScreenRandom(t *testing.T) {
	t.Parallel()
	seeds := uint64(200)
	if testing.Short() {
		seeds = 20
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 1))
		s := newModelTerm(2+r.IntN(20), 2+r.IntN(8))
		f := &folds{texts: []string{strings.Repeat("x\n", 12)}}
		c := content{prompt: "> ", more: ".. ", label: f.label}
		resized := false
		s.begin(c, false)
		var ops []string
		for i := range 60 {
			op := r.IntN(12)
			switch {
			case op < 6: // an edit somewhere
				at := r.IntN(len(c.text) + 1)
				end := min(at+r.IntN(4), len(c.text))
				text := append([]rune(nil), c.text[:at]...)
				text = append(text, randomText(r, 3)...)
				c.pos = len(text)
				c.text = append(text, c.text[end:]...)
				s.show(c)
			case op < 8:
				c.pos = r.IntN(len(c.text) + 1)
				s.show(c)
			case op < 9:
				c.text = randomText(r, 30)
				c.pos = r.IntN(len(c.text) + 1)
				s.show(c)
			case op < 11:
				out := strings.ReplaceAll(string(randomText(r, 6)), "\u202e", "-")
				out = strings.ReplaceAll(strings.ReplaceAll(out, "\t", "+"), string(rune(foldFirst)), "\n")
				s.Write([]byte(out))
				s.history.WriteString(out)
			case r.IntN(4) == 0:
				s.m.resize(2+r.IntN(20), 2+r.IntN(8))
				s.resize()
				if r.IntN(3) == 0 {
					s.unanswered()
				}
				for ; s.m.asked > 0; s.m.asked-- {
					s.answered(fmt.Sprintf("%d;%d", s.m.cur.row+1, min(s.m.cur.col, s.m.cols-1)+1))
				}
				resized = true
			}
			ops = append(ops, fmt.Sprintf("op %d: text %q at %d, screen\n%s", op, string(c.text), c.pos, s.m))
			if fault := s.wrong(c, !resized && i%20 == 19); fault != "" {
				t.Fatalf("seed %d: %s\n%s", seed, fault, strings.Join(ops[max(0, len(ops)-3):], "\n"))
			}
		}
	}
}

// wrong says what is not as it should be.
func (s *modelTerm) wrong(c content, output bool) string {
	if len(s.m.faults) > 0 {
		return fmt.Sprint(s.m.faults)
	}
	if s.m.cols != s.columns {
		return "the size was not noticed"
	}
	want := newModelTerm(s.m.cols, s.m.rows+1)
	want.screen.height = s.m.rows
	want.size = func() (int, int) { return s.m.cols, s.m.rows }
	want.top = s.top
	want.on, want.content, want.page = true, c, page{}
	want.paintAll()
	want.flush()
	first := s.m.cur.row - want.m.cur.row
	if first < 0 {
		return fmt.Sprintf("the page begins in row %d", first)
	}
	if s.m.cur.col != want.m.cur.col {
		return fmt.Sprintf("the cursor is in column %d, want %d", s.m.cur.col, want.m.cur.col)
	}
	for i := first; i < s.m.rows; i++ {
		got, w := s.m.line(s.m.screen[i].cells, false), want.m.line(want.m.screen[i-first].cells, false)
		if got != w {
			return fmt.Sprintf("row %d is %q, want %q", i, got, w)
		}
	}
	if !output { // costs too much to look at after each step
		return ""
	}
	return s.outputWrong(first)
}

// outputWrong compares what stands above the page with what was written.
func (s *modelTerm) outputWrong(first int) string {
	want := newModel(s.m.cols, 1000)
	modelWriter{want}.Write([]byte(s.history.String()))
	got, w := "", ""
	for _, r := range append(append([]modelRow(nil), s.m.above...), s.m.screen[:first]...) {
		got += s.m.line(r.cells, false) + "\n"
	}
	for _, r := range want.screen {
		w += want.line(r.cells, false) + "\n"
	}
	if strings.TrimRight(got, "\n") != strings.TrimRight(w, "\n") {
		return fmt.Sprintf("the output above is\n%s\nwant\n%s", got, strings.TrimRight(w, "\n"))
	}
	return ""
}

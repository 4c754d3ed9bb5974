package term

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"sockpit/repl/view"
	"sockpit/scripting/api"
)

// later lets a limiter believe that time has passed.
func (f *limiter) later(d time.Duration) { f.asked = f.asked.Add(-d) }

func limited(rate int) (*Printer, *strings.Builder) {
	var out strings.Builder
	p := &Printer{Out: &out, Width: func() int { return 80 }, Style: view.Plain()}
	p.LimitOutput(rate)
	return p, &out
}

// What is shown and what is said to be left out make up all that was printed.
func TestLimitCounts(t *testing.T) {
	t.Parallel()
	p, out := limited(10 << 10)
	const lines = 5000
	for i := range lines {
		p.Print(fmt.Sprintf("line %06d\n", i))
		if i%1000 == 999 {
			p.limit.later(time.Second)
		}
	}
	p.SayLeftOut()
	shown, left := strings.Count(out.String(), "line "), 0
	notes := regexp.MustCompile(`… ([\d,]+) lines? left out, ([\d,]+) bytes`).FindAllStringSubmatch(out.String(), -1)
	for _, m := range notes {
		n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		bytes, _ := strconv.Atoi(strings.ReplaceAll(m[2], ",", ""))
		if left += n; bytes != n*len("line 000000\n") {
			t.Errorf("%d bytes in %d lines", bytes, n)
		}
	}
	if shown+left != lines || len(notes) != 5 {
		t.Errorf("%d lines shown and %d left out in %d notes, want %d and 5 notes", shown, left, len(notes), lines)
	}
	if most := 7 * (10 << 10); out.Len() > most {
		t.Errorf("%d bytes shown, want at most %d", out.Len(), most)
	}
}

// Up to the limit nothing is cut, and a second later there is room again.
func TestLimitWithin(t *testing.T) {
	t.Parallel()
	p, out := limited(1 << 10)
	text := strings.Repeat("x", 1023) + "\n"
	for range 5 {
		p.Print(text)
		p.limit.later(time.Second)
	}
	p.SayLeftOut()
	if want := strings.Repeat(text, 5); out.String() != want {
		t.Errorf("%d bytes shown, want %d", out.Len(), len(want))
	}
}

// One text that is too long is cut at a line, or between runes.
func TestLimitCuts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{strings.Repeat("a line\n", 1000), strings.Repeat("a line\n", 146)},
		{strings.Repeat("ü", 2000), strings.Repeat("ü", 512) + "…\n"},
		{strings.Repeat("x", 2000), strings.Repeat("x", 1024) + "…\n"},
	} {
		p, out := limited(1 << 10)
		p.Print(test.text)
		if got := out.String(); got != test.want {
			t.Errorf("shown %q, want %q", got, test.want)
		}
		p.SayLeftOut()
		if !strings.Contains(out.String(), "left out") {
			t.Error("what was left out is not said")
		}
	}
}

// A dump is cut before it is drawn.
func TestHexOfMuch(t *testing.T) {
	t.Parallel()
	p, out := limited(1 << 20)
	p.Show(api.Hex{Data: make([]byte, 1<<20)})
	if got := out.String(); !strings.HasSuffix(got, "  … 983,040 bytes more\n") || strings.Count(got, "\n") != 4097 {
		t.Errorf("%d lines, ending in %q", strings.Count(got, "\n"), got[len(got)-60:])
	}
}

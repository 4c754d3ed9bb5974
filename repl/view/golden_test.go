package view

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sockpit/runtime/printable"
)

var update = flag.Bool("update", false, "rewrite the golden files with what is drawn now")

// widths are those of a narrow split, of two usual terminals, of the default,
// and of a wide one.
var widths = []int{40, 60, 80, 100, 140}

// Every view draws the world of fixture_test.go as its file in testdata shows.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, d := range drawings {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			drawn := widths
			if wide[d.name] == forPrograms {
				drawn = widths[:1] // no width changes it
			}
			for _, w := range drawn {
				fmt.Fprintf(&b, "==== %d columns %s\n%s", w, strings.Repeat("=", w-len("==== 000 columns ")+1), d.draw(tame, w, Plain()))
			}
			file := "testdata/" + d.name + ".txt"
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, file, string(want), b.String())
		})
	}
}

// compare shows the first line that differs.
func compare(t *testing.T, file, want, got string) {
	t.Helper()
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			t.Fatalf("%s:%d:\nwant %q\ngot  %q\n(go test -update rewrites it)", file, i+1, a, b)
		}
	}
}

// wide names what may be wider than the terminal, and why.
var wide = map[string]string{
	"hex":  "a row of 16 bytes is cut by nobody: half of one would be misread",
	"json": forPrograms,

	"map_svg":      forPrograms,
	"diagram_svg":  forPrograms,
	"diagram_page": forPrograms,
}

const forPrograms = "a line is for programs"

// measured gives the lines that must not be too wide. Those of an example are
// code, which nobody can break but who wrote it, and the first one of a failure
// is whole so that it can be searched for.
func measured(name, text string) []string {
	code, last := false, "----"
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
		code = line == "  Example" || code && line != "----"
		first := last == "----"
		last = line
		return name == "function" && code || name == "failure" && first
	})
}

// Nothing is wider than the terminal, at any width that one can have.
func TestWidth(t *testing.T) {
	t.Parallel()
	for _, d := range drawings {
		if wide[d.name] != "" {
			continue
		}
		for w := 40; w <= 200; w++ {
			for _, line := range measured(d.name, d.draw(tame, w, Plain())) {
				if got := printable.Width(line); got > w {
					t.Errorf("%s at %d: a line of %d columns: %q", d.name, w, got, line)
					break
				}
			}
		}
	}
}

// No line ends in spaces: a copied one would carry them.
func TestNoTrailingSpace(t *testing.T) {
	t.Parallel()
	for _, d := range drawings {
		for _, w := range widths {
			for _, line := range strings.Split(d.draw(tame, w, Plain()), "\n") {
				if strings.TrimRight(line, " ") != line {
					t.Errorf("%s at %d: %q", d.name, w, line)
				}
			}
		}
	}
}

// loud is a Style whose every colour can be told from a stranger's.
func loud() Style {
	n := 900
	paint := func() func(string) string {
		n++
		code := n
		return func(s string) string {
			if s == "" {
				return ""
			}
			return fmt.Sprintf("\x1b[%dm%s\x1b[999m", code, s)
		}
	}
	return Style{Name: paint(), Good: paint(), Wait: paint(), Gone: paint(), Bad: paint(), Soft: paint(), Head: paint()}
}

var ours = regexp.MustCompile("\x1b\\[9[0-9][0-9]m")

// Colour changes nothing else: without it the text is that of the plain Style.
func TestColourIsOnlyColour(t *testing.T) {
	t.Parallel()
	for _, d := range drawings {
		for _, w := range widths {
			want, painted := d.draw(tame, w, Plain()), d.draw(tame, w, loud())
			if got := ours.ReplaceAllString(painted, ""); got != want {
				t.Errorf("%s at %d:\ngot  %q\nwant %q", d.name, w, got, want)
			}
			if wide[d.name] != forPrograms && d.name != "sentence" && !strings.Contains(painted, "\x1b[") {
				t.Errorf("%s at %d is not painted", d.name, w)
			}
			for _, line := range strings.Split(painted, "\n") {
				if codes := ours.FindAllString(line, -1); len(codes)%2 != 0 {
					t.Errorf("%s at %d: colour goes on over the end of the line %q", d.name, w, line)
				}
			}
		}
	}
}

package printable

import (
	"slices"
	"strings"
	"testing"
)

func TestWidth(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"": 0, "abc": 3, "Tiếng Việt": 10, "日本語": 6, "🎉": 2, "…": 1, "│─►": 3, "❤": 1, "é": 1, "°±×": 3, "한": 2,
	} {
		if got := Width(in); got != want {
			t.Errorf("Width(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestPadFit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in             string
		w              int
		pad, left, fit string
	}{
		{"ab", 4, "ab  ", "  ab", "ab"},
		{"abcd", 4, "abcd", "abcd", "abcd"},
		{"abcde", 4, "abcde", "abcde", "abc…"},
		{"日本語", 5, "日本語", "日本語", "日本…"},
		{"日本語", 4, "日本語", "日本語", "日…"}, // 本 does not fit in half
		{"日本", 5, "日本 ", " 日本", "日本"},
		{"ab", 1, "ab", "ab", "…"},
		{"ab", 0, "ab", "ab", ""},
		{"ab", -1, "ab", "ab", ""},
		{"a\u0302\u0301bc", 2, "a\u0302\u0301bc", "a\u0302\u0301bc", "a\u0302\u0301…"},
	}
	for _, test := range tests {
		if got := Pad(test.in, test.w); got != test.pad {
			t.Errorf("Pad(%q, %d) = %q, want %q", test.in, test.w, got, test.pad)
		}
		if got := PadLeft(test.in, test.w); got != test.left {
			t.Errorf("PadLeft(%q, %d) = %q, want %q", test.in, test.w, got, test.left)
		}
		if got := Fit(test.in, test.w); got != test.fit {
			t.Errorf("Fit(%q, %d) = %q, want %q", test.in, test.w, got, test.fit)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		w    int
		want []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one  two\tthree ", 20, []string{"one two three"}},
		{"one\n\ntwo", 10, []string{"one", "", "two"}},
		{"a abcdefgh b", 3, []string{"a", "abc", "def", "gh", "b"}},
		{"日本語 です", 5, []string{"日本", "語", "です"}},
		{"日本", 1, []string{"日", "本"}}, // no narrower than a rune
		{"xy", 0, []string{"x", "y"}},
		{"no\u00a0break here", 8, []string{"no\u00a0break", "here"}},
	}
	for _, test := range tests {
		if got := Wrap(test.in, test.w); !slices.Equal(got, test.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", test.in, test.w, got, test.want)
		}
	}
}

func FuzzLayout(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, i%7)
	}
	f.Fuzz(func(t *testing.T, s string, w int) {
		w %= 100
		if fit := Fit(s, w); Width(fit) > max(w, 0) {
			t.Errorf("Width(Fit(%q, %d)) = %d: %q", s, w, Width(fit), fit)
		}
		if pad := Pad(Line(s), w); Width(pad) < w {
			t.Errorf("Width(Pad(%q, %d)) = %d", s, w, Width(pad))
		}
		lines := Wrap(Text(s), w)
		for _, line := range lines {
			if Width(line) > max(w, 2) {
				t.Errorf("Wrap(%q, %d): %q is %d wide", s, w, line, Width(line))
			}
		}
		squeeze := strings.NewReplacer(" ", "", "\t", "", "\n", "")
		if got, want := strings.Join(lines, ""), Text(s); squeeze.Replace(got) != squeeze.Replace(want) {
			t.Errorf("Wrap(%q, %d) lost text: %q", s, w, lines)
		}
	})
}

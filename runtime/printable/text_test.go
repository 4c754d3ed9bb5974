package printable

import (
	"strings"
	"testing"
)

func TestTextLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, text, line string }{
		{"plain", "plain", "plain"},
		{"a\tb\nc", "a\tb\nc", `a\tb\nc`},
		{"a\r\n", "a\\r\n", `a\r\n`},
		{"\x1b[31mred\x00", `\x1b[31mred\x00`, `\x1b[31mred\x00`},
		{"\u009b31m", `\u{9b}31m`, `\u{9b}31m`},
		{"a\u202eb", `a\u{202e}b`, `a\u{202e}b`},
		{"bad\xff", `bad\xff`, `bad\xff`},
		{"\ufffd", "\ufffd", "\ufffd"},
		{"tag\U000e0041", `tag\u{e0041}`, `tag\u{e0041}`},
		{`C:\dir "x"`, `C:\dir "x"`, `C:\dir "x"`},
		{"Tiếng Việt 日本語 👍🏽 ❤️", "Tiếng Việt 日本語 👍🏽 ❤️", "Tiếng Việt 日本語 👍🏽 ❤️"},
		{"a\n\u0301b", "a\n\\u{301}b", `a\n\u{301}b`},
	}
	for _, test := range tests {
		if got := Text(test.in); got != test.text {
			t.Errorf("Text(%+q) = %q, want %q", test.in, got, test.text)
		}
		if got := Line(test.in); got != test.line {
			t.Errorf("Line(%+q) = %q, want %q", test.in, got, test.line)
		}
	}
}

func TestTextSafeIsFree(t *testing.T) {
	s := strings.Repeat("Một dòng chữ an toàn\n", 20)
	if n := testing.AllocsPerRun(100, func() { Text(s) }); n != 0 {
		t.Errorf("Text of safe text: %v allocations, want 0", n)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, line := Text(s), Line(s)
		checkSafe(t, text, "\n\t")
		checkSafe(t, line, "")
		// What is safe already is not touched a second time.
		if again := Text(text); again != text {
			t.Errorf("Text(%q) = %q", text, again)
		}
		if again := Line(line); again != line {
			t.Errorf("Line(%q) = %q", line, again)
		}
	})
}

func BenchmarkText(b *testing.B) {
	s := strings.Repeat("Một ổ cắm là một đầu của đường nối\n", 24)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Text(s)
	}
}

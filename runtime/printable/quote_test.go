package printable

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile are texts that have fooled terminals, and some that must not suffer
// for it. They seed every fuzz test.
var hostile = []string{
	"", "hello\n", "a\x00b", "\x001", "\x1b[2J\x1b]0;owned\x07", "\x9b31m", "\u009b31m",
	"a\u202egpj.exe", "\u2066x\u2069", "zero\u200bwidth", "\ufeffbom", "tag\U000e0041", "private\ue000",
	"\u3164\u115f\u1160\u2800\uffa0", "Tiếng Việt", "Tiếng Việt", "日本語", "👩‍👩‍👧", "❤️", "e\u0301\u0302\u0303\u0304",
	"\u0301start", "a\n\u0301b", "x\ufe0f\ufe0f", "a\U000e0100\U000e0101", "\xff\xfe", "\xe2\x80", "\xed\xa0\x80",
	"\xf4\x90\x80\x80", "no\u00a0break", "line\u2028sep", `C:\new "x"`, "\r\n\t", "\ufffd", "\u0600…", "กำ", "🇻🇳",
}

func TestQuote(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", `""`},
		{"hello\n", `"hello\n"`},
		{"\r\n\t", `"\r\n\t"`},
		{"a\x00" + "1", `"a\0001"`},
		{"\x1b[2J\x07\x7f", `"\027[2J\007\127"`},
		{`C:\new "x"`, `"C:\\new \"x\""`},
		{"\xff\x80", `"\255\128"`},
		{"\xe2\x80", `"\226\128"`},
		{"\u202e", `"\226\128\174"`},
		{"\u200b", `"\226\128\139"`},
		{"\u3164\u2800", `"\227\133\164\226\160\128"`},
		{"\u009b", `"\194\155"`},
		{"Tiếng Việt, 日本語 🎉", `"Tiếng Việt, 日本語 🎉"`},
		{"e\u0302\u0301", "\"e\u0302\u0301\""},                 // ế in three runes
		{"e\u0302\u0301\u0300", "\"e\u0302\u0301\\204\\128\""}, // a third mark
		{"\u0301a", `"\204\129a"`},                             // must not sit on the quote
		{"\n\u0301", `"\n\204\129"`},                           // nor on an escape
		{"❤\ufe0f", "\"❤\ufe0f\""},
		{"a\ufe0f", `"a\239\184\143"`},
		{"👩\u200d👧", `"👩\226\128\141👧"`},
		{"\ufffd", "\"\ufffd\""}, // a real replacement character is not an error
	}
	for _, test := range tests {
		if got := Quote(test.in); got != test.want {
			t.Errorf("Quote(%+q) = %s, want %s", test.in, got, test.want)
		}
		if got := Quote([]byte(test.in)); got != test.want {
			t.Errorf("Quote([]byte(%+q)) = %s, want %s", test.in, got, test.want)
		}
	}
}

func TestQuoteN(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		max  int
		want string
	}{
		{"hello", 5, `"hello"`},
		{"hello", 4, `"hell"… (+1 byte)`},
		{"hello", 0, `""… (+5 bytes)`},
		{"hello", -1, `""… (+5 bytes)`},
		{"", 0, `""`},
		{strings.Repeat("x", 1236), 2, `"xx"… (+1,234 bytes)`},
		{"aế", 3, `"a"… (+3 bytes)`},                   // not half a rune
		{"a\xff\xff\xff", 3, `"a\255\255"… (+1 byte)`}, // no rune to keep whole
		{"é!!", 2, `"é"… (+2 bytes)`},
	}
	for _, test := range tests {
		if got := QuoteN(test.in, test.max); got != test.want {
			t.Errorf("QuoteN(%q, %d) = %s, want %s", test.in, test.max, got, test.want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1: "-1", -100: "-100", -1234: "-1,234"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestUnquote(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		`"a\nb"`: "a\nb", `'it"s'`: `it"s`, `"\a\b\f\v\r\t\\\"\'"`: "\a\b\f\v\r\t\\\"'",
		`"\0\10\0655"`: "\x00\n" + "A5", "\"a\\\nb\"": "a\nb",
	}
	for in, want := range good {
		if got, err := Unquote(in); err != nil || got != want {
			t.Errorf("Unquote(%s) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{``, `"`, `x`, `"a`, `"a'`, `"a"b"`, "\"a\nb\"", `"\"`, `"\x41"`, `"\256"`, `"ab"… (+1 byte)`} {
		if got, err := Unquote(in); err == nil {
			t.Errorf("Unquote(%s) = %q, want an error", in, got)
		}
	}
}

// TestQuoteLua lets a real Lua 5.1 read what Quote wrote.
func TestQuoteLua(t *testing.T) {
	t.Parallel()
	lua, err := exec.LookPath("lua5.1")
	if err != nil {
		t.Skip("no lua5.1 here to ask")
	}
	var want []byte
	for c := range 256 {
		want = append(want, byte(c), '0', byte(c), 'x')
	}
	for _, s := range hostile {
		want = append(want, s...)
	}
	cmd := exec.Command(lua, "-")
	cmd.Stdin = strings.NewReader("io.write(" + Quote(want) + ")")
	got, err := cmd.Output()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("Lua read %q, %v, want %q", got, err, want)
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range hostile {
		f.Add([]byte(s), 3)
	}
	f.Fuzz(func(t *testing.T, b []byte, max int) {
		q := Quote(b)
		if q != Quote(string(b)) {
			t.Errorf("Quote(%q) differs for a string", b)
		}
		if got, err := Unquote(q); err != nil || got != string(b) {
			t.Errorf("Unquote(%s) = %q, %v, want %q", q, got, err, b)
		}
		checkSafe(t, q, "")
		checkSafe(t, QuoteN(b, max), "")
	})
}

// checkSafe fails if s holds a rune that must never be shown. It asks the
// Unicode tables, not the code under test. allow names exceptions.
func checkSafe(t *testing.T, s, allow string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not UTF-8", s)
	}
	marks, base := 0, false
	for _, r := range s {
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		switch {
		case strings.ContainsRune(allow, r):
			base = false
			continue
		case r == ' ':
		case unicode.In(r, unicode.C, unicode.Z, unicode.Bidi_Control, unicode.Other_Default_Ignorable_Code_Point):
			t.Errorf("%q holds %U", s, r)
		case unicode.Is(unicode.Variation_Selector, r) && r != 0xfe0f, r == 0x2800:
			t.Errorf("%q holds %U, which draws nothing", s, r)
		case marks > maxMarks, marks > 0 && !base:
			t.Errorf("%q holds mark %d, %U, base %t", s, marks, r, base)
		}
		base = true
	}
}

func BenchmarkAppendQuote(b *testing.B) {
	inputs := []struct {
		name string
		data []byte
	}{
		{"ascii", bytes.Repeat([]byte("GET / HTTP/1.1\r\nHost: example\r\n"), 32)},
		{"vietnamese", bytes.Repeat([]byte("Một ổ cắm là một đầu của đường nối "), 24)},
		{"binary", func() []byte {
			data := make([]byte, 1024)
			for i := range data {
				data[i] = byte(i * 167)
			}
			return data
		}()},
	}
	for _, in := range inputs {
		b.Run(in.name, func(b *testing.B) {
			var dst []byte
			b.SetBytes(int64(len(in.data)))
			b.ReportAllocs()
			for b.Loop() {
				dst = AppendQuote(dst[:0], in.data)
			}
		})
	}
}

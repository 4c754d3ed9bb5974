package line

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// decodeAll decodes p, cut into reads of the given sizes (the last repeats).
func decodeAll(t testing.TB, p []byte, sizes ...int) []key {
	var d decoder
	var keys []key
	for len(p) > 0 {
		n := len(p)
		if len(sizes) > 0 {
			n = min(sizes[0], n)
			if len(sizes) > 1 {
				sizes = sizes[1:]
			}
		}
		queue := p[:n]
		p = p[n:]
		for turn := 0; len(queue) > 0; turn++ {
			if turn > 4*n+16 {
				t.Fatalf("the decoder does not get on at %q", queue)
			}
			k, n := d.next(queue)
			queue = queue[n:]
			if k.do != nothing {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// joined puts texts typed in a row together: a read may cut them anywhere.
func joined(keys []key) []key {
	var out []key
	for _, k := range keys {
		if n := len(out); n > 0 && k.do == insert && out[n-1].do == insert {
			out[n-1].text += k.text
			continue
		}
		out = append(out, k)
	}
	return out
}

func TestKeys(t *testing.T) {
	t.Parallel()
	text := func(s string) key { return key{insert, s} }
	for _, c := range []struct {
		in   string
		want []key
	}{
		{"abc", []key{text("abc")}},
		{"a\x00b", []key{text("a"), {do: setMark}, text("b")}},
		{"\x1b[A\x1bOB", []key{{do: up}, {do: down}}},
		{"\x1b[1;5D", []key{{do: wordLeft}}},
		{"\x1b[3~", []key{{do: deleteRight}}},
		{"\x1b[<0;1;1Mx", []key{text("x")}},
		{"\x1b[1;10;10Mx", []key{text("x")}},
		{"\x1b[M\"#$x", []key{text("x")}},
		{"\x1b[M\"\r", []key{{do: enter}}},
		{"\x1b[[Ax", []key{text("x")}},
		{"\x1b]0;title\ax", []key{text("x")}},
		{"\x1b]0;title\x1b\\x", []key{text("x")}},
		{"\x1b]0;ti\x1b[Ax", []key{{do: up}, text("x")}},
		{"\x1bPq\x03", []key{{do: interrupt}}},
		{"\x1b\x1b[A", []key{{do: up}}},
		{"\x1bế", []key{text("ế")}},
		{"\x1b[200~a\r\nb\x1b[201~c", []key{{paste, "a\r\nb"}, text("c")}},
		{"\x1b[200~\x1b[201~", []key{{do: paste}}},
		{"\x1b[200~\x1b[20\x1b[201~", []key{{paste, "\x1b[20"}}},
		{"\x1b[201~", nil},
		{"\x1b[;;;m\x1b[5n\x1b[?1;2c", nil},
		{"é\xffz", []key{text("é\xffz")}},
		{"\xe1\xba\r", []key{text("\xe1\xba"), {do: enter}}},
		{"\u009b31m", []key{text("31m")}},
		{"\U00100000", []key{text("\U00100000")}},
		{"\x16\x01b", []key{{quoted, "\x01"}, text("b")}},
		{"\x16ếb", []key{{quoted, "ế"}, text("b")}},
		{"\x11\xc3(", []key{{quoted, "\xc3"}, text("(")}},
		{"\x16\x1b[1;5Db", []key{{quoted, "\x1b[1;5D"}, text("b")}},
		{"\x16\x1bb", []key{{quoted, "\x1b"}, text("b")}},
		{"\x16\x1b[200~a\x1b[201~b", []key{{paste, "a"}, text("b")}},
		{"\x1dx\x1b\x1dy", []key{{findRight, "x"}, {findLeft, "y"}}},
		{"\x18\x05\x18\x15\x18\x18\x18q", []key{{do: external}, {do: undo}, {do: swapMark}}},
		{"\x18\x1b[A", []key{{do: up}}},
		{"\x1b3\x1b-x", []key{{digit, "3"}, {digit, "-"}, text("x")}},
		{"\x1b_\x1b.\x1b#", []key{{do: lastWord}, {do: lastWord}, {do: comment}}},
		{"\x1b[12;40R", []key{{position, "12;40"}}},
	} {
		for _, size := range []int{1 << 20, 1, 2, 3} {
			if got := joined(decodeAll(t, []byte(c.in), size)); !same(got, c.want) {
				t.Errorf("%q in reads of %d bytes: %v, want %v", c.in, size, got, c.want)
			}
		}
	}
}

func same(a, b []key) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestPasteTooLong(t *testing.T) {
	t.Parallel()
	in := "\x1b[200~" + strings.Repeat("a", maxPaste+1) + "\x1b[201~b"
	got := decodeAll(t, []byte(in), 64<<10)
	if want := []key{{do: refused}, {insert, "b"}}; !same(got, want) {
		t.Errorf("%d keys, want the paste refused", len(got))
	}
	in = "\x1b[200~" + strings.Repeat("a", maxPaste-64<<10) + "\x1b[201~"
	if got := decodeAll(t, []byte(in), 64<<10); len(got) != 1 || len(got[0].text) != maxPaste-64<<10 {
		t.Error("a paste below the bound is not taken")
	}
}

// FuzzKeys: any bytes, cut anywhere, are decoded without a hang; no control
// character becomes text; how they are cut makes no difference; and the
// decoder comes back to the ground.
func FuzzKeys(f *testing.F) {
	for _, s := range []string{
		"abc\x1b[A\r", "\x1b[200~x\ny\x1b[201~", "\x1b[M\x1b[<1;2;3M", "\x1b]0;\x1b\\",
		"\xe1\xba\xbf\xe1\xba", "e\u0302\u0301\u202e", "\x1b[200~\x1b[201\x1b[201~", "\x1bOM\x1b[[",
	} {
		f.Add([]byte(s), uint8(1))
	}
	f.Fuzz(func(t *testing.T, p []byte, size uint8) {
		whole := joined(decodeAll(t, p))
		for _, k := range whole {
			if k.do == insert {
				checkText(t, k.text, false)
			}
			if k.do == paste {
				checkText(t, cleanPaste(k.text), true)
			}
		}
		// One Ctrl-C alone in a read ends a paste: there cutting matters.
		if !strings.Contains(string(p), "\x03") {
			if cut := joined(decodeAll(t, p, int(size)+1)); !same(cut, whole) {
				t.Errorf("%q: %v in one piece, %v in pieces of %d", p, whole, cut, int(size)+1)
			}
		}
		var d decoder
		queue := append(append([]byte(nil), p...), "\x1b[201~\x03\x03\x03\x03\x03\x03"...)
		for len(queue) > 0 {
			_, n := d.next(queue)
			queue = queue[n:]
		}
		if k, _ := d.next([]byte("x")); k != (key{insert, "x"}) {
			t.Errorf("after %q the keyboard is dead: %v", p, k)
		}
	})
}

// checkText looks for control characters in a text, and whether a buffer keeps all
// its bytes.
func checkText(t *testing.T, s string, lines bool) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if (r < 0x20 || r >= 0x7f && r < 0xa0) && !(lines && (r == '\n' || r == '\t')) {
			t.Errorf("control character %U in the text %q", r, s)
		}
		i += n
	}
	inBuffer := bufferText(s)
	if !utf8.ValidString(inBuffer) {
		t.Errorf("text %q is no UTF-8 in a buffer", s)
	}
	got, want := entryText([]rune(inBuffer)), s
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r >= foldFirst }) {
		want = norm.NFC.String(s)
		if got != want {
			t.Errorf("the buffer makes %q of %q", got, s)
		}
	}
}

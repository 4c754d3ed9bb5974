package printable

import (
	"strconv"
	"unicode/utf8"
)

// Text returns s, written by a stranger, with newline and tab kept and
// everything else unsafe made visible: \r, \xNN for a control byte or a byte
// that is not UTF-8, \u{202e} for a rune. It is for eyes, not for reading back:
// a backslash of the text itself stays one backslash.
func Text(s string) string { return clean(s, true) }

// Line is Text on one line: newline and tab are shown as \n and \t, so that
// Width(Line(s)) is what s takes on a terminal.
func Line(s string) string { return clean(s, false) }

func clean(s string, layout bool) string {
	var g gate
	var out []byte // nil while s is safe so far
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		ok := false
		switch {
		case r == utf8.RuneError && n == 1:
			g.close()
		case layout && (r == '\n' || r == '\t'):
			g.close()
			ok = true
		default:
			ok = g.pass(r)
		}
		switch {
		case !ok && out == nil:
			out = append(make([]byte, 0, len(s)+16), s[:i]...)
			fallthrough
		case !ok:
			out = appendVisible(out, s[i:i+n], r)
		case out != nil:
			out = append(out, s[i:i+n]...)
		}
		i += n
	}
	if out == nil {
		return s
	}
	return string(out)
}

// appendVisible appends the escape of r, whose bytes are raw.
func appendVisible(dst []byte, raw string, r rune) []byte {
	const hex = "0123456789abcdef"
	switch {
	case r == '\n':
		return append(dst, `\n`...)
	case r == '\r':
		return append(dst, `\r`...)
	case r == '\t':
		return append(dst, `\t`...)
	case len(raw) == 1:
		return append(dst, '\\', 'x', hex[raw[0]>>4], hex[raw[0]&15])
	}
	dst = append(dst, `\u{`...)
	dst = strconv.AppendInt(dst, int64(r), 16)
	return append(dst, '}')
}

// Start gives the first bytes of s, at most n, without a part of a rune at the end.
func Start(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n = max(n, 0); n > 0 && !utf8.RuneStart(s[n]); n-- {
	}
	return s[:n]
}

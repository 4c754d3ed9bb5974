package printable

import (
	"strconv"
	"unicode/utf8"
)

// Bytes is what can be quoted.
type Bytes interface{ ~string | ~[]byte }

// Quote returns b as a Lua string literal, "hello\n", that a person can read
// and that [Unquote], Lua 5.1 and every later Lua turn back into the same
// bytes. What may not be shown becomes \n, \r, \t or a decimal \ddd of always
// three digits, since Lua 5.1 has no \x.
func Quote[T Bytes](b T) string {
	return string(AppendQuote(make([]byte, 0, len(b)+len(b)/8+2), b))
}

// AppendQuote appends Quote(b) to dst.
func AppendQuote[T Bytes](dst []byte, b T) []byte {
	dst = append(dst, '"')
	var g gate
	for i := 0; i < len(b); {
		n := plainASCII(b[i:])
		if n > 0 {
			dst = append(dst, b[i:i+n]...)
			g = gate{prev: rune(b[i+n-1])}
			i += n
			continue
		}
		n = runeLen(b[i:])
		if b[i] >= utf8.RuneSelf && n > 0 && g.pass(decode(b[i:i+n])) {
			dst = append(dst, b[i:i+n]...)
			i += n
			continue
		}
		g.close()
		for range max(n, 1) {
			dst = appendLuaEscape(dst, b[i])
			i++
		}
	}
	return append(dst, '"')
}

// QuoteN is Quote of at most the first max bytes of b, followed by
// "… (+1,234 bytes)" when some were left out. A rune is never cut in two, so
// up to three bytes fewer than max may be shown.
func QuoteN[T Bytes](b T, max int) string {
	return string(AppendQuoteN(nil, b, max))
}

// AppendQuoteN appends QuoteN(b, max) to dst.
func AppendQuoteN[T Bytes](dst []byte, b T, max int) []byte {
	if max < 0 {
		max = 0
	}
	if len(b) <= max {
		return AppendQuote(dst, b)
	}
	cut := runeCut(b, max)
	dst = AppendQuote(dst, b[:cut])
	dst = append(dst, "… (+"...)
	dst = append(dst, Count(len(b)-cut)...)
	if len(b)-cut == 1 {
		return append(dst, " byte)"...)
	}
	return append(dst, " bytes)"...)
}

// Plural returns n things: "1 byte", "1200 bytes".
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// Count returns n in decimal with a comma between thousands: "1,234".
func Count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plainASCII returns how many bytes at the start of b stand for themselves in
// a literal.
func plainASCII[T Bytes](b T) int {
	for i := 0; i < len(b); i++ {
		if c := b[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			return i
		}
	}
	return len(b)
}

// runeLen returns the length of the valid rune at the start of b, or 0.
func runeLen[T Bytes](b T) int {
	r, n := utf8.DecodeRuneInString(string(b[:min(len(b), utf8.UTFMax)]))
	if r == utf8.RuneError && n <= 1 {
		return 0
	}
	return n
}

// decode returns the rune that b is.
func decode[T Bytes](b T) rune {
	r, _ := utf8.DecodeRuneInString(string(b))
	return r
}

// runeCut returns the largest cut <= max that splits no valid rune of b.
func runeCut[T Bytes](b T, max int) int {
	for back := 1; back < utf8.UTFMax && back <= max; back++ {
		if start := max - back; utf8.RuneStart(b[start]) {
			if runeLen(b[start:]) > back {
				return start
			}
			break
		}
	}
	return max
}

func appendLuaEscape(dst []byte, c byte) []byte {
	switch c {
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	case '"', '\\':
		return append(dst, '\\', c)
	}
	return append(dst, '\\', '0'+c/100, '0'+c/10%10, '0'+c%10)
}

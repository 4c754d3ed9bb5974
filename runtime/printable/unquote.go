package printable

import (
	"fmt"
	"strings"
)

// Unquote returns the bytes of a Lua short string literal, in double or single
// quotes. It knows the escapes of Lua 5.1 and is stricter than Lua in one
// point: an unknown escape is an error, not the letter itself.
func Unquote(s string) (string, error) {
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' || s[len(s)-1] != s[0] {
		return "", fmt.Errorf("unquote: want a literal in quotes, got %s", QuoteN(s, 40))
	}
	quote, body := s[0], s[1:len(s)-1]
	var out strings.Builder
	for i := 0; i < len(body); {
		switch c := body[i]; c {
		case quote:
			return "", fmt.Errorf("unquote: quote inside the literal at byte %d", i+1)
		case '\n', '\r':
			return "", fmt.Errorf("unquote: line end inside the literal at byte %d", i+1)
		case '\\':
			b, n, err := unescape(body[i:])
			if err != nil {
				return "", fmt.Errorf("unquote: %w at byte %d", err, i+1)
			}
			out.WriteByte(b)
			i += n
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String(), nil
}

// unescape reads the escape at the start of s, which begins with a backslash,
// and returns its byte and its length.
func unescape(s string) (b byte, n int, err error) {
	const names, bytes = `abfnrtv\"'` + "\n", "\a\b\f\n\r\t\v\\\"'\n"
	if len(s) < 2 {
		return 0, 0, fmt.Errorf("lone backslash")
	}
	if i := strings.IndexByte(names, s[1]); i >= 0 {
		return bytes[i], 2, nil
	}
	code, n := 0, 1
	for n < len(s) && n < 4 && '0' <= s[n] && s[n] <= '9' {
		code = code*10 + int(s[n]-'0')
		n++
	}
	if n == 1 {
		return 0, 0, fmt.Errorf("unknown escape %s", Line(s[:2]))
	}
	if code > 255 {
		return 0, 0, fmt.Errorf("escape %s is above 255", s[:n])
	}
	return byte(code), n, nil
}

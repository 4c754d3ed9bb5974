package stdlib

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// ToHex writes data as hexadecimal digits, two a byte, with separator between
// the bytes.
func ToHex(data, separator string) string {
	digits := hex.EncodeToString([]byte(data))
	if separator == "" || data == "" {
		return digits
	}
	var b strings.Builder
	b.Grow(len(digits) + len(separator)*(len(data)-1))
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(digits[i : i+2])
	}
	return b.String()
}

// FromHex reads hexadecimal digits, two a byte. Space, colons and hyphens may
// stand between the bytes.
func FromHex(text string) (string, error) {
	out := make([]byte, 0, len(text)/2)
	for i := 0; i < len(text); i++ {
		c := text[i]
		if isSpace(c) || c == ':' || c == '-' {
			continue
		}
		if !isHexDigit(c) {
			return "", fmt.Errorf("got %q at position %d, want a hex digit", c, i+1)
		}
		if i+1 == len(text) || !isHexDigit(text[i+1]) {
			return "", fmt.Errorf("got one digit at position %d, want two for each byte", i+1)
		}
		out = append(out, hexValue(c)<<4|hexValue(text[i+1]))
		i++
	}
	return string(out), nil
}

func hexValue(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

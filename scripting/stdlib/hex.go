package stdlib

import (
	"fmt"
	"strings"
)

// ToHex writes data as hexadecimal digits, two a byte, with separator between
// the bytes. It asks look as [Pieces] does.
func ToHex(data, separator string, look func() error) (string, error) {
	var b strings.Builder
	b.Grow((2 + len(separator)) * len(data))
	err := Pieces(len(data), look, func(from, to int) {
		for i := from; i < to; i++ {
			if i > 0 {
				b.WriteString(separator)
			}
			b.WriteByte(hexDigits[data[i]>>4])
			b.WriteByte(hexDigits[data[i]&15])
		}
	})
	return b.String(), err
}

const hexDigits = "0123456789abcdef"

// FromHex reads hexadecimal digits, two a byte. Space, colons and hyphens may
// stand between the bytes. It asks look as [Pieces] does.
func FromHex(text string, look func() error) (string, error) {
	out := make([]byte, 0, len(text)/2)
	for i, next := 0, pieceSize; i < len(text); i++ {
		if i >= next && look != nil {
			if err := look(); err != nil {
				return "", err
			}
			next += pieceSize
		}
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

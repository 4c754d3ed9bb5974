package stdlib

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// maxExact is the largest integer up to which a Lua number, a float64, holds
// every integer.
const maxExact = 1 << 53

// Pack is string.pack of Lua 5.3. It refuses to make more than limit bytes,
// with a *TooLongError, and integers that a Lua number cannot hold exactly.
func Pack(format string, values []lua.LValue, limit int) (string, error) {
	p := packer{limit: limit}
	r := newPackReader(format)
	for {
		item, ok, err := r.next(len(p.out))
		if err != nil {
			return "", err
		}
		if !ok {
			return string(p.out), nil
		}
		if err := p.zeros(item.pad); err != nil {
			return "", err
		}
		if item.kind == packSkip {
			if err := p.zeros(item.size); err != nil {
				return "", err
			}
			continue
		}
		if len(values) == 0 {
			return "", fmt.Errorf("got no value for %s", item.name)
		}
		if err := p.put(item, values[0]); err != nil {
			return "", err
		}
		values = values[1:]
	}
}

// A packer collects the bytes of one Pack.
type packer struct {
	out   []byte
	limit int
}

func (p *packer) room(n int) error {
	if n > p.limit-len(p.out) {
		return &TooLongError{Limit: p.limit}
	}
	return nil
}

func (p *packer) zeros(n int) error {
	if err := p.room(n); err != nil {
		return err
	}
	p.out = append(p.out, make([]byte, n)...)
	return nil
}

func (p *packer) add(s string) error {
	if err := p.room(len(s)); err != nil {
		return err
	}
	p.out = append(p.out, s...)
	return nil
}

func (p *packer) put(item packItem, v lua.LValue) error {
	switch item.kind {
	case packSigned, packUnsigned:
		n, err := item.integer(v)
		if err != nil {
			return err
		}
		return p.integer(item, n)
	case packFloat, packDouble:
		f, ok := toNumber(v)
		if !ok {
			return fmt.Errorf("got %s, want a number for %s", Describe(v), item.name)
		}
		return p.add(string(floatBytes(item, f)))
	}
	s, ok := toString(v)
	if !ok {
		return fmt.Errorf("got %s, want a string for %s", Describe(v), item.name)
	}
	return p.text(item, s)
}

// integer returns v if it is in the range of the item.
func (item packItem) integer(v lua.LValue) (int64, error) {
	f, ok := toNumber(v)
	if !ok || f != math.Trunc(f) || math.IsInf(f, 0) {
		return 0, fmt.Errorf("got %s, want a whole number for %s", Describe(v), item.name)
	}
	low, high := item.bounds()
	if float64(low) <= f && f <= float64(high) {
		return int64(f), nil
	}
	text := fmt.Sprintf("%d to %d", low, high)
	switch {
	case high == maxExact && low == 0:
		text = "0 to 2^53, beyond which numbers lose digits"
	case high == maxExact:
		text = "-2^53 to 2^53, beyond which numbers lose digits"
	}
	return 0, fmt.Errorf("value %s does not fit %s (%s)", Describe(v), item.name, text)
}

// bounds returns the range of an integer item, within what is exact.
func (item packItem) bounds() (low, high int64) {
	if item.size > 6 {
		if item.kind == packUnsigned {
			return 0, maxExact
		}
		return -maxExact, maxExact
	}
	bits := 8 * item.size
	if item.kind == packUnsigned {
		return 0, 1<<bits - 1
	}
	return -1 << (bits - 1), 1<<(bits-1) - 1
}

// integer appends n in item.size bytes, sign extended.
func (p *packer) integer(item packItem, n int64) error {
	b := make([]byte, item.size)
	for i := range b {
		b[i] = byte(n >> min(8*i, 63))
	}
	if isBig(item.order) {
		reverse(b)
	}
	return p.add(string(b))
}

// isBig reports whether order puts the most significant byte first. The
// native order is neither of the two named ones, so it is asked.
func isBig(order binary.ByteOrder) bool {
	return order.Uint16([]byte{1, 0}) != 1
}

func reverse(b []byte) {
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
}

func floatBytes(item packItem, f float64) []byte {
	b := make([]byte, item.size)
	if item.kind == packFloat {
		item.order.PutUint32(b, math.Float32bits(float32(f)))
	} else {
		item.order.PutUint64(b, math.Float64bits(f))
	}
	return b
}

func (p *packer) text(item packItem, s string) error {
	switch item.kind {
	case packFixed:
		if len(s) > item.size {
			return fmt.Errorf("string of %d bytes does not fit %s", len(s), item.name)
		}
		if err := p.room(item.size); err != nil {
			return err
		}
		if err := p.add(s); err != nil {
			return err
		}
		return p.zeros(item.size - len(s))
	case packZero:
		if strings.Contains(s, "\x00") {
			return fmt.Errorf("string for z contains a zero byte at position %d", strings.Index(s, "\x00")+1)
		}
		return p.add(s + "\x00")
	}
	length := packItem{kind: packUnsigned, size: item.size, order: item.order}
	if _, high := length.bounds(); int64(len(s)) > high {
		return fmt.Errorf("string of %d bytes does not fit %s (its length has %d)", len(s), item.name, item.size)
	}
	if err := p.integer(length, int64(len(s))); err != nil {
		return err
	}
	return p.add(s)
}

package stdlib

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Unpack is string.unpack of Lua 5.3: it returns the values that format finds
// in data from position pos, which counts from 1 or backwards from -1, and the
// position after them.
func Unpack(format, data string, pos int) (values []lua.LValue, next int, err error) {
	at := relative(pos, len(data)) - 1
	if at < 0 || at > len(data) {
		return nil, 0, fmt.Errorf("position: got %d, want 1 to %d", pos, len(data)+1)
	}
	u := &unpacker{data: data, at: at}
	r := newPackReader(format)
	for {
		item, ok, err := r.next(u.at)
		if err != nil {
			return nil, 0, err
		}
		if !ok {
			return values, u.at + 1, nil
		}
		if _, err := u.take(item.pad); err != nil {
			return nil, 0, err
		}
		v, err := u.get(item)
		if err != nil {
			return nil, 0, err
		}
		if v != nil {
			values = append(values, v)
		}
	}
}

// An unpacker reads the bytes of one Unpack.
type unpacker struct {
	data string
	at   int
}

func (u *unpacker) take(n int) (string, error) {
	if left := len(u.data) - u.at; n > left {
		return "", fmt.Errorf("want %d bytes at position %d, data has %d left", n, u.at+1, left)
	}
	s := u.data[u.at : u.at+n]
	u.at += n
	return s, nil
}

// get returns the value of item, or nil for padding.
func (u *unpacker) get(item packItem) (lua.LValue, error) {
	start := u.at
	if item.kind == packZero {
		s, _, found := strings.Cut(u.data[start:], "\x00")
		if !found {
			return nil, fmt.Errorf("want a zero byte at position %d or after, data has none", start+1)
		}
		u.at += len(s) + 1
		return lua.LString(s), nil
	}
	s, err := u.take(item.size)
	if err != nil {
		return nil, err
	}
	switch item.kind {
	case packSkip:
		return nil, nil
	case packFixed:
		return lua.LString(s), nil
	case packFloat:
		return lua.LNumber(math.Float32frombits(item.order.Uint32([]byte(s)))), nil
	case packDouble:
		return lua.LNumber(math.Float64frombits(item.order.Uint64([]byte(s)))), nil
	}
	n, ok := item.read([]byte(s))
	switch {
	case item.kind == packString:
		if !ok {
			return nil, fmt.Errorf("the length at position %d is larger than the data", start+1)
		}
		s, err := u.take(int(n))
		return lua.LString(s), err
	case !ok:
		return nil, fmt.Errorf("the %d-byte integer at position %d is beyond 2^53, where numbers lose digits", item.size, start+1)
	}
	return lua.LNumber(n), nil
}

// read returns the integer that b holds, unless it is beyond maxExact.
func (item packItem) read(b []byte) (int64, bool) {
	if !isBig(item.order) {
		reverse(b)
	}
	fill := byte(0)
	if item.kind == packSigned && b[0] >= 0x80 {
		fill = 0xff
	}
	if extra := len(b) - 8; extra > 0 {
		if !bytes.Equal(b[:extra], bytes.Repeat([]byte{fill}, extra)) {
			return 0, false
		}
		b = b[extra:]
	}
	n := int64(int8(fill))
	for _, c := range b {
		n = n<<8 | int64(c)
	}
	// What is still left of an eighth byte may have changed the sign.
	if (n < 0) != (fill != 0) || n > maxExact || n < -maxExact {
		return 0, false
	}
	return n, true
}

package stdlib

import (
	"encoding/binary"
	"fmt"
)

// The formats are those of string.pack in Lua 5.3: see its manual, 6.4.2.

// A packItem is one option of a format.
type packItem struct {
	kind  packKind
	name  string // as written, such as "I4"
	size  int    // in bytes; of the length field for packString
	pad   int    // zero bytes before it, for alignment
	order binary.ByteOrder
}

type packKind int

const (
	packSigned packKind = iota
	packUnsigned
	packFloat
	packDouble
	packFixed  // cn
	packString // s[n]: a length, then the bytes
	packZero   // z: the bytes, then a zero
	packSkip   // x, X: nothing but padding
)

// aligned reports whether the item is put at a multiple of its size.
func (item packItem) aligned() bool {
	return item.kind != packFixed && item.kind != packZero
}

// nativeSizes are the sizes of C types on the machines people have.
var nativeSizes = map[byte]int{
	'b': 1, 'B': 1, 'h': 2, 'H': 2, 'l': 8, 'L': 8, 'j': 8, 'J': 8, 'T': 8,
	'i': 4, 'I': 4, 's': 8, 'f': 4, 'd': 8, 'n': 8,
}

const (
	maxPackInt = 16
	maxPackRun = 1 << 30 // keeps sums of sizes far from overflow
)

// A packReader reads a format option by option.
type packReader struct {
	format string
	at     int
	order  binary.ByteOrder
	align  int // the largest alignment
}

func newPackReader(format string) *packReader {
	return &packReader{format: format, order: binary.NativeEndian, align: 1}
}

// next returns the next option that stands for data or padding, given that
// offset bytes come before it. It returns false at the end of the format.
func (r *packReader) next(offset int) (item packItem, ok bool, err error) {
	for r.at < len(r.format) {
		start := r.at
		c := r.format[start]
		r.at++
		switch c {
		case ' ':
		case '<':
			r.order = binary.LittleEndian
		case '>':
			r.order = binary.BigEndian
		case '=':
			r.order = binary.NativeEndian
		case '!':
			if r.align, err = r.size(c, 8); err != nil {
				return item, false, err
			}
		case 'X':
			return r.alignment(offset)
		default:
			item, err = r.option(c)
			item.name = r.format[start:r.at]
			item.order = r.order
			if err == nil && item.aligned() {
				item.pad, err = r.padding(item.size, offset)
			}
			return item, err == nil, err
		}
	}
	return item, false, nil
}

func (r *packReader) option(c byte) (item packItem, err error) {
	item.size = nativeSizes[c]
	switch c {
	case 'b', 'h', 'l', 'j':
		item.kind = packSigned
	case 'B', 'H', 'L', 'J', 'T':
		item.kind = packUnsigned
	case 'i':
		item.kind = packSigned
		item.size, err = r.size(c, item.size)
	case 'I':
		item.kind = packUnsigned
		item.size, err = r.size(c, item.size)
	case 's':
		item.kind = packString
		item.size, err = r.size(c, item.size)
	case 'f':
		item.kind = packFloat
	case 'd', 'n':
		item.kind = packDouble
	case 'c':
		item.kind = packFixed
		var given bool
		if item.size, given, err = r.number(); err == nil && !given {
			err = fmt.Errorf("format: c wants a size, as in c10")
		}
	case 'z':
		item.kind = packZero
	case 'x':
		item.kind, item.size = packSkip, 1
	default:
		err = fmt.Errorf("format: got %q, want one of < > = ! b B h H l L j J T i I f d n s z x X c", c)
	}
	return item, err
}

// size reads the number of bytes that may follow c.
func (r *packReader) size(c byte, otherwise int) (int, error) {
	n, given, err := r.number()
	switch {
	case err != nil:
		return 0, err
	case !given:
		return otherwise, nil
	case n < 1 || n > maxPackInt:
		return 0, fmt.Errorf("format: got %c%d, want %c1 to %c%d", c, n, c, c, maxPackInt)
	}
	return n, nil
}

func (r *packReader) number() (n int, given bool, err error) {
	for r.at < len(r.format) && isDigit(r.format[r.at]) {
		n = n*10 + int(r.format[r.at]-'0')
		if n > maxPackRun {
			return 0, true, fmt.Errorf("format: a size is larger than %d", maxPackRun)
		}
		given = true
		r.at++
	}
	return n, given, nil
}

// alignment reads the option that X aligns to.
func (r *packReader) alignment(offset int) (item packItem, ok bool, err error) {
	if r.at < len(r.format) {
		c := r.format[r.at]
		r.at++
		item, err = r.option(c)
		if err == nil && item.aligned() {
			item.pad, err = r.padding(item.size, offset)
			item.kind, item.size = packSkip, 0
			return item, err == nil, err
		}
	}
	return item, false, fmt.Errorf("format: X wants an option to align to, as in Xi4")
}

// padding returns how many bytes bring offset to a multiple of size, or of the
// largest alignment if that is less.
func (r *packReader) padding(size, offset int) (int, error) {
	size = min(size, r.align)
	if size <= 1 {
		return 0, nil
	}
	if size&(size-1) != 0 {
		return 0, fmt.Errorf("format: an alignment of %d bytes is no power of 2", size)
	}
	return (size - offset&(size-1)) & (size - 1), nil
}

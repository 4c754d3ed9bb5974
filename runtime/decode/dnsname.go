package decode

import "fmt"

// maxName is the longest name, in bytes (RFC 1035 2.3.4).
const maxName = 255

// name reads the name at pos and gives where it ends. A pointer goes back to an
// earlier place (RFC 1035 4.1.4): always further back, so that no chain of them
// is endless.
func (d *dnsReader) name(pos int) (name string, end int, err error) {
	n := nameReader{d: d, start: pos, pos: pos, limit: pos, length: 1}
	for !n.done && d.missing == "" && err == nil {
		err = n.label()
	}
	if !n.jumped {
		n.end = min(n.pos, len(d.data))
	}
	if n.done && len(n.text) == 0 {
		return ".", n.end, nil
	}
	return string(n.text), n.end, err
}

// A nameReader is in the middle of a name.
type nameReader struct {
	d          *dnsReader
	text       []byte
	start, pos int
	limit      int // a pointer must point before it
	length     int // of the name, as it would be without pointers
	jumped     bool
	end        int // behind the first pointer
	done       bool
}

// label reads the next label, a pointer, or the end of the name.
func (r *nameReader) label() error {
	data := r.d.data
	if r.pos >= len(data) {
		r.d.missing = "the rest of a name"
		return nil
	}
	n := int(data[r.pos])
	switch {
	case n == 0:
		r.pos++
		r.done = true
	case n >= 0xC0:
		return r.jump()
	case n >= 0x40:
		return fmt.Errorf("the name at byte %d has a label of the unknown kind %#x", r.start+1, n)
	case r.pos+1+n > len(data):
		r.d.missing = "the rest of a name"
		r.pos = len(data)
	default:
		if r.length += n + 1; r.length > maxName {
			return fmt.Errorf("the name at byte %d is longer than %d bytes", r.start+1, maxName)
		}
		if len(r.text) > 0 {
			r.text = append(r.text, '.')
		}
		r.text = append(r.text, data[r.pos+1:r.pos+1+n]...)
		r.pos += 1 + n
	}
	return nil
}

// jump follows a pointer. Each takes one byte off what a name may have, so that
// a chain of pointers alone is short too.
func (r *nameReader) jump() error {
	data := r.d.data
	if r.pos+1 >= len(data) {
		r.d.missing = "the rest of a name"
		r.pos = len(data)
		return nil
	}
	to := bigEndian(data[r.pos:r.pos+2]) & 0x3FFF
	if !r.jumped {
		r.end, r.jumped = r.pos+2, true
	}
	if to >= r.limit {
		return fmt.Errorf("the name at byte %d points to byte %d: a name may only point back", r.start+1, to+1)
	}
	if r.length++; r.length > maxName {
		return fmt.Errorf("the name at byte %d goes through too many pointers", r.start+1)
	}
	r.pos, r.limit = to, to
	return nil
}

package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"sockpit/runtime/printable"
)

// Write writes a log. Steps stand before the first call after them.
func Write(w io.Writer, l Log) error {
	out := bufio.NewWriterSize(w, 1<<16)
	put(out, headerFields, &header{version: Version, Log: &l})
	steps := l.Steps
	for i := range l.Events {
		for len(steps) > 0 && steps[0].Seq <= l.Events[i].Seq {
			put(out, stepFields, &steps[0])
			steps = steps[1:]
		}
		put(out, eventFields, &call{Event: &l.Events[i]})
	}
	for i := range steps {
		put(out, stepFields, &steps[i])
	}
	return out.Flush()
}

// Encode gives what Write writes.
func Encode(l Log) []byte {
	var b bytes.Buffer
	_ = Write(&b, l) // a Buffer takes everything
	return b.Bytes()
}

// put writes one line. An error stays in the writer until Flush.
func put[T any](out *bufio.Writer, fields []field[T], t *T) {
	line := []byte{'{'}
	for _, f := range fields {
		v := f.get(t)
		if v == nil {
			continue
		}
		if len(line) > 1 {
			line = append(line, ',')
		}
		line = append(line, '"')
		line = append(line, f.Name...)
		line = append(line, '"', ':')
		value, _ := json.Marshal(v) // texts, numbers and bytes always can
		line = append(line, asciiUnsafe(value)...)
	}
	_, _ = out.Write(append(line, '}', '\n'))
}

// asciiUnsafe writes what could move a cursor or hide on a terminal as \u
// escapes, which mean the same to whoever reads JSON.
func asciiUnsafe(s []byte) []byte {
	plain := true
	for _, c := range s {
		if c < ' ' || c > '~' {
			plain = false
			break
		}
	}
	if plain || printable.Text(string(s)) == string(s) {
		return s
	}
	var out []byte
	for _, r := range string(s) {
		switch {
		case r >= ' ' && r <= '~' || printable.Line(string(r)) == string(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", hi, lo)
		default:
			out = fmt.Appendf(out, "\\u%04x", r)
		}
	}
	return out
}

package record

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
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
	line := append(out.AvailableBuffer(), '{')
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
		line = appendValue(line, v)
	}
	_, _ = out.Write(append(line, '}', '\n'))
}

// appendValue writes what most fields are as package json would, without its
// detours: a log may have 200,000 lines of twenty fields.
func appendValue(line []byte, v any) []byte {
	switch v := v.(type) {
	case int:
		return strconv.AppendInt(line, int64(v), 10)
	case int64:
		return strconv.AppendInt(line, v, 10)
	case []byte:
		line = base64.StdEncoding.AppendEncode(append(line, '"'), v)
		return append(line, '"')
	case string:
		if all, ok := appendPlain(line, v); ok {
			return all
		}
	}
	value, _ := json.Marshal(v) // texts, numbers and bytes always can
	return append(line, asciiUnsafe(value)...)
}

// appendPlain writes a text of printable ASCII; false if it has anything else.
func appendPlain(line []byte, s string) ([]byte, bool) {
	line = append(line, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~', c == '<', c == '>', c == '&': // the last three package json escapes, for HTML
			return nil, false
		case c == '"', c == '\\':
			line = append(line, '\\', c)
		default:
			line = append(line, c)
		}
	}
	return append(line, '"'), true
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

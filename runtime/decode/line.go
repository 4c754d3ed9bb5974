package decode

import "bytes"

// lineAt gives the line at pos: where its text ends and where the next begins.
// The end is "\n" or "\r\n"; whole is false if there is none.
func lineAt(data []byte, pos int) (end, next int, whole bool) {
	i := bytes.IndexByte(data[pos:], '\n')
	if i < 0 {
		return len(data), len(data), false
	}
	end, next = pos+i, pos+i+1
	if end > pos && data[end-1] == '\r' {
		end--
	}
	return end, next, true
}

// decodeLines reads lines of text.
func decodeLines(data []byte) (Result, error) {
	r := Result{Decoder: "line"}
	for pos := 0; pos < len(data); {
		if len(r.Messages) == MaxMessages {
			r.Rest = len(data) - pos
			break
		}
		end, next, whole := lineAt(data, pos)
		m := Part{Name: Plain, From: pos, To: next, Parts: []Part{
			{Name: "text", From: pos, To: end, Value: string(data[pos:end])},
			{Name: "ends", From: end, To: next, Value: string(data[end:next])},
		}}
		if !whole {
			r.Missing = "the newline that ends the last line"
			m.Parts = m.Parts[:1]
		}
		r.Messages = append(r.Messages, m)
		pos = next
	}
	return r, nil
}

// looksLikeLines reports whether data is text with a newline in it.
func looksLikeLines(data []byte) bool {
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return bytes.IndexByte(data, '\n') >= 0
}

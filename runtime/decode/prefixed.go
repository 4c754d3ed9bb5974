package decode

import "fmt"

// bigEndian reads a number of as many bytes as there are.
func bigEndian(b []byte) int {
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}

// decodePrefixed reads messages after their length in size bytes.
func decodePrefixed(name string, size int, data []byte) (Result, error) {
	r := Result{Decoder: name}
	for pos := 0; pos < len(data) && r.Missing == ""; {
		if len(r.Messages) == MaxMessages {
			r.Rest = len(data) - pos
			break
		}
		head, missing := take(data, pos, size, "length", "the length")
		m := Part{Name: Plain, From: pos, To: head.To, Parts: []Part{head}}
		r.Missing = missing
		if missing == "" {
			n := bigEndian(data[pos : pos+size])
			m.Parts[0].Value = n
			var body Part
			body, r.Missing = take(data, head.To, n, "body", fmt.Sprintf("message %d", len(r.Messages)+1))
			m.To = body.To
			m.Parts = append(m.Parts, body)
		}
		r.Messages = append(r.Messages, m)
		pos = m.To
	}
	return r, nil
}

// fitsPrefixed reports whether data is whole messages, none of them empty.
func fitsPrefixed(size int, data []byte) bool {
	for len(data) > 0 {
		if len(data) <= size {
			return false
		}
		n := bigEndian(data[:size])
		if n == 0 || n > len(data)-size {
			return false
		}
		data = data[size+n:]
	}
	return true
}

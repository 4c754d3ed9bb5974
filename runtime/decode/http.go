package decode

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"sockpit/runtime/printable"
)

// An httpReader reads one message after the other (RFC 9112).
type httpReader struct {
	data    []byte
	pos     int
	missing string // set when the data ended first
	message Part
	headers []Part
}

func decodeHTTP(data []byte) (Result, error) {
	r := Result{Decoder: "http"}
	for pos := 0; pos < len(data); {
		if len(r.Messages) == MaxMessages {
			r.Rest = len(data) - pos
			break
		}
		h := httpReader{data: data, pos: pos}
		if err := h.read(); err != nil {
			if len(r.Messages) > 0 {
				err = fmt.Errorf("after %d messages, at byte %d: %w", len(r.Messages), pos+1, err)
			}
			return r, err
		}
		h.message.To = h.pos
		r.Messages = append(r.Messages, h.message)
		pos = h.pos
		if h.missing != "" {
			r.Missing = h.missing
			break
		}
	}
	return r, nil
}

func (h *httpReader) add(p Part) { h.message.Parts = append(h.message.Parts, p) }

// part gives the part from ≤ i < to with its bytes as value.
func (h *httpReader) part(name string, from, to int) Part {
	return Part{Name: name, From: from, To: to, Value: string(h.data[from:to])}
}

func (h *httpReader) read() error {
	h.message = Part{From: h.pos}
	if err := h.startLine(); err != nil || h.missing != "" {
		return err
	}
	if err := h.head(); err != nil || h.missing != "" {
		return err
	}
	return h.body()
}

// startLine reads "GET / HTTP/1.1" or "HTTP/1.1 200 OK".
func (h *httpReader) startLine() error {
	end, next, whole := lineAt(h.data, h.pos)
	line := string(h.data[h.pos:end])
	if strings.HasPrefix(line, "HTTP/") || !whole && strings.HasPrefix("HTTP/", line) {
		h.message.Name = "response"
	} else {
		h.message.Name = "request"
	}
	if !whole {
		h.missing = "the rest of the first line"
		h.add(h.part("first line", h.pos, end))
		h.pos = end
		return nil
	}
	words, at := strings.SplitN(line, " ", 3), h.pos
	names := []string{"method", "target", "version"}
	if h.message.Name == "response" {
		names = []string{"version", "status", "reason"}
		if len(words) == 2 {
			words = append(words, "") // the reason may be left out
		}
	}
	if len(words) < 3 {
		return fmt.Errorf("not HTTP: the first line is %s, want \"GET / HTTP/1.1\" or \"HTTP/1.1 200 OK\"", printable.QuoteN(line, 60))
	}
	for i, w := range words {
		p := Part{Name: names[i], From: min(at, end), To: min(at+len(w), end), Value: w}
		if names[i] == "status" {
			n, err := strconv.Atoi(w)
			if err != nil || len(w) != 3 {
				return fmt.Errorf("not HTTP: the status is %s, want three digits", printable.QuoteN(w, 20))
			}
			p.Value = n
		}
		if names[i] == "version" && !strings.HasPrefix(w, "HTTP/1.") {
			return fmt.Errorf("not HTTP/1: the version is %s", printable.QuoteN(w, 20))
		}
		h.add(p)
		at += len(w) + 1
	}
	h.pos = next
	return nil
}

// head reads the header lines and the empty line after them.
func (h *httpReader) head() error {
	list := Part{Name: "headers", From: h.pos, List: true}
	defer func() {
		list.To, list.Parts = h.pos, h.headers
		i := len(h.message.Parts)
		h.add(list)
		if h.missing == "" { // the empty line is no header
			h.message.Parts[i].To = h.headersEnd(list.From)
			h.add(Part{Name: "end of head", From: h.headersEnd(list.From), To: h.pos})
		}
	}()
	for {
		end, next, whole := lineAt(h.data, h.pos)
		if !whole {
			h.missing = "the end of the head: an empty line"
			if h.pos < end {
				h.headers = append(h.headers, Part{Name: "header", From: h.pos, To: end, Parts: []Part{h.part("name", h.pos, end)}})
			}
			h.pos = end
			return nil
		}
		from := h.pos
		h.pos = next
		if end == from {
			return nil
		}
		if len(h.headers) == MaxMessages {
			return fmt.Errorf("more than %s header lines", printable.Count(MaxMessages))
		}
		colon := bytes.IndexByte(h.data[from:end], ':')
		if colon < 0 {
			return fmt.Errorf("header line %d is %s, want a name, a colon and a value", len(h.headers)+1, printable.QuoteN(h.data[from:end], 60))
		}
		value := bytes.Trim(h.data[from+colon+1:end], " \t")
		at := from + colon + 1 + bytes.Index(h.data[from+colon+1:end], value)
		h.headers = append(h.headers, Part{Name: "header", From: from, To: next, Parts: []Part{
			h.part("name", from, from+colon), h.part("value", at, at+len(value)),
		}})
	}
}

func (h *httpReader) headersEnd(from int) int {
	if n := len(h.headers); n > 0 {
		return h.headers[n-1].To
	}
	return from
}

// header gives the value of the first header with that name.
func (h *httpReader) header(name string) (string, bool) {
	for _, p := range h.headers {
		if strings.EqualFold(p.Parts[0].Value.(string), name) {
			return p.Parts[1].Value.(string), true
		}
	}
	return "", false
}

// looksLikeHTTP reports whether the first line is one of HTTP.
func looksLikeHTTP(data []byte) bool {
	end, _, whole := lineAt(data, 0)
	line := string(data[:min(end, 4096)])
	return whole && (strings.HasPrefix(line, "HTTP/1.") || strings.Contains(line, " HTTP/1."))
}

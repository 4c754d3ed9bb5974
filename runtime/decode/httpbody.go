package decode

import (
	"fmt"
	"strconv"
	"strings"

	"sockpit/runtime/printable"
)

// body reads what comes after the head: as long as the head says.
func (h *httpReader) body() error {
	if coding, ok := h.header("Transfer-Encoding"); ok && strings.EqualFold(lastWord(coding), "chunked") {
		return h.chunks()
	}
	if text, ok := h.header("Content-Length"); ok {
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return fmt.Errorf("Content-Length is %s, want a number of bytes", printable.QuoteN(text, 40))
		}
		p, missing := take(h.data, h.pos, int(n), "body", "the body")
		h.add(p)
		h.pos, h.missing = p.To, missing
		return nil
	}
	if h.message.Name == "response" && h.hasBody() {
		p := h.part("body", h.pos, len(h.data))
		p.Note = "no length is given: the body goes on to the end of the stream"
		h.add(p)
		h.pos = len(h.data)
		return nil
	}
	h.add(h.part("body", h.pos, h.pos))
	return nil
}

// hasBody: 1xx, 204 and 304 have none.
func (h *httpReader) hasBody() bool {
	status := h.message.Parts[1].Value.(int)
	return status >= 200 && status != 204 && status != 304
}

func lastWord(list string) string {
	return strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
}

// chunks reads a body in pieces, each after its size in hex, up to one of size 0.
func (h *httpReader) chunks() error {
	list := Part{Name: "chunks", From: h.pos, List: true}
	var body strings.Builder
	var err error
	for last := false; !last && h.missing == "" && err == nil; {
		var c Part
		c, err = h.chunk(len(list.Parts) + 1)
		if err == nil {
			last = c.Parts[0].Value == 0
			if len(c.Parts) > 1 {
				body.WriteString(c.Parts[1].Value.(string))
			}
			list.Parts = append(list.Parts, c)
		}
	}
	list.To = h.pos
	h.add(list)
	if err == nil && h.missing == "" {
		err = h.trailers()
	}
	h.add(Part{Name: "body", From: list.To, To: list.To, Value: body.String(), Note: "of all chunks"})
	return err
}

func (h *httpReader) chunk(number int) (Part, error) {
	if number > MaxMessages {
		return Part{}, fmt.Errorf("more than %s chunks", printable.Count(MaxMessages))
	}
	from := h.pos
	end, next, whole := lineAt(h.data, from)
	size, _, _ := strings.Cut(string(h.data[from:end]), ";")
	size = strings.TrimSpace(size)
	if !whole {
		h.pos = end
		h.missing = fmt.Sprintf("the size of chunk %d", number)
		return Part{Name: "chunk", From: from, To: end, Parts: []Part{h.part("size", from, end)}}, nil
	}
	n, err := strconv.ParseUint(size, 16, 31)
	if err != nil {
		return Part{}, fmt.Errorf("the size of chunk %d is %s, want a number in hex", number, printable.QuoteN(size, 40))
	}
	c := Part{Name: "chunk", From: from, Parts: []Part{{Name: "size", From: from, To: next, Value: int(n)}}}
	h.pos = next
	if n > 0 {
		var data Part
		data, h.missing = take(h.data, next, int(n), "data", fmt.Sprintf("chunk %d", number))
		c.Parts = append(c.Parts, data)
		h.pos = data.To
		if h.missing == "" {
			err = h.chunkEnd(number)
		}
	}
	c.To = h.pos
	return c, err
}

// chunkEnd reads the newline after a chunk's data.
func (h *httpReader) chunkEnd(number int) error {
	end, next, whole := lineAt(h.data, h.pos)
	switch {
	case end > h.pos && !(end == h.pos+1 && !whole && h.data[h.pos] == '\r'):
		return fmt.Errorf("after chunk %d comes %s, want a newline: its size is wrong", number, printable.QuoteN(h.data[h.pos:end], 40))
	case !whole:
		h.missing = fmt.Sprintf("the newline after chunk %d", number)
	}
	h.pos = next
	return nil
}

// trailers reads header lines after the last chunk, and the empty line.
func (h *httpReader) trailers() error {
	list := Part{Name: "trailers", From: h.pos}
	for {
		end, next, whole := lineAt(h.data, h.pos)
		empty := end == h.pos
		h.pos = next
		if !whole {
			h.missing = "the empty line after the last chunk"
		}
		if empty || !whole {
			list.To = h.pos
			list.Value = string(h.data[list.From:list.To])
			h.add(list)
			return nil
		}
	}
}

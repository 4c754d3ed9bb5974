// Package decode takes payloads apart: lines, HTTP/1, messages after their
// length, DNS. It says of each byte what it is, and of a payload that is not
// whole what is missing.
//
// A [Decoder] makes [Part]s of bytes; parts of parts are inside them. Decoders
// are pure, never look past the data, and take time in proportion to it,
// whatever is in it.
package decode

import (
	"fmt"

	"sockpit/runtime/printable"
)

// A Part is a piece of a payload.
type Part struct {
	Name     string
	From, To int    // its bytes, From ≤ i < To, as far as they are there
	Value    any    // string, int, bool, or nil if the parts say it all
	Note     string // for people: what the value means
	Parts    []Part // in order, each inside this one
	List     bool   // Parts are items of a list: their names are of no interest
}

// Plain is the name of messages of which there is one kind only.
const Plain = "message"

// A Result is what a decoder made of a payload.
type Result struct {
	Decoder  string
	Messages []Part // in order; the last one may not be whole
	Missing  string // what is missing of the last one: "7 of 12 bytes of the body"; "" if it is whole
	Rest     int    // bytes behind the last one that were not looked at: there were MaxMessages
}

// MaxMessages is how many messages of one payload, and how many header lines or
// chunks of one message, are read: a payload of newlines would be a heap of
// them.
const MaxMessages = 10000

// A Decoder knows one protocol.
type Decoder struct {
	Name    string
	Summary string // one line in the third person
	Fields  string // of its messages, as scripts see them
	Decode  func(data []byte) (Result, error)
	fits    func(data []byte) bool // whether data looks like it; nil: nobody can tell
}

// All are the decoders that come with sockpit, in the order in which a payload
// of which nothing is known is tried.
func All() []Decoder { return decoders }

var decoders = []Decoder{
	{Name: "http", Summary: "reads HTTP/1 requests and responses",
		Fields: "kind (request or response), method, target, version, status, reason, headers (a list of name and value), body, chunks (a list of size and data)",
		Decode: decodeHTTP, fits: looksLikeHTTP},
	{Name: "dns", Summary: "reads one DNS message, as it is in a datagram",
		Fields: "kind (query or response), id, flags, questions, answers, authority, additional: lists of name, type, class, ttl, data",
		Decode: decodeDNS, fits: looksLikeDNS},
	{Name: "u16", Summary: "reads messages that stand after their length in 2 bytes, big-endian",
		Fields: "length, body", Decode: func(b []byte) (Result, error) { return decodePrefixed("u16", 2, b) },
		fits: func(b []byte) bool { return fitsPrefixed(2, b) }},
	{Name: "u32", Summary: "reads messages that stand after their length in 4 bytes, big-endian",
		Fields: "length, body", Decode: func(b []byte) (Result, error) { return decodePrefixed("u32", 4, b) },
		fits: func(b []byte) bool { return fitsPrefixed(4, b) }},
	{Name: "line", Summary: "reads lines of text",
		Fields: "text, ends (the newline, or what is there of it)", Decode: decodeLines, fits: looksLikeLines},
}

// Find gives the decoder with that name, or nil.
func Find(name string) *Decoder {
	for i := range decoders {
		if decoders[i].Name == name {
			return &decoders[i]
		}
	}
	return nil
}

// Guess gives the first decoder that a payload looks like, or nil.
func Guess(data []byte) *Decoder {
	for i := range decoders {
		if d := &decoders[i]; d.fits != nil && len(data) > 0 && d.fits(data) {
			return d
		}
	}
	return nil
}

// missing says how much of something is there: "5 of 12 bytes of the body are
// missing".
func missing(have, want int, of string) string {
	return fmt.Sprintf("%s of %s bytes of %s", printable.Count(want-have), printable.Count(want), of)
}

// take gives the part of n bytes at pos, as far as they are there; the string
// says what is missing of it, called of, or is "".
func take(data []byte, pos, n int, name, of string) (Part, string) {
	have := min(n, len(data)-pos)
	p := Part{Name: name, From: pos, To: pos + have, Value: string(data[pos : pos+have])}
	if have < n {
		return p, missing(have, n, of)
	}
	return p, ""
}

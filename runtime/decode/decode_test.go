package decode

import (
	"fmt"
	"strings"
	"testing"
)

// written is a part in one line: {name=value …}, lists in brackets.
func written(p Part) string {
	if len(p.Parts) == 0 && !p.List {
		if s, ok := p.Value.(string); ok {
			return fmt.Sprintf("%s=%q", p.Name, s)
		}
		return fmt.Sprintf("%s=%v", p.Name, p.Value)
	}
	var inner []string
	for _, q := range p.Parts {
		inner = append(inner, written(q))
	}
	text := strings.Join(inner, " ")
	if p.List {
		return p.Name + "=[" + text + "]"
	}
	return p.Name + "{" + text + "}"
}

// answer is a DNS response with compressed names: example.com A, then a CNAME
// of www.example.com to it, a TXT record and an MX.
const answer = "\x12\x34\x81\x80\x00\x01\x00\x04\x00\x00\x00\x00" +
	"\x07example\x03com\x00\x00\x01\x00\x01" +
	"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x7f\x00\x00\x01" +
	"\x03www\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x0c" +
	"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c\x00\x06\x02hi\x02yo" +
	"\xc0\x0c\x00\x0f\x00\x01\x00\x00\x00\x3c\x00\x09\x00\x0a\x04mail\xc0\x0c"

// query asks for the IPv6 addresses of example.com.
const query = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03com\x00\x00\x1c\x00\x01"

const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, world..\n\r\n0\r\nTrailer: 1\r\n\r\n"

func TestDecoders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ decoder, data, want, missing string }{
		{"line", "one\ntwo\r\n\n", `message{text="one" ends="\n"} message{text="two" ends="\r\n"} message{text="" ends="\n"}`, ""},
		{"line", "one\nhal", `message{text="one" ends="\n"} message{text="hal"}`, "the newline that ends the last line"},
		{"u16", "\x00\x02hi\x00\x00\x00\x05ab", `message{length=2 body="hi"} message{length=0 body=""} message{length=5 body="ab"}`, "3 of 5 bytes of message 3"},
		{"u16", "\x00", `message{length="\x00"}`, "1 of 2 bytes of the length"},
		{"u32", "\x00\x00\x00\x03abc", `message{length=3 body="abc"}`, ""},
		{"u32", "\xff\xff\xff\xff", `message{length=4294967295 body=""}`, "4,294,967,295 of 4,294,967,295 bytes of message 1"},
		{"http", "GET /x HTTP/1.1\r\nHost:  me \r\nA:b\r\n\r\n",
			`request{method="GET" target="/x" version="HTTP/1.1" headers=[header{name="Host" value="me"} header{name="A" value="b"}] end of head=<nil> body=""}`, ""},
		{"http", "GE", `request{first line="GE"}`, "the rest of the first line"},
		{"http", "POST / HTTP/1.0\nContent-Length: 5\n\nhel", `request{method="POST" target="/" version="HTTP/1.0" headers=[header{name="Content-Length" value="5"}] end of head=<nil> body="hel"}`, "2 of 5 bytes of the body"},
		{"http", "HTTP/1.1 404\r\n\r\nnone", `response{version="HTTP/1.1" status=404 reason="" headers=[] end of head=<nil> body="none"}`, ""},
		{"http", "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\nHo", `response{version="HTTP/1.1" status=204 reason="No" headers=[] end of head=<nil> body=""} ` +
			`response{version="HTTP/1.1" status=200 reason="OK" headers=[header{name="Ho"}]}`, "the end of the head: an empty line"},
		{"http", chunked, `response{version="HTTP/1.1" status=200 reason="OK" headers=[header{name="Transfer-Encoding" value="gzip, Chunked"}] end of head=<nil> ` +
			`chunks=[chunk{size=5 data="hello"} chunk{size=10 data=", world..\n"} chunk{size=0}] trailers="Trailer: 1\r\n\r\n" body="hello, world..\n"}`, ""},
		{"http", chunked[:60], `response{version="HTTP/1.1" status=200 reason="OK" headers=[header{name="Transfer-Encoding" value="gzip, Chunked"}] end of head=<nil> ` +
			`chunks=[chunk{size=5 data="hell"}] body="hell"}`, "1 of 5 bytes of chunk 1"},
		{"dns", query, `query{id=4660 flags=256 qdcount=1 ancount=0 nscount=0 arcount=0 ` +
			`questions=[record{name="example.com" type=AAAA class=IN}]}`, ""},
		{"dns", answer, `response{id=4660 flags=33152 qdcount=1 ancount=4 nscount=0 arcount=0 ` +
			`questions=[record{name="example.com" type=A class=IN}] answers=[record{name="example.com" type=A class=IN ttl=60 length=4 data="127.0.0.1"} ` +
			`record{name="www.example.com" type=CNAME class=IN ttl=60 length=2 data="example.com"} record{name="example.com" type=TXT class=IN ttl=60 length=6 data="hiyo"} ` +
			`record{name="example.com" type=MX class=IN ttl=60 length=9 data="10 mail.example.com"}]}`, ""},
		{"dns", answer[:50], `response{id=4660 flags=33152 qdcount=1 ancount=4 nscount=0 arcount=0 ` +
			`questions=[record{name="example.com" type=A class=IN}] answers=[record{name="example.com" type=A class=IN ttl=60 length=4 data="127.0.0.1"} record{name="www"}]}`, "the rest of a name"},
		{"dns", query[:7], `query{id=4660 flags=256 qdcount=1 ancount="\x00"}`, "1 of 2 bytes of the header"},
	} {
		r, err := Find(c.decoder).Decode([]byte(c.data))
		if err != nil {
			t.Errorf("%s %q: %v", c.decoder, c.data, err)
			continue
		}
		var got []string
		for _, m := range r.Messages {
			got = append(got, written(m))
		}
		text := strings.ReplaceAll(strings.ReplaceAll(strings.Join(got, " "), `="AAAA"`, "=AAAA"), `="IN"`, "=IN")
		for _, name := range []string{"A", "CNAME", "TXT", "MX"} {
			text = strings.ReplaceAll(text, fmt.Sprintf("type=%q", name), "type="+name)
		}
		if text != c.want || r.Missing != c.missing {
			t.Errorf("%s %q:\n got %s\nwant %s\nmissing %q, want %q", c.decoder, c.data, text, c.want, r.Missing, c.missing)
		}
	}
}

// What is not of the protocol is refused with a sentence that says where.
func TestRefused(t *testing.T) {
	t.Parallel()
	loop := answer[:12] + "\xc0\x0c\x00\x01\x00\x01"
	for _, c := range [][3]string{
		{"http", "hello\r\n", `not HTTP: the first line is "hello"`},
		{"http", "GET / HTTP/2.0\r\n", `not HTTP/1: the version is "HTTP/2.0"`},
		{"http", "HTTP/1.1 abc OK\r\n", `the status is "abc"`},
		{"http", "GET / HTTP/1.1\r\nnothing\r\n", `header line 1 is "nothing"`},
		{"http", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", `Content-Length is "-1"`},
		{"http", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", `the size of chunk 1 is "xyz"`},
		{"http", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", `after chunk 1 comes "bc"`},
		{"http", "GET / HTTP/1.1\r\n\r\n\x00\x01\n", `after 1 messages, at byte 19: not HTTP`},
		{"dns", loop, "points to byte 13: a name may only point back"},
		{"dns", answer[:12] + "\x47abc\x00\x00\x01\x00\x01", "a label of the unknown kind 0x47"},
		{"dns", answer[:12] + strings.Repeat("\x3f"+strings.Repeat("a", 63), 5), "is longer than 255 bytes"},
		{"dns", strings.Repeat("x", 65536), "at most 65,535"},
	} {
		_, err := Find(c[0]).Decode([]byte(c[1]))
		if err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s %q: got %v, want %s", c[0], c[1], err, c[2])
		}
	}
}

func TestGuess(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"GET / HTTP/1.1\r\nHost": "http", "HTTP/1.0 200 OK\r\n": "http", "hello\n": "line", "\x00\x02hi": "u16", "\x00\x00\x00\x02hi": "u32",
		query: "dns", answer: "dns", "": "", "\x00\x02\x02": "", "no newline": "",
	} {
		got := ""
		if d := Guess([]byte(data)); d != nil {
			got = d.Name
		}
		if got != want {
			t.Errorf("%q looks like %q, want %q", data, got, want)
		}
	}
}

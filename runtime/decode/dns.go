package decode

import (
	"fmt"
	"net/netip"
	"strings"

	"sockpit/runtime/printable"
)

// maxDNS is the longest message that DNS has (RFC 1035 4.2.2).
const maxDNS = 65535

// A dnsReader reads one message (RFC 1035).
type dnsReader struct {
	data    []byte
	pos     int
	missing string
}

func decodeDNS(data []byte) (Result, error) {
	r := Result{Decoder: "dns"}
	if len(data) > maxDNS {
		return r, fmt.Errorf("%s bytes: a DNS message has at most %s", printable.Count(len(data)), printable.Count(maxDNS))
	}
	if len(data) == 0 {
		return r, nil
	}
	d := dnsReader{data: data}
	m, err := d.read()
	m.To = len(data)
	if err == nil && d.missing == "" && d.pos < len(data) {
		m.Parts = append(m.Parts, Part{Name: "rest", From: d.pos, To: len(data), Value: string(data[d.pos:]), Note: "behind the message"})
	}
	r.Messages, r.Missing = []Part{m}, d.missing
	return r, err
}

// number reads a number of n bytes; ok is false if they are not there.
func (d *dnsReader) number(n int, name, of string) (Part, bool) {
	p, missing := take(d.data, d.pos, n, name, of)
	d.pos = p.To
	if missing != "" {
		d.missing = missing
		return p, false
	}
	p.Value = bigEndian(d.data[p.From:p.To])
	return p, true
}

// sections of a message, and what its header calls their numbers of records.
var (
	sections = []string{"questions", "answers", "authority", "additional"}
	counts   = []string{"qdcount", "ancount", "nscount", "arcount"}
)

func (d *dnsReader) read() (Part, error) {
	m := Part{Name: Plain}
	id, ok := d.number(2, "id", "the header")
	m.Parts = append(m.Parts, id)
	if !ok {
		return m, nil
	}
	flags, ok := d.number(2, "flags", "the header")
	if ok {
		n := flags.Value.(int)
		flags.Note = flagText(n)
		m.Name = "query"
		if n>>15 == 1 {
			m.Name = "response"
		}
	}
	m.Parts = append(m.Parts, flags)
	var records [4]int
	for i := range records {
		if !ok {
			return m, nil
		}
		var p Part
		if p, ok = d.number(2, counts[i], "the header"); ok {
			records[i] = p.Value.(int)
		}
		m.Parts = append(m.Parts, p)
	}
	if !ok {
		return m, nil
	}
	for i, n := range records {
		list, err := d.section(i, n)
		if len(list.Parts) > 0 {
			m.Parts = append(m.Parts, list)
		}
		if err != nil || d.missing != "" {
			return m, err
		}
	}
	return m, nil
}

// section reads n records, or questions.
func (d *dnsReader) section(which, n int) (Part, error) {
	list := Part{Name: sections[which], From: d.pos, List: true}
	var err error
	for i := 0; i < n && err == nil && d.missing == ""; i++ {
		if d.pos == len(d.data) {
			d.missing = fmt.Sprintf("%s of %s %s", printable.Count(n-i), printable.Count(n), sections[which])
			break
		}
		var p Part
		p, err = d.record(which == 0)
		list.Parts = append(list.Parts, p)
	}
	list.To = d.pos
	return list, err
}

// record reads one resource record; a question is the beginning of one.
func (d *dnsReader) record(question bool) (Part, error) {
	p := Part{Name: "record", From: d.pos}
	name, end, err := d.name(d.pos)
	d.pos = end
	p.Parts = append(p.Parts, Part{Name: "name", From: p.From, To: end, Value: name})
	if err != nil || d.missing != "" {
		return d.ended(p), err
	}
	fields := []struct {
		name  string
		bytes int
	}{{"type", 2}, {"class", 2}, {"ttl", 4}, {"length", 2}}
	if question {
		fields = fields[:2]
	}
	kind, length := 0, 0
	for _, f := range fields {
		n, ok := d.number(f.bytes, f.name, "a record")
		if ok {
			switch f.name {
			case "type":
				kind = n.Value.(int)
				n.Value = typeName(kind)
			case "class":
				n.Value = className(n.Value.(int))
			case "length":
				length = n.Value.(int)
			}
		}
		p.Parts = append(p.Parts, n)
		if !ok {
			return d.ended(p), nil
		}
	}
	if question {
		return d.ended(p), nil
	}
	data, missing := take(d.data, d.pos, length, "data", "a record's data")
	if missing == "" {
		data.Value, err = d.rdata(kind, data)
	}
	d.pos, d.missing = data.To, missing
	p.Parts = append(p.Parts, data)
	return d.ended(p), err
}

func (d *dnsReader) ended(p Part) Part {
	p.To = d.pos
	return p
}

// rdata writes a record's data as its type has it.
func (d *dnsReader) rdata(kind int, p Part) (any, error) {
	raw := d.data[p.From:p.To]
	text := ""
	at := p.From
	nameAt := func() (string, error) {
		name, end, err := d.name(at)
		if err == nil && (d.missing != "" || end > p.To) {
			d.missing = ""
			err = fmt.Errorf("a name goes on past the data of its record, at byte %d", at+1)
		}
		at = end
		return name, err
	}
	switch {
	case kind == 1 && len(raw) == 4, kind == 28 && len(raw) == 16:
		ip, _ := netip.AddrFromSlice(raw)
		return ip.String(), nil
	case kind == 2, kind == 5, kind == 12: // NS, CNAME, PTR
		return nameAt()
	case kind == 15 && len(raw) >= 3: // MX
		at += 2
		name, err := nameAt()
		return fmt.Sprintf("%d %s", bigEndian(raw[:2]), name), err
	case kind == 16: // TXT
		return texts(raw), nil
	case kind == 6: // SOA
		for range 2 {
			name, err := nameAt()
			if err != nil {
				return nil, err
			}
			text += name + " "
		}
		if p.To-at != 20 {
			return string(raw), nil
		}
		for i := range 5 {
			text += fmt.Sprintf("%d ", bigEndian(d.data[at+4*i:at+4*i+4]))
		}
		return strings.TrimSpace(text), nil
	}
	return string(raw), nil
}

// texts joins the strings of a TXT record, each of which stands after its length.
func texts(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		n := min(int(raw[0]), len(raw)-1)
		b.Write(raw[1 : 1+n])
		raw = raw[1+n:]
	}
	return b.String()
}

// looksLikeDNS reports whether data is one whole message with a question, as
// almost all are.
func looksLikeDNS(data []byte) bool {
	if len(data) < 17 || len(data) > maxDNS || bigEndian(data[4:6]) != 1 || data[3]&0x40 != 0 {
		return false
	}
	r, err := decodeDNS(data)
	return err == nil && r.Missing == "" && r.Messages[0].Parts[len(r.Messages[0].Parts)-1].Name != "rest"
}

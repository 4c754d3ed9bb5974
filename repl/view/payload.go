package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/decode"
	"sockpit/runtime/printable"
	"sockpit/scripting/api"
)

// Payload draws what a decoder made of bytes: in each row some bytes in hex and
// as text, and what they are. Bytes that stand between two parts are shown with
// the part before them.
func Payload(p api.Payload, width int, st Style) string {
	d := payloadText{data: p.Data, width: width, style: st, perRow: 8, text: true}
	switch {
	case width < payloadNarrow:
		d.perRow, d.text = 4, false
	case width < narrow:
		d.perRow = 4
	}
	for i, m := range p.Messages {
		if d.rows >= maxPayloadRows {
			d.b.WriteString(leftOut(len(p.Messages)-i, "message", width, st))
			break
		}
		d.message(p.Decoder, i+1, m)
	}
	if len(p.Messages) == 0 {
		d.sentence("no bytes")
	}
	if p.Rest > 0 {
		d.sentence(fmt.Sprintf("… %s behind that were not looked at", bytes(int64(p.Rest))))
	}
	if p.Missing != "" {
		d.b.WriteString(hanging("  missing: "+p.Missing, width, 4, st.Wait))
	}
	return d.b.String()
}

// Sizes of the payload view.
const (
	payloadNarrow  = 64  // below that many columns bytes are shown in hex only
	maxPayloadRows = 400 // of all messages
	maxPartRows    = 4   // of one part
	maxLabel       = 24  // columns of the name of a part
)

type payloadText struct {
	data   []byte
	width  int
	perRow int  // bytes
	text   bool // they are shown as text as well
	label  int  // columns of the names of parts
	style  Style
	rows   int
	b      strings.Builder
}

func (d *payloadText) sentence(text string) { d.b.WriteString(Sentence(text, d.width, d.style)) }

func (d *payloadText) message(decoder string, number int, m decode.Part) {
	what := decoder
	if m.Name != decode.Plain {
		what += " " + m.Name
	}
	head := fmt.Sprintf("%s %d, %s", printable.Line(what), number, bytes(int64(m.To-m.From)))
	d.b.WriteString("  " + d.style.Name(printable.Fit(head, d.width-2)) + "\n")
	leaves := leavesOf(m, 0, nil)
	d.label = 0
	for _, l := range leaves {
		if !l.header {
			d.label = min(maxLabel, max(d.label, l.label(d.style).width()))
		}
	}
	for i, l := range leaves {
		if d.rows >= maxPayloadRows {
			d.b.WriteString(leftOut(len(leaves)-i, "part", d.width, d.style))
			return
		}
		to := m.To
		if i+1 < len(leaves) {
			to = leaves[i+1].From
		}
		if i == 0 {
			l.From = m.From
		}
		d.part(l, max(l.To, to))
	}
}

// A leaf is a part that has none inside it.
type leaf struct {
	decode.Part
	depth  int
	header bool // it stands for the parts below it, whose bytes are theirs
}

// leavesOf gives the rows of a part: of one with parts inside it a heading
// first. A name and a value are one row.
func leavesOf(p decode.Part, depth int, out []leaf) []leaf {
	for i, q := range p.Parts {
		switch {
		case isPair(q):
			pair := q
			pair.Name, pair.Value, pair.Parts = fmt.Sprint(q.Parts[0].Value), q.Parts[1].Value, nil
			out = append(out, leaf{Part: pair, depth: depth})
		case len(q.Parts) > 0:
			name := q.Name
			if p.List {
				name = fmt.Sprintf("%s %d", q.Name, i+1)
			}
			head := decode.Part{Name: name, From: q.From, To: q.From, Note: q.Note}
			out = leavesOf(q, depth+1, append(out, leaf{Part: head, depth: depth, header: true}))
		case !q.List:
			out = append(out, leaf{Part: q, depth: depth})
		}
	}
	return out
}

func isPair(p decode.Part) bool {
	return len(p.Parts) == 2 && p.Parts[0].Name == "name" && p.Parts[1].Name == "value"
}

// part writes the rows of one part, whose bytes go up to to.
func (d *payloadText) part(l leaf, to int) {
	if l.header {
		d.row(l.From, nil, l.label(d.style), plain(""))
		return
	}
	if l.From == to && l.Value == nil {
		return
	}
	raw := d.data[l.From:to]
	label, value := l.label(d.style), d.value(l)
	for i := 0; i == 0 || i < len(raw); i += d.perRow {
		if i == maxPartRows*d.perRow {
			d.b.WriteString(strings.Repeat(" ", 2) + d.style.Soft(fmt.Sprintf("… %s more", bytes(int64(len(raw)-i)))) + "\n")
			return
		}
		d.row(l.From+i, raw[i:min(i+d.perRow, len(raw))], label, value)
		label, value = plain(""), plain("")
	}
}

func (l leaf) label(st Style) cell {
	return painted(strings.Repeat("  ", min(l.depth, 8))+l.Name, st.Soft)
}

// value writes what a part is, and what that means.
func (d *payloadText) value(l leaf) cell {
	text := ""
	switch v := l.Value.(type) {
	case nil:
	case string:
		text = printable.QuoteN(v, 2*d.width)
	default:
		text = fmt.Sprint(v)
	}
	if l.Note != "" {
		text = strings.TrimSpace(text + "  " + printable.Line(l.Note))
	}
	return plain(text)
}

// row writes one row: where, the bytes, what they are.
func (d *payloadText) row(at int, raw []byte, label, value cell) {
	d.rows++
	hex, text := "", ""
	for i, c := range raw {
		if i > 0 && i%4 == 0 {
			hex += " "
		}
		hex += fmt.Sprintf("%02x ", c)
		if c < ' ' || c > '~' {
			c = '.'
		}
		text += string(rune(c))
	}
	offset := fmt.Sprintf("%04x", at)
	if len(raw) == 0 {
		offset = "    "
	}
	line := "  " + d.style.Soft(offset) + "  " + printable.Pad(hex, 3*d.perRow+(d.perRow-1)/4+1)
	used := 2 + len(offset) + 2 + 3*d.perRow + (d.perRow-1)/4 + 1
	if d.text {
		line += printable.Pad(text, d.perRow+2)
		used += d.perRow + 2
	}
	w := min(d.label, max(8, (d.width-used)/2))
	if value.text == "" {
		w = min(label.width(), d.width-used)
	}
	line += label.fit(w, value.text == "")
	if value.text != "" {
		line += "  " + value.fit(max(1, d.width-used-w-2), true)
	}
	d.b.WriteString(strings.TrimRight(line, " ") + "\n")
}

package view

import (
	"fmt"

	"sockpit/runtime/virtual"
)

// Packets draws the packets of a virtual network, one a line: number, when it entered a
// link, the link and the way it went, from where to where, flags and numbers of
// TCP, and what it is.
func Packets(packets []*virtual.Packet, width int, st Style) string {
	g := grid{gap: 2, prose: true, headed: true, labels: []string{"", "t", "link", "", "from → to", "flags", "seq", "ack", ""}}
	head := func(text string) cell { return painted(text, st.Head) }
	g.add(head("#"), head("t"), head("link"), head("way"), head("from → to"), head("flags"), head("seq"), head("ack"), head("what"))
	for _, p := range packets {
		seq, ack := "", ""
		if p.Proto == "tcp" {
			seq = fmt.Sprint(p.Seq)
			if p.Flags.Has(virtual.ACK) {
				ack = fmt.Sprint(p.Ack)
			}
		}
		g.add(painted(fmt.Sprint(p.N), st.Soft), painted(fmt.Sprintf("%.3f", p.At.Seconds()), st.Soft), plain(p.Link.Name), plain(packetWay(p)),
			address(p.SourceText()+" → "+p.DestinationText()), plain(p.Flags.String()), plain(seq), plain(ack), packetWords(p, st))
	}
	return indent(g.render(width-2, give{4, 20}, give{8, 24}))
}

// packetWay shows between which hosts a packet went, and whether it came there.
func packetWay(p *virtual.Packet) string {
	arrow := map[virtual.Fate]string{virtual.Arrived: "──►", virtual.Lost: "─✗", virtual.OnItsWay: "─…"}[p.Fate]
	if p.Fate == virtual.Lost || p.To == nil {
		return p.From.Name + " " + arrow
	}
	return p.From.Name + " " + arrow + " " + p.To.Name
}

// packetWords says what a packet is, and what became of it.
func packetWords(p *virtual.Packet, st Style) cell {
	text := p.What
	switch {
	case p.Fate == virtual.Lost:
		text += "; lost: " + p.Why
	case p.Fate == virtual.OnItsWay:
		text += "; on its way"
	case p.Why != "":
		text += "; treated by " + p.Why
	}
	if p.Copies > 0 {
		text += "; doubled"
	}
	if p.Corrupt {
		text += "; a bit was turned"
	}
	if p.Fate == virtual.Lost {
		return cell{text: plain(text).text, paint: st.Bad, said: true}
	}
	return cell{text: plain(text).text, said: true}
}

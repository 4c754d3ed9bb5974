package virtual

import (
	"net/netip"
	"strings"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
)

// Flags are the control bits of a TCP segment (RFC 9293 3.1).
type Flags uint8

// The flags.
const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
)

// String gives them as tcpdump does: "S.", "P.", "F.", ".".
func (f Flags) String() string {
	var b strings.Builder
	for i, c := range "FSRP" {
		if f&(1<<i) != 0 {
			b.WriteRune(c)
		}
	}
	if f&URG != 0 {
		b.WriteByte('U')
	}
	if f&ACK != 0 {
		b.WriteByte('.')
	}
	return b.String()
}

// Has reports whether all of want are set.
func (f Flags) Has(want Flags) bool { return f&want == want }

// A Packet is one that entered a link, decoded as far as it can be.
type Packet struct {
	N       int64         // of all packets of the world, from 1
	Count   int           // of those on this link in this direction, from 1
	At      time.Duration // when it entered
	Arrived time.Duration // when it arrived first; see Fate
	Link    *Link
	From    *Host
	To      *Host // nil: to all at a switch, or to nobody that is there
	Data    []byte

	Proto    string // tcp, udp, icmp, arp, or ip
	Src, Dst netip.AddrPort
	Flags    Flags
	Seq, Ack uint32 // of TCP: counted from where the connection began
	RawSeq   uint32 // as it stands in the header
	RawAck   uint32
	Window   int // bytes that the sender would take
	Options  []byte
	Payload  []byte

	Fate      Fate
	Why       string // it is lost, or treated
	Copies    int    // how often it was doubled
	Changed   bool   // a fault put other bytes in its place
	Corrupt   bool
	Reordered bool
	What      string // in words: "SYN, 2nd try"
	Again     int    // how many times these bytes had been sent before
}

// A Fate is what became of a packet.
type Fate int

// The fates.
const (
	OnItsWay Fate = iota
	Arrived
	Lost
)

// String gives the word for it.
func (f Fate) String() string { return [...]string{"on its way", "arrived", "lost"}[f] }

func (p *Packet) lose(why string) {
	if p.Fate == OnItsWay {
		p.Fate, p.Why = Lost, why
	}
}

func (p *Packet) arrive(at time.Duration) {
	if p.Fate != Arrived {
		p.Fate, p.Arrived = Arrived, at
	}
}

// Length is what the segment takes of the sequence numbers: SYN and FIN count as one.
func (p *Packet) Length() uint32 {
	n := uint32(len(p.Payload))
	if p.Flags.Has(SYN) {
		n++
	}
	if p.Flags.Has(FIN) {
		n++
	}
	return n
}

// decode reads the headers.
func (p *Packet) decode(c *carried) {
	p.Data = c.data
	if c.proto == arp.ProtocolNumber {
		p.decodeARP()
		return
	}
	p.Proto = "ip"
	var transport uint8
	var rest []byte
	var src, dst netip.Addr
	switch {
	case c.proto == ipv6.ProtocolNumber && len(c.data) >= header.IPv6MinimumSize:
		ip := header.IPv6(c.data)
		transport, rest = ip.NextHeader(), c.data[header.IPv6MinimumSize:]
		src, dst = netip.AddrFrom16(ip.SourceAddress().As16()), netip.AddrFrom16(ip.DestinationAddress().As16())
	case len(c.data) >= header.IPv4MinimumSize && int(header.IPv4(c.data).HeaderLength()) <= len(c.data):
		ip := header.IPv4(c.data)
		transport, rest = ip.Protocol(), c.data[ip.HeaderLength():min(len(c.data), int(ip.TotalLength()))]
		src, dst = netip.AddrFrom4(ip.SourceAddress().As4()), netip.AddrFrom4(ip.DestinationAddress().As4())
		if ip.FragmentOffset() > 0 {
			transport = 0 // a later piece has no header of the transport
		}
	default:
		return
	}
	p.Src, p.Dst = netip.AddrPortFrom(src, 0), netip.AddrPortFrom(dst, 0)
	p.decodeTransport(transport, rest)
}

func (p *Packet) decodeTransport(transport uint8, rest []byte) {
	ports := func(from, to uint16) {
		p.Src, p.Dst = netip.AddrPortFrom(p.Src.Addr(), from), netip.AddrPortFrom(p.Dst.Addr(), to)
	}
	switch {
	case transport == uint8(header.TCPProtocolNumber) && len(rest) >= header.TCPMinimumSize && int(header.TCP(rest).DataOffset()) <= len(rest):
		t := header.TCP(rest)
		p.Proto, p.RawSeq, p.RawAck, p.Window = "tcp", t.SequenceNumber(), t.AckNumber(), int(t.WindowSize())
		p.Flags, p.Options, p.Payload = Flags(t.Flags()), t.Options(), t.Payload()
		ports(t.SourcePort(), t.DestinationPort())
	case transport == uint8(header.UDPProtocolNumber) && len(rest) >= header.UDPMinimumSize:
		u := header.UDP(rest)
		p.Proto, p.Payload = "udp", u.Payload()
		ports(u.SourcePort(), u.DestinationPort())
	case transport == uint8(header.ICMPv4ProtocolNumber), transport == uint8(header.ICMPv6ProtocolNumber):
		p.Proto, p.Payload = "icmp", rest
		p.What = icmpWords(p.Src.Addr().Is4(), rest)
	}
}

func (p *Packet) decodeARP() {
	p.Proto = "arp"
	a := header.ARP(p.Data)
	if !a.IsValid() {
		return
	}
	from, _ := netip.AddrFromSlice(a.ProtocolAddressSender())
	to, _ := netip.AddrFromSlice(a.ProtocolAddressTarget())
	p.Src, p.Dst = netip.AddrPortFrom(from, 0), netip.AddrPortFrom(to, 0)
	if a.Op() == header.ARPRequest {
		p.What = "who has " + to.String() + "? Tell " + from.String()
	} else {
		p.What = from.String() + " is at " + tcpip.LinkAddress(a.HardwareAddressSender()).String()
	}
}

// icmpWords says what a message of ICMP tells (RFC 792, RFC 4443).
func icmpWords(four bool, b []byte) string {
	if len(b) < 2 {
		return "ICMP"
	}
	type key struct {
		four       bool
		kind, code byte
	}
	words := map[key]string{
		{true, 3, 0}: "net unreachable", {true, 3, 1}: "host unreachable", {true, 3, 3}: "port unreachable",
		{true, 3, 4}: "fragmentation needed", {true, 11, 0}: "time to live exceeded", {true, 8, 0}: "echo request", {true, 0, 0}: "echo reply",
		{false, 1, 0}: "no route", {false, 1, 3}: "address unreachable", {false, 1, 4}: "port unreachable", {false, 2, 0}: "packet too big",
		{false, 3, 0}: "hop limit exceeded", {false, 128, 0}: "echo request", {false, 129, 0}: "echo reply",
		{false, 135, 0}: "neighbour solicitation", {false, 136, 0}: "neighbour advertisement", {false, 133, 0}: "router solicitation", {false, 143, 0}: "multicast listener report",
	}
	if w := words[key{four, b[0], b[1]}]; w != "" {
		return w
	}
	return "ICMP"
}

// SourceText names where the packet comes from: an address, and a port if there is one.
func (p *Packet) SourceText() string { return endText(p.Src) }

// DestinationText names where it goes.
func (p *Packet) DestinationText() string { return endText(p.Dst) }

func endText(a netip.AddrPort) string {
	switch {
	case !a.IsValid():
		return ""
	case a.Port() == 0:
		return a.Addr().String()
	}
	return a.String()
}

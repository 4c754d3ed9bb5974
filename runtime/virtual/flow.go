package virtual

import (
	"fmt"
	"net/netip"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/header"

	"sockpit/runtime/printable"
)

// A flow is what the links tell of one direction of a TCP connection. Netstack does
// not say how much of what was written has been acknowledged, and numbers that
// count from the begin of a connection are easier to read.
type flow struct {
	isn       uint32 // sequence number of the SYN
	next, una uint32 // after the last byte sent; first byte not acknowledged
	known     bool   // the SYN was seen
	shift     int    // scale of the windows that this end offers (RFC 7323)
	window    int    // that this end offered last
	out, in   uint32 // segments
	again     map[uint32]int
	total     uint32 // segments sent again
	since     int    // of those, since something new was acknowledged
	sent      time.Duration
	heard     time.Duration
	bytesIn   uint64
}

// A flowKey names a direction. The host tells loopback addresses of hosts apart.
type flowKey struct {
	host     *Host
	src, dst netip.AddrPort
}

// acked gives how many bytes of data the other end has acknowledged.
func (f *flow) acked() int64 {
	if n := int64(f.una - f.isn); n > 0 {
		return n - 1 // the SYN
	}
	return 0
}

// A packetLog keeps the packets of a world, the newest of them, and what they tell
// of connections.
type packetLog struct {
	n       int64
	all     []*Packet
	bytes   int
	flows   map[flowKey]*flow
	watches []func(*Packet)
}

// How much is kept.
const (
	maxPackets     = 200_000
	maxPacketBytes = 64 << 20
	maxFlows       = 50_000
)

// origin gives the host that a packet began at.
func (w *World) origin(p *Packet) *Host {
	if p.Src.Addr().IsLoopback() {
		return p.From
	}
	if h := w.byAddress[p.Src.Addr()]; h != nil {
		return h
	}
	return p.From
}

// enter notes a packet that enters a link.
func (l *packetLog) enter(on *Link, c *carried, count int, to []*port) *Packet {
	l.n++
	p := &Packet{N: l.n, Count: count, At: on.w.elapsed(), Link: on, From: c.from.host}
	if len(to) == 1 {
		p.To = to[0].host
	}
	p.decode(c)
	if p.Proto == "tcp" {
		l.enterTCP(on.w, p)
	} else if p.What == "" {
		p.What = p.Proto + ", " + printable.Plural(len(p.Payload), "byte")
	}
	l.keep(p)
	for _, see := range l.watches {
		see(p)
	}
	return p
}

func (l *packetLog) keep(p *Packet) {
	l.all = append(l.all, p)
	l.bytes += len(p.Data)
	for len(l.all) > maxPackets || l.bytes > maxPacketBytes {
		l.bytes -= len(l.all[0].Data)
		l.all[0] = nil
		l.all = l.all[1:]
	}
}

func (l *packetLog) flow(host *Host, src, dst netip.AddrPort) *flow {
	k := flowKey{host, src, dst}
	f := l.flows[k]
	if f == nil {
		if len(l.flows) >= maxFlows {
			clear(l.flows) // those that live are found again by what they send
		}
		f = &flow{}
		l.flows[k] = f
	}
	return f
}

// enterTCP follows the connection at the first link of a segment, and words it.
func (l *packetLog) enterTCP(w *World, p *Packet) {
	origin := w.origin(p)
	f := l.flow(origin, p.Src, p.Dst)
	back := l.flows[l.reverse(w, p, origin)]
	if origin == p.From {
		f.sends(p)
	}
	p.Again = f.again[p.RawSeq]
	if f.known {
		p.Seq = p.RawSeq - f.isn
	}
	if back != nil && back.known {
		p.Ack = p.RawAck - back.isn
	}
	if !p.Flags.Has(SYN) {
		p.Window <<= f.shift
	}
	p.What = p.words(f, back)
}

// reverse gives the key of the other direction.
func (l *packetLog) reverse(w *World, p *Packet, origin *Host) flowKey {
	other := origin
	if !p.Dst.Addr().IsLoopback() {
		if h := w.byAddress[p.Dst.Addr()]; h != nil {
			other = h
		}
	}
	return flowKey{other, p.Dst, p.Src}
}

// sends notes a segment that begins its way.
func (f *flow) sends(p *Packet) {
	if p.Flags.Has(SYN) && (!f.known || p.RawSeq != f.isn) {
		*f = flow{isn: p.RawSeq, next: p.RawSeq, una: p.RawSeq, known: true}
		if ws := header.ParseSynOptions(p.Options, p.Flags.Has(ACK)).WS; ws > 0 {
			f.shift = ws
		}
	}
	f.out++
	f.window = p.Window << f.shift
	n := p.Length()
	if n == 0 {
		return
	}
	f.sent = p.At
	end := p.RawSeq + n
	if int32(end-f.next) > 0 {
		f.next = end
		return
	}
	if f.again == nil {
		f.again = map[uint32]int{}
	}
	f.again[p.RawSeq]++
	f.total++
	f.since++
}

// arrived notes a segment that a host got.
func (l *packetLog) arrived(h *Host, p *Packet) {
	if p.Proto != "tcp" || !p.Dst.Addr().IsLoopback() && h.w.byAddress[p.Dst.Addr()] != h {
		return
	}
	f := l.flow(h, p.Dst, p.Src)
	f.in++
	f.heard = h.w.elapsed()
	f.bytesIn += uint64(len(p.Payload))
	if p.Flags.Has(ACK) && f.known && int32(p.RawAck-f.una) > 0 && int32(p.RawAck-f.next) <= 0 {
		f.una, f.since = p.RawAck, 0
		clear(f.again)
	}
}

// words says what a segment is.
func (p *Packet) words(f, back *flow) string {
	data := printable.Plural(len(p.Payload), "byte")
	switch {
	case p.Flags.Has(RST):
		return "RST"
	case p.Flags.Has(SYN):
		what := "SYN"
		if p.Flags.Has(ACK) {
			what = "SYN-ACK"
		}
		if p.Again > 0 {
			what += fmt.Sprintf(", %s try", ordinal(p.Again+1))
		}
		return what
	case p.probes(f, back):
		return "window probe"
	case len(p.Payload) == 0 && p.Flags.Has(FIN):
		return "FIN" + p.tries()
	case len(p.Payload) == 0 && f.known && p.RawSeq == f.next-1 && p.Length() == 0:
		return "keepalive probe"
	case len(p.Payload) == 0 && p.Window == 0:
		return "ACK, window closed"
	case len(p.Payload) == 0:
		return "ACK"
	case p.Flags.Has(FIN):
		return data + " and FIN" + p.tries()
	}
	return data + p.tries()
}

// probes reports whether a segment asks for the window that the other end has closed.
func (p *Packet) probes(f, back *flow) bool {
	return back != nil && back.known && back.window == 0 && len(p.Payload) <= 1 && f.known && !p.Flags.Has(FIN) && (len(p.Payload) == 1 || p.RawSeq != f.next)
}

func (p *Packet) tries() string {
	if p.Again == 0 {
		return ""
	}
	return fmt.Sprintf(", retransmission no. %d", p.Again)
}

func ordinal(n int) string {
	switch {
	case n%100/10 == 1:
	case n%10 == 1:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

// Packets gives those that the world remembers, oldest first.
func (w *World) Packets() []*Packet {
	w.run.Lock()
	defer w.run.Unlock()
	out := make([]*Packet, len(w.packets.all))
	for i, p := range w.packets.all {
		copied := *p
		out[i] = &copied
	}
	return out
}

// WatchPackets calls see with each packet that enters a link, until stop is called. see
// must not make calls on the network.
func (w *World) WatchPackets(see func(*Packet)) (stop func()) {
	w.run.Lock()
	defer w.run.Unlock()
	at := len(w.packets.watches)
	w.packets.watches = append(w.packets.watches, see)
	return func() {
		w.run.Lock()
		defer w.run.Unlock()
		w.packets.watches[at] = func(*Packet) {}
	}
}

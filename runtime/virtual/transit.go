package virtual

import (
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// A carried is a packet on a wire.
type carried struct {
	from   *port
	to     tcpip.LinkAddress // on a switch
	data   []byte            // from the IP header on, or an ARP message
	proto  tcpip.NetworkProtocolNumber
	packet *Packet
}

// switched is what a link that is a switch knows.
type switched struct{ isSwitch bool }

// MakeSwitch puts hosts on one wire, each with those of its free addresses that are
// in one net.
func (w *World) MakeSwitch(name string, mtu int, s Shape, hosts ...*Host) (*Link, error) {
	w.run.Lock()
	defer w.run.Unlock()
	nets, err := shared(hosts)
	if err != nil {
		return nil, err
	}
	l := w.newLink(name, mtu, s)
	l.isSwitch = true
	for i, h := range hosts {
		w.plug(l, h, nets[i])
	}
	return l, nil
}

// receivers gives the ports that a packet goes to.
func (l *Link) receivers(c *carried) []*port {
	if c.from.isLoopback() {
		return l.ends
	}
	var out []*port
	for _, p := range l.ends {
		if p != c.from && (!l.isSwitch || p.mac == c.to || c.to == header.EthernetBroadcastAddress || header.IsMulticastEthernetAddress(c.to)) {
			out = append(out, p)
		}
	}
	return out
}

// carry takes a packet from a port, and plans its arrival. Faults decide here, never
// inside a stack. run is held.
func (l *Link) carry(c *carried) {
	w := l.w
	l.counts[c.from]++
	to := l.receivers(c)
	c.packet = w.packets.enter(l, c, l.counts[c.from], to)
	p := c.packet
	if l.cut {
		p.lose("the link is cut")
		return
	}
	v := Verdict{}
	if l.fault != nil {
		if v = l.fault(p); v.Remove {
			l.fault = nil
		}
	}
	if v.Data != nil {
		c.data, p.Changed = v.Data, true
	}
	s := &l.shape
	switch {
	case v.Drop:
		p.lose(v.Why)
		return
	case l.happens(s.Loss):
		p.lose("lost by chance")
		return
	}
	if v.Corrupt || l.happens(s.Corrupt) {
		l.damage(c)
	}
	d, ok := l.queue(c)
	if !ok {
		p.lose("the queue of the link is full")
		return
	}
	d += s.Delay + v.Delay
	if s.Jitter > 0 {
		d += time.Duration(w.chance.Int63n(int64(s.Jitter)))
	}
	l.travel(c, to, d)
	if v.Duplicate || l.happens(s.Duplicate) {
		p.Copies++
		l.travel(c, to, d)
	}
}

// happens decides by chance. A probability of 0 takes no number, so that a link without
// chances changes no other's.
func (l *Link) happens(probability float64) bool {
	return probability > 0 && l.w.chance.Float64() < probability
}

// damage turns a bit of what a packet carries: the sum in its header no longer fits.
func (l *Link) damage(c *carried) {
	c.packet.Corrupt = true
	c.data = append([]byte(nil), c.data...)
	c.data[len(c.data)-1] ^= 1
}

// queue gives how long a packet waits and is sent on a link with a rate; false: there is
// no room.
func (l *Link) queue(c *carried) (time.Duration, bool) {
	s := &l.shape
	if s.Rate <= 0 {
		return 0, true
	}
	line, now := l.lane(c.from), l.w.elapsed()
	if s.Queue > 0 && line.waiting >= s.Queue {
		return 0, false
	}
	line.free = max(line.free, now) + time.Duration(float64(len(c.data))/s.Rate*float64(time.Second))
	line.waiting++
	d := line.free - now
	l.w.after(d, func() { line.waiting-- })
	return d, true
}

func (l *Link) lane(p *port) *lane {
	if l.lanes[p] == nil {
		l.lanes[p] = &lane{}
	}
	return l.lanes[p]
}

// travel plans the arrival of a packet at each of its receivers.
func (l *Link) travel(c *carried, to []*port, d time.Duration) {
	if l.shape.Reorder > 0 && len(l.ends) > 1 {
		if d = l.reorder(c, d); d < 0 {
			return
		}
	}
	for _, q := range to {
		l.w.after(d, func() { l.arrive(c, q) })
	}
}

// overtaken is how much later than the next a packet arrives that is reordered.
const overtaken = time.Millisecond

// reorder lets a packet be overtaken by those that come within a moment.
func (l *Link) reorder(c *carried, d time.Duration) time.Duration {
	if !l.happens(l.shape.Reorder) {
		return d
	}
	c.packet.Reordered = true
	return d + max(overtaken, l.shape.Delay/2)
}

// arrive ends the way of a packet.
func (l *Link) arrive(c *carried, at *port) {
	p := c.packet
	switch {
	case l.cut:
		p.lose("the link was cut while it was on its way")
		return
	case l.separated(c.from.host, at.host):
		p.lose("the network is partitioned")
		return
	case at.host.down:
		p.lose(at.host.Name + " is down")
		return
	}
	p.arrive(l.w.elapsed())
	l.w.packets.arrived(at.host, p)
	at.deliver(c)
}

func (l *Link) separated(a, b *Host) bool { return l.apart[[2]*Host{a, b}] }

// Partition separates groups of hosts: what a link carries from a host of one group to
// one of another is lost, until Heal.
func (w *World) Partition(groups ...[]*Host) {
	w.run.Lock()
	defer w.run.Unlock()
	apart := map[[2]*Host]bool{}
	for i, g := range groups {
		for j, other := range groups {
			for _, a := range g {
				for _, b := range other {
					if i != j {
						apart[[2]*Host{a, b}] = true
					}
				}
			}
		}
	}
	for _, l := range w.links {
		l.apart = apart
	}
}

// Heal ends a partition.
func (w *World) Heal() { w.Partition() }

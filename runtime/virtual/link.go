package virtual

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// loopback is the name of the interface that ends where it begins.
const loopback = "lo"

const (
	loopbackMTU = 65536 // of lo on Linux
	defaultMTU  = 1500  // of Ethernet
)

// A Shape is how a link treats packets, each direction for itself.
type Shape struct {
	Delay     time.Duration // on the way
	Jitter    time.Duration // at most so much more, by chance
	Rate      float64       // bytes a second; 0: no limit
	Queue     int           // packets that may wait for a link with a rate; 0: no limit
	Loss      float64       // probability, 0 to 1, as those below
	Duplicate float64
	Reorder   float64 // that a packet waits until the next has passed it
	Corrupt   float64
}

// A Verdict is what a fault makes of a packet. The zero Verdict lets it pass.
type Verdict struct {
	Drop      bool
	Duplicate bool
	Corrupt   bool
	Delay     time.Duration
	Data      []byte // instead of the packet; nil: as it was
	Remove    bool   // the fault is taken away: it decides on no other packet
	Why       string // what is to be said of it: "your fault at net.lua:7"
}

// A Fault looks at a packet that enters a link, and decides. It must not make
// calls on the network.
type Fault func(*Packet) Verdict

// A Link is a wire between ports: a cable has two ends, a switch has many, and the one
// of a host's loopback ends where it begins.
type Link struct {
	Name string
	w    *World
	ends []*port
	mtu  uint32

	shape  Shape
	fault  Fault
	cut    bool
	apart  map[[2]*Host]bool // pairs that a partition separates
	lanes  map[*port]*lane   // by the port that sends
	counts map[*port]int
	switched
}

// A lane is one direction of a link with a rate.
type lane struct {
	free    time.Duration // until when the link sends what it has been given
	waiting int           // packets that wait
}

// Ends gives the hosts at a link.
func (l *Link) Ends() []*Host {
	var out []*Host
	for _, p := range l.ends {
		out = append(out, p.host)
	}
	return out
}

// MTU gives the bytes of the largest packet.
func (l *Link) MTU() int { return int(l.mtu) }

// IsSwitch reports whether several hosts share the wire, and ask for each other by ARP.
func (l *Link) IsSwitch() bool { return l.isSwitch }

// Connect joins two hosts by a cable. Each has an address in the same net for it.
func (w *World) Connect(a, b *Host, mtu int, s Shape) (*Link, error) {
	w.run.Lock()
	defer w.run.Unlock()
	if a == b {
		return nil, fmt.Errorf("%s can't be linked to itself: it has a loopback", a.Name)
	}
	at, bt, err := common(a, b)
	if err != nil {
		return nil, err
	}
	l := w.newLink(a.Name+"-"+b.Name, mtu, s)
	w.plug(l, a, at)
	w.plug(l, b, bt)
	return l, nil
}

func (w *World) newLink(name string, mtu int, s Shape) *Link {
	if mtu == 0 {
		mtu = defaultMTU
	}
	l := makeLink(w, name, mtu, s)
	w.links = append(w.links, l)
	w.routesStale = true
	return l
}

func makeLink(w *World, name string, mtu int, s Shape) *Link {
	return &Link{Name: name, w: w, mtu: uint32(mtu), shape: s, lanes: map[*port]*lane{}, counts: map[*port]int{}}
}

// common finds the addresses of two hosts that are in one net, and that no link has
// yet.
func common(a, b *Host) (at, bt []netip.Prefix, err error) {
	for _, x := range a.free() {
		for _, y := range b.free() {
			if x.Masked() == y.Masked() {
				at, bt = append(at, x), append(bt, y)
			}
		}
	}
	if at == nil {
		return nil, nil, fmt.Errorf("%s (%s) and %s (%s) have no net in common that is free: give each an address in one net, as 10.0.0.1/24 and 10.0.0.2/24",
			a.Name, texts(a.free()), b.Name, texts(b.free()))
	}
	return at, bt, nil
}

func texts(list []netip.Prefix) string {
	if len(list) == 0 {
		return "no address that is free"
	}
	var out []string
	for _, p := range list {
		out = append(out, p.String())
	}
	return strings.Join(out, ", ")
}

// free gives the addresses that no wire has yet.
func (h *Host) free() (out []netip.Prefix) {
	for _, a := range h.Addresses {
		if h.portWith(a) == nil {
			out = append(out, a)
		}
	}
	return out
}

func (h *Host) portWith(a netip.Prefix) *port {
	for _, p := range h.ports {
		for _, n := range p.nets {
			if n == a {
				return p
			}
		}
	}
	return nil
}

// plug puts an interface of a host onto a wire.
func (w *World) plug(l *Link, h *Host, nets []netip.Prefix) {
	p := &port{host: h, name: fmt.Sprintf("eth%d", len(h.ports)-1), link: l, mtu: l.mtu, nets: nets}
	if l.isSwitch {
		w.macs++
		p.mac = tcpip.LinkAddress([]byte{0x02, 0, 0, byte(w.macs >> 16), byte(w.macs >> 8), byte(w.macs)})
	}
	h.ports = append(h.ports, p)
	l.ends = append(l.ends, p)
	if !h.down {
		h.plugIn(p, tcpip.NICID(len(h.ports)))
	}
}

// Shape gives how the link treats packets.
func (l *Link) Shape() Shape {
	l.w.run.Lock()
	defer l.w.run.Unlock()
	return l.shape
}

// SetShape changes how the link treats packets from now on.
func (l *Link) SetShape(s Shape) {
	l.w.run.Lock()
	defer l.w.run.Unlock()
	l.shape = s
}

// SetFault makes a fault decide on each packet; nil: none.
func (l *Link) SetFault(f Fault) {
	l.w.run.Lock()
	defer l.w.run.Unlock()
	l.fault = f
}

// HasFault reports whether a fault decides.
func (l *Link) HasFault() bool {
	l.w.run.Lock()
	defer l.w.run.Unlock()
	return l.fault != nil
}

// Cut makes the link lose everything, also what is on its way.
func (l *Link) Cut() { l.setCut(true) }

// Mend undoes Cut.
func (l *Link) Mend() { l.setCut(false) }

func (l *Link) setCut(on bool) {
	l.w.run.Lock()
	defer l.w.run.Unlock()
	l.cut = on
}

// IsCut reports whether it is.
func (l *Link) IsCut() bool {
	l.w.run.Lock()
	defer l.w.run.Unlock()
	return l.cut
}

// Links gives all of them, in the order in which they were made.
func (w *World) Links() []*Link {
	w.run.Lock()
	defer w.run.Unlock()
	return append([]*Link(nil), w.links...)
}

package virtual

import (
	"fmt"
	"math/rand"
	"net/netip"
	goruntime "runtime"
	"sync"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	tcpipstack "gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/icmp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
)

// A Host is one machine of a world.
type Host struct {
	Name      string
	Addresses []netip.Prefix // in the order in which they were given
	Router    bool           // passes on packets that are for others

	w     *World
	index int     // among the hosts
	ports []*port // interfaces; the first is lo
	down  bool    // it has crashed and was not started again
	boots int     // how often it was started
	machine
}

// machine is what a crash destroys.
type machine struct {
	stack *tcpipstack.Stack
	tcp   tcpipstack.TransportProtocol
	owned map[tcpipstack.TransportEndpoint]*endpoint // sockets that a script holds
}

// The range of ports that the system chooses from (ip_local_port_range in ip(7)).
const (
	firstEphemeral = 32768
	lastEphemeral  = 60999
)

// lockedSource gives the chances of one host. Stacks ask from several goroutines.
type lockedSource struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (l *lockedSource) Int63() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Int63()
}

// Seed does nothing: the world's seed decides.
func (l *lockedSource) Seed(int64) {}

// Read fills p: it never fails.
func (l *lockedSource) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// AddHost makes a host with a loopback interface and these addresses of its own. Links
// and switches bring the addresses onto a wire.
func (w *World) AddHost(name string, addresses ...netip.Prefix) (*Host, error) {
	w.run.Lock()
	defer w.run.Unlock()
	switch {
	case name == "":
		return nil, fmt.Errorf("a host needs a name")
	case w.hostNamed(name) != nil:
		return nil, fmt.Errorf("there is a host %s already", name)
	}
	for _, a := range addresses {
		if other := w.byAddress[a.Addr()]; other != nil {
			return nil, fmt.Errorf("%s is the address of %s already", a.Addr(), other.Name)
		}
	}
	h := &Host{Name: name, Addresses: addresses, w: w, index: len(w.hosts)}
	h.ports = []*port{{host: h, name: loopback, mtu: loopbackMTU}}
	lo := makeLink(w, name+" lo", loopbackMTU, Shape{})
	lo.ends = h.ports
	h.ports[0].link = lo
	w.hosts = append(w.hosts, h)
	for _, a := range addresses {
		w.byAddress[a.Addr()] = h
	}
	h.boot()
	return h, nil
}

// Hosts gives all of them, in the order in which they were made.
func (w *World) Hosts() []*Host {
	w.run.Lock()
	defer w.run.Unlock()
	return append([]*Host(nil), w.hosts...)
}

// HostNamed gives the host with a name, nil if there is none.
func (w *World) HostNamed(name string) *Host {
	w.run.Lock()
	defer w.run.Unlock()
	return w.hostNamed(name)
}

func (w *World) hostNamed(name string) *Host {
	for _, h := range w.hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// makingStack guards GOMAXPROCS, which is one for a moment: a stack starts as many TCP
// workers, and of a host with one it can be told when it has nothing left to do.
var makingStack sync.Mutex

// boot starts the host: a stack that knows nothing. run is held.
func (h *Host) boot() {
	seed := h.w.config.Seed*1000003 + int64(h.index)*7919 + int64(h.boots)
	src := &lockedSource{r: rand.New(rand.NewSource(seed))}
	h.boots++
	makingStack.Lock()
	procs := goruntime.GOMAXPROCS(0)
	if procs != 1 {
		goruntime.GOMAXPROCS(1)
	}
	s := tcpipstack.New(tcpipstack.Options{
		NetworkProtocols:   []tcpipstack.NetworkProtocolFactory{ipv4.NewProtocol, ipv6.NewProtocol, arp.NewProtocol},
		TransportProtocols: []tcpipstack.TransportProtocolFactory{tcp.NewProtocol, udp.NewProtocol, icmp.NewProtocol4, icmp.NewProtocol6},
		Clock:              stackClock{h.w},
		RandSource:         src,
		SecureRNG:          src,
	})
	if procs != 1 {
		goruntime.GOMAXPROCS(procs)
	}
	makingStack.Unlock()
	h.machine = machine{stack: s, tcp: s.TransportProtocolInstance(tcp.ProtocolNumber), owned: map[tcpipstack.TransportEndpoint]*endpoint{}}
	h.tune()
	h.down = false
	for i, p := range h.ports {
		h.plugIn(p, tcpip.NICID(i+1))
	}
	h.w.routesStale = true
}

// tune sets what Linux has as its default.
func (h *Host) tune() {
	nagle, sack := tcpip.TCPDelayEnabled(true), tcpip.TCPSACKEnabled(true)
	h.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &nagle)
	h.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &sack)
	receive := tcpip.TCPReceiveBufferSizeRangeOption{Min: tcp.MinBufferSize, Default: defaultReceiveBuffer, Max: 6 << 20}
	h.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &receive)
	send := tcpip.TCPSendBufferSizeRangeOption{Min: tcp.MinBufferSize, Default: defaultSendBuffer, Max: 4 << 20}
	h.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &send)
	_ = h.stack.SetPortRange(firstEphemeral, lastEphemeral)
	if h.Router {
		h.forward()
	}
}

// What net.ipv4.tcp_rmem and tcp_wmem have as the middle figure (tcp(7)); Linux raises
// the send buffer to what the receiver takes.
const (
	defaultReceiveBuffer = 131072
	defaultSendBuffer    = 2626560
)

// MakeRouter makes the host pass on packets that are for others.
func (h *Host) MakeRouter() {
	h.w.run.Lock()
	defer h.w.run.Unlock()
	h.Router = true
	h.forward()
	h.w.routesStale = true
}

func (h *Host) forward() {
	_ = h.stack.SetForwardingDefaultAndAllNICs(ipv4.ProtocolNumber, true)
	_ = h.stack.SetForwardingDefaultAndAllNICs(ipv6.ProtocolNumber, true)
}

// Down reports whether the host has crashed.
func (h *Host) Down() bool {
	h.w.run.Lock()
	defer h.w.run.Unlock()
	return h.down
}

// Crash ends the host as a power cut does: nothing is sent any more, and nobody is
// told. Calls that wait on its sockets end with ErrCrashed.
func (h *Host) Crash() {
	h.w.call(h.crash)
}

func (h *Host) crash() {
	if h.down {
		return
	}
	h.down = true
	old := h.machine
	for _, e := range old.inOrder() {
		e.die(ErrCrashed)
	}
	h.w.unix.crash(h)
	old.stack.Close()
}

// inOrder gives the sockets in the order in which they were made.
func (m *machine) inOrder() []*endpoint {
	var all []*endpoint
	for _, e := range m.owned {
		all = append(all, e)
	}
	sortByInode(all)
	return all
}

// Reboot starts the host again, after a crash if it had none: it knows nothing of the
// connections that it had.
func (h *Host) Reboot() {
	h.w.call(func() {
		h.crash()
		old := h.stack
		h.boot()
		go old.Wait()
	})
}

// nicWith gives the interface that has an address, or else the first that is not lo.
func (h *Host) nicWith(ip netip.Addr) tcpip.NICID {
	for i, p := range h.ports {
		for _, n := range p.nets {
			if n.Addr() == ip.Unmap() {
				return tcpip.NICID(i + 1)
			}
		}
	}
	if len(h.ports) > 1 && !ip.IsLoopback() {
		return 2
	}
	return 1
}

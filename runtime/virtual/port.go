package virtual

import (
	"net/netip"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	tcpipstack "gvisor.dev/gvisor/pkg/tcpip/stack"
)

// A port is an interface of a host: where a link ends.
type port struct {
	host *Host
	name string
	link *Link
	mtu  uint32
	nets []netip.Prefix
	mac  tcpip.LinkAddress // on a switch
	to   tcpipstack.NetworkDispatcher
	card *card // of the stack that runs now
}

// A card is what a stack has of a port: gVisor calls it a link endpoint. Each start of
// the host has one of its own, so that a stack that ends late unplugs nobody else's.
type card struct{ *port }

// Attach says who gets the packets that arrive.
func (c *card) Attach(to tcpipstack.NetworkDispatcher) {
	if c.port.card == c {
		c.port.to = to
	}
}

// IsAttached reports whether anybody does.
func (c *card) IsAttached() bool { return c.port.card == c && c.port.to != nil }

// WritePackets is called by the stack, in its own locks: it only plans what happens
// to the packets.
func (c *card) WritePackets(list tcpipstack.PacketBufferList) (int, tcpip.Error) {
	if c.port.card == c && !c.host.down { // one that has crashed says no last words
		c.port.send(list)
	}
	return list.Len(), nil
}

func (p *port) MTU() uint32                               { return p.mtu }
func (p *port) SetMTU(m uint32)                           { p.mtu = m }
func (p *port) MaxHeaderLength() uint16                   { return 0 }
func (p *port) LinkAddress() tcpip.LinkAddress            { return p.mac }
func (p *port) SetLinkAddress(tcpip.LinkAddress)          {}
func (p *port) Wait()                                     {}
func (p *port) AddHeader(*tcpipstack.PacketBuffer)        {}
func (p *port) ParseHeader(*tcpipstack.PacketBuffer) bool { return true }
func (p *port) Close()                                    {}
func (p *port) SetOnCloseAction(func())                   {}

func (p *port) ARPHardwareType() header.ARPHardwareType {
	if p.mac != "" {
		return header.ARPHardwareEther
	}
	return header.ARPHardwareNone
}

// Capabilities says that nobody checks sums on loopback, as on Linux, and that hosts
// at a switch must ask for each other.
func (p *port) Capabilities() tcpipstack.LinkEndpointCapabilities {
	switch {
	case p.isLoopback():
		return tcpipstack.CapabilityLoopback | tcpipstack.CapabilityRXChecksumOffload | tcpipstack.CapabilityTXChecksumOffload
	case p.mac != "":
		return tcpipstack.CapabilityResolutionRequired
	}
	return 0
}

func (p *port) isLoopback() bool { return p.name == loopback }

func (p *port) send(list tcpipstack.PacketBufferList) {
	for _, pkt := range list.AsSlice() {
		v := pkt.ToView()
		c := &carried{from: p, data: append([]byte(nil), v.AsSlice()...), proto: pkt.NetworkProtocolNumber, to: pkt.EgressRoute.RemoteLinkAddress}
		v.Release()
		p.host.w.after(0, func() { p.link.carry(c) })
	}
}

// deliver hands a packet to the host. It happens by itself, as everything planned.
func (p *port) deliver(c *carried) {
	if p.host.down || p.to == nil {
		return
	}
	pkt := tcpipstack.NewPacketBuffer(tcpipstack.PacketBufferOptions{Payload: buffer.MakeWithData(c.data)})
	defer pkt.DecRef()
	p.host.w.touched = p.host
	p.to.DeliverNetworkPacket(c.proto, pkt)
}

// plugIn gives a running host the interface.
func (h *Host) plugIn(p *port, id tcpip.NICID) {
	p.card = &card{p}
	must(h.stack.CreateNICWithOptions(id, p.card, tcpipstack.NICOptions{Name: p.name}))
	nets := p.nets
	if p.isLoopback() {
		nets = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("::1/128")}
	}
	for _, n := range nets {
		must(h.stack.AddProtocolAddress(id, tcpip.ProtocolAddress{Protocol: protocolOf(n.Addr()),
			AddressWithPrefix: withLength(n)}, tcpipstack.AddressProperties{}))
	}
	if h.Router {
		h.forward()
	}
}

// must is for calls that fail only if this package is wrong.
func must(err tcpip.Error) {
	if err != nil {
		panic("virtual: " + err.String())
	}
}

func protocolOf(a netip.Addr) tcpip.NetworkProtocolNumber {
	if a.Is4() {
		return ipv4.ProtocolNumber
	}
	return ipv6.ProtocolNumber
}

func withLength(n netip.Prefix) tcpip.AddressWithPrefix {
	return tcpip.AddressWithPrefix{Address: addressOf(n.Addr()), PrefixLen: n.Bits()}
}

func addressOf(a netip.Addr) tcpip.Address { return tcpip.AddrFromSlice(a.AsSlice()) }

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

// A port is an interface of a host: where a link ends. It is what gVisor calls a link
// endpoint.
type port struct {
	host *Host
	name string
	link *Link
	mtu  uint32
	nets []netip.Prefix
	mac  tcpip.LinkAddress // on a switch
	to   tcpipstack.NetworkDispatcher
}

func (p *port) MTU() uint32                               { return p.mtu }
func (p *port) SetMTU(m uint32)                           { p.mtu = m }
func (p *port) MaxHeaderLength() uint16                   { return 0 }
func (p *port) LinkAddress() tcpip.LinkAddress            { return p.mac }
func (p *port) SetLinkAddress(tcpip.LinkAddress)          {}
func (p *port) Attach(to tcpipstack.NetworkDispatcher)    { p.to = to }
func (p *port) IsAttached() bool                          { return p.to != nil }
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

// WritePackets is called by the stack, in its own locks: it only plans what happens
// to the packets.
func (p *port) WritePackets(list tcpipstack.PacketBufferList) (int, tcpip.Error) {
	for _, pkt := range list.AsSlice() {
		if p.host.down {
			continue // it has crashed, and says no last words
		}
		v := pkt.ToView()
		c := &carried{from: p, data: append([]byte(nil), v.AsSlice()...), proto: pkt.NetworkProtocolNumber, to: pkt.EgressRoute.RemoteLinkAddress}
		v.Release()
		p.host.w.after(0, func() { p.link.carry(c) })
	}
	return list.Len(), nil
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
	must(h.stack.CreateNICWithOptions(id, p, tcpipstack.NICOptions{Name: p.name}))
	nets := p.nets
	if p.isLoopback() {
		nets = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("::1/128")}
	}
	for _, n := range nets {
		must(h.stack.AddProtocolAddress(id, tcpip.ProtocolAddress{Protocol: protocolOf(n.Addr()),
			AddressWithPrefix: tcpip.AddressWithPrefix{Address: addressOf(n.Addr()), PrefixLen: n.Bits()}}, tcpipstack.AddressProperties{}))
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

func addressOf(a netip.Addr) tcpip.Address { return tcpip.AddrFromSlice(a.AsSlice()) }

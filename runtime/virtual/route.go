package virtual

import (
	"net/netip"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// Routes are those that an administrator would write: every net is reached over the
// fewest routers. They are made anew when hosts and links have been, and not when
// a link is cut: nobody tells a host of that.

// A hop is the way to a net: over an interface, to a router unless it is there.
type hop struct {
	nic tcpip.NICID
	via netip.Addr // invalid: directly
}

// reroute makes the routes of all hosts. run is held.
func (w *World) reroute() {
	if !w.routesStale {
		return
	}
	w.routesStale = false
	nets := w.netsWithPorts()
	for _, h := range w.hosts {
		if !h.down {
			h.stack.SetRouteTable(h.routes(nets))
		}
	}
}

func (w *World) netsWithPorts() map[netip.Prefix][]*port {
	nets := map[netip.Prefix][]*port{}
	for _, l := range w.links {
		for _, p := range l.ends {
			for _, n := range p.nets {
				nets[n.Masked()] = append(nets[n.Masked()], p)
			}
		}
	}
	return nets
}

// routes finds the way from a host to every net, breadth first.
func (h *Host) routes(nets map[netip.Prefix][]*port) []tcpip.Route {
	ways := map[netip.Prefix]hop{}
	var order []netip.Prefix
	reach := func(n netip.Prefix, way hop) {
		if _, known := ways[n]; !known {
			ways[n] = way
			order = append(order, n)
		}
	}
	reach(netip.MustParsePrefix("127.0.0.0/8"), hop{nic: 1})
	reach(netip.MustParsePrefix("::1/128"), hop{nic: 1})
	for i, p := range h.ports {
		for _, n := range p.nets {
			reach(n.Masked(), hop{nic: tcpip.NICID(i + 1)})
		}
	}
	near := len(order)
	for i := 0; i < len(order); i++ {
		n := order[i]
		for _, p := range nets[n] {
			if p.host == h || !p.host.Router {
				continue
			}
			way := ways[n]
			if !way.via.IsValid() {
				way.via = p.addressIn(n)
			}
			for _, q := range p.host.ports {
				for _, m := range q.nets {
					if m.Addr().Is4() == n.Addr().Is4() {
						reach(m.Masked(), way)
					}
				}
			}
		}
	}
	return table(ways, order, near)
}

func (p *port) addressIn(n netip.Prefix) netip.Addr {
	for _, a := range p.nets {
		if a.Masked() == n {
			return a.Addr()
		}
	}
	return netip.Addr{}
}

// table writes the routes. Where all that is far goes to one router that is the
// default gateway, and also gets what is nowhere.
func table(ways map[netip.Prefix]hop, order []netip.Prefix, near int) (out []tcpip.Route) {
	for _, four := range []bool{true, false} {
		gateways := map[hop]bool{}
		for _, n := range order[near:] {
			if n.Addr().Is4() == four {
				gateways[ways[n]] = true
			}
		}
		for i, n := range order {
			if n.Addr().Is4() != four || i >= near && len(gateways) == 1 {
				continue
			}
			out = append(out, route(n, ways[n]))
		}
		if len(gateways) != 1 {
			continue
		}
		for way := range gateways {
			everywhere := header.IPv4EmptySubnet
			if !four {
				everywhere = header.IPv6EmptySubnet
			}
			out = append(out, tcpip.Route{Destination: everywhere, Gateway: addressOf(way.via), NIC: way.nic})
		}
	}
	return out
}

func route(n netip.Prefix, way hop) tcpip.Route {
	r := tcpip.Route{Destination: withLength(n).Subnet(), NIC: way.nic}
	if way.via.IsValid() {
		r.Gateway = addressOf(way.via)
	}
	return r
}

package runtime

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Resolve turns a target into the addresses it names, in the order to try
// them. localhost is known without asking anyone; any other name may send
// packets to a name server, so a policy that allows no network refuses it.
func (s *Session) Resolve(c *Caller, t stack.Target) ([]stack.Address, error) {
	if t.Path != "" {
		return []stack.Address{{Network: stack.Network(t.Network), Path: t.Path}}, nil
	}
	ips, err := s.lookup(c, t)
	if err != nil {
		return nil, err
	}
	var out []stack.Address
	for _, ip := range ips {
		if n, ok := family(t.Network, ip); ok {
			out = append(out, stack.Address{Network: n, IP: ip, Port: t.Port})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no %s address, which %s needs", t.Host, familyName(t.Network), t.Network)
	}
	return out, nil
}

func (s *Session) lookup(c *Caller, t stack.Target) ([]netip.Addr, error) {
	switch {
	case t.Host == "" && strings.HasSuffix(t.Network, "6"):
		return []netip.Addr{netip.IPv6Unspecified()}, nil
	case t.Host == "":
		return []netip.Addr{netip.IPv4Unspecified()}, nil
	case strings.EqualFold(t.Host, "localhost"):
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	}
	if ip, err := netip.ParseAddr(t.Host); err == nil {
		return []netip.Addr{ip}, nil
	}
	k := begin(s, nil, c, "getaddrinfo", t.Host)
	ips, from, err := s.addressesOf(c, t.Host)
	s.Log.End(k.ticket, err, func(e *event.Event) {
		if err == nil {
			e.Note = from + ": " + joinAddresses(ips)
		}
	})
	return ips, err
}

// A directory is a stack that has names of its own: nobody else is asked.
type directory interface {
	Lookup(host string) []netip.Addr
}

// addressesOf looks a name up in the machine's own file, or asks the resolver where
// the policy allows packets to a name server. from says who told.
func (s *Session) addressesOf(c *Caller, host string) (ips []netip.Addr, from string, err error) {
	if d, ok := s.stackOf(c).(directory); ok {
		if ips = d.Lookup(host); len(ips) == 0 {
			err = &stack.Error{Text: "no host of this network has the name " + host, Err: &net.DNSError{IsNotFound: true}}
		}
		return ips, "the network's own names", err
	}
	if ips := fromHosts(host); len(ips) > 0 {
		return ips, hostsFile, nil
	}
	if !s.policy.AnyNet && len(s.policy.Nets) == 0 {
		return nil, "", &DeniedError{What: "looking up the name " + host + ", which is not in " + hostsFile + ", would ask a name server", Flag: "--allow-net"}
	}
	ips, err = s.lookupName(c, host)
	return ips, "the resolver", err
}

// maxTold is how many addresses of a name an event tells.
const maxTold = 8

func joinAddresses(ips []netip.Addr) string {
	var out []string
	for i, ip := range ips {
		if i == maxTold {
			out = append(out, "…")
			break
		}
		out = append(out, ip.String())
	}
	return strings.Join(out, ", ")
}

// lookupName asks the resolver, for as long as the caller may wait.
func (s *Session) lookupName(c *Caller, host string) (ips []netip.Addr, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan struct{})
	go func() {
		ips, err = s.resolver.LookupNetIP(ctx, "ip", host)
		close(done)
	}()
	waitErr := c.Await("dial", done)
	cancel()
	<-done
	if waitErr != nil {
		return nil, waitErr
	}
	for i := range ips {
		ips[i] = ips[i].Unmap()
	}
	var failed *net.DNSError
	if errors.As(err, &failed) {
		err = lookupFailed(host, failed)
	}
	return ips, err
}

func familyName(network string) string {
	if strings.HasSuffix(network, "6") {
		return "IPv6"
	}
	return "IPv4"
}

// family gives the network for an address where the user left it open; false
// if the address does not fit the network asked for.
func family(network string, ip netip.Addr) (stack.Network, bool) {
	v4 := ip.Is4()
	switch network {
	case "tcp", "udp":
		if v4 {
			return stack.Network(network + "4"), true
		}
		return stack.Network(network + "6"), true
	case "tcp4", "udp4":
		return stack.Network(network), v4
	default:
		return stack.Network(network), !v4
	}
}

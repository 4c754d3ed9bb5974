//go:build unix

package kernel

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// sockaddr turns an Address into the kernel's form.
func sockaddr(a stack.Address) (unix.Sockaddr, error) {
	switch {
	case a.Network.IsUnix():
		return &unix.SockaddrUnix{Name: a.Path}, nil
	case a.Network.Is6():
		zone, err := zoneID(a.IP.Zone())
		return &unix.SockaddrInet6{Port: int(a.Port), Addr: a.IP.As16(), ZoneId: zone}, err
	case a.IP.Unmap().Is4():
		return &unix.SockaddrInet4{Port: int(a.Port), Addr: a.IP.Unmap().As4()}, nil
	}
	return nil, fmt.Errorf("%s is not an address of %s", a, a.Network)
}

// zoneID reads the zone of an IPv6 address: an interface's name or number.
func zoneID(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	ifc, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, fmt.Errorf("no interface called %q", zone)
	}
	return uint32(ifc.Index), nil
}

// address turns the kernel's form into an Address of the endpoint's network.
func (e *endpoint) address(sa unix.Sockaddr) stack.Address {
	a := stack.Address{Network: e.network}
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		a.IP, a.Port = netip.AddrFrom4(sa.Addr), uint16(sa.Port)
	case *unix.SockaddrInet6:
		a.IP, a.Port = netip.AddrFrom16(sa.Addr), uint16(sa.Port)
		if sa.ZoneId != 0 {
			a.IP = a.IP.WithZone(strconv.Itoa(int(sa.ZoneId)))
		}
	case *unix.SockaddrUnix:
		if sa.Name != "@" { // how a socket without a name is told
			a.Path = sa.Name
		}
	}
	return a
}

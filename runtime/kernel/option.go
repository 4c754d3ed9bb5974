//go:build unix

package kernel

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// place gives where the option stands in the kernel's tables for this socket.
func (e *endpoint) place(o *stack.Option) (level, number int, err error) {
	at, ok := optionNumbers[o.Name]
	if !ok {
		at, ok = ownOptionNumbers[o.Name]
	}
	switch {
	case !ok:
		return 0, 0, stack.Misuse("this system has no option " + o.Name)
	case e.network.Is6() && at.number6 != 0:
		return at.level6, at.number6, nil
	}
	return at.level, at.number, nil
}

func (e *endpoint) Getopt(o *stack.Option) (stack.Value, error) {
	var v stack.Value
	level, number, err := e.place(o)
	if err != nil {
		return v, err
	}
	err = e.control(func(fd int) (err error) {
		switch o.Kind {
		case stack.LingerOption:
			v, err = getLinger(fd)
		case stack.IfaceOption:
			v, err = e.getInterface(fd, level, number)
		default:
			v.Int, err = unix.GetsockoptInt(fd, level, number)
		}
		return err
	})
	switch o.Kind {
	case stack.SecondsOption:
		v.Dur = time.Duration(v.Int) * time.Second
	case stack.MillisOption:
		v.Dur = time.Duration(v.Int) * time.Millisecond
	}
	return v, os.NewSyscallError("getsockopt", err)
}

func (e *endpoint) Setopt(o *stack.Option, v stack.Value) error {
	level, number, err := e.place(o)
	if err != nil {
		return err
	}
	err = e.control(func(fd int) error {
		switch o.Kind {
		case stack.SecondsOption:
			return unix.SetsockoptInt(fd, level, number, int(v.Dur/time.Second))
		case stack.MillisOption:
			return unix.SetsockoptInt(fd, level, number, int(v.Dur/time.Millisecond))
		case stack.LingerOption:
			l := unix.Linger{Onoff: 1, Linger: int32(v.Dur / time.Second)}
			if v.Off {
				l = unix.Linger{}
			}
			return unix.SetsockoptLinger(fd, level, number, &l)
		case stack.GroupOption:
			return e.setGroup(fd, level, number, v.IP)
		case stack.IfaceOption:
			return e.setInterface(fd, level, number, v.IP)
		default:
			return unix.SetsockoptInt(fd, level, number, v.Int)
		}
	})
	return os.NewSyscallError("setsockopt", err)
}

// setGroup joins or leaves on the loopback interface: a playground's
// multicast stays on this machine.
func (e *endpoint) setGroup(fd, level, number int, group netip.Addr) error {
	if err := e.sameFamily(group); err != nil {
		return err
	}
	if e.network.Is6() {
		index, err := interfaceIndex(netip.IPv6Loopback())
		if err != nil {
			return err
		}
		return unix.SetsockoptIPv6Mreq(fd, level, number, &unix.IPv6Mreq{Multiaddr: group.As16(), Interface: uint32(index)})
	}
	return unix.SetsockoptIPMreq(fd, level, number, &unix.IPMreq{Multiaddr: group.As4(), Interface: [4]byte{127, 0, 0, 1}})
}

func (e *endpoint) setInterface(fd, level, number int, ip netip.Addr) error {
	if err := e.sameFamily(ip); err != nil {
		return err
	}
	if e.network.Is6() {
		index, err := interfaceIndex(ip)
		if err != nil {
			return err
		}
		return unix.SetsockoptInt(fd, level, number, index)
	}
	return unix.SetsockoptInet4Addr(fd, level, number, ip.As4())
}

// sameFamily refuses an IPv4 address on an IPv6 socket and the other way round.
func (e *endpoint) sameFamily(ip netip.Addr) error {
	if !ip.IsValid() || ip.Is4() == e.network.Is6() {
		return stack.Misuse(fmt.Sprintf("%s is not an address of %s", ip, e.network))
	}
	return nil
}

func (e *endpoint) getInterface(fd, level, number int) (stack.Value, error) {
	if !e.network.Is6() {
		ip, err := unix.GetsockoptInet4Addr(fd, level, number)
		return stack.Value{IP: netip.AddrFrom4(ip)}, err
	}
	index, err := unix.GetsockoptInt(fd, level, number)
	if err != nil || index == 0 {
		return stack.Value{IP: netip.IPv6Unspecified()}, err
	}
	ifc, err := net.InterfaceByIndex(index)
	if err != nil {
		return stack.Value{}, err
	}
	addrs, err := ifc.Addrs()
	for _, a := range addrs {
		if p, perr := netip.ParsePrefix(a.String()); perr == nil && p.Addr().Is6() {
			return stack.Value{IP: p.Addr()}, nil
		}
	}
	return stack.Value{IP: netip.IPv6Unspecified()}, err
}

// interfaceIndex finds the interface that has the address.
func interfaceIndex(ip netip.Addr) (int, error) {
	ifcs, err := net.Interfaces()
	if err != nil {
		return 0, err
	}
	for _, ifc := range ifcs {
		addrs, err := ifc.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr() == ip {
				return ifc.Index, nil
			}
		}
	}
	return 0, stack.Misuse(fmt.Sprintf("no interface has the address %s", ip))
}

func getLinger(fd int) (stack.Value, error) {
	l, err := unix.GetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER)
	if err != nil {
		return stack.Value{}, err
	}
	return stack.Value{Off: l.Onoff == 0, Dur: time.Duration(l.Linger) * time.Second, Int: int(l.Linger)}, nil
}

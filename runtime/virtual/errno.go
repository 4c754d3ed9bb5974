package virtual

import (
	"net/netip"
	"syscall"

	"gvisor.dev/gvisor/pkg/tcpip"

	"sockpit/runtime/stack"
)

// errnoOf gives the number that Linux has for an error of netstack (errno(3)).
func errnoOf(err tcpip.Error) syscall.Errno {
	switch err.(type) {
	case *tcpip.ErrAborted, *tcpip.ErrClosedForSend:
		return syscall.EPIPE
	case *tcpip.ErrAddressFamilyNotSupported:
		return syscall.EAFNOSUPPORT
	case *tcpip.ErrAlreadyBound, *tcpip.ErrInvalidEndpointState, *tcpip.ErrInvalidOptionValue:
		return syscall.EINVAL
	case *tcpip.ErrAlreadyConnected:
		return syscall.EISCONN
	case *tcpip.ErrAlreadyConnecting:
		return syscall.EALREADY
	case *tcpip.ErrBadLocalAddress, *tcpip.ErrNoPortAvailable:
		return syscall.EADDRNOTAVAIL
	case *tcpip.ErrPortInUse, *tcpip.ErrDuplicateAddress:
		return syscall.EADDRINUSE
	case *tcpip.ErrConnectionAborted:
		return syscall.ECONNABORTED
	case *tcpip.ErrConnectionRefused:
		return syscall.ECONNREFUSED
	case *tcpip.ErrConnectionReset:
		return syscall.ECONNRESET
	case *tcpip.ErrHostUnreachable, *tcpip.ErrHostDown:
		return syscall.EHOSTUNREACH
	case *tcpip.ErrNetworkUnreachable, *tcpip.ErrNoNet:
		return syscall.ENETUNREACH
	case *tcpip.ErrMessageTooLong:
		return syscall.EMSGSIZE
	case *tcpip.ErrNotConnected:
		return syscall.ENOTCONN
	case *tcpip.ErrDestinationRequired:
		return syscall.EDESTADDRREQ
	case *tcpip.ErrTimeout:
		return syscall.ETIMEDOUT
	case *tcpip.ErrNotPermitted, *tcpip.ErrBroadcastDisabled:
		return syscall.EACCES
	case *tcpip.ErrNotSupported:
		return syscall.EOPNOTSUPP
	case *tcpip.ErrUnknownProtocolOption:
		return syscall.ENOPROTOOPT
	case *tcpip.ErrNoBufferSpace:
		return syscall.ENOBUFS
	}
	return syscall.EIO
}

func asError(err tcpip.Error) error {
	if err == nil {
		return nil
	}
	return errnoOf(err)
}

// full writes an address as netstack has it: "every address" is none.
func (e *endpoint) full(a stack.Address) tcpip.FullAddress {
	f := tcpip.FullAddress{Port: a.Port}
	switch {
	case !a.IP.IsValid() || a.IP.IsUnspecified():
	case e.n.Is6():
		f.Addr = tcpip.AddrFrom16(a.IP.As16())
	default:
		f.Addr = tcpip.AddrFrom4(a.IP.Unmap().As4())
	}
	return f
}

// address reads one of netstack's. On an IPv6 socket one of IPv4 is written as ::ffff:….
func (e *endpoint) address(f tcpip.FullAddress) stack.Address {
	a := stack.Address{Network: e.n, Port: f.Port}
	switch {
	case f.Addr.Len() == 0 && e.n.Is6():
		a.IP = netip.IPv6Unspecified()
	case f.Addr.Len() == 0:
		a.IP = netip.IPv4Unspecified()
	case f.Addr.Len() == 4 && e.n.Is6():
		a.IP = netip.AddrFrom16(netip.AddrFrom4(f.Addr.As4()).As16())
	case f.Addr.Len() == 4:
		a.IP = netip.AddrFrom4(f.Addr.As4())
	default:
		a.IP = netip.AddrFrom16(f.Addr.As16())
	}
	return a
}

func loopbackOf(n stack.Network) netip.Addr {
	if n.Is6() {
		return netip.IPv6Loopback()
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

package runtime

import "net/netip"

// IPv6 gives nil if this machine has the address ::1, or else what the stack says
// to a socket that would have it. Containers often have no IPv6.
func IPv6() error {
	ep, err := Kernel{}.Socket(TCP6)
	if err != nil {
		return err
	}
	defer func() { _ = ep.Close() }()
	return ep.Bind(Address{Network: TCP6, IP: netip.IPv6Loopback()})
}

package runtime

import (
	"net/netip"

	"sockpit/runtime/stack"
)

// IPv6 gives nil if this machine has the address ::1, or else what the stack says
// to a socket that would have it. Containers often have no IPv6.
func IPv6() error {
	ep, err := DefaultStack().Socket(stack.TCP6)
	if err != nil {
		return err
	}
	defer func() { _ = ep.Close() }()
	return ep.Bind(stack.Address{Network: stack.TCP6, IP: netip.IPv6Loopback()})
}

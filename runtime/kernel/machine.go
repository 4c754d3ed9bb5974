//go:build unix

package kernel

import (
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// Machine asks getrlimit(2), /proc and the interfaces.
func (Stack) Machine() stack.Machine {
	m := stack.Machine{Descriptors: stack.Unknown, FirstFreePort: firstFreePort()}
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) == nil {
		m.Descriptors = stack.Quantity(limit.Cur)
	}
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			m.Addresses = append(m.Addresses, p.Addr())
		}
	}
	return m
}

// firstFreePort is 1024 where the system does not say otherwise (ip(7)).
func firstFreePort() int {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_unprivileged_port_start")
	n, nerr := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || nerr != nil {
		return 1024
	}
	return n
}

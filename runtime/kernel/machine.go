//go:build unix

package kernel

import (
	"fmt"
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
	m.LocalPorts = localPorts()
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

// localPorts reads the range in which connect and bind to port 0 choose (ip(7)).
func localPorts() (ports [2]uint16) {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if _, serr := fmt.Sscan(string(text), &ports[0], &ports[1]); err != nil || serr != nil {
		return [2]uint16{}
	}
	return ports
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

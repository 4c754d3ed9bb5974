//go:build unix

package kernel

import "golang.org/x/sys/unix"

// An optionNumber is where an option stands in the kernel's tables, and its twin
// for IPv6 sockets, 0 if that is the same.
type optionNumber struct{ level, number, level6, number6 int }

// optionNumbers are those of the options that every system has.
var optionNumbers = map[string]optionNumber{
	"reuseaddr":           {unix.SOL_SOCKET, unix.SO_REUSEADDR, 0, 0},
	"reuseport":           {unix.SOL_SOCKET, unix.SO_REUSEPORT, 0, 0},
	"nodelay":             {unix.IPPROTO_TCP, unix.TCP_NODELAY, 0, 0},
	"rcvbuf":              {unix.SOL_SOCKET, unix.SO_RCVBUF, 0, 0},
	"sndbuf":              {unix.SOL_SOCKET, unix.SO_SNDBUF, 0, 0},
	"linger":              {unix.SOL_SOCKET, unix.SO_LINGER, 0, 0},
	"keepalive":           {unix.SOL_SOCKET, unix.SO_KEEPALIVE, 0, 0},
	"broadcast":           {unix.SOL_SOCKET, unix.SO_BROADCAST, 0, 0},
	"ttl":                 {unix.IPPROTO_IP, unix.IP_TTL, unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS},
	"v6only":              {unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0, 0},
	"multicast_join":      {unix.IPPROTO_IP, unix.IP_ADD_MEMBERSHIP, unix.IPPROTO_IPV6, unix.IPV6_JOIN_GROUP},
	"multicast_leave":     {unix.IPPROTO_IP, unix.IP_DROP_MEMBERSHIP, unix.IPPROTO_IPV6, unix.IPV6_LEAVE_GROUP},
	"multicast_interface": {unix.IPPROTO_IP, unix.IP_MULTICAST_IF, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF},
	"multicast_ttl":       {unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS},
	"multicast_loop":      {unix.IPPROTO_IP, unix.IP_MULTICAST_LOOP, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_LOOP},
	"oobinline":           {unix.SOL_SOCKET, unix.SO_OOBINLINE, 0, 0},
	"error":               {unix.SOL_SOCKET, unix.SO_ERROR, 0, 0},
	"accepting":           {unix.SOL_SOCKET, unix.SO_ACCEPTCONN, 0, 0},
}

package runtime

import (
	"fmt"
	"net/netip"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// An Option is a socket option by name, with its place in the kernel's tables
// (socket(7), ip(7), ipv6(7), tcp(7)).
type Option struct {
	Name     string
	Kind     OptionKind
	Summary  string // third person, no full stop
	Level    int
	Number   int
	Level6   int // the IPv6 twin, used on IPv6 sockets; 0 if the same
	Number6  int
	ReadOnly bool
	Networks string // "all", "ip", "tcp", "udp", "ip6": where it makes sense
}

// OptionKind is the type of an option's value.
type OptionKind int

// The kinds of values.
const (
	BoolOption    OptionKind = iota // true or false
	IntOption                       // a number, with the kernel's unit
	SecondsOption                   // a number of seconds, kept in whole seconds
	MillisOption                    // a number of seconds, kept in milliseconds
	LingerOption                    // seconds to linger, or off
	GroupOption                     // an address of a multicast group; can't be read back
	IfaceOption                     // the address of an interface
	ErrnoOption                     // an error number, shown as its name
)

// A Value is the value of an option: a whole number for all kinds but
// GroupOption and IfaceOption, which have an IP address. Off means "not set"
// (LingerOption).
type Value struct {
	Int int
	Off bool
	IP  netip.Addr
	Dur time.Duration // SecondsOption, MillisOption, LingerOption
}

// Format writes the value as a person would.
func (o *Option) Format(v Value) string {
	switch o.Kind {
	case BoolOption:
		return strconv.FormatBool(v.Int != 0)
	case SecondsOption, MillisOption, LingerOption:
		if v.Off {
			return "off"
		}
		return fmt.Sprintf("%g s", v.Dur.Seconds())
	case GroupOption, IfaceOption:
		return v.IP.String()
	case ErrnoOption:
		if v.Int == 0 {
			return "none"
		}
		return unix.ErrnoName(unix.Errno(v.Int))
	default:
		return strconv.Itoa(v.Int)
	}
}

// For reports whether the option makes sense on sockets of network n.
func (o *Option) For(n Network) bool {
	switch o.Networks {
	case "tcp":
		return n.IsTCP()
	case "udp":
		return n == UDP4 || n == UDP6
	case "ip":
		return !n.IsUnix()
	case "ip6":
		return n.Is6()
	}
	return true
}

// Options lists the options in teaching order.
func Options() []*Option { return options }

// FindOption gives the option called name, or nil.
func FindOption(name string) *Option {
	for _, o := range options {
		if o.Name == name {
			return o
		}
	}
	return nil
}

// options is a table that nobody changes.
var options = append([]*Option{
	{Name: "reuseaddr", Kind: BoolOption, Level: unix.SOL_SOCKET, Number: unix.SO_REUSEADDR, Networks: "ip",
		Summary: "lets bind take a port on which only finished connections (TIME_WAIT) rest"},
	{Name: "reuseport", Kind: BoolOption, Level: unix.SOL_SOCKET, Number: unix.SO_REUSEPORT, Networks: "ip",
		Summary: "lets several sockets bind the same port; the kernel shares the clients out"},
	{Name: "nodelay", Kind: BoolOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_NODELAY, Networks: "tcp",
		Summary: "sends small pieces at once: turns Nagle's algorithm off"},
	{Name: "rcvbuf", Kind: IntOption, Level: unix.SOL_SOCKET, Number: unix.SO_RCVBUF, Networks: "all",
		Summary: "bytes of the receive buffer; Linux doubles what is set, for its own use"},
	{Name: "sndbuf", Kind: IntOption, Level: unix.SOL_SOCKET, Number: unix.SO_SNDBUF, Networks: "all",
		Summary: "bytes of the send buffer; Linux doubles what is set, for its own use"},
	{Name: "linger", Kind: LingerOption, Level: unix.SOL_SOCKET, Number: unix.SO_LINGER, Networks: "tcp",
		Summary: "seconds that close waits for unsent bytes; 0 makes close send a reset; false is off"},
	{Name: "keepalive", Kind: BoolOption, Level: unix.SOL_SOCKET, Number: unix.SO_KEEPALIVE, Networks: "tcp",
		Summary: "asks a silent other end now and then whether it is still there"},
	{Name: "broadcast", Kind: BoolOption, Level: unix.SOL_SOCKET, Number: unix.SO_BROADCAST, Networks: "udp",
		Summary: "allows datagrams to broadcast addresses"},
	{Name: "ttl", Kind: IntOption, Level: unix.IPPROTO_IP, Number: unix.IP_TTL, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_UNICAST_HOPS, Networks: "ip",
		Summary: "hops a packet may take before it is thrown away"},
	{Name: "v6only", Kind: BoolOption, Level: unix.IPPROTO_IPV6, Number: unix.IPV6_V6ONLY, Networks: "ip6",
		Summary: "keeps an IPv6 socket from serving IPv4 as well"},
	{Name: "multicast_join", Kind: GroupOption, Level: unix.IPPROTO_IP, Number: unix.IP_ADD_MEMBERSHIP, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_JOIN_GROUP, Networks: "udp",
		Summary: "joins the multicast group with this address, on the loopback interface"},
	{Name: "multicast_leave", Kind: GroupOption, Level: unix.IPPROTO_IP, Number: unix.IP_DROP_MEMBERSHIP, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_LEAVE_GROUP, Networks: "udp",
		Summary: "leaves the multicast group with this address"},
	{Name: "multicast_interface", Kind: IfaceOption, Level: unix.IPPROTO_IP, Number: unix.IP_MULTICAST_IF, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_MULTICAST_IF, Networks: "udp",
		Summary: "the address of the interface by which multicast datagrams leave"},
	{Name: "multicast_ttl", Kind: IntOption, Level: unix.IPPROTO_IP, Number: unix.IP_MULTICAST_TTL, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_MULTICAST_HOPS, Networks: "udp",
		Summary: "hops a multicast datagram may take"},
	{Name: "multicast_loop", Kind: BoolOption, Level: unix.IPPROTO_IP, Number: unix.IP_MULTICAST_LOOP, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_MULTICAST_LOOP, Networks: "udp",
		Summary: "brings multicast datagrams back to this machine's own members"},
	{Name: "oobinline", Kind: BoolOption, Level: unix.SOL_SOCKET, Number: unix.SO_OOBINLINE, Networks: "tcp",
		Summary: "leaves urgent data in the stream"},
	{Name: "error", Kind: ErrnoOption, Level: unix.SOL_SOCKET, Number: unix.SO_ERROR, Networks: "all", ReadOnly: true,
		Summary: "the error that waits on the socket; reading it clears it"},
	{Name: "accepting", Kind: BoolOption, Level: unix.SOL_SOCKET, Number: unix.SO_ACCEPTCONN, Networks: "all", ReadOnly: true,
		Summary: "whether the socket listens"},
}, platformOptions...)

package stack

import (
	"fmt"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// An Option is a socket option by name (socket(7), ip(7), ipv6(7), tcp(7)). Not
// every stack has every option: those that it has not it refuses with ENOPROTOOPT.
type Option struct {
	Name     string
	Kind     OptionKind
	Summary  string // third person, no full stop
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
		return ErrnoName(syscall.Errno(v.Int))
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
var options = []*Option{
	{Name: "reuseaddr", Kind: BoolOption, Networks: "ip",
		Summary: "lets bind take a port on which only finished connections (TIME_WAIT) rest, if they were bound with it too"},
	{Name: "reuseport", Kind: BoolOption, Networks: "ip",
		Summary: "lets several sockets bind the same port; the kernel shares the clients out"},
	{Name: "nodelay", Kind: BoolOption, Networks: "tcp",
		Summary: "sends small pieces at once: turns Nagle's algorithm off"},
	{Name: "rcvbuf", Kind: IntOption, Networks: "all",
		Summary: "bytes of the receive buffer; Linux doubles what is set, for its own use"},
	{Name: "sndbuf", Kind: IntOption, Networks: "all",
		Summary: "bytes of the send buffer; Linux doubles what is set, for its own use"},
	{Name: "linger", Kind: LingerOption, Networks: "tcp",
		Summary: "seconds that close waits for unsent bytes; 0 makes close send a reset; false is off"},
	{Name: "keepalive", Kind: BoolOption, Networks: "tcp",
		Summary: "asks a silent other end now and then whether it is still there"},
	{Name: "broadcast", Kind: BoolOption, Networks: "udp",
		Summary: "allows datagrams to broadcast addresses"},
	{Name: "ttl", Kind: IntOption, Networks: "ip",
		Summary: "hops a packet may take before it is thrown away"},
	{Name: "v6only", Kind: BoolOption, Networks: "ip6",
		Summary: "keeps an IPv6 socket from serving IPv4 as well"},
	{Name: "multicast_join", Kind: GroupOption, Networks: "udp",
		Summary: "joins the multicast group with this address, on the loopback interface"},
	{Name: "multicast_leave", Kind: GroupOption, Networks: "udp",
		Summary: "leaves the multicast group with this address"},
	{Name: "multicast_interface", Kind: IfaceOption, Networks: "udp",
		Summary: "the address of the interface by which multicast datagrams leave"},
	{Name: "multicast_ttl", Kind: IntOption, Networks: "udp",
		Summary: "hops a multicast datagram may take"},
	{Name: "multicast_loop", Kind: BoolOption, Networks: "udp",
		Summary: "brings multicast datagrams that leave by another interface back to this machine's own members; on lo, which is the only one that is joined, they come back anyway"},
	{Name: "oobinline", Kind: BoolOption, Networks: "tcp",
		Summary: "leaves urgent data in the stream"},
	{Name: "error", Kind: ErrnoOption, Networks: "all", ReadOnly: true,
		Summary: "the error that waits on the socket; reading it clears it"},
	{Name: "accepting", Kind: BoolOption, Networks: "all", ReadOnly: true,
		Summary: "whether the socket listens"},
	{Name: "keepidle", Kind: SecondsOption, Networks: "tcp",
		Summary: "seconds of silence before the first keepalive"},
	{Name: "keepintvl", Kind: SecondsOption, Networks: "tcp",
		Summary: "seconds between keepalives"},
	{Name: "keepcnt", Kind: IntOption, Networks: "tcp",
		Summary: "keepalives without an answer until the connection is given up"},
	{Name: "user_timeout", Kind: MillisOption, Networks: "tcp",
		Summary: "seconds that sent bytes may stay unacknowledged; 0 is the system's own limit"},
	{Name: "cork", Kind: BoolOption, Networks: "tcp",
		Summary: "holds small pieces back until it is turned off"},
	{Name: "quickack", Kind: BoolOption, Networks: "tcp",
		Summary: "acknowledges at once; the kernel may turn it off again by itself"},
	{Name: "maxseg", Kind: IntOption, Networks: "tcp",
		Summary: "largest piece, in bytes, that goes into one segment"},
	{Name: "tos", Kind: IntOption, Networks: "ip",
		Summary: "type of service byte of the packets"},
	{Name: "priority", Kind: IntOption, Networks: "all",
		Summary: "queueing priority of the packets, 0 to 6"},
}

// Options that are not in the table, because a session sets them for itself.
var (
	// AnyGroup lets a socket receive from groups that only others joined
	// (IP_MULTICAST_ALL).
	AnyGroup = &Option{Name: "multicast_all", Kind: BoolOption, Networks: "udp"}
	// AddressOnly makes bind to port 0 leave the choice of the port to the connect
	// or send that follows (IP_BIND_ADDRESS_NO_PORT).
	AddressOnly = &Option{Name: "bind_address_no_port", Kind: BoolOption, Networks: "ip"}
	// LocalPorts bounds the ports that the OS chooses from, as last<<16 | first
	// (IP_LOCAL_PORT_RANGE).
	LocalPorts = &Option{Name: "local_port_range", Kind: IntOption, Networks: "ip"}
)

package runtime

import "golang.org/x/sys/unix"

// platformOptions are the options only Linux has under these names.
var platformOptions = []*Option{
	{Name: "keepidle", Kind: SecondsOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_KEEPIDLE, Networks: "tcp",
		Summary: "seconds of silence before the first keepalive"},
	{Name: "keepintvl", Kind: SecondsOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_KEEPINTVL, Networks: "tcp",
		Summary: "seconds between keepalives"},
	{Name: "keepcnt", Kind: IntOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_KEEPCNT, Networks: "tcp",
		Summary: "keepalives without an answer until the connection is given up"},
	{Name: "user_timeout", Kind: MillisOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_USER_TIMEOUT, Networks: "tcp",
		Summary: "seconds that sent bytes may stay unacknowledged; 0 is the system's own limit"},
	{Name: "cork", Kind: BoolOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_CORK, Networks: "tcp",
		Summary: "holds small pieces back until it is turned off"},
	{Name: "quickack", Kind: BoolOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_QUICKACK, Networks: "tcp",
		Summary: "acknowledges at once; the kernel may turn it off again by itself"},
	{Name: "maxseg", Kind: IntOption, Level: unix.IPPROTO_TCP, Number: unix.TCP_MAXSEG, Networks: "tcp",
		Summary: "largest piece, in bytes, that goes into one segment"},
	{Name: "tos", Kind: IntOption, Level: unix.IPPROTO_IP, Number: unix.IP_TOS, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_TCLASS, Networks: "ip",
		Summary: "type of service byte of the packets"},
	{Name: "priority", Kind: IntOption, Level: unix.SOL_SOCKET, Number: unix.SO_PRIORITY, Networks: "all",
		Summary: "queueing priority of the packets, 0 to 6"},
}

// anyGroup lets a socket receive from groups that only others joined. It is
// not in the table: a session whose policy is loopback turns it off.
var anyGroup = &Option{Name: "multicast_all", Kind: BoolOption, Networks: "udp",
	Level: unix.IPPROTO_IP, Number: unix.IP_MULTICAST_ALL, Level6: unix.IPPROTO_IPV6, Number6: unix.IPV6_MULTICAST_ALL}

// addressOnly makes bind to port 0 leave the choice of the port to the connect or
// send that follows.
var addressOnly = &Option{Name: "bind_address_no_port", Kind: BoolOption, Networks: "ip",
	Level: unix.IPPROTO_IP, Number: unix.IP_BIND_ADDRESS_NO_PORT}

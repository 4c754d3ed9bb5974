package stack

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// A Network is an address family with a socket type.
type Network string

// The networks sockpit can make sockets on.
const (
	TCP4     Network = "tcp4"
	TCP6     Network = "tcp6"
	UDP4     Network = "udp4"
	UDP6     Network = "udp6"
	Unix     Network = "unix"     // a stream
	Unixgram Network = "unixgram" // datagrams
)

// Networks lists them in teaching order.
func Networks() []Network { return []Network{TCP4, TCP6, UDP4, UDP6, Unix, Unixgram} }

// IsStream reports whether the network has connections and a byte stream.
func (n Network) IsStream() bool { return n == TCP4 || n == TCP6 || n == Unix }

// IsTCP reports whether the network is TCP over IPv4 or IPv6.
func (n Network) IsTCP() bool { return n == TCP4 || n == TCP6 }

// IsUnix reports whether addresses are paths or abstract names.
func (n Network) IsUnix() bool { return n == Unix || n == Unixgram }

// Is6 reports whether the address family is IPv6.
func (n Network) Is6() bool { return n == TCP6 || n == UDP6 }

// Is4 reports whether the network has IPv4 addresses only.
func (n Network) Is4() bool { return n == TCP4 || n == UDP4 }

// An Address is an end-point: an IP address and a port, or the name of a Unix
// socket. It is comparable. The zero Address means "none".
type Address struct {
	Network Network
	IP      netip.Addr // invalid for Unix sockets
	Port    uint16
	Path    string // Unix: a path; "@name" for an abstract name; "" for none
}

// IsZero reports whether there is no address: not bound, or not connected.
func (a Address) IsZero() bool {
	return a.Path == "" && (!a.IP.IsValid() || a.IP.IsUnspecified() && a.Port == 0)
}

// String writes the address as the API reads it: "127.0.0.1:9000",
// "[::1]:9000", "unix:///tmp/x", "unix://@name"; "" if there is none.
func (a Address) String() string {
	switch {
	case a.IP.IsValid():
		return netip.AddrPortFrom(a.IP, a.Port).String()
	case a.Path != "":
		return string(a.Network) + "://" + a.Path
	default:
		return ""
	}
}

// IsLoopback reports whether traffic to the address stays on this machine. An
// IPv4 address written as IPv6 (::ffff:192.0.2.1) counts as what it is.
func (a Address) IsLoopback() bool {
	return a.Network.IsUnix() || a.IP.Unmap().IsLoopback()
}

// AddrPort gives IP and port, an IPv4 address in IPv6 as the IPv4 one.
func (a Address) AddrPort() netip.AddrPort { return netip.AddrPortFrom(a.IP.Unmap(), a.Port) }

// A Target is an address as a user writes it, before names are looked up.
type Target struct {
	Network string // "tcp", "tcp4", …: may leave the family open
	Host    string // name, IP address, or "" for every address
	Port    uint16
	Path    string
}

// ParseTarget reads an address as ARCHITECTURE's "The Lua API" gives the
// forms: "9000" (a port of 127.0.0.1), "host:port", "[::1]:9000", ":9000"
// (every address), and any of them after a scheme "tcp://", "udp6://", …;
// "unix:///path", "unix://@abstract". network is used where no scheme is given.
func ParseTarget(text, network string) (Target, error) {
	t := Target{Network: network}
	rest := text
	if scheme, after, ok := strings.Cut(text, "://"); ok {
		t.Network, rest = scheme, after
	} else if head, after, ok := strings.Cut(text, ":"); ok && checkNetwork(head) == nil {
		return t, fmt.Errorf(`got %q, want "%s://%s": what follows the network is "://"`, text, head, after)
	}
	if err := checkNetwork(t.Network); err != nil {
		return t, err
	}
	if strings.HasPrefix(t.Network, "unix") {
		return parsePath(t, rest)
	}
	host, port, err := splitHostPort(rest)
	if err != nil {
		return t, fmt.Errorf("got %q, %w", text, err)
	}
	t.Host, t.Port = host, port
	if strings.HasSuffix(t.Network, "6") && t.Host == "127.0.0.1" && !strings.Contains(rest, ":") {
		t.Host = "::1"
	}
	return t, nil
}

// String writes the target as ParseTarget reads it.
func (t Target) String() string {
	if t.Path != "" {
		return t.Network + "://" + t.Path
	}
	host := t.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(int(t.Port))
}

// For refuses a target that is of another kind than sockets of network n, which
// may be "tcp" or "udp" if the family is open. IPv6 sockets reach IPv4 addresses,
// and both kinds of Unix socket write their addresses in either way.
func (t Target) For(n Network) error {
	switch kind := transport(string(n)); {
	case kind != transport(t.Network):
		return fmt.Errorf("got %s, an address of %s, want one of %s: this is a %s socket", t.withNetwork(), t.Network, kind, n)
	case n.Is4() && strings.HasSuffix(t.Network, "6"):
		return fmt.Errorf("got %s, an IPv6 address, want one of IPv4: this is a %s socket", t.withNetwork(), n)
	}
	return nil
}

// transport gives the network without the family.
func transport(network string) string {
	if strings.HasPrefix(network, "unix") {
		return "unix"
	}
	return strings.TrimRight(network, "46")
}

func (t Target) withNetwork() string {
	if t.Path != "" {
		return t.String()
	}
	return t.Network + "://" + t.String()
}

func checkNetwork(network string) error {
	switch network {
	case "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "unix", "unixgram":
		return nil
	}
	return fmt.Errorf("no network called %q: want tcp, tcp4, tcp6, udp, udp4, udp6, unix or unixgram", network)
}

// maxPath is what sockaddr_un holds, less the closing zero byte (man 7 unix).
const maxPath = 107

func parsePath(t Target, path string) (Target, error) {
	switch {
	case path == "" || path == "@":
		return t, fmt.Errorf("got no path: want %s:///a/path or %s://@name", t.Network, t.Network)
	case len(path) > maxPath:
		return t, fmt.Errorf("path of %d bytes: a Unix socket's path has at most %d", len(path), maxPath)
	case strings.ContainsRune(path, 0):
		return t, fmt.Errorf("path with a zero byte")
	}
	t.Path = path
	return t, nil
}

// splitHostPort cuts at the last colon; a port alone means 127.0.0.1.
func splitHostPort(s string) (string, uint16, error) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		port, err := parsePort(s)
		return "127.0.0.1", port, err
	}
	host := s[:i]
	if strings.HasPrefix(host, "[") != strings.HasSuffix(host, "]") {
		return "", 0, fmt.Errorf(`write an IPv6 address in brackets: "[::1]:9000"`)
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.Contains(bare, ":") && bare == host {
		return "", 0, fmt.Errorf(`write an IPv6 address in brackets: "[::1]:9000"`)
	}
	port, err := parsePort(s[i+1:])
	return bare, port, err
}

func parsePort(s string) (uint16, error) {
	if s == "" {
		return 0, fmt.Errorf(`missing port: write "host:port"`)
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0, fmt.Errorf(`want a port from 0 to 65535, alone or as "host:port"`)
	}
	return uint16(n), nil
}

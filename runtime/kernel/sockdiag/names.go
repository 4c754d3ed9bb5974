package sockdiag

// The numbers of include/net/tcp_states.h, for every kind of socket.
const (
	established = 1
	synSent     = 2
	finWait1    = 4
	timeWait    = 6
	closed      = 7
	closeWait   = 8
	lastAck     = 9
	listen      = 10
	closing     = 11

	// boundInactive is no state but asks for sockets that are bound and no
	// more, from Linux 6.8 on.
	boundInactive = 13
)

// tcpStates are the names by number.
var tcpStates = [...]string{
	established: "ESTABLISHED",
	synSent:     "SYN_SENT",
	3:           "SYN_RECV",
	finWait1:    "FIN_WAIT1",
	5:           "FIN_WAIT2",
	timeWait:    "TIME_WAIT",
	closed:      "CLOSED",
	closeWait:   "CLOSE_WAIT",
	lastAck:     "LAST_ACK",
	listen:      "LISTEN",
	closing:     "CLOSING",
	12:          "SYN_RECV", // the kernel's half-made one, NEW_SYN_RECV
}

// TCPStateName returns the name of a state of TCP by its number; "" if it has none.
func TCPStateName(n uint8) string {
	if int(n) < len(tcpStates) {
		return tcpStates[n]
	}
	return ""
}

// stateName returns the name of state s; tcp says which of its two names
// number 7 has.
func stateName(s uint8, tcp bool) string {
	if s == closed && !tcp {
		return "UNCONN"
	}
	if name := TCPStateName(s); name != "" {
		return name
	}
	return "UNKNOWN"
}

// unixNetwork returns the name of a SOCK_ type of the unix family.
func unixNetwork(sockType uint8) string {
	switch sockType {
	case 2:
		return "unixgram"
	case 5:
		return "unixpacket"
	}
	return "unix"
}

// Package sockdiag tells what the kernel knows of sockets, also of those that
// no descriptor shows: a connection that waits in an accept queue, a
// half-made one, a closed one in TIME_WAIT.
//
// On Linux it asks sock_diag(7) over netlink, unprivileged, and falls back to
// /proc/net where netlink is not permitted. Elsewhere everything is
// [ErrUnknown].
//
// Why not the netlink library this module already has: version 1.3.1 of
// github.com/vishvananda/netlink always asks for TCP_INFO (half the cost of a
// dump), cannot hand the kernel a port filter, drops the shutdown mask, the
// memory figures and bound sockets, reads TCP_INFO only by its own shorter
// struct, reports a unix name with the padding of its attribute, and swaps
// type and family of a unix socket. What is needed of the protocol is one
// request and one loop; they are in netlink_linux.go.
//
// A dump is not one instant: the kernel hands out its table in parts, so two
// ends of one connection may be seen a few hundred microseconds apart. A
// caller that needs a settled picture asks again until it sees one.
package sockdiag

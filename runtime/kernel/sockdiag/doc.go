// Package sockdiag tells what the kernel knows of sockets, also of those that
// no descriptor shows: a connection that waits in an accept queue, a
// half-made one, a closed one in TIME_WAIT.
//
// On Linux it asks sock_diag(7) over netlink, unprivileged, and falls back to
// /proc/net where netlink is not permitted. Elsewhere everything is
// [ErrUnknown].
//
// Why not the netlink library that this module has already: in version 1.3.1
// of github.com/vishvananda/netlink a request cannot carry the kernel's port
// filter, asks for TCP_INFO wanted or not, and leaves out sockets that are only
// bound and, of unix ones, the clients that wait for accept and the owner; the
// answer loses the shutdown mask and the memory figures of TCP. It is as fast.
// What is needed of the protocol is one request and one loop, in
// netlink_linux.go.
//
// A dump is not one instant: the kernel hands out its table in parts, so two
// ends of one connection may be seen a few hundred microseconds apart. A
// caller that needs a settled picture asks again until it sees one.
//
// Not even the kernel tells everything. A socket that has shut down its own
// direction and then gets the peer's FIN is a TIME_WAIT without inode here
// although its descriptor is open; one that was reset is not here at all. The
// descriptor, if there is one, knows more of both.
package sockdiag

// Package kernel is the machine's own network stack as a [stack.Stack]: system
// calls on descriptors that Go's poller waits for, and what the kernel tells of its
// sockets. It builds on Unix only, and alone names golang.org/x/sys for sockets.
package kernel

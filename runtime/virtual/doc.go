// Package virtual is a network that exists in this process only: hosts with gVisor's
// TCP/IP, links that can lose and delay what they carry, Unix sockets in memory, and
// one clock that moves when nothing else can. It is a stack.Stack: sockets on it
// are called, watched and explained like those of the machine's kernel.
//
// Everything that happens in a World happens under one lock, one thing after
// another, in an order that its seed alone decides: the same calls give the same
// packets at the same virtual times, however busy the machine is.
package virtual

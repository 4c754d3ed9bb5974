// Package stack says what a network stack is: addresses, options, states and
// error numbers, and the interface [Stack] with its [Endpoint], by which a session
// makes sockets. The machine's kernel is one; see package kernel.
package stack

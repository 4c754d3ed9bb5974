//go:build unix

package kernel

import "sockpit/runtime/stack"

// Tries tells how often the last call of each direction of an endpoint of the
// kernel's asked the kernel, for tests that a wait does not ask in vain. Nothing
// may be under way on it.
func Tries(ep stack.Endpoint) (read, write int) {
	e := ep.(*endpoint)
	return e.read.tries, e.write.tries
}

//go:build !unix

package runtime

import "sockpit/runtime/stack"

// DefaultStack is where the sockets of a session live that names no stack: here
// there is no kernel's.
func DefaultStack() stack.Stack { return stack.None{} }

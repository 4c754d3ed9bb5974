//go:build unix

package runtime

import (
	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// DefaultStack is where the sockets of a session live that names no stack.
func DefaultStack() stack.Stack { return kernel.Stack{} }

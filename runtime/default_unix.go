//go:build unix

package runtime

import (
	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// defaultStack is where the sockets of a session live that names no stack.
func defaultStack() stack.Stack { return kernel.Stack{} }

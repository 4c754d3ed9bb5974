package runtime

import (
	"testing"

	"sockpit/runtime/stack"
	"sockpit/runtime/virtual"
)

// newVirtual gives a virtual host of its own whose clock follows the machine's.
func newVirtual(t *testing.T) stack.Stack {
	t.Helper()
	s := virtual.Localhost(virtual.Config{Seed: 1, Real: true})
	t.Cleanup(s.Close)
	return s
}

func TestVirtualConforms(t *testing.T) {
	t.Parallel()
	testStack(t, newVirtual(t), stack.Networks())
}

package runtime

import (
	"testing"

	"sockpit/runtime/stack"
	"sockpit/runtime/virtual"
)

// newVirtual gives a virtual host of its own whose clock follows the machine's.
func newVirtual(t *testing.T) stack.Stack {
	t.Helper()
	w := virtual.New(virtual.Config{Seed: 1, Real: true})
	t.Cleanup(w.Close)
	h, err := w.AddHost("localhost")
	if err != nil {
		t.Fatal(err)
	}
	return virtual.Stack{World: w, Host: h}
}

func TestVirtualConforms(t *testing.T) {
	t.Parallel()
	testStack(t, newVirtual(t), stack.Networks())
}

package runtime

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"sockpit/runtime/stack"
)

// An abstract name of another program (D-Bus and X11 have such) is not to be
// reached: neither a look nor a byte gets there.
func TestAbstractNamesOfOthers(t *testing.T) {
	t.Parallel()
	name := fmt.Sprintf("unix://@sockpit-test-%d", os.Getpid())
	target, err := stack.ParseTarget(name, "tcp")
	if err != nil {
		t.Fatal(err)
	}
	other, mine, c := NewSession(Config{}), NewSession(Config{}), &Caller{}
	t.Cleanup(other.Close)
	t.Cleanup(mine.Close)
	if _, err := other.Listen(c, target, ListenOptions{Backlog: 1}); err != nil {
		t.Fatal(err)
	}
	var denied *DeniedError
	if _, err := mine.Dial(c, target, DialOptions{}); !errors.As(err, &denied) {
		t.Errorf("dial of another session's name: %v, want it denied", err)
	}
	if s, err := other.Dial(c, target, DialOptions{}); err != nil || s == nil {
		t.Errorf("dial of an own name: %v", err)
	}
	allowed := NewSession(Config{Policy: Policy{AnyNet: true}})
	t.Cleanup(allowed.Close)
	if _, err := allowed.Dial(c, target, DialOptions{}); err != nil {
		t.Errorf("dial with everything allowed: %v", err)
	}
}

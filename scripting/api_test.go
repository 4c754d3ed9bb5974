package scripting

import (
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if os.Getenv(heldEnv) != "" {
		holdForTest()
		return
	}
	if os.Getenv(listenerEnv) != "" {
		listenForTest()
		return
	}
	goleak.VerifyTestMain(m)
}

// newHost makes a host that is closed with the test, and gives what it printed.
func newHost(t *testing.T, c Config) (*Host, *recorder) {
	t.Helper()
	rec := &recorder{}
	c.Out = rec
	if c.Limits.Time == 0 {
		c.Limits.Time = 30 * time.Second
	}
	if c.OnStuck == nil {
		c.OnStuck = func(s Stuck) { rec.stuck.Store(&s) }
	}
	h := newWorld(c)
	t.Cleanup(h.Close)
	return h, rec
}

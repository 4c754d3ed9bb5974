package scripting

import (
	"strings"
	"testing"
)

// A script that ends while calls wait in faults leaves nothing.
func TestFaultsEndWithTheScript(t *testing.T) {
	t.Parallel()
	f := fails(t, `
a, b = pair("tcp")
fault(a, {stop = true})
spawn(send, a, "x")
spawn(recv, a)
fault(b, {glued = true})
send(b, "held")
sleep(0.01)
error("over")`)
	if !strings.Contains(f.Message, "over") {
		t.Errorf("got %v", f)
	}
}

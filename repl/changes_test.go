package repl

import (
	"strings"
	"testing"
)

// What is said of bytes that wait is said of those that were sent just now, not
// of a reply or of what was there.
func TestBytesWait(t *testing.T) {
	t.Parallel()
	const says = "send gave the bytes to the kernel. They wait in"
	for line, want := range map[string]int{
		`t = spawn(function() send(b, recv(b)) end) send(a, "hi") join(t)`: 0,
		`spawn(function() send(b, "12345678") end) recv(a, 2)`:             0,
		`send(b, "hi")`:                    1,
		`send(b, "bye") close(b)`:          1,
		"send(b, 'hi')\nsend(b, 'hi')":     1,
		`send(b, "hi") recv_exactly(a, 2)`: 0,
	} {
		out := typed(t, t.TempDir(), false, "a, b = pair('tcp')", line)
		if n := strings.Count(out, says); n != want {
			t.Errorf("%s: said %d times, want %d:\n%s", line, n, want, out)
		}
	}
}

package repl

import (
	"strings"
	"testing"

	"sockpit/repl/line"
)

// What :help keys says is there in Vietnamese, and nothing else is.
func TestKeysInVietnamese(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, b := range line.Bindings() {
		said[b.Group], said[b.Means] = true, true
	}
	for en := range said {
		if keysInVietnamese[en] == "" {
			t.Errorf("there is no Vietnamese of %q", en)
		}
	}
	for en := range keysInVietnamese {
		if !said[en] {
			t.Errorf("nothing says %q any more", en)
		}
	}
	out := typed(t, t.TempDir(), true, "lang vi", ":help keys", "lang en", ":help keys")
	for _, want := range []string{"di chuyển", "về đầu dòng", "Đó là các phím của bash", "goes to the start of the line", "They are the keys of bash"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}

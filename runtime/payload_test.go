package runtime

import (
	"strings"
	"testing"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// dataOf gives what the log has of the sends, in order.
func dataOf(s *Session) []int {
	var sizes []int
	events, _ := s.Log.All()
	for _, e := range events {
		if e.Call == "send" {
			sizes = append(sizes, len(e.Data))
		}
	}
	return sizes
}

// Payloads are kept whole as long as there is room, then their beginnings; what
// the log drops makes room again.
func TestPayloadsAreKept(t *testing.T) {
	t.Parallel()
	s := world(t, Config{Payloads: 1000, LogCap: 6})
	a, _ := pairOf(t, s, stack.Unix)
	whole := strings.Repeat("x", event.PreviewBytes+600)
	for range 2 {
		sent(t, a, whole)
	}
	sent(t, a, "short")
	if got := dataOf(s); len(got) != 3 || got[0] != len(whole) || got[1] != event.PreviewBytes || got[2] != 5 {
		t.Errorf("kept %v, want the first whole, a preview, 5", got)
	}
	for range 6 {
		sent(t, a, "short")
	}
	sent(t, a, whole)
	if got := dataOf(s); got[len(got)-1] != len(whole) {
		t.Errorf("kept %v, want the last whole: the first was dropped", got)
	}
	s.Log.Clear()
	sent(t, a, strings.Repeat("x", event.PreviewBytes+1000))
	if got := dataOf(s); len(got) != 1 || got[0] != event.PreviewBytes+1000 {
		t.Errorf("kept %v after everything was forgotten, want the whole payload", got)
	}
	none := world(t, Config{})
	b, _ := pairOf(t, none, stack.Unix)
	sent(t, b, whole)
	if got := dataOf(none); got[0] != event.PreviewBytes {
		t.Errorf("kept %v without being asked", got)
	}
}

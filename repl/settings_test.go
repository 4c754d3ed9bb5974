package repl

import (
	"strings"
	"testing"
)

// TestSetLanguage: what explains speaks the language that is set, after :reset too,
// and that of the learner.
func TestSetLanguage(t *testing.T) {
	t.Parallel()
	const waits = "l = listen(0)\nspawn(function() accept(l) end)\n:why"
	for _, line := range []struct {
		lines, want string
	}{
		{waits, "the queue of l is empty"},
		{":set lang vi\n" + waits, "hàng đợi của l đang trống"},
		{":set lang vi\n:reset\n" + waits, "hàng đợi của l đang trống"},
		{":set lang vi\n:set lang en\n" + waits, "the queue of l is empty"},
		{":learn lang vi\n:reset\n" + waits, "hàng đợi của l đang trống"},
		{":set lang de", "set: lang: got de, want en, vi"},
		{":set language vi", "want explain, lang"},
	} {
		out := strings.Join(strings.Fields(typed(t, t.TempDir(), false, line.lines)), " ")
		if !strings.Contains(out, line.want) {
			t.Errorf("%q: got %s", line.lines, out)
		}
	}
}

package limit

import (
	"strings"
	"testing"
)

// Each limit can be set to what it shows, and refuses what makes no sense.
func TestLimitTable(t *testing.T) {
	t.Parallel()
	for _, m := range All() {
		var l Limits
		shown, _, _ := strings.Cut(m.Value(l), " ")
		if err := m.Set(&l, shown); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
		if again, _, _ := strings.Cut(m.Value(l), " "); again != shown {
			t.Errorf("%s: set to %s, shows %s", m.Name, shown, again)
		}
		before := m.Value(l)
		for _, wrong := range []string{"", "x", "-1", "1e400", "99999999999999999999", "NaN"} {
			if err := m.Set(&l, wrong); err == nil {
				t.Errorf("%s: %q is taken", m.Name, wrong)
			}
		}
		if m.Value(l) != before {
			t.Errorf("%s: a wrong value changed it to %s", m.Name, m.Value(l))
		}
		if m.Means == "" || !strings.HasPrefix(m.Flag, "--") {
			t.Errorf("%s lacks words", m.Name)
		}
	}
}

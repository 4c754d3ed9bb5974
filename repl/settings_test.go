package repl

import (
	"strings"
	"testing"
)

// The language is no setting of the prompt's; who looks for it there is told where
// it is set.
func TestSetLanguage(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]bool{"lang": true, "language": true, "colour": false} {
		out := strings.Join(strings.Fields(typed(t, t.TempDir(), false, ":set "+name+" vi")), " ")
		if !strings.Contains(out, "no setting called "+name+": want explain, trace, pace, network") {
			t.Errorf("%s: got %s", name, out)
		}
		if strings.Contains(out, "is set by :learn lang en or :learn lang vi") != told {
			t.Errorf("%s: got %s", name, out)
		}
	}
}

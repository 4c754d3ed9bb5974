package repl

import (
	"bytes"
	"strings"
	"testing"
)

// A word that nothing is called is not passed over in silence.
func TestNameless(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"lisen":                   "  Nothing is called lisen. Did you mean listen?\n",
		"quit":                    "  Nothing is called quit. Commands begin with a colon: :quit\n",
		"exit":                    "  Nothing is called exit. Commands begin with a colon: :quit\n",
		"foo":                     "  Nothing is called foo.\n",
		"nil":                     "",
		"f = function() end":      "",
		"x = false":               "",
		"({})[1]":                 "",
		"f = function() end\nf()": "",
	} {
		var out bytes.Buffer
		r := newPlain(Config{}, strings.NewReader(text+"\n"), &out, false)
		err := r.Run()
		r.Close()
		if out.String() != want || err != nil {
			t.Errorf("%s: got %q (%v), want %q", text, out.String(), err, want)
		}
	}
	if out := typed(t, t.TempDir(), true, "chek"); !strings.Contains(out, "Did you mean check?") {
		t.Errorf("chek in an exercise: %s", out)
	}
	out := typed(t, t.TempDir(), true, "lang vi", "lisst", "exit", "nothingatall", "lang en", "lisst")
	for _, want := range []string{"  Không có gì tên là lisst. Có phải bạn muốn gõ list không?\n", "  Không có gì tên là exit. Các lệnh bắt đầu bằng dấu hai chấm: :quit\n",
		"  Không có gì tên là nothingatall.\n", "  Nothing is called lisst. Did you mean list?\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}

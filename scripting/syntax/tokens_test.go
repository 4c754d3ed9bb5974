package syntax

import (
	"strings"
	"testing"
)

func TestOperands(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]string{
		"c = dial(l.local_port)":          "c|dial|l.local_port",
		`send(c, "hello \"you\", all")`:   `send|c|"hello \"you\", all"`,
		"c:send('x') -- note":             "c:send|'x'",
		"x = {1, 0.5, [[a b]], true, ..}": "x|1|0.5|[[a b]]|true",
		"for i = 1, 3 do print(i) end":    "i|1|3|print|i",
		"":                                "",
		`a "not closed`:                   `a|"not closed`,
		"tiếng = nil":                     "tiếng|nil",
		"a .. b":                          "a|b",
	} {
		if got := strings.Join(Operands(entry), "|"); got != want {
			t.Errorf("%q: %s, want %s", entry, got, want)
		}
	}
}

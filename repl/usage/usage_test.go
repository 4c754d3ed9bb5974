package usage

import (
	"slices"
	"strings"
	"testing"
)

// What may stand next, behind the words before. Kinds stand in angle brackets.
func TestNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ usage, before, want string }{
		{"", "", ""},
		{"FILE", "", "<FILE>"},
		{"FILE", "a.lua", ""},
		{"[ends|tasks|sides] [FILE]", "", "ends tasks sides <FILE>"},
		{"[ends|tasks|sides] [FILE]", "tasks", "<FILE>"},
		{"[ends|tasks|sides] [FILE]", "pic.html", ""},
		{"[N | --json [FILE]]", "", "<N> --json"},
		{"[N | --json [FILE]]", "--json", "<FILE>"},
		{"[N | --json [FILE]]", "20", ""},
		{"[--plain] FILE", "", "--plain <FILE>"},
		{"[--plain] FILE", "--plain", "<FILE>"},
		{"[--plain] FILE", "--none", ""},
		{"FILE.lua|NAME [ARGS...]", "", "<FILE.lua> <NAME>"},
		{"FILE.lua|NAME [ARGS...]", "x", "<ARGS>"},
		{"FILE.lua|NAME [ARGS...]", "x 1 2", "<ARGS>"},
		{"[SETTING VALUE]", "network", "<VALUE>"},
		{"[n] [ab|NAME]…", "", "<n> ab <NAME>"},
		{"[n] [ab|NAME]…", "3 ab", "ab <NAME>"},
		{"DIR,...", "", "<DIR>"},
		{"[open", "", "open"},
		{"] | ...", "", ""},
	} {
		var got []string
		for _, w := range Parse(c.usage).Next(strings.Fields(c.before)) {
			if w.Kind {
				w.Text = "<" + w.Text + ">"
			}
			got = append(got, w.Text)
		}
		if want := strings.Fields(c.want); !slices.Equal(got, want) {
			t.Errorf("%q behind %q: %q, want %q", c.usage, c.before, got, want)
		}
	}
}

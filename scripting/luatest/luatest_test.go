package luatest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.lua")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLines(t *testing.T) {
	t.Parallel()
	got := Lines(t, write(t, "-- A comment.\n\n1 + 1  --> 2\nf()  --> error: f: got 1\n--> hint: why\nx -- mine\n"))
	want := []Case{
		{Name: "1 + 1", Place: "x.lua:3", Source: "1 + 1", Wants: []Want{{1, "", "2"}}},
		{Name: "f()", Place: "x.lua:4", Source: "f()", Wants: []Want{{1, "error", "f: got 1"}, {1, "hint", "why"}}},
		{Name: "x -- mine", Place: "x.lua:6", Source: "x -- mine"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCases(t *testing.T) {
	t.Parallel()
	got := Cases(t, write(t, "-- A comment.\n\n--- the first\n\na = 1\nb()  --> error: no b\nc()\n--> says: one\n--> says: two\n\n--- another\n"))
	want := []Case{
		{Name: "the first", Place: "x.lua:3", Source: "\na = 1\nb()\nc()", Wants: []Want{{3, "error", "no b"}, {4, "says", "one"}, {4, "says", "two"}}},
		{Name: "another", Place: "x.lua:11"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	c := got[0]
	if c.Text("says") != "one" || len(c.All("says")) != 2 || c.Line("says") != 4 || c.Text("hint") != "" || c.Line("hint") != 0 {
		t.Errorf("got %q, %q, line %d", c.Text("says"), c.All("says"), c.Line("says"))
	}
}

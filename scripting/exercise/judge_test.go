package exercise

import (
	"os"
	"testing"
)

func load(t testing.TB, name string) *Exercise {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Load(name, "", string(text), 0)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ports.lua", "lines.lua"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := load(t, name)
			p := Prove(t.Context(), e, ProveOptions{Times: 5})
			for _, i := range p.Items {
				if !i.OK && i.What != "texts" { // the examples of the design page are in one language in part
					t.Errorf("%s: %s", i.What, i.How)
				}
			}
		})
	}
}

package exercise

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the generated part of the teacher's guide")

const (
	guideFile  = "../../docs/teaching.md"
	guideBegin = "<!-- from here on generated: go test ./scripting/exercise -update -->\n"
)

// The reference in the teacher's guide is that of the table of functions.
func TestGuide(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(guideFile)
	if err != nil {
		t.Fatal(err)
	}
	head, now, ok := strings.Cut(string(data), guideBegin)
	if !ok {
		t.Fatalf("%s has no line %q", guideFile, guideBegin)
	}
	if want := Reference(); now != want {
		if !*update {
			t.Fatalf("%s is stale: go test ./scripting/exercise -update writes it again", guideFile)
		}
		if err := os.WriteFile(guideFile, []byte(head+guideBegin+want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The exercise that the guide shows is sound.
func TestGuideExample(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(guideFile)
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "```lua\nexercise {")
	text, _, _ = strings.Cut(text, "```")
	e, err := Load("guide.lua", "", "exercise {"+text, 0)
	if err != nil {
		t.Fatal(err)
	}
	proved(t, Prove(t.Context(), e, ProveOptions{Times: 3}))
}

// proved fails the test for each item that is not proved.
func proved(t *testing.T, p *Proof) {
	t.Helper()
	for _, i := range p.Items {
		if !i.OK {
			t.Errorf("%s: %s: %s", p.Exercise.ID, i.What, i.How)
		}
	}
}

package syntax

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// programs gives the scenarios, to be read.
func programs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../scripts/*/*.lua")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	var texts []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

// A copy is as what it was copied of, and shares no node with it: moving its lines
// leaves the others.
func TestClone(t *testing.T) {
	t.Parallel()
	for _, text := range programs(t) {
		tree, err := Parse(0, "t", text)
		if err != nil {
			t.Fatal(err)
		}
		same, _ := Parse(0, "t", text)
		moved, _ := Parse(7, "t", text)
		copied := Clone(tree)
		if !reflect.DeepEqual(copied, tree) {
			t.Errorf("a copy differs:\n%s", text)
		}
		moveLines(copied, 7)
		if !reflect.DeepEqual(tree, same) || !reflect.DeepEqual(copied, moved) {
			t.Errorf("a copy shares nodes:\n%s", text)
		}
	}
}

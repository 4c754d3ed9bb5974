package repl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// :map writes SVG, into a file that is called so. It takes the place of a map, and
// of no other file.
func TestMapFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := filepath.Join(dir, "other.svg")
	if err := os.WriteFile(other, []byte("<svg/>"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := typed(t, dir, false, ":map "+filepath.Join(dir, "m.png"), ":map "+filepath.Join(dir, "M.SVG"), ":map "+filepath.Join(dir, "M.SVG"), ":map "+other)
	out = strings.Join(strings.Fields(out), " ") // a path can be of any length
	for _, want := range []string{"m.png: want a name that ends in .svg", "M.SVG: open it in a browser", "other.svg is there already"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	if strings.Count(out, "written to") != 2 {
		t.Errorf("written to a file twice, said was\n%s", out)
	}
	if _, err := os.Stat(filepath.Join(dir, "m.png")); err == nil {
		t.Error("m.png was written")
	}
}

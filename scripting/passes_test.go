package scripting

import (
	"path/filepath"
	"testing"

	"sockpit/scripting/luatest"
)

// Each program of testdata/passes passes, on a host of its own.
func TestPasses(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/passes/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		for _, c := range luatest.Cases(t, file) {
			t.Run(c.Place+" "+c.Name, func(t *testing.T) {
				t.Parallel()
				pass(t, c.Source)
			})
		}
	}
}

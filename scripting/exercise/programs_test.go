package exercise

import (
	"path/filepath"
	"strings"
	"testing"

	"sockpit/scripting/luatest"
)

// Each program of testdata/programs passes the exercise before it, or fails with
// what it says: "fails" is what is told, "at" what is told of that line, and
// "lacks" what is not told.
func TestPrograms(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/programs/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		var e *Exercise
		for _, c := range luatest.Cases(t, file) {
			if isExercise(c) {
				e = loadCase(t, c)
				continue
			}
			e := e // the next exercise of the file is not for this program
			t.Run(c.Place+" "+c.Name, func(t *testing.T) {
				t.Parallel()
				judgedAsExpected(t, e, c)
			})
		}
	}
}

func isExercise(c luatest.Case) bool { return strings.HasPrefix(c.Source, "exercise {") }

func loadCase(t *testing.T, c luatest.Case) *Exercise {
	t.Helper()
	e, err := Load("test.lua", "", c.Source, 0)
	if err != nil {
		t.Fatalf("%s: %v", c.Place, err)
	}
	return e
}

// exerciseOf loads the first exercise of a file of testdata/programs.
func exerciseOf(t *testing.T, name string) *Exercise {
	t.Helper()
	return loadCase(t, luatest.Cases(t, filepath.Join("testdata/programs", name))[0])
}

func judgedAsExpected(t *testing.T, e *Exercise, c luatest.Case) {
	v := judged(t, e, c.Source)
	if len(c.Wants) == 0 {
		if v != nil {
			t.Errorf("it fails: %v", v.Failed)
		}
		return
	}
	failsWith(t, v, append(c.All("fails"), c.All("at")...)...)
	if line := c.Line("at"); line != 0 && v.Failed.Line != line {
		t.Errorf("it is about line %d, want %d", v.Failed.Line, line)
	}
	for _, words := range c.All("lacks") {
		if text := told(v); strings.Contains(text, words) {
			t.Errorf("want a failure without %q, got %s", words, text)
		}
	}
}

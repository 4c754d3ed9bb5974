package learn

import (
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sockpit/scripting/exercise"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// times is how often each solution of the course is run: a proof for a release
// asks for more (SOCKPIT_LONG, or sockpit learn prove).
func times() int {
	if os.Getenv("SOCKPIT_LONG") != "" {
		return 20
	}
	return 1
}

// Every exercise of the course is sound.
func TestCourse(t *testing.T) {
	t.Parallel()
	course, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for i, e := range course.Order {
		for _, need := range e.Needs {
			if !ids[need] {
				t.Errorf("%s needs %s, which does not come before it", e.ID, need)
			}
		}
		ids[e.ID] = true
		if len(e.Wrong) < 2 {
			t.Errorf("%s has %d wrong answers, want at least 2", e.ID, len(e.Wrong))
		}
		if testing.Short() && i%3 != 0 {
			continue // enough for the race detector
		}
		t.Run(e.ID, func(t *testing.T) {
			t.Parallel()
			p := exercise.Prove(t.Context(), e, exercise.ProveOptions{Times: times(), Parallel: 2})
			if p.Lacks != nil {
				t.Skip(p.Lacks)
			}
			for _, i := range p.Items {
				if !i.OK {
					t.Errorf("%s: %s", i.What, i.How)
				}
			}
		})
	}
}

// Pictures in the task and texts fit a screen of 100 columns in both languages.
func TestCourseFits(t *testing.T) {
	t.Parallel()
	course, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range course.Order {
		for _, lang := range []exercise.Lang{exercise.English, exercise.Vietnamese} {
			for line := range strings.Lines(e.Task.In(lang)) {
				if n := len([]rune(strings.TrimRight(line, "\n"))); n > 116 {
					t.Errorf("%s (%s): a line of the task has %d columns: %s", e.ID, lang, n, line)
				}
			}
		}
	}
}

// The template that a teacher begins with is sound.
func TestTemplate(t *testing.T) {
	t.Parallel()
	text, err := Template("my-first")
	if err != nil {
		t.Fatal(err)
	}
	e, err := exercise.Load("my-first.lua", "", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	if p := exercise.Prove(t.Context(), e, exercise.ProveOptions{Times: 2}); !p.OK() || e.ID != "mine/my-first" {
		t.Errorf("%s: %+v", e.ID, p.Items)
	}
	if _, err := Template("My First"); err == nil {
		t.Error("a name with blanks is taken")
	}
}

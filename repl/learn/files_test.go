package learn

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockpit/repl/view"
	"sockpit/scripting/exercise"
)

// Two courses may have exercises of one name: each has a file of its own.
func TestFilesOfTwoCourses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	course, out := begin(t, dir, exercise.English)
	shows(t, out, course.Goto([]string{"1"}), "01-first.lua")
	text, err := Template("first")
	if err != nil {
		t.Fatal(err)
	}
	pack := filepath.Join(t.TempDir(), "first.lua")
	write(t, pack, text)
	s, err := Begin(Options{Pack: pack, Dir: dir, Lang: exercise.English, Write: out.write, Width: func() int { return 100 }, Style: view.Plain()})
	if err != nil {
		t.Fatal(err)
	}
	shows(t, out, s.Goto([]string{"1"}), "01-mine-first.lua")
	for name, id := range map[string]string{"01-first.lua": "(listen/first)", "01-mine-first.lua": "(mine/first)"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(text), id) {
			t.Errorf("%s: %v, want %s in\n%s", name, err, id, text)
		}
	}
}

// A course that has grown numbers its exercises anew: the learner's files are
// found all the same. One without its first line counts by its name.
func TestFileFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, head, want string }{
		{"01-first.lua", "-- what I have written", "01-first.lua"},
		{"05-first.lua", "-- 5. An end-point that waits  (listen/first)", "05-first.lua"},
		{"02-first.lua", "-- 2. Another  (other/first)", "01-first.lua"},
		{"01-first.lua", "-- 1. Another  (other/first)", "01-listen-first.lua"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, test.name), test.head+"\n")
		s, _ := begin(t, dir, exercise.English)
		if got := filepath.Base(s.file(s.Pack.Order[0])); got != test.want {
			t.Errorf("beside %s that begins with %q: got %s, want %s", test.name, test.head, got, test.want)
		}
	}
}

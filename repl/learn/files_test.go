package learn

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

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

// What a pack says is a comment in the learner's file, whatever stands in it.
func TestStarterIsComment(t *testing.T) {
	t.Parallel()
	const bad = "T\nos.exit() -- \x1b]0;P\x07\ros.exit()\u2028os.exit()\u202e\xff\v\f\x00\ttab"
	e := &exercise.Exercise{ID: "a/b", Kind: exercise.Predict, Title: exercise.Text{EN: bad}, Task: exercise.Text{EN: bad}, World: bad, Start: "print(1)\n"}
	s := &Session{Pack: &exercise.Pack{Order: []*exercise.Exercise{e}}, o: Options{Lang: exercise.English}}
	lines := strings.Split(s.starter(e), "\n")
	for i, line := range lines {
		if code := !strings.HasPrefix(line, "--") && line != ""; code != (line == "print(1)") {
			t.Errorf("line %d is code: %q", i+1, line)
		}
		if strings.ContainsAny(line, "\x1b\a\r\x00\v\f\t\u2028\u202e") || !utf8.ValidString(line) {
			t.Errorf("line %d is raw: %q", i+1, line)
		}
	}
	if of, _, _ := strings.Cut(lines[0], "  (a/b)"); !strings.HasSuffix(lines[0], "  (a/b)") {
		t.Errorf("the first line does not name the exercise: %q", of)
	}
}

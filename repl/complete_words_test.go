package repl

import (
	"slices"
	"strings"
	"testing"

	"sockpit/repl/export"
	"sockpit/repl/usage"
)

// What Tab offers behind a command is what may stand there, and nothing else.
func TestCompleteArguments(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.config.ScriptNames = []string{"refused", "echo"}
	for entry, want := range map[string]string{
		":set network ":           strings.Join(sorted(mannerNames()), " "),
		":set explain ":           "always off once",
		":set pace ":              "off",
		":set net":                "net network",
		":set network whole ":     "",
		":diagram ":               strings.Join(sorted(append(fileNames("", export.Forms...), export.Lanes...)), " "),
		":diagram testdata/d":     "testdata/diagram.txt",
		":diagram ends testdata/": "testdata/diagram.txt testdata/first.txt testdata/map.txt testdata/step.txt",
		":d tasks ends":           "",
		":sockets ":               "--all",
		":events --":              "--json",
		":run refu":               "refused",
		":step --plain ec":        "echo",
		":step --":                "--plain",
		":help inspec":            "inspect",
		":help :wat":              ":watch",
		":learn lang ":            "en vi",
		":learn list op":          "open",
		":learn help inspec":      "inspect",
		":reset ":                 "",
		":nosuch ":                "",
	} {
		names, _ := (completer{s.REPL}).complete(entry, len(entry))
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q: got %q, want %q", entry, got, want)
		}
	}
	if names, _ := (completer{s.REPL}).complete(":learn check ", 13); len(names) < 10 {
		t.Errorf(":learn check: got %q, want the exercises", names)
	}
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}

// freeKinds are the kinds of words that only the user knows.
var freeKinds = []string{"N", "ARGS", "CHECK", "TOPIC", "TEXT"}

// Each kind of word that a usage names is offered, or known to be free: a new
// command that says FOO wants to say what a FOO is.
func TestUsageKinds(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.config.ScriptNames = []string{"echo"}
	texts := map[string]string{}
	for _, c := range s.commands {
		texts[":"+c.Names[0]] = c.Args
	}
	for _, c := range learnCommands() {
		texts["learn "+c.Names[0]] = c.Args
	}
	for name, args := range texts {
		for _, w := range wordsOf(args) {
			known := len((completer{s.REPL}).kindWords(w.Text, nil, []string{"explain"}, "")) > 0 || strings.HasPrefix(w.Text, "FILE")
			if w.Kind && !known && !slices.Contains(freeKinds, w.Text) {
				t.Errorf("%s %s: nothing is offered for %s", name, args, w.Text)
			}
		}
	}
}

// wordsOf gives all words of a usage.
func wordsOf(args string) []usage.Word {
	var all []usage.Word
	u := usage.Parse(args)
	paths := [][]string{nil}
	for len(paths) > 0 {
		before := paths[0]
		paths = paths[1:]
		for _, w := range u.Next(before) {
			if !slices.Contains(all, w) {
				all = append(all, w)
				paths = append(paths, append(slices.Clone(before), w.Text))
			}
		}
	}
	return all
}

// A value that is offered for a setting is taken.
func TestOfferedValuesAreTaken(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.config.History = "a file"
	for _, name := range (completer{s.REPL}).settingNames() {
		for _, v := range (completer{s.REPL}).settingValues([]string{name}) {
			if err := s.set(name, v); err != nil {
				t.Errorf(":set %s %s: %v", name, v, err)
			}
		}
	}
}

package exercise

import (
	"strings"
	"testing"
)

// read loads an exercise of which only some fields matter.
func read(t *testing.T, fields string) *Exercise {
	t.Helper()
	e, err := Load("test.lua", "", `exercise { id = "test/one", title = "One", task = "Do it.", start = "", solution = "", `+fields+" }", 0)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// judged runs all checks of an exercise with a program.
func judged(t *testing.T, e *Exercise, program string) *Verdict {
	t.Helper()
	r := All(t.Context(), e, Program{Text: program}, Options{Seed: 1}, nil)
	if r.Failed != nil && r.Failed.Broken != nil {
		t.Fatal(r.Failed.Broken)
	}
	return r.Failed
}

// failsWith expects a failure that says all of the words.
func failsWith(t *testing.T, v *Verdict, words ...string) {
	t.Helper()
	if v == nil {
		t.Fatalf("it passed, want a failure with %q", words)
	}
	text := told(v)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("want a failure that says %q, got %s", w, text)
		}
	}
}

// told is what a learner is told of a failure.
func told(v *Verdict) string {
	text := v.Failed.Error() + " | " + v.Failed.Doing.EN
	if v.Failed.Program != nil {
		text += " | " + v.Failed.Program.Error()
	}
	return text
}

// A wrong answer that some seeds let through is not caught: the author learns of it.
func TestWrongAnswerByChance(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "it prints", function(t)
			t:run()
			t:ok(t:printed() ~= "" or t:number(1, 2) == 1, "print")
		end } },
		wrong = { { name = "prints nothing", fails = "it prints", code = "" } }`)
	for _, i := range Prove(t.Context(), e, ProveOptions{Times: 120}).Items {
		if i.What == "wrong: prints nothing" && i.OK {
			t.Errorf("a wrong answer that passes half of the time is called caught: %s", i.How)
		}
	}
}

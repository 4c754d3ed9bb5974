package repl

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockpit/repl/runner"
	"sockpit/repl/term"
	"sockpit/scripting"
)

// The page of a run has the table as it was after each of its calls, under the
// names that the diagram has: also of a socket that no variable has got yet.
func TestPage(t *testing.T) {
	t.Parallel()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	file := filepath.Join(t.TempDir(), "flow.html")
	s := Script{Name: "flow.lua", Text: `local l = listen(0)
local c = dial(l.local_port)
try(send, c, "hello")
local s = accept(l)
recv(s, 2)
recv(s)`}
	if ok, err := runner.Run(runner.Config{Out: term.NewOutput(out, false)}, s, runner.Options{Diagram: file}); !ok || err != nil {
		text, _ := os.ReadFile(out.Name())
		t.Fatalf("%v, %v: %s", ok, err, text)
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	frames := strings.Split(string(page), `<table class="frame"`)[1:]
	for i, want := range []string{`>l</td>`, `>c</td>`, `<td class="">5</td>`, `>s</td>`, `<td class="">3</td>`, `<td class="">0</td>`} {
		if len(frames) != 6 || !strings.Contains(frames[i], want) {
			t.Fatalf("%d tables, want 6; number %d has no %s:\n%s", len(frames), i+1, want, strings.Join(frames, "\n"))
		}
	}
}

// The page of a session at the prompt has the table as it was after each entry.
func TestPageOfPrompt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "flow.html")
	r := newPlain(Config{Config: runner.Config{Scripting: scripting.Config{Dir: dir}}}, strings.NewReader(`l = listen(0)
c = dial(l.local_port)
send(c, "hello")
:diagram `+file+"\n"), io.Discard, false)
	if err := r.Run(); err != nil && !errors.Is(err, ErrFailed) {
		t.Fatal(err)
	}
	r.Close()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	frames := strings.Split(string(page), `<table class="frame"`)[1:]
	if len(frames) != 3 || strings.Contains(frames[0], ">c</td>") || !strings.Contains(frames[1], ">c</td>") || !strings.Contains(frames[2], `<td class="">5</td>`) {
		t.Errorf("%d tables:\n%s", len(frames), strings.Join(frames, "\n"))
	}
	if !strings.Contains(string(page), "<li>send(c, &#34;hello&#34;)</li>") {
		t.Error("what was typed is not beside it")
	}
}

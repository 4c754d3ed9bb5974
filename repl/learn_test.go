package repl

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockpit/repl/learn"
	"sockpit/repl/runner"
	"sockpit/repl/usage"
	"sockpit/scripting"
	"sockpit/scripting/exercise"
)

// typed types lines at a prompt of sockpit learn and gives what was printed.
func typed(t *testing.T, dir string, mode bool, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	r := newPlain(Config{FindScript: runner.FindScript, Config: runner.Config{Scripting: scripting.Config{Dir: dir}},
		Learn: learn.Options{Dir: filepath.Join(dir, "mine"), Lang: exercise.English}},
		strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, true)
	defer r.Close()
	if mode {
		l, err := r.openLearn(r.config.Learn)
		if err != nil {
			t.Fatal(err)
		}
		r.learn, l.mode = l, true
	}
	if err := r.Run(); err != nil && !errors.Is(err, ErrFailed) {
		t.Error(err)
	}
	return out.String()
}

// What was typed becomes an exercise that is sound.
func TestRecord(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "greeting.lua")
	out := typed(t, dir, false, "l = listen(0)", "c = dial(l.local_port)", "s = accept(l)", `send(s, "hello")`, "recv(c)", "lisen(1)", "c", ":record "+file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Contains(string(text), "lisen") {
		t.Error("a slip is recorded")
	}
	e, err := exercise.Load(file, "", string(text), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range exercise.Prove(t.Context(), e, exercise.ProveOptions{Times: 3}).Items {
		if !i.OK && i.What != "texts" {
			t.Errorf("%s: %s\n%s", i.What, i.How, text)
		}
	}
	if out := typed(t, dir, false, "l = listen(0)", ":record "+file); !strings.Contains(out, "is there already") {
		t.Errorf("a file is written over:\n%s", out)
	}
	if out := typed(t, dir, false, ":record "+filepath.Join(dir, "none.lua")); !strings.Contains(out, "nothing was typed yet") {
		t.Errorf("got\n%s", out)
	}
}

// At sockpit learn, the words of the course are commands, and everything else is
// Lua in the exercise's world.
func TestLearnMode(t *testing.T) {
	t.Parallel()
	out := typed(t, t.TempDir(), true, "goto listen/first", "l = listen(PORT)", "check", "1 + 1", "next", "list open udp", "help", "goto capstone/crime-scene", "l == nil", "quit", "never")
	for _, want := range []string{"An end-point that waits", "✓ 2/2  nobody is connected", "Solved.", "\n2\n", "Port 0: OS, you choose", "udp/loss", "goes on to the next exercise", "the crime scene", "false"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "never") {
		t.Error("it goes on after quit")
	}
}

// At another prompt, the exercise's world has to be begun: the task says so as
// long as it is not.
func TestLearnPlaysFirst(t *testing.T) {
	t.Parallel()
	out := typed(t, t.TempDir(), false, "mine = 1", ":learn", "mine", ":learn play", ":learn task", "l = listen(PORT)", ":learn check", ":reset", ":learn lang vi")
	before, after, played := strings.Cut(out, "> :learn play")
	after, reset, _ := strings.Cut(after, "> :reset")
	if !played || !strings.Contains(before, "Say :learn play first") || strings.Contains(before, "Type Lua here") || !strings.HasSuffix(before, "> mine\n1\n") {
		t.Errorf("before :learn play\n%s", before)
	}
	if !strings.Contains(after, "Type Lua here, in this world") || strings.Contains(after, "play first") || !strings.Contains(after, "Solved.") {
		t.Errorf("after :learn play\n%s", after)
	}
	if !strings.Contains(reset, "Trước hết hãy gõ :learn play") {
		t.Errorf("after :reset\n%s", reset)
	}
}

// A check that failed can be looked at: its sockets are in the prompt's world.
func TestReplay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "mine", "07-one-port.lua")
	typed(t, dir, true, "goto one-port")
	if err := os.WriteFile(file, []byte("local l = listen(PORT)\nlocal s = accept(l) send(s, 'you?') recv(s)"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := typed(t, dir, true, "replay", "check", "replay", ":sockets", ":tasks", "play", ":sockets")
	for _, want := range []string{"no check has failed yet", "The sockets are as they were", "listener", "waits in recv on s", "no sockets."} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}

// A word that a command of exercises has no place for is refused, however the
// command is said: at sockpit learn, behind :learn, and behind sockpit learn.
func TestLearnWordsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	names := learnCommands().Names()
	for _, mode := range []bool{true, false} {
		var lines []string
		for _, name := range names {
			lines = append(lines, map[bool]string{false: ":learn "}[mode]+name+" --none --none")
		}
		out := typed(t, dir, mode, lines...)
		for _, name := range names {
			want := name + ": got \"--none\", want " + name
			if name == "doc" || name == "help" {
				want = `help: got "--none"`
			}
			if !strings.Contains(out, want) {
				t.Errorf("sockpit learn %v: %s: no %q in\n%s", mode, name, want, out)
			}
		}
	}
	for _, c := range learn.Commands() {
		var usage *usage.Error
		if _, err := learn.Do(nil, nil, learn.Options{}, c.Names[0], []string{"--none"}); !errors.As(err, &usage) {
			t.Errorf("sockpit learn %s --none: %v", c.Names[0], err)
		}
	}
}

package repl

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sockpit/repl/runner"
	"sockpit/scripting"
)

// The plugins are there for the first entry, for the first completion, and in a
// new world.
func TestPluginsWhenNeeded(t *testing.T) {
	t.Parallel()
	prompt := func(typed string) (*REPL, *bytes.Buffer) {
		var out bytes.Buffer
		r := newPlain(Config{Config: runner.Config{PluginFiles: runner.BuiltinPlugins()}}, strings.NewReader(typed), &out, false)
		t.Cleanup(r.Close)
		return r, &out
	}
	r, out := prompt("=type(ask)\n:reset\n=type(ask)\n")
	if err := r.Run(); err != nil || strings.Count(out.String(), `"function"`) != 2 {
		t.Errorf("got %v and\n%s\nwant ask to be a function twice", err, out)
	}
	r, out = prompt(":help knock\n:help :knock\n")
	if err := r.Run(); err != nil || strings.Count(out.String(), "tells which ports somebody listens on") != 2 {
		t.Errorf("got %v and\n%s\nwant the command explained twice", err, out)
	}
	r, _ = prompt("")
	if names, _ := (completer{r}).complete(":kno", 4); !slices.Contains(names, "knock") {
		t.Errorf("the first completion of :kno gives %q, want knock", names)
	}
}

// Whoever has plugins of his own is told what is wrong with them before the
// first entry.
func TestBrokenPlugin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.lua"), []byte("plugin{"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	r := newPlain(Config{Config: runner.Config{Scripting: scripting.Config{Plugins: []string{dir}}}}, strings.NewReader(""), &out, false)
	defer r.Close()
	if !strings.Contains(out.String(), "mine.lua:1") {
		t.Errorf("got %q, want the place of the error", out.String())
	}
}

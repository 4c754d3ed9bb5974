package scripting

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A text that is parsed alone and moved has the lines that it would have behind
// what stands before it.
func TestMoveLines(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	texts := []string{"x = {1, f = function(...) return -#..., not a end}\nfunction a.b:c() repeat local y until y\nfor i = 1, 2 do end for k in p() do end end"}
	files, _ := filepath.Glob("../scripts/*.lua")
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	for _, f := range API() {
		texts = append(texts, f.Example)
	}
	for _, text := range texts {
		h.With(func() {
			alone, err := h.compiler.parseAfter(7, "moved", text)
			padded, perr := h.compiler.parse("padded", strings.Repeat("\n", 7)+text)
			if err != nil || perr != nil || !reflect.DeepEqual(alone, padded) {
				t.Errorf("not the same (%v, %v):\n%s", err, perr, text)
			}
		})
	}
}

// What is kept of the prompt's text is bounded, and what is said of it has the
// right lines all the same.
func TestPromptTextIsBounded(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	const entries = 2 * maxTyped / 1000
	for i := range entries {
		if r := h.Eval(fmt.Sprintf("x = %q", strings.Repeat("x", 1000)), 80); r.Failed != nil {
			t.Fatalf("entry %d: %v", i, r.Failed)
		}
	}
	r := h.Eval("function f()\n  nothing.at = 1\nend", 80)
	if r = h.Eval("f()", 80); r.Failed == nil || r.Failed.Place.Line != entries+2 || r.Failed.Source != "  nothing.at = 1" {
		t.Errorf("got %+v", r.Failed)
	}
	if r = h.Eval("x = = 1", 80); r.Failed == nil || r.Failed.Place.Line != entries+5 || r.Failed.Source != "x = = 1" {
		t.Errorf("got %+v", r.Failed)
	}
	kept := &h.sources.typed
	bytes := 0
	for _, line := range kept.lines {
		bytes += len(line)
	}
	if bytes > maxTyped || len(kept.tree) > len(kept.lines) || h.prompt.entryBytes > maxEntryBytes {
		t.Errorf("%d bytes in %d lines and %d statements are kept", bytes, len(kept.lines), len(kept.tree))
	}
	for _, st := range kept.tree[len(kept.tree)-50:] {
		if around := kept.around(st.Line()); !slices.Contains(around, st) || len(around) > 2*aroundLine {
			t.Errorf("line %d: %d statements around it", st.Line(), len(around))
		}
	}
	text := strings.Split(h.Typed(), "\n")
	if len(text) != kept.count()+1 || text[entries+1] != "  nothing.at = 1" || !strings.Contains(text[0], "not kept") {
		t.Errorf("%d lines of text, the first %q", len(text), text[0])
	}
}

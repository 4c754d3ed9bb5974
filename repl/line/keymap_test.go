package line

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestKeyTable: each key of the table has a session of its own that presses it,
// sends what the decoder takes for it, and has one meaning.
func TestKeyTable(t *testing.T) {
	t.Parallel()
	file := "testdata/sessions/keys.txt"
	data, err := os.ReadFile(file)
	check(t, err)
	typed := map[string]string{}
	for _, s := range parseSessions(t, file, string(data)) {
		for _, st := range s.steps {
			if st.kind == '<' {
				typed[s.name] += keysOf(t, st.where, st.text) + "\n"
			}
		}
	}
	seen := map[string]bool{}
	for _, b := range Bindings() {
		if b.Means == "" || strings.HasSuffix(b.Means, ".") {
			t.Errorf("%q: it means %q", b.Keys, b.Means)
		}
		for _, k := range b.Keys {
			if seen[k] {
				t.Errorf("%s stands twice in the table", k)
			}
			seen[k] = true
			sent := sequenceOf(k)
			if !strings.Contains(typed[k], sent) {
				t.Errorf("%s: no session of that name presses it (%q)", k, sent)
			}
			if keys := decodeAll(t, []byte(sent+"x")); len(keys) == 0 || keys[0].do != b.do {
				t.Errorf("%s: %q is decoded as %v", k, sent, keys)
			}
		}
	}
}

// sequenceOf is what a terminal sends for a key.
func sequenceOf(name string) string {
	if rest, ok := strings.CutPrefix(name, "Ctrl-X "); ok {
		return "\x18" + strings.ToLower(sequenceOf(rest))
	}
	if c, ok := byteOf(name); ok {
		return string(rune(c))
	}
	bare, held := name, ""
	if rest, ok := strings.CutPrefix(name, "Alt-"); ok {
		if c, ok := byteOf(rest); ok {
			return "\x1b" + strings.ToLower(string(rune(c)))
		}
		bare, held = rest, "3"
	} else if rest, ok := strings.CutPrefix(name, "Ctrl-"); ok {
		bare, held = rest, "5"
	}
	for c, n := range finals {
		switch {
		case n == bare && held == "":
			return "\x1b[" + string(rune(c))
		case n == bare:
			return "\x1b[1;" + held + string(rune(c))
		}
	}
	for _, number := range []string{"3", "5", "6"} {
		if numbers[number] == bare && held == "" {
			return "\x1b[" + number + "~"
		} else if numbers[number] == bare {
			return "\x1b[" + number + ";" + held + "~"
		}
	}
	return "no key " + name
}

// A typist types at a terminal that nobody sees.
type typist struct{ *terminal }

func newTypist(history ...string) typist {
	t := &terminal{loaded: make(chan struct{}), ints: make(chan struct{}, 1)}
	t.screen = newScreen(io.Discard, func() (int, int) { return 80, 24 })
	t.history.entries = slices.Clone(history)
	t.history.rewind()
	close(t.loaded)
	t.edit = newEditor(&t.folds, &t.kills)
	return typist{t}
}

// types presses keys one by one, and gives the line and the cursor.
func (t typist) types(keys string) (string, int) {
	for _, c := range []byte(keys) {
		t.input.add([]byte{c})
		for {
			k, ok := t.input.next(false)
			if !ok {
				break
			}
			t.do(k)
			for len(t.replay) > 0 {
				k, t.replay = t.replay[0], t.replay[1:]
				t.do(k)
			}
		}
	}
	return string(t.edit.line()), t.edit.pos()
}

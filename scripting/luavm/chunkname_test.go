package luavm

import (
	"strings"
	"testing"
)

// The names of chunks follow lua_load's rule.
func TestChunkNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"=c": "c", "@f.lua": "f.lua", "x = 1": `[string "x = 1"]`, "a\nb": `[string "a..."]`, "a\rb": `[string "a..."]`, "\n": `[string "..."]`, "": `[string ""]`,
		"=" + strings.Repeat("q", 99): strings.Repeat("q", 59), "@" + strings.Repeat("q", 99): "..." + strings.Repeat("q", 52),
		strings.Repeat("q", 43): `[string "` + strings.Repeat("q", 43) + `"]`, strings.Repeat("q", 44): `[string "` + strings.Repeat("q", 43) + `..."]`, "a:1: b": `[string "a:1: b"]`, "=": "?",
	} {
		if got := ChunkName(name); len(got) > 59 || got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

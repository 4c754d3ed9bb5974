package luavm

import (
	"strings"

	"sockpit/runtime/event"
)

// idSize is what Lua has for the name of a chunk in messages (LUA_IDSIZE).
const idSize = 60

// ChunkName gives the name that places of a chunk begin with, by lua_load's rule:
// "=name" is shown as it stands, "@name" is a file, and anything else is the
// text itself, of which the first line is shown.
func ChunkName(name string) string {
	if name == "=" || name == "@" {
		return "?" // a place without a name would be none
	}
	if name, ok := strings.CutPrefix(name, "="); ok {
		return name[:min(len(name), idSize-1)]
	}
	if file, ok := strings.CutPrefix(name, "@"); ok {
		if most := idSize - len(" '...' ") - 1; len(file) > most {
			return "..." + file[len(file)-most:]
		}
		return file
	}
	const most = idSize - len(` [string "..."] `) - 1
	first := name
	if i := strings.IndexAny(name, "\n\r"); i >= 0 {
		first = name[:i]
	}
	if first = first[:min(len(first), most)]; len(first) < len(name) {
		first += "..."
	}
	return stringChunk + first + `"]`
}

// stringChunk begins the names of chunks that are known by their text.
const stringChunk = `[string "`

// SplitPlace takes "file:12: " off the front of a message.
func SplitPlace(s string) (event.Place, string) {
	for i := afterChunkText(s); i < len(s); i++ {
		if s[i] != ':' {
			continue
		}
		n, j := 0, i+1
		for j < len(s) && s[j] >= '0' && s[j] <= '9' && n < 1<<24 {
			n = n*10 + int(s[j]-'0')
			j++
		}
		if j > i+1 && strings.HasPrefix(s[j:], ":") {
			return event.Place{Source: s[:i], Line: n}, strings.TrimPrefix(s[j+1:], " ")
		}
		if strings.IndexByte(s[i:], '\n') == 0 {
			break
		}
	}
	return event.Place{}, s
}

// afterChunkText gives where in a message a place's line can begin: behind the
// text of a chunk, which may look like a place.
func afterChunkText(message string) int {
	if strings.HasPrefix(message, stringChunk) {
		return max(0, strings.Index(message, `"]:`))
	}
	return 0
}

package repl

import (
	"slices"
	"strings"

	"sockpit/scripting/syntax"
)

// maxTyped is how many entries of a session :edit and :history know where there is
// no terminal's history.
const maxTyped = 5000

// typedEntries are the entries of a session, the latest of them.
type typedEntries []string

// keep notes an entry.
func (t *typedEntries) keep(entry string) {
	if strings.TrimSpace(entry) == "" || entry[0] == ' ' {
		return
	}
	if *t = append(*t, entry); len(*t) > 2*maxTyped {
		*t = slices.Clone((*t)[maxTyped:])
	}
}

// lastLua gives the last one that is no command.
func (t typedEntries) lastLua() string {
	for _, e := range slices.Backward(t) {
		if !strings.HasPrefix(strings.TrimSpace(e), ":") {
			return e
		}
	}
	return ""
}

// entryWords gives the words of an entry that Alt-. puts in: of a command what
// blanks divide, of Lua its names, numbers and strings.
func entryWords(entry string) []string {
	if strings.HasPrefix(strings.TrimSpace(entry), ":") {
		return strings.Fields(entry)
	}
	return syntax.Operands(entry)
}

// keeps reports whether an entry is written to the history file. What leaves is
// not: it would be what Up gives first the next time.
func (r *REPL) keeps(entry string) bool {
	words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(entry), ":"))
	if len(words) == 1 && strings.HasPrefix(strings.TrimSpace(entry), ":") {
		if c := r.commands.Find(words[0]); c != nil && c.Names[0] == "quit" {
			return false
		}
	}
	return !r.settings.forget
}

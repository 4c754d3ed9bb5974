package repl

import (
	"slices"
	"strings"

	"sockpit/scripting"
)

// eval runs an entry. One that is a single word which nothing is called gives nil
// in Lua, and would be passed over in silence: a slip of the pen is told.
func (r *REPL) eval(text string) scripting.Result {
	result := r.host.Eval(text, r.width())
	word := strings.TrimSpace(text)
	if result.Failed == nil && result.Note == "" && len(result.Values) == 1 && result.Values[0] == "nil" && scripting.IsName(word) {
		result.Note = r.nameless(word)
	}
	return result
}

// nameless says that nothing has a name, and what may have been meant; "" if
// something has it after all.
func (r *REPL) nameless(word string) string {
	names := r.host.Names()
	if slices.Contains(names, word) {
		return ""
	}
	if r.learn != nil && r.learn.mode {
		names = append(names, learnNames()...)
	}
	text := "Nothing is called " + word + "."
	if word == "exit" {
		word = "quit"
	}
	if slices.Contains(r.commandNames(), word) {
		return text + " Commands begin with a colon: :" + word
	}
	if near := scripting.Nearest(word, names); near != "" && len(word) > 3 { // everything is near a short word
		return text + " Did you mean " + near + "?"
	}
	return text
}

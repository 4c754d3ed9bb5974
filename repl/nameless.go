package repl

import (
	"fmt"
	"slices"
	"strings"

	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// eval runs an entry. One that is a single word which nothing is called gives nil
// in Lua, and would be passed over in silence: a slip of the pen is told.
func (r *REPL) eval(text string) scripting.Result {
	result := r.host.Eval(text, r.width())
	word := strings.TrimSpace(text)
	if result.Failed == nil && result.Note == "" && len(result.Values) == 1 && result.Values[0] == "nil" && syntax.IsName(word) {
		result.Note = r.nameless(word)
	}
	return result
}

// nameless says that nothing has a name, and what may have been meant; "" if
// something has it after all. At sockpit learn it speaks the learner's language.
func (r *REPL) nameless(word string) string {
	names, say := r.host.Names(), r.speaks()
	if slices.Contains(names, word) {
		return ""
	}
	if r.learn != nil && r.learn.mode {
		names = append(names, learnCommands().Names()...)
	}
	text := say("Nothing is called ", "Không có gì tên là ") + word + "."
	if word == "exit" {
		word = "quit"
	}
	if slices.Contains(r.allCommands().Names(), word) {
		return text + say(" Commands begin with a colon: :", " Các lệnh bắt đầu bằng dấu hai chấm: :") + word
	}
	if near := syntax.Nearest(word, names); near != "" && len(word) > 3 { // everything is near a short word
		return text + fmt.Sprintf(say(" Did you mean %s?", " Có phải bạn muốn gõ %s không?"), near)
	}
	return text
}

package repl

import (
	"fmt"
	"strings"

	"sockpit/repl/line"
	"sockpit/repl/view"
	"sockpit/scripting/syntax"
)

// helpKeys is :help keys, in the language that exercises speak.
func (r *REPL) helpKeys() {
	say := r.speaks()
	r.print.Put(view.Commands(keyRows(say), r.width(), r.print.Style))
	r.print.Say(say("They are the keys of bash and other programs with readline. What is pasted is text, with or without the prompts of a copied session: nothing of it is taken for a key. "+
		"An entry that begins with a blank is not kept in the history; :set history off keeps none.",
		"Đó là các phím của bash và những chương trình khác dùng readline. Những gì dán vào là văn bản, dù có hay không có dấu nhắc của một phiên đã chép: không có gì trong đó bị coi là phím. "+
			"Mục bắt đầu bằng khoảng trắng không được giữ trong lịch sử; :set history off thì không giữ mục nào."))
}

// keyRows gives the rows of the table of keys, in the language that say chooses.
func keyRows(say func(en, vi string) string) (rows [][3]string) {
	for _, b := range line.Bindings() {
		rows = append(rows, [3]string{say(b.Group, keysInVietnamese[b.Group]), keyNames(b.Keys), say(b.Means, keysInVietnamese[b.Means])})
	}
	return rows
}

// keyNames lists keys; of a row of digits, the ends.
func keyNames(keys []string) string {
	if n := len(keys); n > 4 {
		return keys[0] + " … " + keys[n-2] + ", " + keys[n-1]
	}
	return strings.Join(keys, ", ")
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

// setHistory is :set history.
func (r *REPL) setHistory(v string) error {
	if v == "on" && r.config.History == "" {
		if r.config.NoFolder != nil {
			return fmt.Errorf("set: history: %w", r.config.NoFolder)
		}
		return fmt.Errorf("set: history: there is no file for it: sockpit was started with --no-history")
	}
	r.settings.forget = v == "off"
	return nil
}

package repl

import (
	"strings"

	"sockpit/repl/line"
	"sockpit/repl/view"
	"sockpit/scripting/api"
)

func runHelp(r *REPL, args []string) error {
	if len(args) == 0 {
		r.print.Put(view.Commands(r.allCommands().Rows(":"), r.print.Width(), r.print.Style))
		r.print.Say("Every other line is Lua: help() lists the functions. End a line with & to run it in the background; :run FILE & does so with a script. :help keys lists the keys that edit it.")
		return nil
	}
	if args[0] == "keys" {
		r.helpKeys()
		return nil
	}
	name := strings.TrimPrefix(args[0], ":")
	isCommand := strings.HasPrefix(args[0], ":") || api.Find(name) == nil
	if c := r.allCommands().Find(name); c != nil && isCommand {
		r.print.Put(view.Commands([][3]string{c.Row(":")}, r.print.Width(), r.print.Style))
		if c.Detail != "" {
			r.print.Put(view.Sentence(c.Detail, r.print.Width(), r.print.Style))
		}
		return nil
	}
	return r.host.Help(name)
}

// helpKeys is :help keys, in the language that exercises speak.
func (r *REPL) helpKeys() {
	say := r.speaks()
	r.print.Put(view.Commands(keyRows(say), r.print.Width(), r.print.Style))
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

package line

import (
	"maps"
	"slices"
	"strings"
)

// A Binding is a row of the table of keys: help is made from it, and the keys
// are looked up in it.
type Binding struct {
	Group string
	Keys  []string // "Ctrl-A", "Alt-B", "Ctrl-X Ctrl-E", "Home"
	Means string   // third person, no full stop
	do    action
}

// Bindings gives the table of keys, in the order of help. The keys and their
// meaning are those of the emacs mode of readline(3); where they differ, Means
// says so. Of readline's keys the table leaves out those that change its mode or
// its files (Ctrl-X Ctrl-R, Meta-Ctrl-J, Meta-Ctrl-M) and the expansion of ~,
// which Lua does not have.
func Bindings() []Binding { return slices.Clone(bindings) }

const (
	groupMove    = "move"
	groupHistory = "earlier entries"
	groupChange  = "change"
	groupKill    = "cut and paste"
	groupEntry   = "the entry"
)

var bindings = []Binding{
	{groupMove, []string{"Ctrl-A", "Home"}, "goes to the start of the line", home},
	{groupMove, []string{"Ctrl-E", "End"}, "goes to its end", end},
	{groupMove, []string{"Ctrl-B", "Left"}, "goes back a character", left},
	{groupMove, []string{"Ctrl-F", "Right"}, "goes on a character", right},
	{groupMove, []string{"Alt-B", "Ctrl-Left", "Alt-Left"}, "goes back a word", wordLeft},
	{groupMove, []string{"Alt-F", "Ctrl-Right", "Alt-Right"}, "goes on a word", wordRight},
	{groupMove, []string{"Ctrl-]"}, "goes on to the character typed next", findRight},
	{groupMove, []string{"Alt-Ctrl-]"}, "goes back to it", findLeft},
	{groupMove, []string{"Ctrl-@", "Alt-Space"}, "sets the mark where the cursor is (Ctrl-Space)", setMark},
	{groupMove, []string{"Ctrl-X Ctrl-X"}, "goes to the mark, and sets it where the cursor was", swapMark},
	{groupMove, []string{"Ctrl-L", "Alt-Ctrl-L"}, "empties the screen", redraw},

	{groupHistory, []string{"Ctrl-P", "Up"}, "goes to the entry before; within an entry of several lines, up", up},
	{groupHistory, []string{"Ctrl-N", "Down"}, "goes to the next entry, or down. What was changed in one is kept until an entry is handed in", down},
	{groupHistory, []string{"Alt-<"}, "goes to the first entry", oldest},
	{groupHistory, []string{"Alt->"}, "goes to the one that is being typed", newest},
	{groupHistory, []string{"Page-Up"}, "goes to the last entry that begins with what stands before the cursor", prefixBack},
	{groupHistory, []string{"Page-Down"}, "goes to the next such entry", prefixForward},
	{groupHistory, []string{"Ctrl-R"}, "searches for an entry with what is typed then, backwards, letter by letter", searchBack},
	{groupHistory, []string{"Ctrl-S"}, "searches forwards", searchForward},
	{groupHistory, []string{"Alt-P"}, "asks what to search for, and searches backwards", askBack},
	{groupHistory, []string{"Alt-N"}, "asks what to search for, and searches forwards", askForward},
	{groupHistory, []string{"Alt-.", "Alt-_"}, "puts in the last word of the entry before; again: of the one before that", lastWord},
	{groupHistory, []string{"Alt-Ctrl-Y"}, "puts in the second word of the entry before; Alt-3 before it: the one behind three", someWord},
	{groupHistory, []string{"Ctrl-O"}, "hands the entry in, and shows the one that followed it in the history", enterNext},

	{groupChange, []string{"Ctrl-D"}, "deletes the character under the cursor; in an empty line: leaves", deleteOrEnd},
	{groupChange, []string{"Delete"}, "deletes the character under the cursor", deleteRight},
	{groupChange, []string{"Backspace", "Ctrl-H"}, "deletes the character before the cursor", backspace},
	{groupChange, []string{"Alt-\\"}, "deletes the blanks around the cursor", deleteBlanks},
	{groupChange, []string{"Ctrl-V", "Ctrl-Q"}, "puts the next key in as it is: Ctrl-V Tab", quoted},
	{groupChange, []string{"Alt-Ctrl-I"}, "puts a tab in", insertTab},
	{groupChange, []string{"Ctrl-T"}, "swaps the characters around the cursor", transpose},
	{groupChange, []string{"Alt-T"}, "swaps the words around the cursor", transposeWords},
	{groupChange, []string{"Alt-U"}, "makes the word upper case", upperCase},
	{groupChange, []string{"Alt-L"}, "makes the word lower case", lowerCase},
	{groupChange, []string{"Alt-C"}, "makes its first letter upper case", capital},
	{groupChange, []string{"Ctrl-_", "Ctrl-X Ctrl-U"}, "undoes the last change; again: the one before", undo},
	{groupChange, []string{"Alt-R"}, "undoes all changes of the line", revert},

	{groupKill, []string{"Ctrl-K"}, "cuts to the end of the line; at the end: the line break. Cuts in a row are one", killEnd},
	{groupKill, []string{"Ctrl-U", "Ctrl-X Backspace"}, "cuts back to the start of the line", killHome},
	{groupKill, []string{"Ctrl-W"}, "cuts back to the blank before", killBlank},
	{groupKill, []string{"Alt-Backspace", "Alt-Ctrl-H"}, "cuts the word before the cursor", killWordLeft},
	{groupKill, []string{"Alt-D", "Ctrl-Delete", "Alt-Delete"}, "cuts the word behind the cursor", killWordRight},
	{groupKill, []string{"Ctrl-Y"}, "puts in what was cut last", yank},
	{groupKill, []string{"Alt-Y"}, "behind Ctrl-Y: puts in what was cut before that instead", yankPop},

	{groupEntry, []string{"Enter", "Ctrl-J"}, "hands the entry in, or opens its next line if it is not complete", enter},
	{groupEntry, []string{"Alt-Enter", "Alt-Ctrl-J"}, "begins a new line in it", newline},
	{groupEntry, []string{"Tab"}, "completes; if there are several ways, it shows them, and again: the next page of them. At the start of a further line: indents", tab},
	{groupEntry, []string{"Alt-?", "Alt-="}, "shows the ways to complete", listWords},
	{groupEntry, []string{"Alt-*"}, "puts all of them in", insertWords},
	{groupEntry, []string{"Alt-E"}, "shows what the last explanation rests on: calls, fields, settings (:why … evidence)", aside},
	{groupEntry, []string{"Ctrl-X Ctrl-E"}, "edits the entry in $VISUAL or $EDITOR, and runs it", external},
	{groupEntry, []string{"Alt-#"}, "makes the entry a comment and hands it in: it is in the history, and did nothing", comment},
	{groupEntry, []string{"Alt-0", "Alt-1", "Alt-2", "Alt-3", "Alt-4", "Alt-5", "Alt-6", "Alt-7", "Alt-8", "Alt-9", "Alt--"},
		"how often the next key does it: Alt-3 Alt-D cuts three words; Alt-- turns it round", digit},
	{groupEntry, []string{"Ctrl-X ("}, "notes the keys that follow", macroBegin},
	{groupEntry, []string{"Ctrl-X )"}, "ends that", macroEnd},
	{groupEntry, []string{"Ctrl-X E"}, "does the noted keys again", macroCall},
	{groupEntry, []string{"Ctrl-G", "Alt-Ctrl-G", "Ctrl-X Ctrl-G"}, "ends a search, or a number of Alt-", cancel},
	{groupEntry, []string{"Ctrl-C"}, "drops the entry", interrupt},
	{groupEntry, []string{"Ctrl-Z"}, "stops the program; fg in the shell goes on", suspend},
}

// byKey is the table by single keys.
var byKey = func() map[string]action {
	m := map[string]action{}
	for _, b := range bindings {
		for _, k := range b.Keys {
			m[k] = b.do
		}
	}
	return m
}()

// byByte is what the bytes do that a key sends alone, behind ESC, and behind
// Ctrl-X.
var byByte, byMeta, byCtrlX = bytesOf(""), bytesOf("Alt-"), bytesOf("Ctrl-X ")

// bytesOf gives the keys of one byte that stand behind prefix.
func bytesOf(prefix string) map[byte]action {
	m := map[byte]action{}
	for key, do := range maps.All(byKey) {
		name, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		c, ok := byteOf(name)
		if !ok || prefix == "" && c >= 0x20 && c != 0x7f {
			continue
		}
		m[c] = do
		if prefix != "" && 'A' <= c && c <= 'Z' {
			m[c+'a'-'A'] = do
		}
	}
	return m
}

// byteOf gives the byte that a key sends, if it is one.
func byteOf(name string) (byte, bool) {
	switch name {
	case "Enter":
		return '\r', true
	case "Tab":
		return '\t', true
	case "Backspace":
		return 0x7f, true
	case "Space":
		return ' ', true
	}
	if c, ok := strings.CutPrefix(name, "Ctrl-"); ok && len(c) == 1 && c[0] >= '@' && c[0] <= '_' {
		return c[0] & 0x1f, true
	}
	return name[0], len(name) == 1
}

// finals are the keys of the sequences without parameters, by their last byte.
var finals = map[byte]string{
	'A': "Up", 'B': "Down", 'C': "Right", 'D': "Left", 'H': "Home", 'F': "End",
	'M': "Enter", // of a keypad in application mode
}

// numbers are the keys of the sequences that end in ~.
var numbers = map[string]string{
	"1": "Home", "7": "Home", "4": "End", "8": "End", "3": "Delete", "5": "Page-Up", "6": "Page-Down",
}

// csiKey is the key of ESC [ params c. The second parameter, when there is one,
// says which of Shift, Alt and Ctrl were held.
func csiKey(params string, c byte) key {
	number, held, _ := strings.Cut(params, ";")
	name := finals[c]
	switch {
	case c == 'R' && number != "" && held != "":
		return key{do: position, text: params}
	case c == 'M', strings.ContainsAny(params, "<=>?"):
		return key{} // the mouse, answers to questions
	case c == '~':
		name = numbers[number]
	case number != "" && number != "1":
		return key{}
	}
	switch held {
	case "", "1", "2": // alone, or with Shift
		return key{do: byKey[name]}
	case "3", "4":
		return key{do: byKey["Alt-"+name]}
	}
	return key{do: byKey["Ctrl-"+name]}
}

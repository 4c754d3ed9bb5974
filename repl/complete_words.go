package repl

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sockpit/repl/command"
	"sockpit/repl/learn"
	"sockpit/repl/usage"
	"sockpit/scripting/limit"
)

// completeCommand completes the words of a line that begins with a colon.
func (r completer) completeCommand(text string) ([]string, int) {
	start := strings.IndexByte(text, ':') + 1
	before, word := lastWord(text[start:])
	from := len(text) - len(word)
	if c, _ := r.commands.OfLine(text[start:]); c != nil {
		word = strings.TrimPrefix(word, c.Names[0])
		return withPrefix(fileNames(word), word), len(text) - len(word)
	}
	if len(before) == 0 {
		return withPrefix(r.allCommands().Names(), word), from
	}
	return withPrefix(r.argumentWords(before[0], before[1:], word), word), from
}

// lastWord gives the words of a text, and what is typed of the last one.
func lastWord(text string) (before []string, word string) {
	cut := strings.LastIndexAny(text, " \t\n") + 1
	return strings.Fields(text[:cut]), text[cut:]
}

// argumentWords gives the words that may stand behind a command and the words
// before: what its usage says.
func (r completer) argumentWords(name string, before []string, word string) []string {
	return r.wordsOf(r.allCommands().Find(name), before, word)
}

// wordsOf is argumentWords of a command; nil has none.
func (r completer) wordsOf(c *command.Command[*REPL], before []string, word string) []string {
	switch {
	case c == nil:
		return nil
	case c.Complete != nil:
		return c.Complete(r.REPL, before, word)
	}
	return r.usageWords(c.Args, c.Files, before, word)
}

// usageWords gives the words that a usage text lets stand behind those before.
func (r completer) usageWords(args string, endings, before []string, word string) []string {
	var out []string
	for _, w := range usage.Parse(args).Next(before) {
		if !w.Kind {
			out = append(out, w.Text)
			continue
		}
		out = append(out, r.kindWords(w.Text, endings, before, word)...)
	}
	return out
}

// kindWords gives the words of one kind. Those that only the user knows, as the
// name of something new, have none.
func (r completer) kindWords(kind string, endings, before []string, word string) []string {
	name, ending, _ := strings.Cut(kind, ".")
	switch name {
	case "FILE":
		if ending != "" {
			endings = []string{"." + ending}
		}
		return fileNames(word, endings...)
	case "ARGS":
		return fileNames(word)
	case "COMMAND":
		if strings.HasPrefix(word, ":") {
			return withColon(r.allCommands().Names())
		}
		return r.allCommands().Names()
	case "FUNCTION":
		return r.host.HelpNames()
	case "SCENARIO":
		return r.config.ScriptNames
	case "FILTER":
		return r.filterWords()
	case "WHAT":
		return append([]string{"task"}, r.socketWords()...)
	case "PROGRAM":
		return fileNames(word)
	case "SETTING":
		return r.settingNames()
	case "VALUE":
		return r.settingValues(before)
	case "EXERCISE":
		return r.exerciseNames()
	case "TOPIC":
		return r.topics()
	case "CHECK":
		return r.checkNumbers()
	}
	return nil
}

func withColon(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, ":"+n)
	}
	return out
}

func (r completer) settingNames() []string {
	var out []string
	for _, s := range settingTable() {
		out = append(out, s.name)
	}
	for _, m := range limit.All() {
		out = append(out, m.Name)
	}
	return out
}

// settingValues gives the values of the setting that stands before. What only
// describes a value ("seconds") is none.
func (r completer) settingValues(before []string) []string {
	for _, s := range settingTable() {
		if len(before) > 0 && s.name == before[len(before)-1] {
			return slices.DeleteFunc(slices.Clone(s.values), func(v string) bool { return v == "seconds" })
		}
	}
	return nil
}

// fileNames gives the files with one of the endings, and the folders, that begin
// with word. Without endings it is all files.
func fileNames(word string, endings ...string) []string {
	dir, _ := filepath.Split(word)
	entries, err := os.ReadDir(filepath.Clean("./" + dir))
	if filepath.IsAbs(word) {
		entries, err = os.ReadDir(dir)
	}
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, ".") && !strings.HasPrefix(word[len(dir):], "."):
		case e.IsDir():
			out = append(out, dir+name+"/")
		case len(endings) == 0 || slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(name, e) }):
			out = append(out, dir+name)
		}
	}
	return out
}

// completeLearn completes a line of sockpit learn, where the commands of the
// exercises need no colon and Lua may stand as well.
func (r completer) completeLearn(text string) ([]string, int) {
	before, word := lastWord(text)
	if len(before) == 0 {
		if strings.ContainsAny(word, ".:") {
			return nil, 0
		}
		return withPrefix(append(learnCommands().Names(), r.host.Names()...), word), len(text) - len(word)
	}
	return withPrefix(r.learnWords(before, word), word), len(text) - len(word)
}

// learnWords gives the words of :learn, read from the tables of the exercises.
func (r completer) learnWords(before []string, word string) []string {
	if len(before) == 0 {
		return learnCommands().Names()
	}
	c := learnCommands().Find(before[0])
	if c != nil && c.Names[0] == "help" {
		return r.argumentWords("help", before[1:], word)
	}
	return r.wordsOf(c, before[1:], word)
}

// exerciseNames are those of the course that is open, or of the built-in one.
func (r completer) exerciseNames() []string {
	if r.learn != nil {
		return learn.Names(r.learn.Pack)
	}
	return ExerciseNames(r.config.Learn.Pack)
}

// ExerciseNames gives the names of a pack's exercises; "" is the built-in course.
func ExerciseNames(pack string) []string {
	p, err := learn.Open(pack, time.Second) // somebody waits for the next word
	if err != nil {
		return nil // who uses it is told
	}
	return learn.Names(p)
}

func (r completer) topics() []string {
	if r.learn == nil {
		return nil
	}
	var out []string
	for _, e := range r.learn.Pack.Order {
		out = append(out, e.Teaches...)
	}
	return out
}

func (r completer) checkNumbers() []string {
	if r.learn == nil {
		return nil
	}
	var out []string
	for i := range r.learn.Current().Checks {
		out = append(out, strconv.Itoa(i+1))
	}
	return out
}

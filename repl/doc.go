package repl

import (
	"strings"

	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/exercise"
)

// Doc explains a function, or lists them all.
func Doc(out *term.Output, name ...string) error {
	p := term.NewPrinter(out)
	h := api.New(scripting.Config{Out: p})
	defer h.Close()
	if len(name) == 0 {
		p.Put(view.Overview(api.Functions(), p.Width(), p.Style))
		return nil
	}
	if err := h.Help(name[0]); err != nil {
		return &usage.Error{Text: err.Error()}
	}
	return nil
}

// Definitions gives the definitions for editors: of the API, and of what exercises
// have besides.
func Definitions() string { return api.Definitions(exercise.Functions()...) }

// DocNames gives the names that Doc explains.
func DocNames() []string {
	h := api.New(scripting.Config{})
	defer h.Close()
	return h.HelpNames()
}

// NetworkNames gives the ways to treat streams.
func NetworkNames() []string { return mannerNames() }

// PromptCommands gives each command of the prompt, as help shows it, and what it
// does.
func PromptCommands() (all [][2]string) {
	for _, c := range commands() {
		all = append(all, [2]string{strings.TrimSpace(":" + c.Names[0] + " " + c.Args), c.Summary})
	}
	return all
}

package repl

import (
	"errors"
	"strings"
	"testing"

	"sockpit/repl/line"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// Every text of the tables, and what the prompt says by itself, is broken between
// words at any width: each word that has room on a line is whole on one.
func TestWordsAreWhole(t *testing.T) {
	t.Parallel()
	const long = "a long error message made of many words which wraps wherever the terminal happens to end"
	plain := view.Plain()
	plain.Wraps = true
	for _, width := range []int{40, 60, 80} {
		texts := map[string]string{} // what is said, to how it is shown
		show := func(said string, draw func(p *term.Printer)) {
			var b strings.Builder
			draw(&term.Printer{Out: &b, Width: func() int { return width }, Style: plain})
			texts[said] = b.String()
		}
		for _, c := range commands() {
			texts[c.Summary] = view.Commands([][3]string{c.Row(":")}, width, plain)
		}
		for _, b := range line.Bindings() {
			texts[b.Means] = view.Commands([][3]string{{b.Group, keyNames(b.Keys), b.Means}}, width, plain)
		}
		for _, f := range api.Functions() {
			texts[f.Summary+" "+f.Detail] = view.Function(f, width, plain)
		}
		for _, place := range []string{"", "a.lua"} {
			f := &scripting.Failure{Message: place + " " + long, Place: event.Place{Source: place, Line: 3}}
			texts[f.Message] = view.Failure(f, 2, width, plain)
		}
		show(long+" said", func(p *term.Printer) { p.Say(long + " said") })
		show(long+" refused", func(p *term.Printer) { p.Refuse(errors.New(long + " refused")) })
		show(long+" greeted", func(p *term.Printer) { p.Greet(long + " greeted") })
		for said, shown := range texts {
			checkWhole(t, width, said, shown)
		}
	}
}

func checkWhole(t *testing.T, width int, said, shown string) {
	whole := map[string]bool{}
	for row := range strings.Lines(shown) {
		isCode := strings.HasPrefix(row, "    ") // an example is never broken
		if w := printable.Width(strings.TrimRight(row, "\n")); w > width && !isCode {
			t.Errorf("at %d columns a row has %d: %q", width, w, row)
		}
		for _, word := range strings.Fields(row) {
			whole[strings.TrimSuffix(word, ".")] = true
		}
	}
	for _, word := range strings.Fields(said) {
		if printable.Width(word) <= width/3 && !whole[strings.TrimSuffix(word, ".")] {
			t.Errorf("at %d columns %q is cut in\n%s", width, word, shown)
		}
	}
}

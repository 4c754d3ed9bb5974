package repl

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"sockpit/repl/runner"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
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
		english, vietnamese := func(en, _ string) string { return en }, func(_, vi string) string { return vi }
		for _, row := range append(keyRows(english), keyRows(vietnamese)...) {
			texts[row[2]] = view.Commands([][3]string{row}, width, plain)
		}
		for _, c := range learnCommands()[1:] {
			for _, text := range []string{c.Summary, c.Vietnamese} {
				texts[text] = view.Commands([][3]string{{"exercises", c.Row("")[1], text}}, width, plain)
			}
		}
		for said, shown := range settingTexts(t, width) {
			texts[said] = shown
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

// settingTexts gives what :set says of each setting and limit, and what help says of
// a plugin, to how it is shown.
func settingTexts(t *testing.T, width int) map[string]string {
	t.Helper()
	var out bytes.Buffer
	r := newPlain(Config{Config: runner.Config{PluginFiles: runner.BuiltinPlugins()}}, strings.NewReader(""), &out, false)
	defer r.Close()
	r.print.Width = func() int { return width }
	texts := map[string]string{}
	shown := func(said, entry string) {
		out.Reset()
		r.entry(entry)
		texts[said] = out.String()
	}
	means := ""
	for _, s := range settingTable() {
		means += s.means + " "
	}
	for _, l := range limit.All() {
		means += l.Means + " "
	}
	shown(means, ":set")
	r.plugins()
	for _, c := range r.host.Commands() {
		shown(c.Summary, ":help "+c.Name)
	}
	if len(r.host.Commands()) == 0 {
		t.Error("there is no plugin")
	}
	shown("dials addr, sends a line and waits for one line", ":help ask")
	return texts
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

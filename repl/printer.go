package repl

import (
	"fmt"
	"io"
	"strings"
	"sync"

	xterm "golang.org/x/term"

	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// A printer is the one way to the screen. What scripts print goes through
// printable.Text, so that no byte of a stranger's moves the cursor.
type printer struct {
	mu    sync.Mutex
	out   io.Writer
	width func() int
	style view.Style
	quiet bool             // steps are not shown
	first func()           // shows what comes before what a script shows, which holds the baton; nil: nothing
	held  *strings.Builder // what is written while a picture has the screen; nil: nobody holds it
	limit limiter          // of what scripts show
	over  func() bool      // the program is ending: nothing is shown any more; nil: it is not
}

// Print shows text that a script printed. The caller holds the baton, as of Show.
func (p *printer) Print(text string) {
	p.lead()
	said, part := p.limit.pass(text)
	p.write(said + printable.Text(part))
}

// LimitOutput bounds what scripts show: so many bytes at once, and so many a second.
func (p *printer) LimitOutput(rate int) { p.limit.limit(rate) }

// KeepAll makes the printer's limit one of all that is shown, for what is kept until the
// end of a run.
func (p *printer) KeepAll() { p.limit.once = true }

func (p *printer) lead() {
	p.mu.Lock()
	first := p.first
	p.mu.Unlock()
	if first != nil {
		first()
	}
}

// setFirst makes first be called before what a script shows; nil: nothing is.
func (p *printer) setFirst(first func()) {
	p.mu.Lock()
	p.first = first
	p.mu.Unlock()
}

// script shows text of ours that a script caused, and can cause without end.
func (p *printer) script(text string) {
	said, part := p.limit.pass(text)
	p.write(said + part)
}

// settle says what was left out and is not told yet: at the end of a run.
func (p *printer) settle() { p.write(p.limit.rest()) }

// line shows a line of ours.
func (p *printer) line(text string) { p.write(text + "\n") }

// say tells what a command did.
func (p *printer) say(text string) {
	p.write(view.Sentence(printable.Line(text), p.width(), p.style))
}

// refuse tells why a command did nothing.
func (p *printer) refuse(err error) {
	for _, l := range p.lines(err.Error()) {
		p.line(p.style.Bad(l))
	}
}

// greet is the first thing that is shown.
func (p *printer) greet(text string) {
	for _, l := range p.lines(text) {
		p.line(l)
	}
	p.line("")
}

// lines breaks a text of ours between words. A line that fits stays as it is:
// what it quotes may have blanks in a row.
func (p *printer) lines(text string) []string {
	var out []string
	width := p.width()
	for line := range strings.SplitSeq(printable.Text(text), "\n") {
		if printable.Width(line) <= width {
			out = append(out, line)
		} else {
			out = append(out, printable.Wrap(line, width)...)
		}
	}
	return out
}

func (p *printer) write(text string) {
	if text == "" || p.over != nil && p.over() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil {
		p.keep(text)
		return
	}
	_, _ = io.WriteString(p.out, text)
}

// Show draws what a script asked to be shown.
func (p *printer) Show(v any) {
	p.lead()
	if !p.limit.open() {
		p.script("\n") // counted, not drawn
		return
	}
	w := p.width()
	switch v := v.(type) {
	case scripting.Hex:
		shown := v.Data[:min(len(v.Data), maxHex)]
		p.script(view.Hex(shown, p.style))
		if n := len(v.Data) - len(shown); n > 0 {
			p.script("  … " + printable.Count(n) + " bytes more\n")
		}
	case scripting.Payload:
		p.script(view.Payload(v, w, p.style))
	case scripting.Inspection:
		p.script(view.Inspect(v, w, p.style))
	case *scripting.Func:
		p.script(view.Function(v, w, p.style))
	case scripting.Overview:
		p.script(view.Overview(v.Functions, w, p.style))
	case scripting.FieldHelp:
		p.script(view.Type(v, w, p.style))
	case scripting.Reports:
		p.write(view.Why(v, w, p.style))
	case scripting.Diagram:
		p.script(view.Diagram(v.Flow, v.By, w, false, p.style))
	case scripting.World:
		p.script(view.Map(v, w, p.style))
	case scripting.Step:
		if !p.quiet {
			p.script(p.style.Head(printable.Line(v.Text)) + "\n")
		}
	default:
		p.line(fmt.Sprint(v))
	}
}

// maxHex is how many bytes a dump shows: 4,096 lines.
const maxHex = 64 << 10

// values shows what an expression gave, or nothing if it gave nothing.
func (p *printer) values(values []string) {
	if len(values) == 0 || len(values) == 1 && values[0] == "nil" {
		return
	}
	p.line(strings.Join(values, "\t"))
}

// newPrinter makes a printer for the standard output, in colour if it is a terminal.
func newPrinter(out *term.Output) *printer {
	terminal := isTerminal(out.File())
	return &printer{out: out, style: colours(terminal), width: func() int {
		if w, _, err := xterm.GetSize(int(out.Fd())); terminal && err == nil && w > 0 {
			return w
		}
		return defaultWidth
	}}
}

// plainPrinter makes a printer for what is not a terminal.
func plainPrinter(out io.Writer) *printer {
	return &printer{out: out, style: view.Plain(), width: func() int { return defaultWidth }}
}

// defaultWidth is for what is not a terminal.
const defaultWidth = 100

// failed shows how a task failed, of which there can be any number.
func (p *printer) failed(f *scripting.Failure, task int) {
	text := "\n" // counted, not drawn
	if p.limit.open() {
		text = view.Failure(f, task, p.width(), p.style)
	}
	p.script(text)
}

// failure shows a failure of which there is one.
func (p *printer) failure(f *scripting.Failure, task int) {
	p.write(view.Failure(f, task, p.width(), p.style))
}

// maxHeld bounds what is kept while nobody may write.
const maxHeld = 256 << 10

// hold keeps what is to be shown until the function that it gives is called.
func (p *printer) hold() (release func()) {
	p.mu.Lock()
	p.held = &strings.Builder{}
	p.mu.Unlock()
	return func() {
		p.mu.Lock()
		text := p.held.String()
		p.held = nil
		p.mu.Unlock()
		p.write(text)
	}
}

// keep is write while a hold is on. The caller holds p.mu.
func (p *printer) keep(text string) {
	const full = "  … more was left out while the table was watched\n"
	switch n := p.held.Len(); {
	case n+len(text) <= maxHeld:
		p.held.WriteString(text)
	case !strings.HasSuffix(p.held.String(), full):
		p.held.WriteString(full)
	}
}

// heldText gives what is held back while a picture has the screen.
func (p *printer) heldText() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		return ""
	}
	return p.held.String()
}

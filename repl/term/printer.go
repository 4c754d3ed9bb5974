package term

import (
	"fmt"
	"io"
	"strings"
	"sync"

	xterm "golang.org/x/term"

	"sockpit/repl/view"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// A Printer is the one way to the screen. What scripts print goes through
// printable.Text, so that no byte of a stranger's moves the cursor. The exported
// fields are set before it is used; its methods may be called from any goroutine.
type Printer struct {
	mu    sync.Mutex
	Out   io.Writer
	Width func() int
	Style view.Style
	Quiet bool             // steps are not shown
	first func()           // shows what comes before what a script shows, which holds the baton; nil: nothing
	held  *strings.Builder // what is written while a picture has the screen; nil: nobody holds it
	limit limiter          // of what scripts show
	Over  func() bool      // the program is ending: nothing is shown any more; nil: it is not
}

// Print shows text that a script printed. The caller holds the baton, as of Show.
func (p *Printer) Print(text string) {
	p.lead()
	said, part := p.limit.pass(text)
	p.Put(said + printable.Text(part))
}

// LimitOutput bounds what scripts show: so many bytes at once, and so many a second.
func (p *Printer) LimitOutput(rate int) { p.limit.limit(rate) }

// KeepAll makes the printer's limit one of all that is shown, for what is kept until the
// end of a run.
func (p *Printer) KeepAll() { p.limit.once = true }

func (p *Printer) lead() {
	p.mu.Lock()
	first := p.first
	p.mu.Unlock()
	if first != nil {
		first()
	}
}

// SetFirst makes first be called before what a script shows; nil: nothing is.
func (p *Printer) SetFirst(first func()) {
	p.mu.Lock()
	p.first = first
	p.mu.Unlock()
}

// Limited shows text of ours that a script caused, and can cause without end.
func (p *Printer) Limited(text string) {
	said, part := p.limit.pass(text)
	p.Put(said + part)
}

// SayLeftOut says what was left out and is not told yet: at the end of a run.
func (p *Printer) SayLeftOut() { p.Put(p.limit.rest()) }

// Line shows a line of ours.
func (p *Printer) Line(text string) { p.Put(text + "\n") }

// Say tells what a command did.
func (p *Printer) Say(text string) {
	p.Put(view.Sentence(printable.Line(text), p.Width(), p.Style))
}

// Refuse tells why a command did nothing.
func (p *Printer) Refuse(err error) {
	for _, l := range p.lines(err.Error()) {
		p.Line(p.Style.Bad(l))
	}
}

// Greet shows the first thing that is shown.
func (p *Printer) Greet(text string) {
	for _, l := range p.lines(text) {
		p.Line(l)
	}
	p.Line("")
}

// lines breaks a text of ours between words. A line that fits stays as it is:
// what it quotes may have blanks in a row.
func (p *Printer) lines(text string) []string {
	var out []string
	width := p.Width()
	for line := range strings.SplitSeq(printable.Text(text), "\n") {
		if printable.Width(line) <= width {
			out = append(out, line)
		} else {
			out = append(out, printable.Wrap(line, width)...)
		}
	}
	return out
}

// Put shows text of ours as it is: whole lines, whose strangers' bytes are escaped.
func (p *Printer) Put(text string) {
	if text == "" || p.Over != nil && p.Over() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil {
		p.keep(text)
		return
	}
	_, _ = io.WriteString(p.Out, text)
}

// Writer gives a writer for text that Put may show.
func (p *Printer) Writer() io.Writer { return putWriter{p} }

type putWriter struct{ p *Printer }

func (w putWriter) Write(b []byte) (int, error) {
	w.p.Put(string(b))
	return len(b), nil
}

// Show draws what a script asked to be shown.
func (p *Printer) Show(v any) {
	p.lead()
	if !p.limit.open() {
		p.Limited("\n") // counted, not drawn
		return
	}
	w := p.Width()
	switch v := v.(type) {
	case api.Hex:
		shown := v.Data[:min(len(v.Data), maxHex)]
		p.Limited(view.Hex(shown, p.Style))
		if n := len(v.Data) - len(shown); n > 0 {
			p.Limited("  … " + printable.Count(n) + " bytes more\n")
		}
	case api.Payload:
		p.Limited(view.Payload(v, w, p.Style))
	case api.Inspection:
		p.Limited(view.Inspect(v, w, p.Style))
	case *scripting.Func:
		p.Limited(view.Function(v, w, p.Style))
	case scripting.Overview:
		p.Limited(view.Overview(v.Functions, w, p.Style))
	case scripting.FieldHelp:
		p.Limited(view.Type(v, w, p.Style))
	case scripting.Reports:
		p.Put(view.Why(v, w, p.Style))
	case api.Diagram:
		p.Limited(view.Diagram(v.Flow, v.By, w, false, p.Style))
	case scripting.World:
		p.Limited(view.Map(v, w, p.Style))
	case scripting.Step:
		if !p.Quiet {
			p.Limited(p.Style.Head(printable.Line(v.Text)) + "\n")
		}
	default:
		p.Line(fmt.Sprint(v))
	}
}

// maxHex is how many bytes a dump shows: 4,096 lines.
const maxHex = 64 << 10

// Values shows what an expression gave, or nothing if it gave nothing.
func (p *Printer) Values(values []string) {
	if len(values) == 0 || len(values) == 1 && values[0] == "nil" {
		return
	}
	p.Line(strings.Join(values, "\t"))
}

// NewPrinter makes a printer for the standard output, in colour if it is a terminal.
func NewPrinter(out *Output) *Printer {
	terminal := IsTerminal(out.File())
	return &Printer{Out: out, Style: Colours(terminal), Width: func() int {
		if w, _, err := xterm.GetSize(int(out.Fd())); terminal && err == nil && w > 0 {
			return w
		}
		return DefaultWidth
	}}
}

// PlainPrinter makes a printer for what is not a terminal.
func PlainPrinter(out io.Writer) *Printer {
	return &Printer{Out: out, Style: view.Plain(), Width: func() int { return DefaultWidth }}
}

// DefaultWidth is for what is not a terminal.
const DefaultWidth = 100

// TaskFailure shows how a task failed, of which there can be any number.
func (p *Printer) TaskFailure(f *scripting.Failure, task int) {
	text := "\n" // counted, not drawn
	if p.limit.open() {
		text = view.Failure(f, task, p.Width(), p.Style)
	}
	p.Limited(text)
}

// Failure shows a failure of which there is one.
func (p *Printer) Failure(f *scripting.Failure, task int) {
	p.Put(view.Failure(f, task, p.Width(), p.Style))
}

// maxHeld bounds what is kept while nobody may write.
const maxHeld = 256 << 10

// Hold keeps what is to be shown until the function that it gives is called.
func (p *Printer) Hold() (release func()) {
	p.mu.Lock()
	p.held = &strings.Builder{}
	p.mu.Unlock()
	return func() {
		p.mu.Lock()
		text := p.held.String()
		p.held = nil
		p.mu.Unlock()
		p.Put(text)
	}
}

// keep is Put while a hold is on. The caller holds p.mu.
func (p *Printer) keep(text string) {
	const full = "  … more was left out while the table was watched\n"
	switch n := p.held.Len(); {
	case n+len(text) <= maxHeld:
		p.held.WriteString(text)
	case !strings.HasSuffix(p.held.String(), full):
		p.held.WriteString(full)
	}
}

// Held gives what is held back while a picture has the screen.
func (p *Printer) Held() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		return ""
	}
	return p.held.String()
}

package repl

import (
	"fmt"
	"io"
	"strings"
	"sync"

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
	quiet bool // steps are not shown
}

// Print shows text that a script printed.
func (p *printer) Print(text string) { p.write(printable.Text(text)) }

// line shows a line of ours.
func (p *printer) line(text string) { p.write(text + "\n") }

func (p *printer) write(text string) {
	if text == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = io.WriteString(p.out, text)
}

// Show draws what a script asked to be shown.
func (p *printer) Show(v any) {
	w := p.width()
	switch v := v.(type) {
	case scripting.Hex:
		p.write(view.Hex(v.Data, p.style))
	case scripting.Inspection:
		p.write(view.Inspect(v, w, p.style))
	case *scripting.Func:
		p.write(view.Function(v, w, p.style))
	case scripting.Overview:
		p.write(view.Overview(v.Functions, w, p.style))
	case scripting.FieldHelp:
		p.write(view.Type(v, w, p.style))
	case scripting.Reports:
		p.write(view.Why(v, w, p.style))
	case scripting.Step:
		if !p.quiet {
			p.line(p.style.Head(printable.Line(v.Text)))
		}
	default:
		p.line(fmt.Sprint(v))
	}
}

// values shows what an expression gave, or nothing if it gave nothing.
func (p *printer) values(values []string) {
	if len(values) == 0 || len(values) == 1 && values[0] == "nil" {
		return
	}
	p.line(strings.Join(values, "\t"))
}

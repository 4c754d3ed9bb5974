package repl

import (
	"fmt"
	"path/filepath"
	"strings"

	"sockpit/repl/view"
	"sockpit/runtime/record"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// runDiagram is :diagram [FILE].
func runDiagram(r *REPL, args []string) error {
	l := recordOf(r.config, r.host, Script{Name: scripting.PromptSource, Text: r.host.Typed()}, nil, r.host.Steps())
	f := r.host.Flow(&l, false)
	if len(args) == 0 {
		r.print.write(view.Diagram(f, r.width(), false, r.print.style))
		return nil
	}
	if err := WriteDiagram(args[0], f, &l, []view.Frame{{Seq: r.host.Session.Log.Next() - 1, World: r.host.World()}}); err != nil {
		return err
	}
	r.print.say("written to " + args[0])
	return nil
}

// WriteDiagram writes a diagram into a file, in the form that the file's name
// asks for.
func WriteDiagram(name string, f *timeline.Flow, l *record.Log, frames []view.Frame) error {
	text, err := drawAs(name, f, l, frames)
	if err != nil {
		return err
	}
	return writeFile("diagram", name, text, view.DiagramMark)
}

func drawAs(name string, f *timeline.Flow, l *record.Log, frames []view.Frame) (string, error) {
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".svg":
		return view.DiagramSVG(f), nil
	case ".mmd":
		return view.DiagramMermaid(f), nil
	case ".html", ".htm":
		return view.DiagramHTML(f, l, frames), nil
	case ".txt":
		return view.Diagram(f, defaultWidth, false, view.Plain()), nil
	}
	return "", &UsageError{Text: fmt.Sprintf("diagram: %s: want a name that ends in .html, .svg, .mmd or .txt", name)}
}

// runDiagramOf draws what a script did.
func runDiagramOf(c Config, h *scripting.Host, s Script, p *printer, o RunOptions, outcome scripting.Outcome, frames []view.Frame) error {
	l := recordOf(c, h, s, o.Args, outcome.Steps)
	f := h.Flow(&l, false)
	if o.Diagram == ScreenDiagram {
		p.write("\n" + view.Diagram(f, p.width(), false, p.style))
		return nil
	}
	return WriteDiagram(o.Diagram, f, &l, frames)
}

// ScreenDiagram asks for the diagram on the screen instead of a file.
const ScreenDiagram = "text"

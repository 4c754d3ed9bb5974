package repl

import (
	"fmt"
	"path/filepath"
	"strings"

	"sockpit/repl/export"
	"sockpit/repl/settle"
	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// runMap is :map, on the screen or into a file.
func runMap(r *REPL, args []string) error {
	if len(args) > 0 && strings.ToLower(filepath.Ext(args[0])) != ".svg" {
		return &usage.Error{Text: fmt.Sprintf("map: %s: want a name that ends in .svg", args[0])}
	}
	r.mu.Lock()
	r.seen = settle.World(r.host, r.seen)
	world := r.seen
	r.mu.Unlock()
	if len(args) == 0 {
		r.print.Put(view.Map(world, r.width(), r.print.Style))
		return nil
	}
	if err := export.Create("map", args[0], view.MapSVG(world), view.MapMark); err != nil {
		return err
	}
	r.print.Say("written to " + args[0] + ": open it in a browser")
	return nil
}

// runDiagram is :diagram [LANES] [FILE].
func runDiagram(r *REPL, args []string) error {
	l := export.LogOf(r.config.Version, r.host, Script{Name: scripting.PromptSource, Text: r.host.Typed()}, nil, r.host.Steps())
	f := r.host.Flow(&l, false)
	by := timeline.By("")
	if len(args) > 0 {
		if found, ok := timeline.FindBy(args[0]); ok {
			by, args = found, args[1:]
		}
	}
	if len(args) == 0 {
		r.print.Put(view.Diagram(f, by, r.width(), false, r.print.Style))
		return nil
	}
	if err := export.WriteDiagram(args[0], f, by, &l, r.shots()); err != nil {
		return err
	}
	r.print.Say("written to " + args[0])
	return nil
}

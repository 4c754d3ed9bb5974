package repl

import (
	"fmt"
	"path/filepath"
	"strings"

	"sockpit/repl/usage"
	"sockpit/repl/view"
)

// runMap is :map, on the screen or into a file.
func runMap(r *REPL, args []string) error {
	if len(args) > 0 && strings.ToLower(filepath.Ext(args[0])) != ".svg" {
		return &usage.Error{Text: fmt.Sprintf("map: %s: want a name that ends in .svg", args[0])}
	}
	r.mu.Lock()
	r.seen = r.settle()
	world := r.seen
	r.mu.Unlock()
	if len(args) == 0 {
		r.print.Put(view.Map(world, r.width(), r.print.Style))
		return nil
	}
	if err := writeFile("map", args[0], view.MapSVG(world), view.MapMark); err != nil {
		return err
	}
	r.print.Say("written to " + args[0] + ": open it in a browser")
	return nil
}

package scripting

import (
	"slices"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/event"
	"sockpit/runtime/record"
	"sockpit/runtime/timeline"
	"sockpit/scripting/syntax"
)

// Flow makes the diagram of a log of this host. With merge, what only depends on
// how the network cut a stream is left out; see timeline.Source.
func (h *Host) Flow(log *record.Log, merge bool) *timeline.Flow {
	var s timeline.Source
	h.With(func() { s = h.source(log, merge) })
	return timeline.New(s)
}

// flow is Flow for who holds the baton.
func (h *Host) flow(log *record.Log, merge bool) *timeline.Flow {
	return timeline.New(h.source(log, merge))
}

func (h *Host) source(log *record.Log, merge bool) timeline.Source {
	s := timeline.Source{Log: log, Merge: merge, Links: slices.Clone(h.run.links), Names: socketNames(log.Events, h.sources.tree)}
	h.names() // those of now are noted too
	for id, name := range h.given.names {
		s.Names[id] = name
	}
	return s
}

// RecordSteps gives the steps of a scenario as a log has them.
func RecordSteps(steps []Step) []record.Step {
	var out []record.Step
	for _, s := range steps {
		out = append(out, record.Step{Text: s.Text, Place: s.Place, At: s.At, Seq: s.Seq, Task: s.Task})
	}
	return out
}

// SavedFlow makes the diagram of a log that was read from a file. Who waited for
// whom outside of sockets is not in it.
func SavedFlow(log *record.Log) *timeline.Flow {
	h := New(Config{})
	defer h.Close()
	var tree []ast.Stmt
	h.With(func() { tree, _ = h.compiler.parse(log.Script, log.Text) })
	return timeline.New(timeline.Source{Log: log, Names: socketNames(log.Events, func(source string) []ast.Stmt {
		if source != log.Script {
			return nil
		}
		return tree
	})})
}

// socketNames names sockets after the variable that the line which made them
// assigns to, if there is one for each. Several that one line made, time and
// again, have one name.
func socketNames(events []event.Event, tree func(source string) []ast.Stmt) map[int]string {
	names := map[int]string{}
	sources := map[string]map[int][]string{} // of each, what its lines assign to
	for i := range events {
		e := &events[i]
		made := madeBy(e)
		if len(made) == 0 {
			continue
		}
		lines, known := sources[e.Place.Source]
		if !known {
			lines = syntax.AssignedBy(tree(e.Place.Source))
			sources[e.Place.Source] = lines
		}
		assigned := lines[e.Place.Line]
		pair := e.Via == "pair" || e.Call == "socketpair"
		if pair != (len(assigned) == 2) {
			continue
		}
		if e.Via == "pair" && e.Call == "accept" {
			assigned = assigned[1:] // the other end is what connected
		}
		for n, id := range made {
			if n < len(assigned) && syntax.IsName(assigned[n]) {
				names[id] = assigned[n]
			}
		}
	}
	return names
}

// madeBy gives the sockets that an event made and a script got.
func madeBy(e *event.Event) []int {
	switch {
	case e.Err != nil:
	case e.Call == "socketpair":
		return []int{e.Socket, e.Made}
	case e.Call == "accept":
		return []int{e.Made}
	case e.Call == "socket" && e.Via != "pair", e.Call == "connect" && e.Via == "pair":
		return []int{e.Socket}
	}
	return nil
}

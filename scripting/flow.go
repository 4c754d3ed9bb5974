package scripting

import (
	"slices"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
	"sockpit/runtime/record"
	"sockpit/runtime/timeline"
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
	return timeline.Source{Log: log, Merge: merge, Links: slices.Clone(h.run.links), Names: h.givenNow(), Far: h.programs}
}

// programs names those that hold the other ends of our sockets, by our number, as
// far as the kernel tells now.
func (h *Host) programs() map[int]string {
	names := map[int]string{}
	for _, o := range h.Session.Snapshot().Others {
		if o.Role == runtime.Far && o.Holder != "" {
			names[o.Socket] = o.Holder
		}
	}
	return names
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
	return timeline.New(timeline.Source{Log: log, Names: namesByLine(log.Events, log.Dropped > 0, func(source string) []ast.Stmt {
		if source != log.Script {
			return nil
		}
		return tree
	})})
}

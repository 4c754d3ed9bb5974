// Package export writes what has happened in a world into files, and reads it again: the
// log, diagrams, and the film of the sockets for a diagram's page. A file that is there
// stays as it is, unless it is a picture of the same kind.
package export

import (
	"fmt"
	"io"
	"os"
	"time"

	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/runtime/atomicfile"
	"sockpit/runtime/record"
	"sockpit/scripting"
)

// What a session keeps for a log that is saved: so many calls, and so many
// bytes of payloads. A payload that does not fit any more is cut, and the log
// says so.
const (
	MaxEvents = 30_000
	MaxBytes  = 256 << 20
)

// LogOf puts together what happened in a host, to be saved.
func LogOf(version string, h *scripting.Host, s scripting.Script, args []string, steps []scripting.Step) record.Log {
	l := record.Log{Tool: "sockpit " + version, Script: s.Name, Text: s.Text, Args: args, Began: time.Now(), Steps: scripting.RecordSteps(steps)}
	l.Events, l.Dropped = h.Session.Log.Whole()
	if len(l.Events) > 0 {
		l.Began = l.Events[0].Begin
	}
	return l
}

// ReadLog reads the log that was saved in a file; "-" is the standard input.
func ReadLog(name string, in io.Reader) (record.Log, error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return record.Log{}, &usage.Error{Text: fmt.Sprintf("can't read %s: %s", name, atomicfile.Reason(err))}
		}
		defer f.Close()
		in = f
	}
	l, err := record.Read(in)
	if err != nil {
		return l, fmt.Errorf("%s: %w", name, err)
	}
	return l, nil
}

// View draws a saved log: as a table, or as a diagram with those lanes, on the
// screen or in a file.
func View(out *term.Output, l record.Log, diagram, lanes string) error {
	by, err := FindLanes(lanes)
	if err != nil {
		return err
	}
	p := term.NewPrinter(out)
	switch diagram {
	case "":
		p.Put(view.Record(l, p.Width(), p.Style))
		return nil
	case ScreenDiagram:
		p.Put(view.Diagram(scripting.SavedFlow(&l), by, p.Width(), false, p.Style))
		return nil
	}
	if err := WriteDiagram(diagram, scripting.SavedFlow(&l), by, &l, view.Film{}); err != nil {
		return err
	}
	p.Say("written to " + diagram)
	return nil
}

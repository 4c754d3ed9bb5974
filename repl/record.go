package repl

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	"sockpit/scripting"
)

// What a session keeps for a log that is saved: so many calls, and so many
// bytes of payloads. A payload that does not fit any more is cut, and the log
// says so.
const (
	recordedEvents = 30_000
	recordedBytes  = 256 << 20
	promptBytes    = 32 << 20 // at the prompt, where nobody has asked for it
)

// recordOf puts together what happened in a host, to be saved.
func recordOf(c Config, h *scripting.Host, s Script, args []string, steps []scripting.Step) record.Log {
	l := record.Log{Tool: "sockpit " + c.Version, Script: s.Name, Text: s.Text, Args: args, Began: time.Now(), Steps: scripting.RecordSteps(steps)}
	l.Events, l.Dropped = h.Session.Log.Whole()
	if len(l.Events) > 0 {
		l.Began = l.Events[0].Begin
	}
	return l
}

// noteFull says when a log that is to be saved begins to lose its beginning. What
// it gives ends the watch.
func (o *RunOptions) noteFull(log *runtime.Log) (end func()) {
	if !o.JSON || o.Notes == nil {
		return func() {}
	}
	var watch sync.WaitGroup
	finished := make(chan struct{})
	watch.Go(func() {
		select {
		case <-log.Full():
			fmt.Fprintf(o.Notes, "sockpit: more than %s calls: the log keeps the last of them, and those that made the sockets of these\n", printable.Count(recordedEvents))
		case <-finished:
		}
	})
	return func() { close(finished); watch.Wait() }
}

// saveEvents is :events --json, onto the screen or into a file.
func (r *REPL) saveEvents(args []string) error {
	l := recordOf(r.config, r.host, Script{Name: scripting.PromptSource, Text: r.host.Typed()}, nil, r.host.Steps())
	if len(args) == 0 {
		return record.Write(screen{r.print}, l)
	}
	if err := writeFile("events", args[0], string(record.Encode(l)), ""); err != nil {
		return err
	}
	text := "written to " + args[0]
	if n := cutBytes(l.Events); n > 0 {
		text += "; payloads were cut by " + count(n, "byte") + ": too many to keep"
	}
	r.print.Say(text)
	return nil
}

// cutBytes counts the bytes of payloads that a log does not have.
func cutBytes(events []runtime.Event) int {
	n := 0
	for i := range events {
		if events[i].Call != "peek" { // what takes them has them
			n += record.Cut(&events[i])
		}
	}
	return n
}

// A screen writes to the printer what is safe already.
type screen struct{ *term.Printer }

func (s screen) Write(p []byte) (int, error) {
	s.Put(string(p))
	return len(p), nil
}

// ReadRecord reads the log that was saved in a file; "-" is the standard input.
func ReadRecord(name string, in io.Reader) (record.Log, error) {
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
	by, err := findLanes(lanes)
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

package repl

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sockpit/repl/export"
	"sockpit/repl/line"
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
	r.shown.mu.Lock()
	world := r.shown.look(r.host)
	r.shown.mu.Unlock()
	if len(args) == 0 {
		r.print.Put(view.Map(world, r.print.Width(), r.print.Style))
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
		r.print.Put(view.Diagram(f, by, r.print.Width(), false, r.print.Style))
		return nil
	}
	if err := export.WriteDiagram(args[0], f, by, &l, r.shown.frames()); err != nil {
		return err
	}
	r.print.Say("written to " + args[0])
	return nil
}

// watchEvery is how often the table is drawn again for what no call changes:
// queues that a peer empties, timers.
const watchEvery = 500 * time.Millisecond

// runWatch is :watch. What background tasks print meanwhile is shown after it.
func runWatch(r *REPL, _ []string) error {
	w, ok := r.reader.(line.Watcher)
	if !ok {
		r.print.Say(":watch redraws the table until a key is pressed, and needs a terminal for that. The table as it is now:")
		return runSockets(r, nil)
	}
	changed, stop := r.host.Session.Log.Watch()
	defer stop()
	release := r.print.Hold()
	defer release()
	var before *scripting.World
	return w.Watch(func(columns, rows int) string {
		now := r.host.World()
		text := view.Watch(before, now, callsOf(r.host, r.host.Session.Log.Last(rows), 0), columns, rows, r.print.Style)
		before = &now
		return text
	}, changed, watchEvery)
}

// runWhy is :why [WHAT] [evidence].
func runWhy(r *REPL, args []string) (err error) {
	reports := scripting.Reports{}
	n := len(args)
	evidence := n > 0 && args[n-1] == "evidence"
	if evidence {
		args = args[:n-1]
	}
	switch {
	case len(args) == 0:
		reports = r.host.Why()
	case len(args) == 1:
		reports, err = r.host.WhyWord(args[0])
	default:
		var n int
		if n, err = taskNumber(args); err == nil {
			reports, err = r.host.WhyTask(n)
		}
	}
	if err != nil {
		return fmt.Errorf("why: %w", err)
	}
	r.keepEvidence(reports)
	if !evidence {
		reports = reports.Plain()
	}
	r.print.Put(view.Why(reports, r.print.Width(), r.print.Style))
	return nil
}

// keepEvidence keeps what reports rest on, for the key that shows it.
func (r *REPL) keepEvidence(reports scripting.Reports) {
	var proofs []string
	for _, report := range reports {
		proofs = append(proofs, report.Proofs...)
	}
	r.rests.Store(&proofs)
}

// evidence gives what the last explanation rests on, as Alt-E shows it.
func (r *REPL) evidence() string {
	width, style := r.print.Width(), r.print.Style
	switch proofs := r.rests.Load(); {
	case proofs == nil:
		return view.Sentence("Nothing has been explained yet: a failed call is, and what :why is asked.", width, style)
	case len(*proofs) == 0:
		return view.Sentence("The last explanation rests on nothing of this session: it tells what is generally so.", width, style)
	default:
		return view.Evidence(*proofs, width, style)
	}
}

// taskNumber reads "task 2".
func taskNumber(args []string) (int, error) {
	if len(args) == 2 && args[0] == "task" {
		if n, err := strconv.Atoi(args[1]); err == nil {
			return n, nil
		}
	}
	return 0, fmt.Errorf("got %q, want one socket, task N, variable or place", strings.Join(args, " "))
}

func runSockets(r *REPL, args []string) error {
	r.shown.mu.Lock()
	defer r.shown.mu.Unlock()
	shown := r.shown.look(r.host)
	switch {
	case len(args) == 1 && args[0] == "--all":
		shown = r.host.WorldAll()
	case len(args) > 0:
		return fmt.Errorf("sockets: got %q, want nothing or --all", strings.Join(args, " "))
	}
	r.print.Put(view.Sockets(shown, r.print.Width(), r.print.Style))
	return nil
}

func runTasks(r *REPL, _ []string) error {
	r.print.Put(view.Tasks(r.host.World().Tasks, r.print.Width(), r.print.Style))
	return nil
}

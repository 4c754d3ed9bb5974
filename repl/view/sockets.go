package view

import (
	"fmt"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Sockets draws the table of all sockets: ours by number, then those of the
// kernel's that no script holds.
func Sockets(w scripting.World, width int, st Style) string {
	if len(w.Sockets) == 0 && len(w.Others) == 0 {
		return "  no sockets. Make one: l = listen(0)\n"
	}
	g := socketGrid(w, width, st)
	if g.total()-g.widths()[aboutColumn]+aboutLeast > width-2 {
		g = socketGrid(w, min(width, narrow-1), st)
	}
	text := indent(g.render(width-2, give{aboutColumn, aboutLeast}, give{3, 14}, give{4, 14}, give{aboutColumn, 8}, give{0, 10}))
	if w.Unknown != nil {
		text += Sentence("What waits in accept queues and what is left after close is unknown: "+w.Unknown.Error(), width, st)
	}
	return text
}

// The column about of the table, and the columns it keeps as long as others
// can give way.
const (
	aboutColumn = 8
	aboutLeast  = 16
)

// socketGrid is the table; below narrow columns 127.0.0.1 is left out.
func socketGrid(w scripting.World, width int, st Style) grid {
	names := map[int]string{}
	g := grid{gap: 2, headed: true, labels: []string{"", "#", "", "at ", "→ ", "", "in ", "out ", ""}}
	head := func(s string) cell { return painted(s, st.Head) }
	g.add(head("name"), head("#"), head("kind"), head("local"), head("remote"), head("state"), head("in"), head("out"), head("about"))
	for _, s := range w.Sockets {
		names[s.ID] = s.Name
	}
	for _, s := range w.Sockets {
		in, out := queues(s.View)
		g.add(painted(s.Name, st.Name), plain(fmt.Sprint(s.ID)), plain(string(s.Kind)),
			address(short(s.State.Local, width)), address(short(s.State.Remote, width)),
			painted(stateName(s.State), st.state(s.State.Name)), plain(in), plain(out), plain(about(s, names)))
	}
	for _, o := range w.Others {
		in, out := quantityText(o.State.RecvQueue), quantityText(o.State.SendQueue)
		g.add(painted("–", st.Gone), painted("–", st.Gone), painted(roleWord(o.Role), st.Gone),
			address(short(o.State.Local, width)), address(short(o.State.Remote, width)),
			painted(stateName(o.State), st.state(o.State.Name)), plain(in), plain(out), painted(otherAbout(o), st.Soft))
	}
	return g
}

// end writes one end of a connection; "*" for none.
func end(a runtime.Address) string {
	if a.IsZero() {
		return "*"
	}
	return printable.Line(a.String())
}

func stateName(s runtime.State) string {
	if s.Name == "" {
		return "unknown"
	}
	return s.Name
}

// queues gives what the columns in and out say: a listener's accept queue
// against its backlog, or bytes.
func queues(v runtime.View) (in, out string) {
	if v.Kind == runtime.Listener {
		return ofBacklog(v.State), "–"
	}
	in, out = quantityText(v.State.RecvQueue), quantityText(v.State.SendQueue)
	if v.Kept > 0 {
		in += fmt.Sprintf(" +%d kept", v.Kept)
	}
	return in, out
}

// ofBacklog writes a listener's queue: "1/128".
func ofBacklog(s runtime.State) string {
	if !s.AcceptQueue.Known() && !s.Backlog.Known() {
		return "unknown"
	}
	return s.AcceptQueue.String() + "/" + s.Backlog.String()
}

func quantityText(q runtime.Quantity) string {
	if !q.Known() {
		return q.String()
	}
	return printable.Count(int(q))
}

// about says who waits on the socket, who is at the other end, or where it was
// made.
func about(s scripting.Named, names map[int]string) string {
	if len(s.Waiting) > 0 {
		w := s.Waiting[0]
		text := fmt.Sprintf("task %d in %s for %s", w.Task, w.Call, Seconds(time.Since(w.Since)))
		if w.Place.Line > 0 {
			text += " (" + place(w.Place) + ")"
		}
		return text
	}
	if s.Peer != 0 {
		return "peer " + peerName(s.Peer, names)
	}
	if s.Made.Line > 0 {
		return "made at " + place(s.Made)
	}
	return ""
}

func peerName(id int, names map[int]string) string {
	if name := names[id]; name != "" && name != "–" {
		return printable.Line(name)
	}
	return fmt.Sprintf("#%d", id)
}

func roleWord(r runtime.Role) string {
	switch r {
	case runtime.Left:
		return "closed"
	case runtime.Far:
		return "other"
	}
	return "kernel"
}

func otherAbout(o scripting.Other) string {
	text := ""
	switch o.Role {
	case runtime.Queued:
		text = "waits in the accept queue of " + peerLabel(o)
	case runtime.Left:
		text = fmt.Sprintf("was #%d", o.Socket)
	case runtime.Far:
		text = "another program's end of " + peerLabel(o)
	}
	if o.State.Timer.Kind == "time-wait" && o.State.Timer.Left > 0 {
		text = Seconds(o.State.Timer.Left) + " left; " + text
	}
	return text
}

func peerLabel(o scripting.Other) string {
	if o.Name != "" && o.Name != "–" {
		return printable.Line(o.Name)
	}
	return fmt.Sprintf("#%d", o.Socket)
}

// place writes a script line, short: "line 4" is enough where one script runs.
func place(p runtime.Place) string {
	return printable.Line(p.String())
}

// Seconds writes a time as people say it: "3.2 s", "41 s", "12 ms".
func Seconds(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

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
	names := map[int]string{}
	g := grid{gap: 2}
	head := func(s string) cell { return painted(s, st.Head) }
	g.add(head("name"), head("#"), head("kind"), head("local"), head("remote"), head("state"), head("in"), head("out"), head("about"))
	for _, s := range w.Sockets {
		names[s.ID] = s.Name
	}
	for _, s := range w.Sockets {
		in, out := queues(s.View)
		g.add(painted(printable.Line(s.Name), st.Name), plain(fmt.Sprint(s.ID)), plain(string(s.Kind)),
			plain(short(s.State.Local, width)), plain(short(s.State.Remote, width)),
			painted(stateName(s.State), st.state(s.State.Name)), plain(in), plain(out), plain(about(s, names)))
	}
	for _, o := range w.Others {
		in, out := fmt.Sprint(o.State.RecvQueue), fmt.Sprint(o.State.SendQueue)
		g.add(painted("–", st.Gone), painted("–", st.Gone), painted(roleWord(o.Role), st.Gone), plain(short(o.State.Local, width)), plain(short(o.State.Remote, width)),
			painted(stateName(o.State), st.state(o.State.Name)), plain(in), plain(out), painted(otherAbout(o), st.Soft))
	}
	text := indent(g.render(width-2, 8))
	if w.Unknown != nil {
		text += indent(st.Soft("What waits in accept queues and what is left after close is unknown: " + printable.Line(w.Unknown.Error())))
	}
	return text
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
		return v.State.AcceptQueue.String() + "/" + v.State.Backlog.String(), "–"
	}
	in, out = v.State.RecvQueue.String(), v.State.SendQueue.String()
	if v.Kept > 0 {
		in += fmt.Sprintf(" +%d kept", v.Kept)
	}
	return in, out
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

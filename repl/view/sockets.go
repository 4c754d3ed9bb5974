package view

import (
	"fmt"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// Sockets draws the table of all sockets: ours by number, then those of the
// kernel's that no script holds.
func Sockets(w scripting.World, width int, st Style) string {
	if len(w.Sockets) == 0 && len(w.Others) == 0 {
		return "  no sockets. Make one: l = listen(0)\n"
	}
	text := indent(renderSockets(fittingGrid(w, width, st), width))
	if w.Unknown != nil {
		text += Sentence("What waits in accept queues and what is left after close is unknown: "+w.Unknown.Error(), width, st)
	}
	return text
}

// fittingGrid is the table, without 127.0.0.1 where there is little room.
func fittingGrid(w scripting.World, width int, st Style) grid {
	g := socketGrid(w, width, st)
	if g.total()-g.widths()[aboutColumn]+aboutLeast > width-2 {
		g = socketGrid(w, min(width, narrow-1), st)
	}
	return g
}

func renderSockets(g grid, width int) string {
	return g.render(width-2, give{aboutColumn, aboutLeast}, give{3, 14}, give{4, 14}, give{aboutColumn, 8}, give{0, 10})
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
	g := grid{gap: 2, headed: true, prose: true, labels: []string{"", "#", "", "at ", "→ ", "", "in ", "out ", ""}}
	head := func(s string) cell { return painted(s, st.Head) }
	g.add(head("name"), head("#"), head("kind"), head("local"), head("remote"), head("state"), head("in"), head("out"), head("about"))
	for _, s := range w.Sockets {
		names[s.ID] = s.Label()
	}
	for _, s := range w.Sockets {
		in, out := queues(s.View)
		g.add(painted(s.Called(), st.Name), plain(fmt.Sprint(s.ID)), plain(string(s.Kind)),
			address(short(s.State.Local, width)), address(short(s.State.Remote, width)),
			painted(stateName(s.State), st.state(s.State.Name)), plain(in), plain(out), plain(about(s, names)))
	}
	half := halfOpensOf(w)
	for _, o := range w.Others {
		in, out := bytesWaiting(o.State.RecvQueue, o.State.RecvFill), bytesWaiting(o.State.SendQueue, o.State.SendFill)
		if o.State.Name == stack.Listen {
			in, out = ofBacklog(o.State), "–"
		}
		g.add(painted("–", st.Gone), painted("–", st.Gone), painted(roleWord(o.Role), st.Gone),
			address(short(o.State.Local, width)), address(short(o.State.Remote, width)),
			painted(stateName(o.State), st.state(o.State.Name)), plain(in), plain(out), painted(otherAbout(o, half), st.Soft))
	}
	return g
}

// end writes one end of a connection; "*" for none.
func end(a stack.Address) string {
	if a.IsZero() {
		return "*"
	}
	return printable.Line(a.String())
}

func stateName(s stack.State) string {
	if s.Name == "" {
		return "unknown"
	}
	return string(s.Name)
}

// queues gives what the columns in and out say: a listener's accept queue
// against its backlog, or bytes.
func queues(v runtime.View) (in, out string) {
	if v.Kind == runtime.Listener {
		return ofBacklog(v.State), "–"
	}
	in, out = bytesWaiting(v.State.RecvQueue, v.State.RecvFill), bytesWaiting(v.State.SendQueue, v.State.SendFill)
	if v.Network.IsTCP() && v.State.Name == stack.Closed { // there is nothing any more, or not yet, that could wait
		out = "–"
		if v.State.RecvQueue == 0 {
			in = "–"
		}
	}
	if v.Kept > 0 {
		in += fmt.Sprintf(" +%d kept", v.Kept)
	}
	return in, out
}

// bytesWaiting writes a queue with a bar of how full its buffer is.
func bytesWaiting(q stack.Quantity, fill float64) string {
	return quantityText(q) + bar(int64(q), fill)
}

// bar draws how full something is as one character, nothing if there is much
// room.
func bar(n int64, fill float64) string {
	const bars = "▏▎▍▌▋▊▉█"
	if n <= 0 || fill < 1.0/16 {
		return ""
	}
	at := min(int(fill*8), 7)
	return " " + string([]rune(bars)[at])
}

// ofBacklog writes a listener's queue: "1/128".
func ofBacklog(s stack.State) string {
	if !s.AcceptQueue.Known() && !s.Backlog.Known() {
		return "unknown"
	}
	text := s.AcceptQueue.String() + "/" + s.Backlog.String()
	if s.AcceptQueue.Known() && s.Backlog.Known() {
		text += bar(int64(s.AcceptQueue), float64(s.AcceptQueue)/float64(s.Backlog+1)) // the kernel takes one more than asked
	}
	return text
}

func quantityText(q stack.Quantity) string {
	if !q.Known() {
		return q.String()
	}
	return printable.Count(int(q))
}

// about says what the kernel waits for, what is wrong with its cable, and who
// waits on the socket: the short before the long, for the end may be cut. Where
// there is nothing of that, who is at the other end, or where it was made.
func about(s scripting.Named, names map[int]string) string {
	var parts []string
	if queue := queueNotes(s.State); queue != "" {
		parts = append(parts, queue)
	}
	if timer := timerText(s.State); timer != "" {
		parts = append(parts, timer)
	}
	if s.Faults != "" {
		parts = append(parts, "fault: "+s.Faults)
	}
	if len(s.Waiting) > 0 {
		w := s.Waiting[0]
		text := fmt.Sprintf("task %d in %s for %s", w.Task, w.Call, Seconds(time.Since(w.Since)))
		if w.Place.Line > 0 {
			text += " (" + place(w.Place) + ")"
		}
		parts = append(parts, text)
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, "; ")
	case s.Peer != 0:
		return "peer " + peerName(s.Peer, names)
	case s.Made.Line > 0:
		return "made at " + place(s.Made)
	}
	return ""
}

// queueNotes says of a receive queue what its bytes don't: that it has datagrams behind
// the next one, that others were dropped, that urgent data is in it.
func queueNotes(s stack.State) string {
	var parts []string
	if s.Urgent {
		parts = append(parts, "urgent data at byte "+quantityText(s.Mark))
	}
	if s.Datagrams > 1 || s.Datagrams == 1 && s.RecvQueue == 0 {
		parts = append(parts, printable.Plural(int(s.Datagrams), "datagram"))
	}
	if s.Drops > 0 {
		parts = append(parts, quantityText(s.Drops)+" dropped")
	}
	return strings.Join(parts, ", ")
}

// timerText says what the kernel waits for on behalf of a socket.
func timerText(s stack.State) string {
	t := s.Timer
	left := Seconds(max(0, t.Left))
	switch t.Kind {
	case stack.Retransmit:
		what := "sent again"
		if s.Name == stack.SynSent {
			what = "SYN again"
		}
		if t.Retransmits > 0 {
			return fmt.Sprintf("%s in %s, %s so far", what, left, times(t.Retransmits))
		}
		if s.Name == stack.SynSent || t.Left > time.Second {
			return what + " in " + left
		}
	case stack.Probe:
		return "window closed: probe in " + left
	case stack.Held:
		return "held back: sent in " + left
	case stack.Keepalive:
		return "keepalive in " + left
	}
	return ""
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func peerName(id int, names map[int]string) string {
	if name := names[id]; name != "" {
		return printable.Line(name)
	}
	return fmt.Sprintf("#%d", id)
}

func roleWord(r runtime.Role) string {
	switch r {
	case runtime.Left:
		return "closed"
	case runtime.Far, runtime.Others:
		return "other"
	}
	return "kernel"
}

func otherAbout(o scripting.Other, half halfOpens) string {
	text := ""
	switch o.Role {
	case runtime.Queued:
		text = "in " + queueOf(o)
		if o.State.Name == stack.SynRecv {
			text = half.about(o)
		}
	case runtime.Left:
		text = "was " + peerLabel(o)
	case runtime.Far:
		text = holder(o) + "'s end of " + peerLabel(o)
	case runtime.Others:
		text = holder(o)
		if o.State.Inode == 0 {
			text = "nobody's: the kernel keeps it"
		}
	}
	if o.State.Timer.Kind != stack.Rest || o.State.Timer.Left <= 0 {
		return text
	}
	left := Seconds(o.State.Timer.Left) + " left"
	if o.Role == runtime.Left { // which one it was is what a cut must leave
		return text + "; " + left
	}
	return left + "; " + text
}

// queueOf names the accept queue that a connection waits in. Where several listeners have
// the address, accept tells later which it was.
func queueOf(o scripting.Other) string {
	if len(o.Listeners) == 0 {
		return peerLabel(o) + "'s accept queue"
	}
	return fmt.Sprintf("the accept queue of port %d (%s)", o.State.Local.Port, printable.Line(strings.Join(o.Listeners, " or ")))
}

func holder(o scripting.Other) string {
	if o.Holder == "" {
		return "another program"
	}
	return printable.Line(o.Holder)
}

func peerLabel(o scripting.Other) string { return printable.Line(o.Label()) }

// place writes a script line, short: "line 4" is enough where one script runs.
func place(p event.Place) string {
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

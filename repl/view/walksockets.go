package view

import (
	"fmt"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// endsAt is the column of the ends.
const endsAt = 3

// socketGives are the columns that give way, the least of worth first: a path
// and a note can be long; of a state the begin is enough, of a name too; both
// ports and a queue are kept.
var socketGives = []give{{endsAt, 21}, {5, 16}, {4, 5}, {endsAt, 15}, {5, 13}, {1, 4}, {5, 9}}

// socketRows is the table of the sockets for a narrow pane, with a sign before
// what the last move has made (+), changed (~) or closed (-).
func (v *WalkView) socketRows(width int, st Style) []strip {
	g := grid{gap: 1}
	was := map[int]scripting.Named{}
	for _, s := range v.Before.Sockets {
		was[s.ID] = s
	}
	for _, s := range v.Standing.Sockets {
		old, had := was[s.ID]
		delete(was, s.ID)
		sign, notes := socketNotes(old, s, had)
		mark := plain(sign)
		switch sign {
		case "+":
			mark = painted(sign, st.Good)
		case "~":
			mark = painted(sign, st.Wait)
		}
		state := painted(stateName(s.State), st.state(s.State.Name))
		if had && old.State.Name != s.State.Name {
			state.paint = func(t string) string { return st.Head(st.state(s.State.Name)(t)) }
		}
		g.add(mark, painted(printable.Fit(s.Called(), nameColumnMost), st.Name), plain(fmt.Sprintf("#%d", s.ID)), plain(shortEnds(s.State)), state, plain(strings.TrimRight(notes, " ")))
	}
	for _, s := range v.Before.Sockets {
		if _, gone := was[s.ID]; gone {
			g.add(painted("-", st.Gone), painted(printable.Fit(s.Name, nameColumnMost), st.Gone), painted(id(s), st.Gone), painted(shortEnds(s.State), st.Gone), painted("closed", st.Gone), plain(""))
		}
	}
	for _, o := range v.Standing.Others {
		g.add(plain(" "), painted("–", st.Gone), painted("–", st.Gone), plain(shortEnds(o.State)), painted(stateName(o.State), st.state(o.State.Name)), painted(kernelNote(o), st.Soft))
	}
	if len(g.rows) == 0 {
		return []strip{{painted("  no sockets yet", st.Soft)}}
	}
	widths := g.widths()
	over := g.total() - width
	for _, v := range socketGives {
		less := max(0, min(over, widths[v.column]-v.least))
		widths[v.column] -= less
		over -= less
	}
	var rows []strip
	for _, cells := range g.rows {
		var row strip
		for i, c := range cells {
			if i == endsAt {
				c.text = fitTail(c.text, widths[i])
			}
			c.text = printable.Fit(c.text, widths[i])
			if i < len(cells)-1 {
				c.text += spaces(widths[i] - c.width() + g.gap)
			}
			row = append(row, cell{text: c.text, paint: c.paint})
		}
		rows = append(rows, row)
	}
	return rows
}

// shortEnds writes both ends without 127.0.0.1.
func shortEnds(s stack.State) string {
	if s.Remote.IsZero() && !s.Local.IsZero() {
		return short(s.Local, 0)
	}
	return ends(s, 0)
}

// kernelNote says in a few words what a socket is that nobody has.
func kernelNote(o scripting.Other) string {
	switch {
	case o.Role == runtime.Queued && o.State.RecvQueue > 0:
		return "queued, in " + quantityText(o.State.RecvQueue)
	case o.Role == runtime.Queued:
		return "queued"
	case o.Role == runtime.Left && o.State.Timer.Left > 0:
		return fmt.Sprintf("was #%d, %s", o.Socket, Seconds(o.State.Timer.Left))
	case o.Role == runtime.Left:
		return fmt.Sprintf("was #%d", o.Socket)
	}
	return holder(o)
}

func spaces(n int) string { return fmt.Sprintf("%*s", max(0, n), "") }

// socketNotes gives the sign of a socket, and its queues with what they were.
func socketNotes(was, is scripting.Named, had bool) (sign, notes string) {
	sign = " "
	add := func(what string, a, b stack.Quantity, always bool) {
		switch {
		case had && a != b && a.Known() && b.Known():
			sign = "~"
			notes += fmt.Sprintf("%s %s→%s ", what, quantityText(a), quantityText(b))
		case b.Known() && (always || b > 0):
			notes += what + " " + quantityText(b) + " "
		}
	}
	switch {
	case is.Kind == runtime.Listener:
		add("queue", was.State.AcceptQueue, is.State.AcceptQueue, true)
		if is.State.Backlog.Known() {
			notes = strings.TrimSuffix(notes, " ") + "/" + is.State.Backlog.String()
		}
	default:
		add("in", was.State.RecvQueue, is.State.RecvQueue, false)
		add("out", was.State.SendQueue, is.State.SendQueue, false)
		if n := is.Sent - was.Sent; had && n > 0 {
			sign = "~"
			notes += fmt.Sprintf("sent %s ", printable.Count(int(n)))
		}
		if n := is.Received - was.Received; had && n > 0 {
			sign = "~"
			notes += fmt.Sprintf("received %s ", printable.Count(int(n)))
		}
	}
	switch {
	case !had:
		sign = "+"
	case was.State.Name != is.State.Name || was.Kind != is.Kind || was.State.Remote != is.State.Remote || was.State.Local != is.State.Local:
		sign = "~"
	}
	return sign, notes
}

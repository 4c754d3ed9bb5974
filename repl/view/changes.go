package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// Columns of a change line: fixed, so that lines of different entries align.
const (
	nameColumn       = 2 // or as wide as the widest name, up to
	nameColumnMost   = 16
	idColumn         = 3
	kindColumn       = 8
	endsColumn       = 33
	endsColumnNarrow = 17
	stateColumn      = 11
)

// narrow is below how many columns 127.0.0.1 is left out of the ends of a
// connection, and what would stand behind empty columns moves up.
const narrow = 100

// Changes tells what is different between two moments: one line for each
// socket that is new (+), changed (~) or gone (-), and for each of the kernel's
// own (?) that holds bytes nobody has accepted yet or is left after a close.
func Changes(before, after scripting.World, width int, st Style) string {
	c := changes{width: width, style: st, names: map[int]string{}}
	for _, s := range after.Sockets {
		c.names[s.ID] = s.Label()
	}
	c.wide = nameColumn
	for _, s := range slices.Concat(before.Sockets, after.Sockets) {
		c.wide = max(c.wide, min(nameColumnMost, printable.Width(printable.Line(s.Called()))))
	}
	old := map[int]scripting.Named{}
	for _, s := range before.Sockets {
		old[s.ID] = s
	}
	for _, s := range after.Sockets {
		if _, had := old[s.ID]; !had {
			c.appeared(s)
		}
	}
	for _, s := range after.Sockets {
		if was, had := old[s.ID]; had {
			c.changed(was, s)
			delete(old, s.ID)
		}
	}
	for _, s := range before.Sockets {
		if _, gone := old[s.ID]; gone {
			c.gone(s)
		}
	}
	c.others(before.Others, after.Others)
	return c.b.String()
}

type changes struct {
	b     strings.Builder
	width int
	style Style
	names map[int]string
	wide  int // columns of the names
}

// line writes one aligned line. Where it is too long and nothing stands in the
// middle, what follows moves up; what still does not fit goes on in the next line.
func (c *changes) line(sign cell, name, id, kind, ends string, state cell, notes []string) {
	endsWidth := endsColumn
	if c.width < narrow {
		endsWidth = endsColumnNarrow
	}
	called := painted(name, c.style.Name)
	called.text = printable.Fit(called.text, nameColumnMost)
	f := flow{width: c.width, indent: min(10, c.width/4)}
	f.at(sign, 2, 2)
	f.at(called, 4, 1)
	f.at(plain(id), 5+c.wide, 1)
	kindAt := 5 + c.wide + idColumn + 1
	endsAt := kindAt + kindColumn + 2
	stateAt := endsAt + endsWidth + 2
	notesAt := stateAt + max(stateColumn, state.width()) + 2
	all := printable.Width(printable.Line(strings.Join(notes, "   ")))
	if kind == "" && ends == "" && (c.width < narrow || notesAt+all > c.width) {
		stateAt, notesAt = 0, 0
	}
	f.at(plain(kind), kindAt, 1)
	f.at(address(ends), endsAt, 2)
	f.at(state, stateAt, 2)
	if f.used+2+all <= c.width && max(notesAt, f.used+2)+all > c.width {
		notesAt = 0
	}
	for i, note := range notes {
		if i == 0 {
			f.at(plain(note), notesAt, 2)
		} else {
			f.add(plain(note), 3)
		}
	}
	c.b.WriteString(f.String())
}

// ends writes both ends of a socket as far as it has them.
func (c *changes) ends(s stack.State) string { return ends(s, c.width) }

func ends(s stack.State, width int) string {
	switch {
	case !s.Remote.IsZero():
		return short(s.Local, width) + " → " + short(s.Remote, width)
	case !s.Local.IsZero():
		return end(s.Local)
	}
	return ""
}

// short leaves out 127.0.0.1 where there is little room.
func short(a stack.Address, width int) string {
	text := end(a)
	if width < narrow {
		text = strings.TrimPrefix(text, "127.0.0.1")
	}
	return text
}

func (c *changes) appeared(s scripting.Named) {
	var notes []string
	switch {
	case s.Kind == runtime.Listener:
		notes = append(notes, "accept queue "+ofBacklog(s.State))
	case queueNotes(s.State) != "":
		notes = append(notes, queueNotes(s.State))
	case s.State.RecvQueue > 0:
		notes = append(notes, "recv queue "+quantityText(s.State.RecvQueue))
	}
	if name := c.names[s.Peer]; name != "" && !strings.HasPrefix(name, "#") {
		notes = append(notes, "peer "+peerName(s.Peer, c.names))
	}
	c.line(painted("+", c.style.Good), s.Called(), id(s), string(s.Kind), c.ends(s.State),
		painted(stateName(s.State), c.style.state(s.State.Name)), notes)
}

func id(s scripting.Named) string { return fmt.Sprintf("#%d", s.ID) }

func (c *changes) changed(was, is scripting.Named) {
	var notes []string
	quantity := func(what string, a, b stack.Quantity) {
		if a != b && a.Known() && b.Known() {
			notes = append(notes, fmt.Sprintf("%s %s → %s", what, quantityText(a), quantityText(b)))
		}
	}
	quantity("accept queue", was.State.AcceptQueue, is.State.AcceptQueue)
	quantity("backlog", was.State.Backlog, is.State.Backlog)
	if n := is.Sent - was.Sent; n > 0 {
		notes = append(notes, "sent "+printable.Count(int(n)))
	}
	received, cut := is.Received-was.Received, is.Cut-was.Cut
	if cut > 0 {
		notes = append(notes, fmt.Sprintf("received %s, %s thrown away", printable.Count(int(received)), printable.Count(int(cut))))
	} else if received > 0 && int64(was.State.RecvQueue-is.State.RecvQueue) != received {
		notes = append(notes, "received "+printable.Count(int(received)))
	}
	if was.State.Datagrams > 1 || is.State.Datagrams > 1 {
		quantity("datagrams", was.State.Datagrams, is.State.Datagrams)
	} else {
		quantity("recv queue", was.State.RecvQueue, is.State.RecvQueue)
	}
	if n := is.State.Drops - was.State.Drops; n > 0 && was.State.Drops.Known() {
		notes = append(notes, "dropped "+printable.Plural(int(n), "datagram"))
	}
	if is.State.SendQueue > 0 || was.State.SendQueue > 0 && is.State.Name != stack.Closed {
		quantity("send queue", was.State.SendQueue, is.State.SendQueue)
	}
	quantity("kept", stack.Quantity(was.Kept), stack.Quantity(is.Kept))
	if was.Faults != is.Faults {
		notes = append(notes, "fault: "+cmp.Or(is.Faults, "none any more"))
	}
	state := plain("")
	if was.State.Name != is.State.Name {
		state = c.style.transition(stateName(was.State), stateName(is.State))
	}
	where, kind := "", ""
	if was.State.Local != is.State.Local || was.State.Remote != is.State.Remote {
		where = c.ends(is.State)
	}
	if was.Kind != is.Kind {
		kind = string(is.Kind)
	}
	if len(notes) == 0 && state.text == "" && where == "" && kind == "" {
		return
	}
	c.line(painted("~", c.style.Wait), is.Called(), id(is), kind, where, state, notes)
}

func (c *changes) gone(s scripting.Named) {
	c.line(painted("-", c.style.Gone), s.Called(), id(s), string(s.Kind), c.ends(s.State), painted("closed", c.style.Gone), nil)
}

// others tells of the kernel's own sockets: connections with bytes that nobody
// has accepted, and what is left of closed ones.
func (c *changes) others(before, after []scripting.Other) {
	type key struct{ local, remote stack.Address }
	old := map[key]scripting.Other{}
	for _, o := range before {
		old[key{o.State.Local, o.State.Remote}] = o
	}
	for _, o := range after {
		was, had := old[key{o.State.Local, o.State.Remote}]
		same := had && was.State.Name == o.State.Name && was.State.RecvQueue == o.State.RecvQueue
		var note string
		switch o.Role {
		case runtime.Queued:
			if o.State.RecvQueue <= 0 && o.State.Name == stack.Established {
				same = true
			}
			note = bytesWait(o.State.RecvQueue) + "not accepted yet"
		case runtime.Left:
			note = "was " + peerLabel(o)
			if o.State.Timer.Kind == stack.Rest && o.State.Timer.Left > 0 {
				note = "for " + Seconds(o.State.Timer.Left) + "; " + note
			}
		default:
			same = true
		}
		if !same {
			c.line(painted("?", c.style.Soft), "", "–", "(kernel)", c.ends(o.State),
				painted(stateName(o.State), c.style.state(o.State.Name)), []string{note})
		}
	}
}

func bytesWait(q stack.Quantity) string {
	switch {
	case q == 1:
		return "1 byte waits, "
	case q > 1:
		return printable.Count(int(q)) + " bytes wait, "
	}
	return ""
}

package scripting

import (
	"cmp"
	"maps"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting/luavm"
)

// givenNames remembers the names by which sockets were known: a socket that was
// closed, or that no variable holds any more, is still called by the name that a
// person knows. The zero value is empty. Who uses it holds the baton.
type givenNames struct {
	names   map[int]called        // by the socket's number
	callers map[int][]event.Place // lines that called the function in which it was made, innermost first
	lines   lineNames
	next    int64   // number of the first event whose line was not looked at
	pending []int64 // events before that which had not ended then
}

// called is what a socket was called, by those who may say so. Only the first two do
// not depend on when somebody looked.
type called struct {
	typed string // a global, or a variable of the prompt, that held it after an entry
	made  string // the variable that the line which made it gives it to
	seen  string // if there is neither: the variable in which it was first seen
}

func (c called) name() string { return cmp.Or(c.typed, c.made, c.seen) }

// naming finds the names of sockets: of the variables that hold them, or held them.
// It belongs to who holds the baton.
type naming struct {
	host  *Host
	given givenNames
}

// maxGiven is how many names are remembered at least: as many as the log has
// calls. The older ones are forgotten when there are twice as many.
const maxGiven = event.DefaultLogCap

// note changes what is remembered of a socket.
func (g *givenNames) note(id int, change func(*called)) {
	c := g.names[id]
	was := c
	if change(&c); c == was {
		return
	}
	if g.names == nil || len(g.names) >= 2*maxGiven {
		g.forget()
	}
	g.names[id] = c
}

// noteSeen notes a variable in which a socket was seen.
func (g *givenNames) noteSeen(id int, name string) {
	if g.names[id].name() == "" {
		g.note(id, func(c *called) { c.seen = name })
	}
}

// forget keeps the names of the newer half of the sockets.
func (g *givenNames) forget() {
	kept, newest := map[int]called{}, 0
	for id := range g.names {
		newest = max(newest, id)
	}
	for id, name := range g.names {
		if id > newest-maxGiven {
			kept[id] = name
		}
	}
	g.names = kept
	maps.DeleteFunc(g.callers, func(id int, _ []event.Place) bool { return id <= newest-maxGiven })
}

// Numbered names a socket that no variable holds: "#3", or "#3 (s2)" with the name
// that it had.
func Numbered(id int, was string) string {
	if was == "" {
		return "#" + itoa(id)
	}
	return "#" + itoa(id) + " (" + was + ")"
}

// wasCalled gives the name that a socket had: of the variable of the prompt that last
// held it, or else of the one to which the line that made it gives it; "" if none is
// known. The caller holds the baton.
func (n *naming) wasCalled(id int) string {
	if c := n.given.names[id]; c.typed != "" || c.made != "" {
		return c.name()
	}
	n.readLines()
	return n.given.names[id].name()
}

// readLines looks at the lines of the calls that were made since it last did.
func (n *naming) readLines() {
	g, log := &n.given, n.host.Session.Log
	g.next = max(1, g.next)
	if next := log.Next(); next < g.next { // the log was cleared
		g.next, g.pending, g.lines = 1, nil, lineNames{}
	}
	g.lines.treeAt, g.lines.tree = n.host.sources.treeAt, n.host.sources.tree
	var events []event.Event
	for _, seq := range g.pending {
		if e, ok := log.Get(seq); ok {
			events = append(events, e)
		} else {
			g.lines.lost = true
		}
	}
	newer, next := log.From(g.next, concernsNames)
	if _, kept := log.Get(g.next); !kept && g.next < next { // what made the sockets that are open is kept
		g.lines.lost = true
		newer, _ = log.Whole()
	}
	g.next, g.pending = next, nil
	events = append(events, newer...)
	for i := range events {
		e := &events[i]
		if !e.Done() {
			g.pending = append(g.pending, e.Seq)
			continue
		}
		g.lines.see(e, func(id int, name string) {
			name = g.lines.returned(name, e.Place, g.callers[id])
			g.note(id, func(c *called) { c.made = name })
		})
	}
	dropFailed(events, func(id int) {
		if g.names[id].made != "" {
			g.note(id, func(c *called) { c.made = "" })
		}
	})
}

// noteCallers notes from where the function was called that has just made a socket: it
// may return it.
func (n *naming) noteCallers(s *runtime.Socket) {
	t := n.host.current
	if t == nil || t.ID != s.MadeBy || len(t.levels) == 0 {
		return
	}
	callers := luavm.CallerPlaces(t.levels[len(t.levels)-1].th, maxCallers)
	if len(callers) < 2 || callers[0] != s.Made {
		return
	}
	if n.given.callers == nil {
		n.given.callers = map[int][]event.Place{}
	}
	if n.given.callers[s.ID] = callers[1:]; len(n.given.callers) > 2*maxGiven {
		maps.DeleteFunc(n.given.callers, func(id int, _ []event.Place) bool { return id <= s.ID-maxGiven })
	}
}

// maxCallers is through how many functions a socket is followed that they return.
const maxCallers = 4

// noteTyped notes which variables of the prompt, and which globals, hold sockets: after
// an entry. At other times a task may be about to change one.
func (n *naming) noteTyped() {
	n.readLines()
	for s, name := range n.typed() {
		n.given.note(s.ID, func(c *called) { c.typed = name })
	}
}

// typed gives the sockets that variables of the prompt and globals hold, with their names.
func (n *naming) typed() nameBook {
	globals := nameBook{}
	n.globalNames(globals)
	for s, name := range globals {
		globals[s] = n.typedName(s, name)
	}
	return globals
}

// typedName gives the better of two names of a socket that a variable of the prompt, or
// a global, holds: that of the line which made it, if that holds it too.
func (n *naming) typedName(s *runtime.Socket, name string) string {
	if made := n.given.names[s.ID].made; made != "" && made != name && SocketOf(n.host.variable(made)) == s {
		return made
	}
	return name
}

// GivenNames gives the names by which sockets are, or were, known to all who ask, by
// number: of the variables of the prompt and the globals that hold them, and of those
// that got them from the lines that made them.
func (n *naming) GivenNames() (names map[int]string) {
	n.host.With(func() { names = n.givenNow() })
	return names
}

func (n *naming) givenNow() map[int]string {
	n.readLines()
	names := make(map[int]string, len(n.given.names))
	for id, c := range n.given.names {
		if name := cmp.Or(c.typed, c.made); name != "" {
			names[id] = name
		}
	}
	for s, name := range n.typed() {
		names[s.ID] = name
	}
	return names
}

// Tags names the sockets of events for a table: the number first, for that is what
// their calls are found by, then the name: "#2 a", or "#2 (a)" for one that is
// closed or that no variable holds any more.
func (n *naming) Tags(events []event.Event) map[int]string {
	var tags map[int]string
	n.host.With(func() { tags = n.TagsNow(events) })
	return tags
}

// TagsNow is Tags for who holds the baton.
func (n *naming) TagsNow(events []event.Event) map[int]string {
	tags := map[int]string{}
	for i := range events {
		for _, id := range []int{events[i].Socket, events[i].Made} {
			if id != 0 && tags[id] == "" {
				tags[id] = n.tag(id)
			}
		}
	}
	return tags
}

// tag gives the number of a socket with the name that it has, or had.
func (n *naming) tag(id int) string {
	if s := n.host.Session.Find(id); s != nil {
		if name := n.Name(s); name[0] != '#' {
			return "#" + itoa(id) + " " + name
		}
	}
	return Numbered(id, n.wasCalled(id))
}

package notice

import (
	"fmt"
	"slices"
	"strings"

	"sockpit/runtime/event"
	"sockpit/runtime/printable"
)

// A deed is what a task did with one socket.
type deed struct {
	task, socket   int
	words          []string // "accepted", "shut down": in order, each once
	sent, received int
	closed         bool
}

// maxDeeds is of how many sockets a line tells.
const maxDeeds = 4

// Deeds puts calls into a sentence, one part for each task and socket.
func Deeds(events []event.Event, tags map[int]string) string {
	var all []*deed
	by := map[[2]int]*deed{}
	of := func(task, socket int) *deed {
		key := [2]int{task, socket}
		if by[key] == nil {
			by[key] = &deed{task: task, socket: socket}
			all = append(all, by[key])
		}
		return by[key]
	}
	for i := range events {
		e := &events[i]
		switch {
		case e.Call == "accept" && e.Err == nil:
			of(e.Task, e.Made).does("accepted")
		case e.Socket != 0:
			of(e.Task, e.Socket).add(e)
		}
	}
	var parts []string
	for i, d := range all {
		if i == maxDeeds {
			parts = append(parts, fmt.Sprintf("and so on with %d more", len(all)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("task %d %s", d.task, d.text(printable.Line(tags[d.socket]))))
	}
	return strings.Join(parts, ", ")
}

// past are the calls that a deed names, as what was done.
var past = map[string]string{"connect": "connected", "listen": "made a listener of", "bind": "bound", "shutdown": "shut down", "socketpair": "paired", "socket": "made"}

func (d *deed) does(word string) {
	if !slices.Contains(d.words, word) {
		d.words = append(d.words, word)
	}
}

func (d *deed) add(e *event.Event) {
	switch {
	case e.Err != nil && !e.EOF:
		d.does("failed in " + e.Call + " on")
	case e.Call == "close" || e.Call == "reset":
		d.closed = true
	case e.Call == "send" || e.Call == "sendto":
		d.sent += e.N
	case e.Call == "recv" || e.Call == "recvfrom":
		d.received += e.N
	case past[e.Call] != "":
		d.does(past[e.Call])
	}
}

// text is "accepted #2 (s), received 3 bytes and closed it".
func (d *deed) text(name string) string {
	var parts []string
	named := func(verb string) {
		if len(parts) > 0 {
			name = "it"
		}
		parts = append(parts, verb+" "+name)
	}
	for _, w := range d.words {
		named(w)
	}
	if d.received > 0 {
		named("received " + printable.Plural(d.received, "byte") + " on")
	}
	if d.sent > 0 {
		named("sent " + printable.Plural(d.sent, "byte") + " on")
	}
	if d.closed {
		named("closed")
	}
	switch n := len(parts); n {
	case 0:
		return "used " + name
	case 1:
		return parts[0]
	default:
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
}

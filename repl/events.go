package repl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sockpit/repl/export"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/syntax"
)

const eventsDetail = "FILTER is a socket (#2, or its name), a call or function (send), a task (task 2), a place ([prompt]:7), failed, or waits; several narrow it further, two of one kind are either."

// A filter lets some calls through: for each kind of word, those that one word of
// that kind lets through.
type filter map[string][]func(*event.Event) bool

func (f filter) passes(e *event.Event) bool {
	for _, any := range f {
		if !slices.ContainsFunc(any, func(fits func(*event.Event) bool) bool { return fits(e) }) {
			return false
		}
	}
	return true
}

// shownEvents is how many calls :events shows unless told otherwise.
const shownEvents = 20

// runEvents is :events [N] [FILTER...].
func runEvents(r *REPL, args []string) error {
	if len(args) > 0 && args[0] == "--json" {
		return saveEvents(r, args[1:])
	}
	events, dropped := r.host.Session.Log.All()
	n, f, err := filterOf(r.host, args, events)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		r.print.Line("  no calls yet")
		return nil
	}
	all := len(events)
	events = slices.DeleteFunc(events, func(e event.Event) bool { return !f.passes(&e) })
	if len(events) == 0 {
		r.print.Say(fmt.Sprintf("no call of that kind among the %s in the log", printable.Plural(all, "call")))
		return nil
	}
	events = events[max(0, len(events)-n):]
	r.print.Put(view.Events(callsOf(r.host, events, dropped), r.print.Width(), r.print.Style))
	return nil
}

// filterOf reads the words of :events: how many to show, and which.
func filterOf(h *scripting.Host, args []string, events []event.Event) (n int, f filter, err error) {
	n, f = shownEvents, filter{}
	for i := 0; i < len(args); i++ {
		word := args[i]
		if word == "task" && i+1 < len(args) {
			i++
			id, err := strconv.Atoi(args[i])
			if err != nil {
				return 0, nil, fmt.Errorf("events: got task %q, want the number of a task", args[i])
			}
			f["task"] = append(f["task"], func(e *event.Event) bool { return e.Task == id })
			continue
		}
		if m, err := strconv.Atoi(word); err == nil {
			if m < 1 {
				return 0, nil, fmt.Errorf("events: got %d, want how many to show", m)
			}
			n = m
			continue
		}
		kind, fits := filterWord(h, word, events)
		if fits == nil {
			return 0, nil, fmt.Errorf("events: nothing is called %q: want how many to show, a socket (#2, or its name), a call (send), task 2, a place (%s:7), failed or waits", word, scripting.PromptSource)
		}
		f[kind] = append(f[kind], fits)
	}
	return n, f, nil
}

// filterWord reads one word that says which calls; nil if it says nothing.
func filterWord(h *scripting.Host, word string, events []event.Event) (kind string, fits func(*event.Event) bool) {
	switch {
	case word == "failed":
		return "outcome", func(e *event.Event) bool { return e.Err != nil }
	case word == "waits":
		return "outcome", func(e *event.Event) bool { return !e.Done() }
	case strings.HasPrefix(word, "#"):
		id, err := strconv.Atoi(word[1:])
		if err != nil || id < 1 || id > h.Session.Newest() {
			return "", nil
		}
		return "socket", aboutSocket(id)
	}
	if id := h.SocketCalled(word); id != 0 {
		return "socket", aboutSocket(id)
	}
	if i := strings.LastIndexByte(word, ':'); i > 0 && isNumber(word[i+1:]) {
		return "place", func(e *event.Event) bool { return e.Place.String() == word }
	}
	named := func(e *event.Event) bool { return e.Call == word || e.Via == word }
	if api.Find(word) != nil || slices.ContainsFunc(events, func(e event.Event) bool { return named(&e) }) {
		return "call", named
	}
	return "", nil
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

func aboutSocket(id int) func(*event.Event) bool {
	return func(e *event.Event) bool { return e.Socket == id || e.Made == id }
}

// filterWords are the words that may stand for a FILTER.
func (r completer) filterWords() []string {
	words := append([]string{"failed", "waits", "task"}, r.socketWords()...)
	events, _ := r.host.Session.Log.All()
	for i := range events {
		if !slices.Contains(words, events[i].Call) {
			words = append(words, events[i].Call)
		}
	}
	return words
}

// socketWords are the numbers and the names of the open sockets.
func (r completer) socketWords() (words []string) {
	for _, s := range r.host.World().Sockets {
		words = append(words, fmt.Sprintf("#%d", s.ID))
		if syntax.IsName(s.Name) {
			words = append(words, s.Name)
		}
	}
	return words
}

// callsOf gives calls as they are drawn.
func callsOf(h *scripting.Host, events []event.Event, dropped int64) view.Calls {
	return view.Calls{Events: events, Tags: h.Tags(events), Began: h.Began(), Now: h.Session.Clock.Now(), Dropped: dropped}
}

// saveEvents is :events --json, onto the screen or into a file.
func saveEvents(r *REPL, args []string) error {
	l := export.LogOf(r.config.Version, r.host, Script{Name: scripting.PromptSource, Text: r.host.Typed()}, nil, r.host.Steps())
	if len(args) == 0 {
		return record.Write(r.print.Writer(), l)
	}
	if err := export.Create("events", args[0], string(record.Encode(l)), ""); err != nil {
		return err
	}
	text := "written to " + args[0]
	if n := cutBytes(l.Events); n > 0 {
		text += "; payloads were cut by " + printable.Plural(n, "byte") + ": too many to keep"
	}
	r.print.Say(text)
	return nil
}

// cutBytes counts the bytes of payloads that a log does not have.
func cutBytes(events []event.Event) int {
	n := 0
	for i := range events {
		if events[i].Call != "peek" { // what takes them has them
			n += record.Cut(&events[i])
		}
	}
	return n
}

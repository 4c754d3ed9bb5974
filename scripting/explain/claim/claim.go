// Package claim holds what can be stated of sockets: each statement is a kind,
// the values that it names, and the evidence that it rests on. Rules find claims
// (package explain); words are made from them here and nowhere else, in each
// language. A fact without evidence is not stated.
package claim

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"sockpit/runtime/event"
)

// A Kind is one thing that can be stated. Its words stand in the table of its
// subject.
type Kind string

// A Sort says what a statement of a kind rests on.
type Sort int

// The sorts.
const (
	Fact        Sort = iota // evidence of this session: without it nothing is said
	Possibility             // nothing shows it: its words say "perhaps", or list what can be
	Knowledge               // how protocols and kernels behave; Source says where that stands
	Advice                  // what to try
)

// Meaning is what a kind says, and what it rests on.
type Meaning struct {
	Sort   Sort
	Source string // Knowledge: man page or RFC section
	EN, VI string // templates: see words.go
}

// Values are what the words of a claim name, by the name in the template.
type Values map[string]any

// A Socket is a socket by its number.
type Socket int

// Sockets are several of them.
type Sockets []int

// By is who made a call, and where: "task 2 at chat.lua:12". The event is evidence.
type By event.Event

// Bytes is an amount.
type Bytes int64

// A Claim states one thing.
type Claim struct {
	Kind     Kind
	Sockets  []int // about whom: the subject first
	Values   Values
	Evidence []Evidence
}

// Of makes a claim. Events among the values are evidence; the sockets among them are
// those that it is about, the one called "who" first.
func Of(kind Kind, values Values, evidence ...Evidence) Claim {
	c := Claim{Kind: kind, Values: values, Evidence: evidence}
	names := slices.SortedFunc(maps.Keys(values), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	for _, name := range names {
		switch v := values[name].(type) {
		case Socket:
			c.about(int(v))
		case Sockets:
			for _, id := range v {
				c.about(id)
			}
		case By:
			c.Evidence = append(c.Evidence, Event((*event.Event)(&v)))
		}
	}
	return c
}

func rank(name string) int {
	if name == "who" {
		return 0
	}
	return 1
}

func (c *Claim) about(id int) {
	if !slices.Contains(c.Sockets, id) {
		c.Sockets = append(c.Sockets, id)
	}
}

// Stands reports whether the claim may be stated: a fact needs evidence.
func (c Claim) Stands() bool {
	m, known := Kinds[c.Kind]
	return known && (m.Sort != Fact || len(c.Evidence) > 0)
}

// Evidence is one thing that a claim rests on: an event of the log, a field that
// the stack gave, or a setting.
type Evidence struct {
	Seq    int64 // number of the event; 0: it is no event
	Call   string
	Task   int
	Place  event.Place
	Socket int       // whose field; 0: of the session or the machine
	Field  string    // "state", "recv queue", "net.ipv4.ip_local_port_range"
	Value  string    // what it was
	At     time.Time // when it was asked, or when the call ended (or began, if it has not)
}

// Event is evidence from the log.
func Event(e *event.Event) Evidence {
	at := e.End
	if at.IsZero() {
		at = e.Begin
	}
	return Evidence{Seq: e.Seq, Call: e.Call, Task: e.Task, Place: e.Place, Socket: e.Socket, At: at}
}

// Field is evidence that the stack gave when it was asked.
func Field(socket int, name, value string, at time.Time) Evidence {
	return Evidence{Socket: socket, Field: name, Value: value, At: at}
}

// Setting is evidence that does not change with time: a setting of the session or of
// the machine.
func Setting(name, value string) Evidence { return Evidence{Field: name, Value: value} }

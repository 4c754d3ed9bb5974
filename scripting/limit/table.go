package limit

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Limit is one of the Limits as people see it. The command line, :set and the
// reference page are read from All.
type Limit struct {
	Name  string // as in :set
	Flag  string // "--max-memory"
	Unit  string // of Get and Set, as "MB"; "" counts things, or is a time
	Means string
	scale int64 // of the field in one unit
	most  int64 // in units: more would not protect
	none  bool  // 0 is no limit
	field func(*Limits) any
}

// All lists the limits in the order of :set.
func All() []Limit {
	return []Limit{
		{Name: "time", Flag: "--timeout", Means: "time of a script, or of one line of the prompt", none: true,
			field: func(l *Limits) any { return &l.Time }},
		{Name: "instructions", Flag: "--max-instructions", Means: "Lua instructions of all tasks together", scale: 1, most: 1e18, none: true,
			field: func(l *Limits) any { return &l.Instructions }},
		{Name: "memory", Flag: "--max-memory", Unit: "MB", Means: "memory that scripts hold", scale: 1 << 20, most: 1 << 20,
			field: func(l *Limits) any { return &l.Memory }},
		{Name: "string", Flag: "--max-string", Unit: "MB", Means: "longest string", scale: 1 << 20, most: 1 << 10,
			field: func(l *Limits) any { return &l.String }},
		{Name: "tasks", Flag: "--max-tasks", Means: "tasks alive at once", scale: 1, most: 1e6,
			field: func(l *Limits) any { return &l.Tasks }},
		{Name: "sockets", Flag: "--max-sockets", Means: "sockets open at once", scale: 1, most: 1e7,
			field: func(l *Limits) any { return &l.Sockets }},
		{Name: "output", Flag: "--max-output", Unit: "KB", Means: "text that scripts show at once, and then a second", scale: 1 << 10, most: 1 << 20,
			field: func(l *Limits) any { return &l.Output }},
		{Name: "source", Flag: "--max-source", Unit: "KB", Means: "text of a script", scale: 1 << 10, most: 1 << 20,
			field: func(l *Limits) any { return &l.Source }},
		{Name: "nesting", Flag: "--max-nesting", Means: "brackets and blocks inside each other; operators in a row, ten times as many", scale: 1, most: 1000,
			field: func(l *Limits) any { return &l.Nesting }},
		{Name: "depth", Flag: "--max-depth", Means: "protected calls and coroutines inside each other", scale: 1, most: 5000,
			field: func(l *Limits) any { return &l.Depth }},
		{Name: "calls", Flag: "--max-calls", Means: "calls of functions inside each other", scale: 1, most: 20000,
			field: func(l *Limits) any { return &l.Calls }},
		{Name: "compile", Flag: "--max-compile", Means: "time to compile a script",
			field: func(l *Limits) any { return &l.Compile }},
	}
}

// Value gives the limit for people: "256 MB", "10s", "none".
func (m *Limit) Value(l Limits) string {
	l = l.WithDefaults()
	n, isTime := m.read(&l)
	switch {
	case n == 0:
		return "none"
	case isTime:
		return time.Duration(n).String()
	}
	return strings.TrimSpace(strconv.FormatInt(n/m.scale, 10) + " " + m.Unit)
}

func (m *Limit) read(l *Limits) (n int64, isTime bool) {
	switch p := m.field(l).(type) {
	case *int:
		return int64(*p), false
	case *int64:
		return *p, false
	case *time.Duration:
		return int64(*p), true
	}
	return 0, false
}

// Set changes the limit to what a person wrote: a number of units, a time like
// 10s, or none. An error says what is wanted.
func (m *Limit) Set(l *Limits, text string) error {
	p, isTime := m.field(l).(*time.Duration)
	if m.none && text == "none" {
		text = "0"
	}
	if isTime {
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			text = strconv.FormatFloat(n, 'f', -1, 64) + "s"
		}
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 || d == 0 && !m.none {
			return m.wrong(text, "a time like 10s or 500ms")
		}
		*p = d
		return nil
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.ToUpper(text), m.Unit), 10, 64)
	least := int64(1)
	if m.none {
		least = 0
	}
	if err != nil || n < least || n > m.most {
		return m.wrong(text, fmt.Sprintf("a whole number of %s from %d to %d", m.units(), least, m.most))
	}
	switch p := m.field(l).(type) {
	case *int:
		*p = int(n * m.scale)
	case *int64:
		*p = n * m.scale
	}
	return nil
}

func (m *Limit) units() string {
	if m.Unit == "" {
		return m.Name
	}
	return m.Unit
}

func (m *Limit) wrong(text, want string) error {
	if m.none {
		want += ", or none"
	}
	return fmt.Errorf("%s: got %s, want %s", m.Name, text, want)
}

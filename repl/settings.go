package repl

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sockpit/scripting"
)

// settings are what :set changes.
type settings struct {
	explain string // off, once, always
}

func defaultSettings() settings { return settings{explain: "once"} }

// A setting is one line of :set.
type setting struct {
	name, means string
	values      []string
	value       func(*REPL) string
	set         func(*REPL, string)
}

func settingTable() []setting {
	return []setting{
		{name: "explain", means: "says what a line shows: never, the first time, or each time", values: []string{"off", "once", "always"},
			value: func(r *REPL) string { return r.settings.explain },
			set:   func(r *REPL, v string) { r.settings.explain = v; r.ideas = map[string]bool{} }},
	}
}

func runSet(r *REPL, args []string) error {
	table := settingTable()
	if len(args) == 0 {
		for _, s := range table {
			r.print.line(fmt.Sprintf("  %-16s %-10s %s", s.name, s.value(r), r.print.style.Soft(s.means+" ("+strings.Join(s.values, ", ")+")")))
		}
		for _, l := range limitRows(r.host.Limits()) {
			r.print.line(fmt.Sprintf("  %-16s %-10s %s", l[0], l[1], r.print.style.Soft("limit; "+l[2]+" raises it")))
		}
		return nil
	}
	var names []string
	for _, s := range table {
		names = append(names, s.name)
		if s.name != args[0] {
			continue
		}
		if len(args) != 2 || !slices.Contains(s.values, args[1]) {
			return fmt.Errorf("set: %s: want %s", s.name, strings.Join(s.values, ", "))
		}
		s.set(r, args[1])
		return nil
	}
	if near := scripting.Nearest(args[0], names); near != "" {
		return fmt.Errorf("set: no setting called %s. Did you mean %s?", args[0], near)
	}
	return fmt.Errorf("set: no setting called %s: want %s", args[0], strings.Join(names, ", "))
}

// limitRows lists the limits of a run, with the flag that raises each.
func limitRows(l scripting.Limits) [][3]string {
	orNone := func(n int64) string {
		if n == 0 {
			return "none"
		}
		return fmt.Sprint(n)
	}
	timeout := "none"
	if l.Time > 0 {
		timeout = l.Time.Round(time.Millisecond).String()
	}
	return [][3]string{
		{"time", timeout, "--timeout"},
		{"instructions", orNone(l.Instructions), "--max-instructions"},
		{"memory", fmt.Sprintf("%d MB", l.Memory>>20), "--max-memory"},
		{"string", fmt.Sprintf("%d MB", l.String>>20), "--max-string"},
		{"tasks", fmt.Sprint(l.Tasks), "--max-tasks"},
		{"source", fmt.Sprintf("%d KB", l.Source>>10), "--max-source"},
		{"nesting", fmt.Sprint(l.Nesting), "--max-nesting"},
	}
}

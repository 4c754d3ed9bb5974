package repl

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sockpit/runtime/printable"
	"sockpit/runtime/wire"
	"sockpit/scripting/api"
	"sockpit/scripting/explain/claim"
	"sockpit/scripting/limit"
	"sockpit/scripting/syntax"
)

// A setting is one line of :set.
type setting struct {
	name, means string
	values      []string // that it may have; as a last one, what others look like
	value       func(*REPL) string
	set         func(*REPL, string) error
}

func settingTable() []setting {
	return []setting{
		{name: "explain", means: "says what a line shows: never, the first time, or each time", values: []string{"off", "once", "always"},
			value: func(r *REPL) string { return r.ideas.Mode },
			set: func(r *REPL, v string) error {
				r.ideas.Set(v)
				return nil
			}},
		{name: "lang", means: "the language of :why and of the lines below errors; :learn lang sets that of the exercises too", values: []string{string(claim.English), string(claim.Vietnamese)},
			value: func(r *REPL) string { return string(cmp.Or(r.config.Scripting.Lang, claim.English)) }, set: (*REPL).setLang},
		{name: "trace", means: "shows each call when it has returned, of what is typed, of files and of tasks", values: []string{"off", "on"},
			value: func(r *REPL) string { return map[bool]string{false: "off", true: "on"}[r.settings.trace] },
			set: func(r *REPL, v string) error {
				r.settings.trace = v == "on"
				r.follow()
				return nil
			}},
		{name: "pace", means: "shows each socket call and pauses after it, so that a class can follow", values: []string{"off", "seconds"},
			value: func(r *REPL) string { return paceText(r.config.Scripting.Pace) }, set: (*REPL).setPace},
		{name: "net", means: "where sockets live: on the machine's kernel, or on a virtual network, with its own time or the machine's; a new one begins a new world", values: api.Networks(),
			value: func(r *REPL) string { return api.NetworkOf(r.host) }, set: (*REPL).setNet},
		{name: "network", means: "how the network treats the streams that are made from now on", values: mannerNames(),
			value: func(r *REPL) string { return mannerOf(r.config.Scripting.Session.Faults) }, set: (*REPL).setNetwork},
		{name: "history", means: "keeps what is typed for the next time; what begins with a blank is never kept", values: []string{"on", "off"},
			value: func(r *REPL) string {
				if r.settings.forget || r.config.History == "" {
					return "off"
				}
				return "on"
			}, set: (*REPL).setHistory},
	}
}

func paceText(d time.Duration) string {
	if d == 0 {
		return "off"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
}

// setLang is :set lang.
func (r *REPL) setLang(v string) error {
	r.speak(claim.Lang(v))
	return nil
}

// speak sets the language of explanations, now and after :reset.
func (r *REPL) speak(l claim.Lang) {
	r.config.Scripting.Lang = l
	if r.host != nil {
		r.host.SetLang(l)
	}
}

// maxPace is more than a class has patience for.
const maxPace = time.Minute

// setPace is :set pace.
func (r *REPL) setPace(v string) error {
	d := time.Duration(0)
	if v != "off" {
		seconds, err := strconv.ParseFloat(v, 64)
		if err != nil || !(seconds >= 0 && seconds <= maxPace.Seconds()) {
			return fmt.Errorf("set: pace: got %s, want off, or seconds from 0 to %.0f: 0.5", v, maxPace.Seconds())
		}
		d = time.Duration(seconds * float64(time.Second))
	}
	r.config.Scripting.Pace = d
	r.host.SetPace(d)
	r.follow()
	return nil
}

// setNet is :set net: a new world, on the other network.
func (r *REPL) setNet(v string) error {
	if v == api.NetworkOf(r.host) {
		return nil
	}
	r.config.Scripting.NewStack, _ = api.NetworkNamed(v)
	return runReset(r, nil)
}

// setNetwork is :set network.
func (r *REPL) setNetwork(v string) error {
	m, _ := wire.FindManner(v)
	r.config.Scripting.Session.Faults = m.Faults
	r.host.Session.SetFaults(m.Faults)
	return nil
}

// mannerOf names what is done to streams.
func mannerOf(f wire.Faults) string {
	for _, m := range wire.Manners() {
		if m.Faults == f {
			return m.Name
		}
	}
	return ""
}

func mannerNames() []string {
	var names []string
	for _, m := range wire.Manners() {
		names = append(names, m.Name)
	}
	return names
}

func runSet(r *REPL, args []string) error {
	keep := len(args) > 0 && args[0] == "--keep"
	if keep {
		args = args[1:]
	}
	switch {
	case len(args) == 0 && !keep:
		r.showSettings()
		return nil
	case len(args) == 2:
		err := r.set(args[0], args[1])
		if err == nil && keep {
			err = r.keepSetting(args[0], args[1])
		}
		return err
	}
	return fmt.Errorf("set: want a name and a value: :set memory 512")
}

// showSettings lists the settings and the limits.
func (r *REPL) showSettings() {
	for _, s := range settingTable() {
		r.settingLine(s.name, s.value(r), s.means+" ("+strings.Join(s.values, ", ")+")")
	}
	limits := r.host.Limits()
	for _, m := range limit.All() {
		r.settingLine(m.Name, m.Value(limits), m.Means+" ("+m.Flag+")")
	}
}

func (r *REPL) settingLine(name, value, means string) {
	const before, least = 2 + 13 + 9, 20
	begin, room := fmt.Sprintf("  %-13s%-9s", name, value), r.print.Width()-before
	if room < least { // what it means stands beneath
		r.print.Line(strings.TrimRight(begin, " "))
		begin, room = "   ", max(least, r.print.Width()-3)
	}
	for _, line := range printable.Wrap(means, room) {
		r.print.Line(begin + r.print.Style.Soft(line))
		begin = strings.Repeat(" ", len(begin))
	}
}

// set changes a setting, or a limit for the lines that follow.
func (r *REPL) set(name, value string) error {
	var names []string
	for _, s := range settingTable() {
		names = append(names, s.name)
		if s.name == name {
			if !slices.Contains(s.values, value) && !slices.Contains(s.values, "seconds") {
				return fmt.Errorf("set: %s: got %s, want %s", s.name, value, strings.Join(s.values, ", "))
			}
			return s.set(r, value)
		}
	}
	for _, m := range limit.All() {
		names = append(names, m.Name)
		if m.Name == name {
			return r.setLimit(&m, value)
		}
	}
	if near := syntax.Nearest(name, names); near != "" {
		return fmt.Errorf("set: no setting called %s. Did you mean %s?", name, near)
	}
	return fmt.Errorf("set: no setting called %s: want %s", name, strings.Join(names, ", "))
}

func (r *REPL) setLimit(m *limit.Limit, value string) error {
	limits := r.host.Limits()
	if err := m.Set(&limits, value); err != nil {
		return fmt.Errorf("set: %w", err)
	}
	r.config.Scripting.Limits = limits // for the world after :reset
	r.host.SetLimits(limits)
	r.print.LimitOutput(limits.Flow())
	return nil
}

// setHistory is :set history.
func (r *REPL) setHistory(v string) error {
	if v == "on" && r.config.History == "" {
		if r.config.NoFolder != nil {
			return fmt.Errorf("set: history: %w", r.config.NoFolder)
		}
		return fmt.Errorf("set: history: there is no file for it: sockpit was started with --no-history")
	}
	r.settings.forget = v == "off"
	return nil
}

package scripting

import (
	"slices"
	"sort"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting/stdlib"
	"sockpit/scripting/syntax"
)

// Pretty writes a value as a person would in Lua: strings quoted and safe to
// show, tables with their fields, on one line if it fits into width columns.
// Tables inside each other are written four deep and as many items as fit on a
// screen.
func (h *Host) Pretty(v lua.LValue, width int) string {
	p := pretty{host: h, width: width, seen: map[*lua.LTable]bool{}, looks: map[string][]lua.LValue{}}
	one := p.oneLine(v, 0)
	if printable.Width(one) <= width {
		return one
	}
	p.seen = map[*lua.LTable]bool{}
	return p.lines(v, 0)
}

const (
	prettyDepth = 4
	prettyItems = 100
	prettyBytes = 2000

	prettySorted = 10000 // fields that are put in order; sorting a million takes seconds
)

type pretty struct {
	host  *Host
	width int
	seen  map[*lua.LTable]bool
	looks map[string][]lua.LValue // values that look alike, which are told apart by a number
}

// apart tells a value from others that have the same text: the second of them gets
// " (2)" behind it.
func (p *pretty) apart(v lua.LValue, text string) string {
	alike := p.looks[text]
	n := slices.Index(alike, v)
	if n < 0 {
		n = len(alike)
		if n >= prettyItems { // a number that large helps nobody
			return text
		}
		p.looks[text] = append(alike, v)
	}
	if n == 0 {
		return text
	}
	return text + " (" + itoa(n+1) + ")"
}

func (p *pretty) scalar(v lua.LValue) (string, bool) {
	switch v := v.(type) {
	case lua.LString:
		return quoted(string(v), prettyBytes), true
	case lua.LNumber:
		return stdlib.FormatNumber(float64(v)), true
	case *lua.LUserData:
		return p.apart(v, printable.Line(objectText(v))), true
	case *lua.LFunction:
		return p.apart(v, p.host.functionText(v)), true
	case *lua.LTable:
		if t, ok := p.host.tableText(v); ok {
			return printable.Text(t), true
		}
		return "", false
	case *lua.LState:
		return p.apart(v, "coroutine"), true
	}
	return v.String(), true
}

// functionText names a function: one of the API by how it is called, another by the
// line on which it begins.
func (h *Host) functionText(f *lua.LFunction) string {
	switch {
	case h.apiOf[f] != nil:
		return "function " + h.apiOf[f].Title()
	case f.Proto != nil && f.Proto.LineDefined > 0:
		return printable.Line("function at " + h.placeText(event.Place{Source: f.Proto.SourceName, Line: f.Proto.LineDefined}))
	}
	return "function"
}

// tableText is what a table's own __tostring gives.
func (h *Host) tableText(t *lua.LTable) (string, bool) {
	mt, ok := t.Metatable.(*lua.LTable)
	if !ok || mt.RawGetString("__tostring") == lua.LNil || h.current == nil || len(h.current.levels) == 0 {
		return "", false
	}
	return show(h, t), true
}

func (p *pretty) oneLine(v lua.LValue, depth int) string {
	if s, ok := p.scalar(v); ok {
		return s
	}
	t := v.(*lua.LTable)
	if p.seen[t] || depth >= prettyDepth {
		return "{…}"
	}
	p.seen[t] = true
	defer delete(p.seen, t)
	var parts []string
	length := 0
	items, more := p.items(t)
	for _, it := range items {
		s := p.label(it) + p.oneLine(it.value, depth+1)
		length += len(s)
		if length > 20*p.width {
			more = 1
			break
		}
		parts = append(parts, s)
	}
	if more > 0 {
		parts = append(parts, "…")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (p *pretty) lines(v lua.LValue, depth int) string {
	t, ok := v.(*lua.LTable)
	indent := strings.Repeat("  ", depth)
	one := p.oneLine(v, depth)
	if !ok || printable.Width(one)+2*depth <= p.width || depth >= prettyDepth {
		return one
	}
	if p.seen[t] {
		return "{…}"
	}
	p.seen[t] = true
	defer delete(p.seen, t)
	var b strings.Builder
	b.WriteString("{\n")
	items, more := p.items(t)
	for _, it := range items {
		b.WriteString(indent + "  " + p.label(it) + p.lines(it.value, depth+1) + ",\n")
	}
	if more > 0 {
		b.WriteString(indent + "  … " + printable.Count(more) + " more\n")
	}
	b.WriteString(indent + "}")
	return b.String()
}

// An item is a field of a table.
type item struct {
	key   lua.LValue
	index int // 1, 2, … of a list's items, else 0
	value lua.LValue
}

func (p *pretty) label(it item) string {
	if it.index > 0 {
		return ""
	}
	if s, ok := it.key.(lua.LString); ok {
		if syntax.IsName(string(s)) {
			return string(s) + " = "
		}
		return "[" + quoted(string(s), 60) + "] = "
	}
	return "[" + p.key(it.key) + "] = "
}

// key writes a key that is no string: short, for what it has is the value's to show.
func (p *pretty) key(k lua.LValue) string {
	switch k := k.(type) {
	case *lua.LUserData:
		if o, ok := ObjectOf(k).(keyed); ok {
			return o.Key()
		}
		return p.apart(k, printable.Line(objectText(k)))
	case *lua.LTable:
		return p.apart(k, "table")
	}
	if s, ok := p.scalar(k); ok {
		return s
	}
	return Describe(k)
}

// items gives a table's list part in order, then the other fields by name: as
// many as are shown, and how many more there are.
func (p *pretty) items(t *lua.LTable) (shown []item, more int) {
	var list, named []item
	n := t.Len()
	for i := 1; i <= min(n, prettyItems); i++ {
		list = append(list, item{index: i, value: t.RawGetInt(i)})
	}
	t.ForEach(func(k, v lua.LValue) {
		if i, ok := k.(lua.LNumber); ok && float64(i) == float64(int(i)) && int(i) >= 1 && int(i) <= n {
			return
		}
		if len(named) == prettySorted {
			more++
			return
		}
		named = append(named, item{key: k, value: v})
	})
	sort.SliceStable(named, func(i, j int) bool { return named[i].key.String() < named[j].key.String() })
	shown = append(list, named...)
	shown = shown[:min(len(shown), prettyItems)]
	return shown, more + n + len(named) - len(shown)
}

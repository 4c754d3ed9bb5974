package exercise

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/lazy"
	"sockpit/scripting"
)

// A LoadError says what is wrong with an exercise file, and where.
type LoadError struct {
	Place string // "file.lua" or "file.lua:12"
	Text  string
	Hint  string
}

func (e *LoadError) Error() string { return e.Place + ": " + e.Text }

// Load reads an exercise file. file is how errors call it, dir its folder.
func Load(file, dir, text string) (*Exercise, error) {
	l := newLoading(file, dir, text, nil)
	defer l.host.Close()
	if err := l.run(); err != nil {
		return nil, err
	}
	return l.exercise()
}

// A loading is an exercise file being run in a host of its own.
type loading struct {
	file, dir, text string
	host            *scripting.Host
	table           *lua.LTable // what exercise{...} was given
}

// newLoading makes the host that an exercise file runs in. functions are those
// of t, where checks will run.
func newLoading(file, dir, text string, functions []*scripting.Func) *loading {
	l := &loading{file: file, dir: dir, text: text}
	give := &scripting.Func{Name: "exercise", Params: []scripting.Param{{Name: "fields", Type: "table"}}}
	give.Does(func(c *scripting.Call) error {
		if l.table != nil {
			return c.Wrong("", "a file holds one exercise: this is the second")
		}
		return c.Args(&l.table)
	})
	l.host = scripting.New(scripting.Config{
		Dir:       dirOr(dir),
		Session:   runtime.Config{Policy: runtime.Policy{}},
		Functions: append([]*scripting.Func{give}, functions...),
	})
	return l
}

// dirOr gives no folder where an exercise has none: the current one is not the
// exercise's to read.
func dirOr(dir string) string { return cmp.Or(dir, scripting.NoFolder) }

// run runs the file: exercise{...} is called.
func (l *loading) run() error {
	if o := l.host.Run(l.file, l.text); o.Main != nil {
		return &LoadError{Place: o.Main.Place.String(), Text: o.Main.Message, Hint: o.Main.Hint}
	}
	if l.table == nil {
		return &LoadError{Place: l.file, Text: "no exercise: the file must call exercise{ id = ..., title = ..., ... }"}
	}
	return nil
}

// fields are all that an exercise may have.
var fields = []string{"id", "kind", "title", "task", "after", "level", "minutes", "needs", "teaches", "manners", "start",
	"world", "hidden", "setup", "checks", "hints", "solution", "wrong", "par"}

// exercise reads the table. All that is wrong is told at once.
func (l *loading) exercise() (*Exercise, error) {
	e := &Exercise{File: l.file, Dir: l.dir, Source: l.text}
	r := &reader{t: l.table}
	r.known()
	r.string("id", &e.ID, true)
	kind := string(Script)
	r.string("kind", &kind, false)
	e.Kind = Kind(kind)
	r.text("title", &e.Title, true)
	r.text("task", &e.Task, true)
	r.text("after", &e.After, false)
	r.number("level", &e.Level)
	r.number("minutes", &e.Minutes)
	r.number("par", &e.Par)
	r.strings("needs", &e.Needs)
	r.strings("teaches", &e.Teaches)
	r.strings("manners", &e.Manners)
	r.string("start", &e.Start, true)
	r.string("world", &e.World, false)
	r.string("solution", &e.Solution, true)
	e.Hidden = l.table.RawGetString("hidden") == lua.LTrue
	r.checks(e)
	r.hints(e)
	r.wrongs(e)
	r.agree(e)
	if len(r.faults) > 0 {
		return nil, &LoadError{Place: l.file, Text: strings.Join(r.faults, "\n"+l.file+": ")}
	}
	return e, nil
}

// A reader takes fields out of a table and collects what is wrong.
type reader struct {
	t      *lua.LTable
	faults []string
}

func (r *reader) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *reader) known() {
	r.t.ForEach(func(k, _ lua.LValue) {
		if name, ok := k.(lua.LString); !ok || !slices.Contains(fields, string(name)) {
			text := fmt.Sprintf("exercise has no field %s", k.String())
			if near := scripting.Nearest(k.String(), fields); near != "" {
				text += ". Did you mean " + near + "?"
			}
			r.fault("%s", text)
		}
	})
}

// get gives a field, or nil if it is missing; one that is needed must not be.
func (r *reader) get(name string, needed bool) lua.LValue {
	v := r.t.RawGetString(name)
	if v == lua.LNil && needed {
		r.fault("%s is missing", name)
	}
	return v
}

func (r *reader) string(name string, into *string, needed bool) {
	switch v := r.get(name, needed).(type) {
	case *lua.LNilType:
	case lua.LString:
		*into = string(v)
	default:
		r.fault("%s: %s", name, scripting.Got(v, "a string"))
	}
}

func (r *reader) text(name string, into *Text, needed bool) {
	if v := r.get(name, needed); v != lua.LNil {
		text, err := textOf(v)
		if err != nil {
			r.fault("%s: %s", name, err)
		}
		*into = Text{strings.TrimSpace(text.EN), strings.TrimSpace(text.VI)}
	}
}

func (r *reader) number(name string, into *int) {
	switch v := r.get(name, false).(type) {
	case *lua.LNilType:
	case lua.LNumber:
		*into = int(v)
	default:
		r.fault("%s: %s", name, scripting.Got(v, "a number"))
	}
}

// list gives the elements of a field that is a list.
func (r *reader) list(name string, needed bool) (out []lua.LValue) {
	switch v := r.get(name, needed).(type) {
	case *lua.LNilType:
	case *lua.LTable:
		for i := 1; i <= v.Len(); i++ {
			out = append(out, v.RawGetInt(i))
		}
	default:
		r.fault("%s: %s", name, scripting.Got(v, "a list"))
	}
	return out
}

func (r *reader) strings(name string, into *[]string) {
	for _, v := range r.list(name, false) {
		s, ok := v.(lua.LString)
		if !ok {
			r.fault("%s: %s", name, scripting.Got(v, "strings"))
			return
		}
		*into = append(*into, string(s))
	}
}

// checks reads { {"name", function(t) ... end, vi="tên"}, ... }.
func (r *reader) checks(e *Exercise) {
	for i, v := range r.list("checks", true) {
		t, ok := v.(*lua.LTable)
		if !ok {
			r.fault("checks: check %d: %s", i+1, scripting.Got(v, `{"name", function(t) ... end}`))
			continue
		}
		name, err := textOf(t.RawGetInt(1))
		f, isFunction := t.RawGetInt(2).(*lua.LFunction)
		if err != nil || !isFunction || f.IsG {
			r.fault(`checks: check %d: want {"name", function(t) ... end}`, i+1)
			continue
		}
		if vi, ok := t.RawGetString("vi").(lua.LString); ok {
			name.VI = string(vi)
		}
		if e.FindCheck(name.EN) >= 0 {
			r.fault("checks: two are called %q", name.EN)
		}
		e.Checks = append(e.Checks, Check{Name: name, Line: f.Proto.LineDefined, Until: f.Proto.LastLineDefined})
	}
	if len(e.Checks) == 0 && len(r.faults) == 0 {
		r.fault("checks: there is none")
	}
}

func (r *reader) hints(e *Exercise) {
	for i, v := range r.list("hints", false) {
		text, err := textOf(v)
		if err != nil {
			r.fault("hints: hint %d: %s", i+1, err)
		}
		e.Hints = append(e.Hints, text)
	}
}

// wrongs reads { {name=, code=, fails=}, ... }.
func (r *reader) wrongs(e *Exercise) {
	for i, v := range r.list("wrong", false) {
		t, ok := v.(*lua.LTable)
		if !ok {
			r.fault("wrong: answer %d: %s", i+1, scripting.Got(v, "{name=, code=, fails=}"))
			continue
		}
		name, err := textOf(t.RawGetString("name"))
		code, okCode := t.RawGetString("code").(lua.LString)
		fails, okFails := t.RawGetString("fails").(lua.LString)
		if err != nil || !okCode || !okFails {
			r.fault("wrong: answer %d: name, code and fails are texts", i+1)
			continue
		}
		if vi, ok := t.RawGetString("vi").(lua.LString); ok {
			name.VI = string(vi)
		}
		e.Wrong = append(e.Wrong, Wrong{name, string(code), string(fails)})
	}
}

// What is shown in one line, and written into the learner's files, is bounded:
// runes of a title or a name, bytes of an id.
const (
	maxName = 200
	maxID   = 100
)

var idForm = lazy.Regexp(`^[a-z0-9-]+(/[a-z0-9-]+)*$`)

func isID(text string) bool { return len(text) <= maxID && idForm().MatchString(text) }

// agree checks what can be checked only when all is read.
func (r *reader) agree(e *Exercise) {
	if e.ID != "" && !idForm().MatchString(e.ID) {
		r.fault("id: got %q, want small letters, digits, - and /", e.ID)
	}
	if !slices.Contains(kinds, e.Kind) {
		r.fault("kind: got %q, want script, fix, predict, rescue or repl", e.Kind)
	}
	for _, m := range e.Manners {
		if _, ok := runtime.FindManner(m); !ok {
			r.fault("manners: got %q, want whole, halves, dribble, glued, slow or reset", m)
		}
	}
	if len(e.Manners) == 0 {
		e.Manners = []string{"whole"}
	}
	for _, w := range e.Wrong {
		if e.FindCheck(w.Fails) < 0 {
			r.fault("wrong: %q fails at %q, which is no check", w.Name.EN, w.Fails)
		}
	}
}

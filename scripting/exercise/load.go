package exercise

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/lazy"
	"sockpit/runtime/printable"
	"sockpit/runtime/wire"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
	"sockpit/scripting/syntax"
)

// A LoadError says what is wrong with an exercise file, and where.
type LoadError struct {
	Place string // "file.lua" or "file.lua:12"
	Text  string
	Hint  string

	slow bool // the file did not come to its end in time
}

func (e *LoadError) Error() string { return e.Place + ": " + e.Text }

// LoadTime is how long an exercise file may take to load, unless another time is
// given.
const LoadTime = 5 * time.Second

// Load reads an exercise file. file is how errors call it, dir its folder. A file
// that runs for longer than within is an error; 0 is LoadTime.
func Load(file, dir, text string, within time.Duration) (*Exercise, error) {
	l := newLoading(file, dir, text, within, nil)
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
	within          time.Duration
	table           *lua.LTable // what exercise{...} was given
}

// newLoading makes the host that an exercise file runs in. functions are those
// of t, where checks will run.
func newLoading(file, dir, text string, within time.Duration, functions []*scripting.Func) *loading {
	l := &loading{file: file, dir: dir, text: text, within: cmp.Or(within, LoadTime)}
	give := &scripting.Func{Name: "exercise", Params: []scripting.Param{{Name: "fields", Type: "table"}}}
	give.Does(func(c *scripting.Call) error {
		if l.table != nil {
			return c.Wrong("", "a file holds one exercise: this is the second")
		}
		return c.Args(&l.table)
	})
	l.host = api.New(scripting.Config{
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
	if err := runFor(l.within, l.host, l.file, l.text); err != nil {
		return err
	}
	if l.table == nil {
		return &LoadError{Place: l.file, Text: "no exercise: the file must call exercise{ id = ..., title = ..., ... }"}
	}
	return nil
}

// runFor runs a file that should only say something: it is ended when it has not
// come to its end in time, also where it waits.
func runFor(within time.Duration, h *scripting.Host, file, text string) error {
	usual := h.Limits()
	limited := usual
	limited.Time = within
	h.SetLimits(limited)
	defer h.SetLimits(usual)
	o := h.Run(file, text)
	var reached *limit.Error
	switch {
	case o.Main == nil:
		return nil
	case errors.As(o.Main, &reached) && reached.Flag == "--timeout":
		return &LoadError{Place: file, Text: fmt.Sprintf("did not finish loading in %s: what runs in a check belongs in its function (--timeout gives a file longer)", within), slow: true}
	}
	return &LoadError{Place: o.Main.Place.String(), Text: o.Main.Message, Hint: o.Main.Hint}
}

// fields are all that an exercise may have.
var fields = []string{"id", "kind", "title", "task", "after", "level", "minutes", "needs", "machine", "teaches", "manners", "start",
	"world", "hidden", "setup", "checks", "hints", "solution", "wrong", "par"}

// exercise reads the table. All that is wrong is told at once.
func (l *loading) exercise() (*Exercise, error) {
	e := &Exercise{File: l.file, Dir: l.dir, Source: l.text, within: l.within}
	r := &reader{t: l.table}
	r.known()
	r.string("id", &e.ID, true)
	kind := string(Script)
	r.string("kind", &kind, false)
	e.Kind = Kind(kind)
	r.text("title", &e.Title, true)
	r.oneLine("title", e.Title)
	r.text("task", &e.Task, true)
	r.text("after", &e.After, false)
	r.number("level", &e.Level)
	r.number("minutes", &e.Minutes)
	r.number("par", &e.Par)
	r.strings("needs", &e.Needs)
	r.machine(e)
	r.strings("teaches", &e.Teaches)
	r.strings("manners", &e.Manners)
	r.string("start", &e.Start, true)
	r.plainText("start", e.Start)
	r.string("world", &e.World, false)
	r.plainText("world", e.World)
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
	bytes  int // of texts that are kept
}

// maxFaults is how many are told.
const maxFaults = 20

func (r *reader) fault(format string, args ...any) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fmt.Sprintf(format, args...))
	}
}

func (r *reader) known() {
	r.t.ForEach(func(k, _ lua.LValue) {
		if name, ok := k.(lua.LString); !ok || !slices.Contains(fields, string(name)) {
			text := fmt.Sprintf("exercise has no field %s", k.String())
			if near := syntax.Nearest(k.String(), fields); near != "" {
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
		*into = r.take(string(v))
	default:
		r.fault("%s: %s", name, scripting.Got(v, "a string"))
	}
}

// take counts the bytes of a text that is kept.
func (r *reader) take(text string) string {
	r.bytes += len(text)
	return text
}

// oneLine refuses a name that is shown in one line, and written into one of the
// learner's files, but is none.
func (r *reader) oneLine(name string, t Text) {
	for _, text := range []string{t.EN, t.VI} {
		switch n := utf8.RuneCountInString(text); {
		case n > maxName:
			r.fault("%s: got %d characters, want at most %d", name, n, maxName)
		case printable.Line(text) != text:
			r.fault("%s: got %s, want one line of text that can be shown as it is", name, printable.Quote(text))
		}
	}
}

// plainText refuses what does not show in a text that is written into the
// learner's files.
func (r *reader) plainText(name, text string) {
	for i, line := range strings.Split(text, "\n") {
		line = strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", " ")
		if shown := printable.Line(line); shown != line {
			r.fault("%s: line %d has bytes that can't be shown as they are, want escapes for them: %s", name, i+1, printable.Quote(line[:min(len(line), maxName)]))
			return
		}
	}
}

func (r *reader) text(name string, into *Text, needed bool) {
	if v := r.get(name, needed); v != lua.LNil {
		text, err := textOf(v)
		if err != nil {
			r.fault("%s: %s", name, err)
		}
		*into = Text{strings.TrimSpace(r.take(text.EN)), strings.TrimSpace(r.take(text.VI))}
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
		if v.Len() > maxList {
			r.fault("%s: got %d entries, want at most %d", name, v.Len(), maxList)
			return nil
		}
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
		*into = append(*into, r.take(string(s)))
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
		r.oneLine(fmt.Sprintf("checks: the name of check %d", i+1), name)
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
		e.Hints = append(e.Hints, Text{r.take(text.EN), r.take(text.VI)})
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
		r.oneLine(fmt.Sprintf("wrong: the name of answer %d", i+1), name)
		e.Wrong = append(e.Wrong, Wrong{name, r.take(string(code)), string(fails)})
	}
}

// What is shown in one line, and written into the learner's files, is bounded:
// runes of a title or a name, bytes of an id.
const (
	maxName = 200
	maxID   = 100

	maxList  = 200       // entries of a list
	maxTexts = 512 << 10 // bytes of all texts of one exercise
)

var idForm = lazy.Regexp(`^[a-z0-9-]+(/[a-z0-9-]+)*$`)

func isID(text string) bool { return len(text) <= maxID && idForm().MatchString(text) }

// agree checks what can be checked only when all is read.
func (r *reader) agree(e *Exercise) {
	if e.ID != "" && !isID(e.ID) {
		r.fault("id: got %s, want at most %d small letters, digits, - and /", printable.Quote(e.ID[:min(len(e.ID), maxID)]), maxID)
	}
	if e.bytes = r.bytes; r.bytes > maxTexts {
		r.fault("its texts have %d bytes together, at most %d are kept", r.bytes, maxTexts)
	}
	if !slices.Contains(kinds, e.Kind) {
		r.fault("kind: got %q, want script, fix, predict, rescue or repl", e.Kind)
	}
	for _, m := range e.Manners {
		if _, ok := wire.FindManner(m); !ok {
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

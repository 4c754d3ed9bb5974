package scripting

import (
	"fmt"
	"maps"
	"path"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/scripting/syntax"
)

// A Breakpoint stops the tasks of a stepped run.
type Breakpoint struct {
	ID    int
	Place event.Place // line to stop at, or zero
	Call  string      // function of the API to stop before, or ""; one of the script's is its first line
	If    string      // Lua that must be true where it stops; "" always
	Hits  int
}

// String gives "breakpoint 1 at echo.lua:4 if n > 2".
func (b *Breakpoint) String() string {
	text := fmt.Sprintf("breakpoint %d ", b.ID)
	if b.Call != "" {
		text += "before " + b.Call
	} else {
		text += fmt.Sprintf("at %s:%d", path.Base(b.Place.Source), b.Place.Line)
	}
	if b.If != "" {
		text += " if " + b.If
	}
	return text
}

// Break sets a breakpoint, and gives it with its number.
func (s *Stepper) Break(b Breakpoint) (set Breakpoint, err error) {
	s.host.With(func() {
		switch {
		case b.Call == "":
			err = s.canStop(b.Place)
		case !slices.Contains(s.callNames(), b.Call):
			err = s.ofScript(&b)
		}
		if err == nil && b.If != "" {
			_, err = s.host.compileTyped(b.If, nil)
		}
		if err != nil {
			return
		}
		s.lastID++
		b.ID, b.Hits = s.lastID, 0
		s.breaks = append(s.breaks, &b)
		set = b
	})
	return set, err
}

// Clear takes a breakpoint away.
func (s *Stepper) Clear(id int) (err error) {
	s.host.With(func() {
		i := slices.IndexFunc(s.breaks, func(b *Breakpoint) bool { return b.ID == id })
		if i < 0 {
			err = fmt.Errorf("there is no breakpoint %d", id)
			return
		}
		s.breaks = slices.Delete(s.breaks, i, i+1)
	})
	return err
}

// Breakpoints gives those that are set.
func (s *Stepper) Breakpoints() (all []Breakpoint) {
	s.host.With(func() {
		for _, b := range s.breaks {
			all = append(all, *b)
		}
	})
	return all
}

// ofScript makes a breakpoint before a function that the script has defined one
// at the function's first line.
func (s *Stepper) ofScript(b *Breakpoint) error {
	names := s.callNames()
	for _, source := range slices.Sorted(maps.Keys(s.host.sources.texts)) {
		for name, line := range syntax.Functions(s.host.sources.tree(source)) {
			if names = append(names, name); name == b.Call {
				b.Call, b.Place = "", event.Place{Source: source, Line: line}
				return nil
			}
		}
	}
	if near := syntax.Nearest(b.Call, names); near != "" {
		return fmt.Errorf("no function called %s. Did you mean %s?", b.Call, near)
	}
	return fmt.Errorf("no function called %s", b.Call)
}

func (s *Stepper) callNames() []string {
	var names []string
	for _, f := range s.host.functions {
		names = append(names, f.Name)
	}
	return names
}

// canStop gives an error that names a line near p, if nothing begins at p.
func (s *Stepper) canStop(p event.Place) error {
	src := &s.host.sources
	if _, known := src.texts[p.Source]; !known {
		return fmt.Errorf("no file called %s is loaded", p.Source)
	}
	if src.begins(p.Source, p.Line) {
		return nil
	}
	near := 0
	for line := range src.begun[p.Source].lines {
		if line > p.Line && (near == 0 || line < near) {
			near = line
		}
	}
	if near == 0 {
		return fmt.Errorf("nothing begins at line %d of %s, or behind it", p.Line, p.Source)
	}
	return fmt.Errorf("nothing begins at line %d of %s: the next line that does is %d", p.Line, p.Source, near)
}

// breakAt gives the breakpoint that stops the task at a line, and why its
// condition could not be told, or nil.
func (s *Stepper) breakAt(t *Task, p event.Place) (*Breakpoint, *Failure) {
	for _, b := range s.breaks {
		if b.Call == "" && b.Place == p {
			if holds, trouble := s.holds(t, b); holds {
				return b, trouble
			}
		}
	}
	return nil, nil
}

// holds asks the condition. One that fails stops the task, so that the failure
// is seen.
func (s *Stepper) holds(t *Task, b *Breakpoint) (bool, *Failure) {
	if b.If == "" {
		return true, nil
	}
	results, failure := t.runTyped(b.If)
	if failure != nil {
		return true, failure
	}
	return len(results) > 0 && !lua.LVIsFalse(results[0]), nil
}

// reached counts, and says what stopped the task.
func (b *Breakpoint) reached(trouble *Failure) string {
	b.Hits++
	text := b.String()
	if trouble != nil {
		text += ": " + trouble.Message
	}
	return text
}

// calls is told that a task is about to call a function of the API.
func (s *Stepper) calls(t *Task, f *Func) {
	if t.walk.typing || t.showing || s.host.looking {
		return
	}
	if f.Name == "sleep" {
		t.walk.aside = true
	}
	for _, b := range s.breaks {
		if b.Call != f.Name {
			continue
		}
		if holds, trouble := s.holds(t, b); holds {
			s.halt()
			t.stand(t.calledFrom(), b.reached(trouble))
			return
		}
	}
}

// called is told that it has.
func (s *Stepper) called(t *Task, f *Func) {
	if f.Name == "step" && s.free && s.says && !t.walk.typing {
		s.halt()
	}
}

// nextCall gives the function of the API that a line calls first, or "".
func (s *Stepper) nextCall(p event.Place) string {
	names := s.callNames()
	for _, name := range syntax.CalledOn(s.host.sources.treeAt(p), p.Line) {
		if slices.Contains(names, name) {
			return name
		}
	}
	return ""
}

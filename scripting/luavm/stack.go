package luavm

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/scripting/stdlib"
)

// LinePlace gives the line of the first Lua function of a thread from a level on;
// false if there is none.
func LinePlace(th *lua.LState, from int) (event.Place, bool) {
	for i := from; ; i++ {
		dbg, ok := th.GetStack(i)
		if !ok {
			return event.Place{}, false
		}
		if _, err := th.GetInfo("Sl", dbg, lua.LNil); err == nil && dbg.CurrentLine > 0 {
			return event.Place{Source: dbg.Source, Line: dbg.CurrentLine}, true
		}
	}
}

// CallerPlaces gives the lines of the first so many Lua functions of a thread, the
// innermost first.
func CallerPlaces(th *lua.LState, most int) (places []event.Place) {
	for i := 0; len(places) < most; i++ {
		dbg, ok := th.GetStack(i)
		if !ok {
			break
		}
		if _, err := th.GetInfo("Sl", dbg, lua.LNil); err == nil && dbg.CurrentLine > 0 {
			places = append(places, event.Place{Source: dbg.Source, Line: dbg.CurrentLine})
		}
	}
	return places
}

// How many levels a traceback shows before and after the "..." that stands for
// the others.
const (
	firstLevels = 12
	lastLevels  = 10
)

// Traceback lists the functions that run in the threads, innermost first, from a
// level on, as debug.traceback does.
func Traceback(threads []*lua.LState, level int) string {
	var lines []string
	for _, th := range threads {
		lines = append(lines, threadLines(th)...)
	}
	level = min(max(level, 0), len(lines))
	lines = lines[level:]
	if first := max(firstLevels-level, 0); len(lines) > first+lastLevels {
		lines = append(append(lines[:first:first], "..."), lines[len(lines)-lastLevels:]...)
	}
	return strings.Join(append([]string{"stack traceback:"}, lines...), "\n\t")
}

// threadLines gives a line for each function that runs in a thread, and for each
// that was left by a tail call.
func threadLines(th *lua.LState) (lines []string) {
	for n := 0; n < maxLevels; n++ {
		dbg, ok := th.GetStack(n)
		if !ok {
			return lines
		}
		if _, err := th.GetInfo("nSl", dbg, lua.LNil); err != nil {
			return lines
		}
		lines = append(lines, levelLine(dbg))
		for range stdlib.TailCalls(dbg) {
			lines = append(lines, "(tail call): ?")
			n++
		}
	}
	return lines
}

// maxLevels bounds the levels that are looked at: each takes as long to find as
// it is deep.
const maxLevels = 4096

func levelLine(dbg *lua.Debug) string {
	if dbg.Source == "" { // Go's, or of sockpit's own Lua
		if IsFunctionName(dbg.Name) {
			return fmt.Sprintf("[C]: in function '%s'", dbg.Name)
		}
		return "[C]: ?"
	}
	place := fmt.Sprintf("%s:%d: in ", dbg.Source, dbg.CurrentLine)
	switch {
	case dbg.LineDefined == 0:
		return place + "main chunk"
	case IsFunctionName(dbg.Name):
		return fmt.Sprintf("%sfunction '%s'", place, dbg.Name)
	}
	return fmt.Sprintf("%sfunction <%s:%d>", place, dbg.Source, dbg.LineDefined)
}

// IsFunctionName reports whether gopher-lua gave a name, and not one of its words
// for none.
func IsFunctionName(name string) bool {
	switch name {
	case "", "?", "main chunk", "corountine", "(anonymous)":
		return false
	}
	return !strings.HasPrefix(name, "<")
}

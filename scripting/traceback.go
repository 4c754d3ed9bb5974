package scripting

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/stdlib"
)

// traceback is debug.traceback([thread,] [message [, level]]) of §5.9 of the
// manual: a message that is no string is given back as it is.
func (h *Host) traceback(L *lua.LState) int {
	th, isThread := L.Get(1).(*lua.LState)
	if isThread {
		L.Remove(1)
	}
	own := !isThread || th == h.innermost()
	level := 0
	if own {
		level = 1
	}
	level = stdlib.Check(L, "traceback").OptInt(2, level)
	text := ""
	if L.GetTop() >= 1 {
		message := L.Get(1)
		if !lua.LVCanConvToString(message) {
			L.Push(message)
			return 1
		}
		text = stdlib.ToString(L, message).String() + "\n"
	}
	switch hk, _ := threadHook(th); {
	case own:
		text += stackText(h.current.levelsWithin(), level)
	case hk != nil && hk.died != "":
		text += hk.died
	default:
		text += stackText([]*lua.LState{th}, level)
	}
	L.Push(lua.LString(text))
	return 1
}

// threadHook gives the hook of a coroutine.
func threadHook(th *lua.LState) (*hook, bool) {
	if th == nil {
		return nil, false
	}
	hk, ok := th.Context().(*hook)
	return hk, ok
}

// levelsWithin gives the Lua threads from the innermost out to the one that the
// coroutine began in, or the task.
func (t *Task) levelsWithin() (out []*lua.LState) {
	for i := len(t.levels) - 1; i >= 0; i-- {
		out = append(out, t.levels[i].th)
		if t.levels[i].coroutine {
			break
		}
	}
	return out
}

// How many levels a traceback shows before and after the "..." that stands for
// the others.
const (
	firstLevels = 12
	lastLevels  = 10
)

// stackText lists the functions that run in the threads, from a level on.
func stackText(threads []*lua.LState, level int) string {
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
		if isPlainName(dbg.Name) {
			return fmt.Sprintf("[C]: in function '%s'", dbg.Name)
		}
		return "[C]: ?"
	}
	place := fmt.Sprintf("%s:%d: in ", dbg.Source, dbg.CurrentLine)
	switch {
	case dbg.LineDefined == 0:
		return place + "main chunk"
	case isPlainName(dbg.Name):
		return fmt.Sprintf("%sfunction '%s'", place, dbg.Name)
	}
	return fmt.Sprintf("%sfunction <%s:%d>", place, dbg.Source, dbg.LineDefined)
}

// isPlainName reports whether gopher-lua gave a name, and not one of its words
// for none.
func isPlainName(name string) bool {
	switch name {
	case "", "?", "main chunk", "corountine", "(anonymous)":
		return false
	}
	return !strings.HasPrefix(name, "<")
}

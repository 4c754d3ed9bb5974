// Package stdlib is the part of Lua 5.1's standard library that gopher-lua gets
// wrong, written again: the whole of string, table and math, the clock and the
// calendar of os, basic functions, and the arithmetic of strings.
//
// Three things are different from gopher-lua's own. Strings are bytes: nothing
// here decodes UTF-8, so what came from a socket goes back to it unchanged.
// Results are bounded: a string longer than the host allows is refused before
// it is built. Loops can be stopped: every long one asks the host, through
// [Env.Check], whether it may go on.
//
// What still differs from Lua 5.1 is listed, with the reason, in [Differences];
// a test runs each entry against lua5.1. Beyond Lua 5.1 there are helpers for
// bytes ([Pack], [Unpack], [ToHex], [FromHex], [Bit]) and checked conversions
// of script values to Go ([Int], [Port], [Seconds]).
//
// [Library.Compile] compiles a parsed chunk so that the `..` operator, which
// the VM builds in, obeys the same bounds.
package stdlib

import (
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// DefaultMaxString is the longest string a script may build when the host
// does not say.
const DefaultMaxString = 16 << 20

// Env is what the library asks of its host. The zero Env is usable.
type Env struct {
	// MaxString says how many bytes a built string may have. Nil means
	// DefaultMaxString.
	MaxString func() int

	// LimitName is what the error of a too long string names as the way to
	// allow more, such as "--max-string". Empty names nothing.
	LimitName string

	// Check is asked every thousand steps or so of a long loop. The error it
	// returns ends the loop and is handed to Raise. Nil never stops a loop.
	Check func(L *lua.LState) error

	// Now is the time of os.time, os.date and os.clock, which then counts from when the
	// library was installed. Nil: the machine's, and the processor's.
	Now func() time.Time

	// Outer gives the thread whose call runs in a thread of its own, L: that of a
	// protected call. Nil, or a nil thread: nobody's does.
	Outer func(L *lua.LState) *lua.LState

	// Raise raises err, a *TooLongError or what Check returned, and does not
	// return. Nil raises the text of err with the script's position in front.
	Raise func(L *lua.LState, err error)
}

// A TooLongError is raised instead of building a string beyond the limit.
type TooLongError struct {
	Limit int    // in bytes
	Name  string // Env.LimitName
}

func (e *TooLongError) Error() string {
	s := "string longer than " + byteSize(e.Limit)
	if e.Name != "" {
		s += " (limit: " + e.Name + ")"
	}
	return s
}

func byteSize(n int) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// A Library is the library as installed in one Lua state. Like the state it
// must not be used by two goroutines at once.
type Library struct {
	env     Env
	globals *lua.LTable
	random  *random
	began   time.Time // when it was installed

	operatorMark *lua.Upvalue   // see Library.operator
	remainder    *lua.LFunction // what a % b calls
}

// Install replaces the functions of the global tables string, table, math and os
// and the globals assert, error, select, tonumber, tostring and unpack, and
// gives strings a metatable of their own. It expects gopher-lua's base, string, table and math libraries
// to be open.
func Install(L *lua.LState, env Env) *Library {
	l := &Library{
		env:          env,
		globals:      L.G.Global,
		random:       newRandom(),
		operatorMark: &lua.Upvalue{},
	}
	l.began = l.now()
	l.remainder = l.operator(remainder)
	strings := fill(L, "string", l.stringFuncs())
	fill(L, "table", l.tableFuncs())
	math := fill(L, "math", l.mathFuncs())
	addMathConstants(math)
	fill(L, "os", l.osFuncs())
	for name, fn := range l.baseFuncs() {
		L.SetGlobal(name, L.NewFunction(fn))
	}
	check(L)
	meta := L.CreateTable(0, 8)
	meta.RawSetString("__index", strings)
	for event, fn := range arithmeticEvents() {
		meta.RawSetString(event, l.operator(fn))
	}
	L.SetMetatable(lua.LString(""), meta)
	return l
}

func (l *Library) now() time.Time {
	if l.env.Now != nil {
		return l.env.Now()
	}
	return time.Now()
}

// fill empties the global table name and puts funcs in it. The table stays the
// same one, because package.loaded and earlier scripts may hold it.
func fill(L *lua.LState, name string, funcs map[string]lua.LGFunction) *lua.LTable {
	t, ok := L.GetGlobal(name).(*lua.LTable)
	if !ok {
		t = L.CreateTable(0, len(funcs))
		L.SetGlobal(name, t)
	}
	var old []lua.LValue
	t.ForEach(func(key, _ lua.LValue) { old = append(old, key) })
	for _, key := range old {
		t.RawSet(key, lua.LNil)
	}
	return L.SetFuncs(t, funcs)
}

// raise hands a typed error to the host. It does not return.
func (l *Library) raise(L *lua.LState, err error) {
	if l.env.Raise != nil {
		l.env.Raise(L, err)
	}
	raise(L, "%s", err.Error())
}

func (l *Library) maxString() int {
	if l.env.MaxString == nil {
		return DefaultMaxString
	}
	return l.env.MaxString()
}

// fit raises unless a string of n bytes is allowed.
func (l *Library) fit(L *lua.LState, n int) {
	if max := l.maxString(); n > max || n < 0 {
		l.raise(L, &TooLongError{Limit: max, Name: l.env.LimitName})
	}
}

// check asks the host whether to go on.
func (l *Library) check(L *lua.LState) error {
	if l.env.Check == nil {
		return nil
	}
	return l.env.Check(L)
}

// pollEvery is how many steps a loop takes between two questions to the host.
const pollEvery = 1000

// poll is called with the number of each turn of a loop and asks the host in
// every thousandth.
func (l *Library) poll(L *lua.LState, turn int) {
	if turn%pollEvery == pollEvery-1 {
		l.ask(L)
	}
}

// spend counts n steps of a loop whose steps are not alike; steps are those since
// the host was asked.
func (l *Library) spend(L *lua.LState, steps *int, n int) {
	if *steps += n; *steps >= pollEvery {
		*steps = 0
		l.ask(L)
	}
}

func (l *Library) ask(L *lua.LState) {
	if err := l.check(L); err != nil {
		l.raise(L, err)
	}
}

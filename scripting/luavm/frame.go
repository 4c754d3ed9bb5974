package luavm

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
)

// A trick: where a call stands is read from gopher-lua's own records of its frames,
// which it keeps to itself. GetStack and GetInfo tell the same, and make a record on
// the heap each time: BenchmarkCallerPlace, BenchmarkPosition. Where the records are
// not what they were, the library is asked.

// frames says where in memory the records are.
var frames = findFrames()

// frameFields are offsets in bytes.
type frameFields struct {
	known               bool
	current             uintptr // in lua.LState: the frame that runs
	debug               uintptr // in lua.Debug: the frame that it tells of
	parent, fn, pc, idx uintptr // in a frame
}

func findFrames() (at frameFields) {
	current, ok := reflect.TypeFor[lua.LState]().FieldByName("currentFrame")
	if !ok || current.Type.Kind() != reflect.Pointer || current.Type.Elem().Kind() != reflect.Struct {
		return at
	}
	frame := current.Type.Elem()
	parent, hasParent := frame.FieldByName("Parent")
	fn, hasFn := frame.FieldByName("Fn")
	pc, hasPC := frame.FieldByName("Pc")
	idx, hasIdx := frame.FieldByName("Idx")
	debug, hasDebug := reflect.TypeFor[lua.Debug]().FieldByName("frame")
	return frameFields{
		known: tricks && hasParent && parent.Type == current.Type &&
			hasFn && fn.Type == reflect.TypeFor[*lua.LFunction]() &&
			hasPC && pc.Type.Kind() == reflect.Int &&
			hasIdx && idx.Type.Kind() == reflect.Int &&
			hasDebug && debug.Type == current.Type,
		current: current.Offset, debug: debug.Offset, parent: parent.Offset, fn: fn.Offset, pc: pc.Offset, idx: idx.Offset,
	}
}

// CallerPlace gives the line of the Lua function that called the function of Go's
// which runs in th; false if that has no line.
func CallerPlace(th *lua.LState) (event.Place, bool) {
	if p, ok := frames.callerPlace(th); ok {
		return p, true
	}
	return LinePlace(th, 1)
}

// callerPlace is CallerPlace for a call straight from Lua; false: ask the library.
func (at *frameFields) callerPlace(th *lua.LState) (event.Place, bool) {
	if !at.known {
		return event.Place{}, false
	}
	running := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(th), at.current))
	if running == nil || !at.function(running).IsG {
		return event.Place{}, false
	}
	caller := *(*unsafe.Pointer)(unsafe.Add(running, at.parent))
	if caller == nil {
		return event.Place{}, false
	}
	fn, pc := at.function(caller), *(*int)(unsafe.Add(caller, at.pc))
	if fn.IsG || pc <= 0 || fn.Proto.DbgSourcePositions[pc-1] <= 0 {
		return event.Place{}, false
	}
	return event.Place{Source: fn.Proto.SourceName, Line: fn.Proto.DbgSourcePositions[pc-1]}, true
}

// PC gives the number of the instruction that the call which dbg tells of is at.
func PC(dbg *lua.Debug) int {
	pc, _ := Position(dbg)
	return pc
}

// Position is PC, and how many calls of the same thread are below this one.
func Position(dbg *lua.Debug) (pc, depth int) {
	if frames.known {
		pc, depth = frames.position(dbg)
	} else {
		frame := reflect.ValueOf(dbg).Elem().FieldByName("frame").Elem()
		pc, depth = int(frame.FieldByName("Pc").Int()), int(frame.FieldByName("Idx").Int())
	}
	return pc - 1, depth // the library counts the instruction after it
}

// position is as the library has it, which counts one instruction on; only if known.
func (at *frameFields) position(dbg *lua.Debug) (pc, depth int) {
	frame := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(dbg), at.debug))
	return *(*int)(unsafe.Add(frame, at.pc)), *(*int)(unsafe.Add(frame, at.idx))
}

func (at *frameFields) function(frame unsafe.Pointer) *lua.LFunction {
	return *(**lua.LFunction)(unsafe.Add(frame, at.fn))
}

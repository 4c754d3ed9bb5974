package scripting

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
)

// frames says where gopher-lua keeps what GetStack and GetInfo tell. They make a
// record on the heap each time, and who asks for the line of every call pays a
// twentieth of what a small message takes there and back. So that one question is
// read from the library's own records, found by name; where they are not what
// they were, the library is asked as ever.
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

// callLine gives the line of the Lua function that called the function of Go's
// that runs in th, as linePlace(th, 1) does; false: ask that.
func callLine(th *lua.LState) (runtime.Place, bool) {
	if !frames.known {
		return runtime.Place{}, false
	}
	running := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(th), frames.current))
	if running == nil || !frames.function(running).IsG {
		return runtime.Place{}, false
	}
	caller := *(*unsafe.Pointer)(unsafe.Add(running, frames.parent))
	if caller == nil {
		return runtime.Place{}, false
	}
	fn, pc := frames.function(caller), *(*int)(unsafe.Add(caller, frames.pc))
	if fn.IsG || pc <= 0 || fn.Proto.DbgSourcePositions[pc-1] <= 0 {
		return runtime.Place{}, false
	}
	return runtime.Place{Source: fn.Proto.SourceName, Line: fn.Proto.DbgSourcePositions[pc-1]}, true
}

// position gives the number of the next instruction of the call that dbg tells of,
// and how many calls of the same thread are below it; only if known.
func (at *frameFields) position(dbg *lua.Debug) (pc, depth int) {
	frame := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(dbg), at.debug))
	return *(*int)(unsafe.Add(frame, at.pc)), *(*int)(unsafe.Add(frame, at.idx))
}

func (at *frameFields) function(frame unsafe.Pointer) *lua.LFunction {
	return *(**lua.LFunction)(unsafe.Add(frame, at.fn))
}

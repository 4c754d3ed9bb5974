package luavm

import (
	"reflect"
	"strings"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Threads makes Lua threads, each a copy of one that was never used. That is a
// trick: it writes the library's thread itself. LState.NewThread makes tables of
// globals for each, which it throws away at once; a copy takes a third of its time
// and memory: BenchmarkThread.
type Threads struct {
	root   *lua.LState
	create *lua.LFunction // coroutine.create of the library
	first  *lua.LState    // never used
	at     threadLayout
}

// NewThreads gives a maker of threads of root, where the library's coroutines are
// open.
func NewThreads(root *lua.LState) *Threads {
	first, _ := root.NewThread()
	create := root.GetGlobal("coroutine").(*lua.LTable).RawGetString("create").(*lua.LFunction)
	return &Threads{root, create, first, layoutOf(first)}
}

// AllowCalls sets how many calls can be made inside each other in threads that are
// made from now on, and reports whether that is a change.
func (m *Threads) AllowCalls(n int) bool {
	if m.root.Options.CallStackSize == n {
		return false
	}
	m.root.Options.CallStackSize = n
	m.first, _ = m.root.NewThread() // copies are as deep as it is
	return true
}

// Thread makes a thread without a context.
func (m *Threads) Thread() *lua.LState {
	if m.at.known {
		return m.copied(nil)
	}
	th, _ := m.root.NewThread()
	return th
}

// Coroutine makes a thread without a context that runs f, a Lua function, when it
// is resumed.
func (m *Threads) Coroutine(f *lua.LFunction) *lua.LState {
	if m.at.known {
		return m.copied(f)
	}
	m.root.Push(m.create) // the root has no context that the thread would be tied to
	m.root.Push(f)
	m.root.Call(1, 1)
	defer m.root.Pop(1)
	return m.root.ToThread(-1)
}

// firstRegisters are those of a thread at first: the library takes no setting that
// is smaller than 128. It adds more where they are needed, 1024 at once.
const firstRegisters = 64

// copied makes a thread, with a call of f to begin with if f is not nil. Numbers
// that are made in a thread lie in blocks that all threads share: one runs at a time.
func (m *Threads) copied(f *lua.LFunction) *lua.LState {
	th := new(lua.LState)
	*th = *m.first
	registers, calls := **m.at.registers(m.first), *(*callParts)(m.at.calls(m.first).value)
	registers.array = make([]lua.LValue, firstRegisters)
	registers.handler.value = unsafe.Pointer(th)
	calls.segments = make([]*segment, len(calls.segments))
	calls.segments[0] = new(segment)
	if f != nil { // as coCreate does
		calls.segments[0].array[0] = callPart{Fn: f, LocalBase: 1, NRet: lua.MultRet}
		calls.segSp = 1
	}
	*m.at.registers(th), m.at.calls(th).value = &registers, unsafe.Pointer(&calls)
	return th
}

// registerParts is what the library's registry is made of.
type registerParts struct {
	array   []lua.LValue
	top     int
	growBy  int
	maxSize int
	alloc   unsafe.Pointer
	handler interfaceParts // a *lua.LState
}

// callParts is what the library's stack of calls is made of: it grows by segments.
type callParts struct {
	segments []*segment
	segIdx   uint16
	segSp    uint8
}

type segment struct {
	array [lua.FramesPerSegment]callPart
}

// callPart is one call.
type callPart struct {
	Idx        int
	Fn         *lua.LFunction
	Parent     *callPart
	Pc         int
	Base       int
	LocalBase  int
	ReturnBase int
	NArgs      int
	NRet       int
	TailCall   int
}

// interfaceParts is an interface that has methods.
type interfaceParts struct{ methods, value unsafe.Pointer }

// A threadLayout says where a lua.LState has what a copy must have for itself.
type threadLayout struct {
	known                bool
	registersAt, callsAt uintptr
}

func (l *threadLayout) registers(th *lua.LState) **registerParts {
	return (**registerParts)(unsafe.Add(unsafe.Pointer(th), l.registersAt))
}

func (l *threadLayout) calls(th *lua.LState) *interfaceParts {
	return (*interfaceParts)(unsafe.Add(unsafe.Pointer(th), l.callsAt))
}

// threadFields are those of a lua.LState that is known: what a copy must not share
// is among reg and stack.
const threadFields = "G Parent Env Panic Dead Options stop reg stack alloc currentFrame wrapped uvcache hasErrorFunc mainLoop ctx ctxCancelFn"

// layoutOf looks at a thread by the names and types of its fields. The layout is
// not known if another version of the library makes threads otherwise.
func layoutOf(th *lua.LState) (l threadLayout) {
	v := reflect.ValueOf(th).Elem()
	var names []string
	for i := range v.NumField() {
		names = append(names, v.Type().Field(i).Name)
	}
	if !tricks || strings.Join(names, " ") != threadFields || v.FieldByName("stack").Kind() != reflect.Interface {
		return l
	}
	registers, _ := v.Type().FieldByName("reg")
	calls, _ := v.Type().FieldByName("stack")
	known := alike(registers.Type, reflect.TypeFor[*registerParts](), 0) &&
		alike(v.FieldByName("stack").Elem().Type(), reflect.TypeFor[*callParts](), 0) &&
		v.FieldByName("reg").Elem().FieldByName("handler").Elem().Type() == reflect.TypeFor[*lua.LState]()
	return threadLayout{known, registers.Offset, calls.Offset}
}

// alike reports whether values of both types lie in memory alike, with pointers in
// the same places.
func alike(theirs, ours reflect.Type, depth int) bool {
	switch {
	case theirs == ours || depth > 8: // deeper: what points to its own kind
		return true
	case ours == reflect.TypeFor[unsafe.Pointer]():
		return theirs.Kind() == reflect.Pointer
	case ours == reflect.TypeFor[interfaceParts]():
		return theirs.Kind() == reflect.Interface && theirs.NumMethod() > 0
	case theirs.Kind() != ours.Kind() || theirs.Size() != ours.Size():
		return false
	}
	switch ours.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return alike(theirs.Elem(), ours.Elem(), depth+1)
	case reflect.Struct:
		if theirs.NumField() != ours.NumField() {
			return false
		}
		for i := range ours.NumField() {
			f, g := theirs.Field(i), ours.Field(i)
			if f.Name != g.Name || f.Offset != g.Offset || !alike(f.Type, g.Type, depth+1) {
				return false
			}
		}
		return true
	default:
		return ours.Kind() < reflect.Complex64 // numbers, whatever they are called
	}
}

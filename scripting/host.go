// Package scripting runs Lua: it hosts the VM, schedules the tasks of a
// session, and offers what [Func] entries describe as functions. It and the packages
// below it alone import gopher-lua.
//
// A [Host] is one Lua state with its runtime.Session. A [Task] is a goroutine
// with a Lua thread of its own; one baton says which of them runs, and a call
// that waits gives the baton away. Whoever reads or writes Lua values, or the
// fields of Host and Task, holds the baton; Host's exported methods take it
// themselves.
//
// The functions that scripts call come in by Config.Functions, from package api and
// from who else makes a host: help, completion, the reference page and argument
// errors are read from their entries. Values of their own types are [Object]s.
package scripting

import (
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/clock"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
	"sockpit/scripting/limit"
	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// A Config is what a Host is made with. The zero value is a safe host that
// prints nowhere.
type Config struct {
	Session   runtime.Config
	Limits    limit.Limits
	Out       Printer
	Dir       string   // the script's folder; "" the current one
	Plugins   []string // folders that require looks in after Dir
	AllowRead []string // folders that scripts may read besides Dir
	Seed      int64    // of math.random; 0: a new one each time
	Args      []string // arg[1], arg[2], …
	OnEnd     func(*Task)
	OnClose   func()                              // told when the host is closed
	OnMove    func(seq int64, world func() World) // told after each call that may have moved a socket, with the number of the latest event
	Pace      time.Duration                       // pause after each socket call; see SetPace
	Functions []*Func                             // that scripts can call, in teaching order
	Lang      claim.Lang                          // that explanations are worded in; "": English

	NewStack func(seed int64) (s stack.Stack, end func()) // makes the network that sockets live on, from the seed; nil: Session.Stack

	Kept         func() int64 // bytes that who made the host keeps of what happens in it; any goroutine. They are not charged to scripts; nil: none
	OnStuck      func(Stuck)  // told when every task of a run waits; nil: nobody looks
	EndDeadlocks bool         // and then, if nothing can end that, the run is ended
}

// A Printer shows what scripts print, and what they ask to be shown. What comes
// from a script is not yet made safe to show.
type Printer interface {
	Print(text string)
	Show(v any) // Hex, Payload, Inspection, World, *Func, Overview, FieldHelp or Step
}

// Silent is a Printer that shows nothing.
type Silent struct{}

// Print shows nothing.
func (Silent) Print(string) {}

// Show shows nothing.
func (Silent) Show(any) {}

// A Host is one Lua state with one session of sockets. It is put together from its
// parts: each has fields and methods of its own, and what a part offers the host
// offers too.
type Host struct {
	Session *runtime.Session
	Seed    int64 // of this run's math.random

	config Config
	limits limit.Limits
	root   *lua.LState // makes threads; runs nothing that can wait

	scheduler
	prompt
	registry
	plugins
	naming
	sandbox
	stepping
	reasons

	threads  threadPool
	sources  sources
	compiler compiler
	run      runState
	meter    *meter
	pace     atomic.Int64 // nanoseconds after each socket call
	began    time.Time
}

// stepping is what decides when tasks, and a network's time, go on.
type stepping struct {
	stepper    *Stepper   // nil: they run
	pacer      *pacer     // nil: the clock goes on by itself
	standstill standstill // of tasks that it keeps
	endStack   func()     // ends what NewStack made; nil: nothing to end
}

// reasons are what an explanation looks back at.
type reasons struct {
	nils  map[event.Place]string // why the call of a line gave nil
	halts halts

	caught *Error // of the last call that failed, unless nobody caught it; nil: none since. It belongs to who holds the baton
}

// New makes a host. Close it.
func New(c Config) *Host {
	if c.Out == nil {
		c.Out = Silent{}
	}
	if c.Dir == "" {
		c.Dir = "."
	}
	h := &Host{
		Seed: c.Seed, config: c, limits: c.Limits.WithDefaults(),
		registry: newRegistry(c.Functions),
		reasons:  reasons{nils: map[event.Place]string{}},
		sandbox:  newSandbox(c.Dir, c.AllowRead, c.Plugins),
	}
	h.prompt.host, h.compiler.host, h.naming.host = h, h, h
	h.plugins.host = h
	if h.Seed == 0 {
		h.Seed = rand.Int64N(1<<31-1) + 1
	}
	c.Session.MaxSockets = h.limits.Sockets
	if c.NewStack != nil {
		c.Session.Stack, h.endStack = c.NewStack(h.Seed)
		c.Session.Policy.AnyNet = true // nothing leaves it
	}
	h.Session = runtime.NewSession(c.Session)
	h.began, h.standstill.clock = h.Session.Clock.Now(), h.Session.Clock
	h.meter = newMeter(h.limits.Memory, h.kept, h.baton.taken)
	h.pace.Store(int64(c.Pace))
	h.root = luavm.NewState(h.limits.Calls)
	h.open()
	h.pacer = newPacer(h)
	return h
}

// kept gives the bytes that are kept of what scripts do, and are not theirs: each
// part of it has a bound.
func (h *Host) kept() int64 {
	n := h.Session.Log.Bytes() + int64(h.prompt.entryBytes+typedFactor*h.sources.typed.bytes)
	if h.config.Kept != nil {
		n += h.config.Kept()
	}
	return n
}

// open gives scripts what they may reach, and nothing else.
func (h *Host) open() {
	L := h.root
	for _, lib := range []struct {
		name string
		open lua.LGFunction
	}{
		{lua.BaseLibName, lua.OpenBase}, {lua.TabLibName, lua.OpenTable}, {lua.StringLibName, lua.OpenString},
		{lua.MathLibName, lua.OpenMath}, {lua.CoroutineLibName, lua.OpenCoroutine},
	} {
		L.Push(L.NewFunction(lib.open))
		L.Push(lua.LString(lib.name))
		L.Call(1, 0)
	}
	L.SetGlobal("_GOPHER_LUA_VERSION", lua.LNil) // not of Lua
	h.compiler.library = stdlib.Install(L, stdlib.Env{
		Now:       h.ownTime(),
		MaxString: func() int { return h.limits.String },
		LimitName: "--max-string",
		Check:     func(*lua.LState) error { return h.current.checkLoop() },
		Outer:     func(th *lua.LState) *lua.LState { return h.current.outer(th) },
		Raise:     func(L *lua.LState, err error) { h.current.raiseHere(L, err) },
	})
	h.threads = threadPool{maker: luavm.NewThreads(L), alarm: &h.meter.alarm, raised: func(L *lua.LState) { h.current.raised(L) }}
	openCoroutines(h, L)
	baseLibrary{h}.open(L)
	h.openTypes(L)
	h.openAPI(L)
	h.modules = openPackage(L)
	hearAll(h, L)
	h.openPrompt(L)
	seed(h, h.Seed)
}

// ownTime gives the clock of a network that has its own; nil: the machine's is meant.
func (h *Host) ownTime() func() time.Time {
	if _, machine := h.Session.Clock.(clock.Machine); machine {
		return nil
	}
	return h.Session.Clock.Now
}

func seed(h *Host, seed int64) {
	math := h.root.GetGlobal("math").(*lua.LTable)
	h.root.Push(math.RawGetString("randomseed"))
	h.root.Push(lua.LNumber(seed))
	h.root.Call(1, 0)
}

// Close ends every task and closes every socket. It waits until both are done.
func (h *Host) Close() {
	h.closing.Store(true)
	h.meter.ring() // who has the baton may not give it away soon
	h.interruptAll(errClosing)
	h.running.Wait()
	h.pacer.close()
	h.Session.Close()
	if h.endStack != nil {
		h.endStack()
	}
	h.sandbox.close()
	if h.config.OnClose != nil {
		h.config.OnClose()
	}
}

var errClosing error = &stop{"the session is over"}

// Limits gives the limits that hold.
func (h *Host) Limits() (l limit.Limits) {
	h.With(func() { l = h.limits })
	return l
}

// SetLimits changes the limits. Time counts from the next script or line on.
func (h *Host) SetLimits(l limit.Limits) {
	h.With(func() {
		h.limits = l.WithDefaults()
		h.Session.SetMaxSockets(h.limits.Sockets)
		h.threads.allowCalls(h.limits.Calls)
		h.meter.allow(h.limits.Memory)
		limit.AllowMemory(h.limits.Memory)
	})
}

// Began is when the session did: times are counted from it.
func (h *Host) Began() time.Time { return h.began }

func itoa(n int) string { return strconv.Itoa(n) }

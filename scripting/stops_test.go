package scripting

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/limit"
)

// workload makes what the calls of largest are made with. SIZE is the length of
// the longest string, MANY how many there are of what can be many.
const workload = `
function fresh()
  for _, s in ipairs{a, b, u1, u2, l} do try(close, s) end
  a, b = pair("unix")
  u1, u2 = pair("udp")
  l = listen(0)
  noise = channel(10)
  if sleeper then cancel(sleeper) end
  sleeper = spawn(sleep, math.huge)
end
S = ("x"):rep(SIZE)
Q = ("\0"):rep(SIZE / 4)
H = ("61"):rep(SIZE / 2)
F = ("%%"):rep(SIZE / 2)
T, U = {}, {}
for i = 1, MANY do T[i] = i % 7 .. "" U[i] = -i end
E = {} for i = 1, 300 do E[i] = S end
deep = {} for i = 1, 30 do deep = {deep, deep, T} end
code = {} for i = 1, SOURCE / 20 do code[i] = "local x = {1, 2, 3}" end
code = "do " .. table.concat(code, " end do ") .. " end"
fresh()
shown = {}
for i = 1, MANY / 200 do shown[i] = listen(0) end
for i = 1, MANY / 10 do send(a, "x") recv(b) end
for i = 1, MANY / 100 do spawn(sleep, math.huge) end
slow = setmetatable({}, {__tostring = function() return S:upper():sub(1, 5) end,
  __index = function(t, k) return S:upper() end, __lt = function() return #S:upper() > 0 end,
  __concat = function(x, y) return S:upper() end, __call = function() return S:upper() end})
slows = {} for i = 1, 1000 do slows[i] = slow end
`

// largest has, by function, the calls that take longest with what is allowed.
// Others are called with whatever there is: see anyhow.
var largest = map[string][]string{
	"string.rep":       {`("x"):rep(SIZE)`, `("xy"):rep(SIZE / 2)`},
	"string.format":    {`("%q"):format(S)`, `("%s%s"):format(S, "")`, `(F):format()`, `("%q"):format(Q)`},
	"string.find":      {`S:find("y", 1, true)`, `S:find(".-y")`, `S:find(("x*"):rep(6) .. "y")`, `S:find(S .. "y", 1, true)`},
	"string.match":     {`S:match(("x-"):rep(20) .. "y")`},
	"string.gmatch":    {`(function() for w in S:gmatch(".") do end end)()`, `S:gmatch(".-y")()`},
	"string.gsub":      {`S:gsub("x", "yy")`, `S:gsub("x*", string.upper)`, `S:gsub("()", tohex)`, `("ab"):rep(1000):gsub(".", function() return S:upper() end)`, `T[1]:rep(1000):gsub(".", slow)`},
	"string.byte":      {`S:byte(1, 400000)`},
	"string.char":      {`string.char(S:byte(1, 100000))`},
	"string.sub":       {`S:sub(2)`},
	"table.sort":       {`table.sort({unpack(T)})`, `table.sort({unpack(E)})`, `table.sort({unpack(slows)})`, `table.sort({unpack(E)}, string.find)`, `table.sort({unpack(T)}, function(x, y) return x < y end)`, `table.sort({unpack(E)}, function(x, y) return S:upper() < x end)`},
	"table.concat":     {`table.concat(T, ("x"):rep(40))`},
	"table.insert":     {`for i = 1, 100 do table.insert(U, 1, 0) table.remove(U, 1) end`},
	"table.remove":     {`for i = 1, 100 do table.remove(U, 1) table.insert(U, 1, 0) end`},
	"table.foreach":    {`table.foreach(T, function() end)`, `table.foreach(T, tostring)`},
	"table.foreachi":   {`table.foreachi(T, function() end)`, `table.foreachi(T, tostring)`},
	"table.maxn":       {`table.maxn(T)`},
	"unpack":           {`unpack(T)`},
	"select":           {`select("#", unpack(T))`},
	"print":            {`print(S)`, `print(unpack(T))`, `print(slow)`, `print(unpack(slows))`},
	"tostring":         {`tostring(slow)`},
	"tonumber":         {`tonumber(S, 36)`, `tonumber((" "):rep(SIZE))`},
	"loadstring":       {`loadstring(code)`},
	"pcall":            {`pcall(string.upper, S)`, `pcall(error, slow)`, `pcall(pcall, pcall, string.upper, S)`},
	"xpcall":           {`xpcall(error, function() return S:upper() end)`},
	"error":            {`pcall(error, slow)`},
	"coroutine.wrap":   {`coroutine.wrap(string.upper)(S)`, `coroutine.wrap(function() while true do coroutine.yield(S:upper()) end end)()`},
	"coroutine.resume": {`coroutine.resume(coroutine.create(string.upper), S)`},
	"debug.traceback":  {`debug.traceback(S)`},
	"next":             {`for k in next, T do end`},
	"pairs":            {`for k in pairs(T) do end`},
	"ipairs":           {`for k in ipairs(T) do end`},

	"hex": {`hex(S)`}, "decode": {`decode(S, "http")`, `pcall(decode, S)`},
	"tohex": {`tohex(S:sub(1, SIZE / 2))`, `tohex(S:sub(1, SIZE / 3), " ")`, `pcall(tohex, S, S)`}, "fromhex": {`fromhex(H)`},
	"pack": {`pack("s4s4", S:sub(1, #S / 4), S:sub(1, #S / 4))`}, "unpack_bytes": {`unpack_bytes(("s4"), pack("s4", S:sub(1, #S / 2)))`, `unpack_bytes(("B"):rep(10000), S)`},
	"diagram": {`diagram()`, `diagram("tasks")`, `diagram("sides")`}, "map": {`map()`},
	"events": {`events()`, `events{call = "send"}`}, "sockets": {`sockets()`, `sockets{state = "LISTEN"}`},
	"inspect": {`inspect(l)`, `inspect(T)`, `inspect(deep)`, `inspect(S)`}, "why": {`why()`, `why(l)`},
	"tasks": {`tasks()`}, "options": {`options(l)`},
	"wait": {`wait{a, b, l, timeout = 0}`, `wait{unpack(shown)}`},
	"send": {`send(a, S)`}, "sendto": {`sendto(u1, S:sub(1, 60000), u2.local_address)`},
	"recv": {`recv(b)`}, "recv_line": {`recv_line(b)`}, "recv_all": {`recv_all(b)`},
	"expect":       {`try(expect, false, S)`},
	"expect.equal": {`try(expect.equal, S, S .. "y")`, `try(expect.equal, T, U)`, `try(expect.equal, deep, {deep})`},
	"skip":         {}, // ends the script by itself
	"help":         {`help()`}, "try": {`try(string.upper, S)`, `try(error, slow)`}, "step": {`step(S)`},
	"spawn":       {`join(spawn(string.upper, S))`},
	"join":        {`join(sleeper)`},
	"sleep":       {`sleep(1000)`},
	"channel:put": {`noise:put(S)`}, "channel:close": {`channel(1):close()`},
}

// anyhow are arguments for functions that largest does not have.
var anyhow = []string{"S, S", "a, S", "T, T", "", "S", "T", "S, 1, 100000", "1e7", "a", "l", "noise", "string.upper", "deep"}

// callables gives what scripts can call, by the name that they call it by: from
// the tables that scripts have, and the methods that only values have.
func callables(h *Host) []string {
	var names []string
	h.With(func() {
		h.root.G.Global.ForEach(func(k, v lua.LValue) {
			switch v := v.(type) {
			case *lua.LFunction:
				names = append(names, k.String())
			case *lua.LTable:
				if v == h.root.G.Global {
					return
				}
				v.ForEach(func(f, v lua.LValue) {
					if v.Type() == lua.LTFunction {
						names = append(names, k.String()+"."+f.String())
					}
				})
			}
		})
	})
	for _, f := range API() {
		if f.MethodOnly() {
			names = append(names, f.Title())
		}
	}
	sort.Strings(names)
	return names
}

// calls gives the entries that repeat a function without end.
func calls(name string) []string {
	if own := largest[name]; own != nil {
		return own
	}
	head, method, isMethod := strings.Cut(name, ":")
	var out []string
	for _, args := range anyhow {
		if isMethod {
			of := map[string]string{"channel": "noise", "socket": "a", "task": "sleeper"}[head]
			if of == "" {
				continue // of a virtual network, which this session has not
			}
			out = append(out, fmt.Sprintf("pcall(%s.%s, %s)", of, method, strings.TrimRight(of+", "+args, ", ")))
			continue
		}
		out = append(out, fmt.Sprintf("pcall(%s)", strings.TrimRight(name+", "+args, ", ")))
	}
	return out
}

// A stopped is how long one entry went on after it should have ended.
type stopped struct {
	entry     string
	wall, cpu time.Duration
}

// Ctrl-C and the limits are heard in whatever a script repeats: each function of
// the tables with the largest arguments it takes. The promise of docs/promises.md is
// held to where the machine does nothing else: with SOCKPIT_LONG=1.
func TestStops(t *testing.T) {
	t.Parallel()
	long := os.Getenv("SOCKPIT_LONG") != ""
	size, many, source, times := 1_000_000, 2000, 20_000, 1
	most, mostCPU := 5*time.Second, time.Hour
	if long {
		size, many, source, times = 16_000_000, 40_000, 250_000, 100
		most, mostCPU = 100*time.Millisecond, 500*time.Millisecond
	}
	s := &signaller{make(chan struct{}, 1)}
	h := newWorld(Config{Out: s})
	defer h.Close()
	// Memory is that of the process, in which other tests hold some.
	h.SetLimits(limit.Limits{Source: source + 1000, Memory: 4 << 30})
	if r := h.Eval(fmt.Sprintf("SIZE, MANY, SOURCE = %d, %d, %d %s", size, many, source, workload), 80); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	var turns atomic.Int64
	h.With(func() {
		h.root.SetGlobal("turn", h.root.NewFunction(func(*lua.LState) int { turns.Add(1); return 0 }))
	})
	var all []stopped
	for _, name := range callables(h) {
		if r := h.Eval("fresh()", 80); r.Failed != nil { // the one before may have closed what there was
			t.Fatal(r.Failed)
		}
		for i, call := range calls(name) {
			if !long && i > 3 && largest[name] == nil {
				break // which are not known to be heavy
			}
			times := times
			if largest[name] == nil {
				times = (times + 19) / 20
			}
			for range times {
				loop := "while true do turn() local x = " + call + " end"
				if strings.HasPrefix(call, "for ") {
					loop = "while true do turn() " + call + " end"
				}
				all = append(all, stopBy(t, h, s, loop, &turns), stopBy(t, h, s, loop, nil))
			}
			if took := p99(all[len(all)-2*times:]); took.wall > most || took.cpu > mostCPU {
				t.Errorf("%s: goes on for %v, %v of the processor", took.entry, took.wall, took.cpu)
			}
			if t.Failed() && !long {
				break
			}
		}
	}
	slices.SortFunc(all, func(a, b stopped) int { return cmp.Compare(b.wall, a.wall) })
	for _, s := range all[:min(len(all), 25)] {
		t.Logf("%8s %8s  %s", s.wall.Round(100*time.Microsecond), s.cpu.Round(time.Millisecond), s.entry)
	}
}

func p99(s []stopped) stopped {
	s = slices.SortedFunc(slices.Values(s), func(a, b stopped) int { return cmp.Compare(a.wall, b.wall) })
	return s[(len(s)*99+99)/100-1]
}

// stopBy runs an entry until it is stopped: by Ctrl-C if turns counts what it has
// begun, else by a limit of time.
func stopBy(t *testing.T, h *Host, s *signaller, loop string, turns *atomic.Int64) stopped {
	t.Helper()
	timed := turns == nil
	l := h.Limits()
	if timed {
		l.Time = 2 * time.Millisecond
		h.SetLimits(l)
		defer func() {
			l.Time = 0
			h.SetLimits(l)
		}()
	}
	select {
	case <-s.gone:
	default:
	}
	done := make(chan Result, 1)
	began := time.Now().Add(l.Time)
	go func() { done <- h.Eval(`print("go") `+loop, 80) }()
	used, begun := processorTime(), int64(0)
	if !timed {
		select {
		case <-s.gone:
		case r := <-done:
			t.Fatalf("%s: gave %v, failed with %v", loop, r.Values, r.Failed)
		}
		began, used = time.Now(), processorTime()
		h.Interrupt(ErrInterrupted)
		begun = turns.Load()
	}
	var limited *limit.Error
	select {
	case r := <-done:
		if r.Failed == nil || !errors.Is(r.Failed, ErrInterrupted) && !(timed && errors.As(r.Failed, &limited)) {
			t.Errorf("%s: gave %v, failed with %v", loop, r.Values, r.Failed)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("%s: goes on", loop)
	}
	if !timed && turns.Load() > begun+1 { // the one that had passed the look
		t.Errorf("%s: %d calls were begun after the interrupt", loop, turns.Load()-begun)
	}
	return stopped{loop, time.Since(began), processorTime() - used}
}

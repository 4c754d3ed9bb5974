package scripting

import (
	"fmt"
	"math"
	goruntime "runtime"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/limit"
)

// What a call costs must not grow with what else there is. The benchmark below is
// made of the table of functions, so that a new function is in it: each is called
// beside worlds of different size, as its example does (it succeeds), with an
// argument that is wrong, on a socket that is closed, and with a timeout that goes by.

// sized are the functions whose result, or whose view, is itself of the size of
// the world. Each says why.
var sized = map[string]string{
	"sockets": "a row a socket",
	"tasks":   "a row a task",
	"events":  "a row an event",
	"map":     "draws every socket",
	"diagram": "draws every event",
	"why":     "its example explains whatever waits",
}

// worldOf makes a host with so many sockets that wait in as many tasks, and so
// many events.
func worldOf(tb testing.TB, size int) *Host {
	tb.Helper()
	h := newWorld(Config{Limits: limit.Limits{Memory: 4 << 30}, Out: Silent{}})
	tb.Cleanup(h.Close)
	eval(tb, h, fmt.Sprintf(`others = {}
		for i = 1, %d do
			local a, b = pair(i %% 2 == 0 and "tcp" or "unix")
			others[#others + 1], others[#others + 2] = a, b
			spawn(function(mine) recv(mine) end, a)
			spawn(function(mine) recv(mine) end, b)
		end
		for i = #events(), %d do try(recv, nil) if others[1] then getopt(others[1], "reuseaddr") end end`, size/2, min(size, 15000)))
	eval(tb, h, `expect.eventually(function() for _, t in ipairs(tasks()) do if t.id > 1 and not t.waits then return false end end return true end, 60)`)
	eval(tb, h, `l = listen(0) a, b = pair("tcp") u, v = pair("unix") d = socket("udp") bind(d, 0) ch, ch2 = channel(), channel() t = spawn(function() ch:get() end) shut = listen(0) close(shut)`)
	return h
}

func eval(tb testing.TB, h *Host, text string) {
	tb.Helper()
	if r := h.Eval(text, 80); r.Failed != nil {
		tb.Fatalf("%v\n%s\n%s", r.Failed, r.Failed.Hint, text)
	}
}

// A way is one way in which a function is called, as Lua.
type way struct{ name, text string }

// waysOf gives the ways of a function, made of what the table says of it.
func waysOf(f *Func) (ways []way) {
	if f.Example != "" {
		ways = append(ways, way{"success", f.Example})
	}
	called := f.Name
	subject := map[string]string{"socket": "b", "task": "t", "channel": "ch"}[receiver(f)]
	if subject == "" && f.Recv != nil {
		return ways
	}
	if !f.Global() {
		called = subject + "." + f.Name
	}
	ways = append(ways, way{"error/argument", fmt.Sprintf(`try(%s, {}, {}, {}, {}, {}, {})`, called)})
	if f.Recv == SocketType {
		ways = append(ways, way{"error/closed", fmt.Sprintf(`try(%s)`, strings.Join(append([]string{called, "shut"}, required(f)...), ", "))})
	}
	for _, on := range timed(f) {
		args := append([]string{called, on}, required(f)...)
		ways = append(ways, way{"timeout/" + on, fmt.Sprintf(`try(%s, {timeout = 0.0001})`, strings.Join(args, ", "))})
	}
	return ways
}

// timed gives what a function that takes a timeout waits for in vain: of sockets,
// one of each kind.
func timed(f *Func) []string {
	for _, p := range f.Params {
		for _, field := range p.Fields {
			if field.Name != "timeout" {
				continue
			}
			switch {
			case f.Recv == SocketType:
				return []string{"l", "b", "u", "d"}
			case f.Recv == TaskType:
				return []string{"t"}
			case receiver(f) == "channel":
				return []string{"ch2"}
			}
		}
	}
	return nil
}

// required gives arguments for the parameters that can't be left out, but for the first.
func required(f *Func) (args []string) {
	for i, p := range f.Params {
		if i == 0 || p.Optional {
			continue
		}
		args = append(args, map[string]string{"number": "1", "seconds": "0.001", "function": "print", "socket": "a", "options": "{}", "table": "{}", "any": "1"}[p.Type])
		if args[len(args)-1] == "" {
			args[len(args)-1] = `"x"`
		}
	}
	return args
}

// A wayIn is a way made ready to be called in one host.
type wayIn struct {
	host *Host
	f    *lua.LFunction
}

func (h *Host) ready(tb testing.TB, w way) wayIn {
	tb.Helper()
	var c wayIn
	h.With(func() {
		f, err := h.compiler.compile(h.home, w.name, w.text)
		if err != nil {
			tb.Fatalf("%v\n%s", err, w.text)
		}
		c = wayIn{h, f}
	})
	return c
}

// times calls it so many times. The globals that it makes are gone afterwards, and
// the sockets closed.
func (c wayIn) times(tb testing.TB, n int) {
	h := c.host
	t := h.prompt.task
	for range n {
		t.beginRun()
		before := h.Session.Newest()
		c.f.Env = h.root.NewTable()
		c.f.Env.Metatable = index(h.root, h.root.G.Global)
		_, failure := t.run(c.f, nil)
		for id := h.Session.Newest(); id > before; id-- {
			if s := h.Session.Find(id); s != nil {
				_ = s.Close(&t.caller)
			}
		}
		t.endRun()
		h.baton.give()
		if failure != nil {
			tb.Fatalf("%v\n%s", failure, failure.Hint)
		}
	}
}

// No function allocates more because there are others: whoever walks over every
// socket, task or event makes a list or a table of them. Other tests would allocate
// beside it, so it does not run in parallel.
func TestCallsDontGrow(t *testing.T) {
	const size = 300
	alone, crowded := worldOf(t, 0), worldOf(t, size)
	for _, f := range API() {
		if sized[f.Title()] != "" || f.Group == "network" { // those need a network of their own
			continue
		}
		for _, w := range waysOf(f) {
			var few, many int64
			grows := true
			for try := 0; grows && try < 5; try++ { // what waits for a time looks more often some times
				few, many = alone.ready(t, w).allocates(t), crowded.ready(t, w).allocates(t)
				grows = many > few+few/2+size*8
			}
			if grows {
				t.Errorf("%s, %s: allocates %d bytes alone, %d beside %d sockets and tasks", f.Title(), w.name, few, many, size)
			}
		}
	}
}

// allocates gives the bytes of one call, the least of several.
func (c wayIn) allocates(tb testing.TB) int64 {
	c.times(tb, 2)
	least := int64(math.MaxInt64)
	var before, after goruntime.MemStats
	for range 3 {
		goruntime.ReadMemStats(&before)
		c.times(tb, 1)
		goruntime.ReadMemStats(&after)
		least = min(least, int64(after.TotalAlloc-before.TotalAlloc))
	}
	return least
}

// BenchmarkGrowth gives what a call costs, in µs of processors, beside as many
// sockets, tasks and events as the metric says, and how many more it takes beside
// the most. Run it with descriptors to spare:
//
//	ulimit -n 20000; go test ./scripting -run '^$' -bench Growth -benchtime 1x
func BenchmarkGrowth(b *testing.B) {
	sizes := []int{0, 1000, 10000}
	goruntime.MemProfileRate = 0
	limit.TuneCollector(limit.Limits{Memory: 4 << 30})
	var worlds []*Host
	for _, n := range sizes {
		worlds = append(worlds, worldOf(b, n))
	}
	for _, f := range API() {
		if sized[f.Title()] != "" {
			continue
		}
		for _, w := range waysOf(f) {
			b.Run(f.Title()+"/"+w.name, func(b *testing.B) {
				var costs []float64
				for i, h := range worlds {
					c := h.ready(b, w)
					c.times(b, 3)
					cost, n := math.Inf(1), 3
					for range max(3, b.N) {
						_, cpu := measure(func() { c.times(b, n) })
						cost = min(cost, cpu/float64(n)/1000)
						n = int(min(100, max(1, 5000/cost))) // some 5 ms
					}
					costs = append(costs, cost)
					b.ReportMetric(cost, fmt.Sprintf("µs@%d", sizes[i]))
				}
				b.ReportMetric(costs[len(costs)-1]-costs[0], "µs-more")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// receiver gives the name of the type that a function is a method of, or "".
func receiver(f *Func) string {
	if f.Recv == nil {
		return ""
	}
	return f.Recv.Name
}

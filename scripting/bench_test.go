package scripting

import (
	"fmt"
	"io"
	"net"
	goruntime "runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"sockpit/scripting/limit"
)

// The benchmarks have a twin in bare Go in the same run, where there can be
// one; the metric "×go" is how many times as long Lua takes.

// benchHost makes a host and runs a script on it that must not fail.
func benchHost(b *testing.B, text string) *Host {
	b.Helper()
	limits := limit.Limits{Memory: 4 << 30}
	limit.TuneCollector(limits)  // as main does, for the twin too
	goruntime.MemProfileRate = 0 // as it is in a program that takes no such profile
	h := newWorld(Config{Limits: limits})
	b.Cleanup(h.Close)
	benchRun(b, h, text)
	return h
}

func benchRun(b *testing.B, h *Host, text string) {
	b.Helper()
	if r := h.Eval(text, 80); r.Failed != nil {
		b.Fatalf("%v\n%s", r.Failed, r.Failed.Hint)
	}
}

// benchScript runs a script as a file of its own, whose names are looked up among
// the globals only: what is typed has the locals of the prompt before them.
func benchScript(b *testing.B, h *Host, text string) {
	b.Helper()
	t, failed := h.Spawn(Script{Name: "bench.lua", Text: text})
	if failed != nil {
		b.Fatal(failed)
	}
	<-t.Done()
	if t.Failure() != nil {
		b.Fatal(t.Failure())
	}
}

// tcpPair gives two ends of a connection over loopback, made by package net.
func tcpPair(b *testing.B) (net.Conn, net.Conn) {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	server, err := l.Accept()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// against runs ours and the twin in turns, so that both meet the same machine,
// and reports how they compare: the median of the turns, since other work on the
// machine makes some of them worthless, and the best of each.
func against(b *testing.B, ours, twin func(n int)) {
	const turns = 21
	n := max(1, b.N/turns)
	var lua, bare, ratio, cpuRatio []float64
	b.ResetTimer()
	for range turns {
		took, cpu := measure(func() { ours(n) })
		bareTook, bareCPU := measure(func() { twin(n) })
		lua, bare = append(lua, took), append(bare, bareTook)
		ratio, cpuRatio = append(ratio, took/bareTook), append(cpuRatio, cpu/bareCPU)
	}
	b.ReportMetric(median(ratio), "×go")
	b.ReportMetric(slices.Min(lua)/slices.Min(bare), "×go-best")
	b.ReportMetric(median(cpuRatio), "×go-cpu")
	b.ReportMetric(median(lua)/float64(n), "ns/op")
	b.ReportMetric(median(bare)/float64(n), "go-ns/op")
}

// measure gives the nanoseconds that f took, by the clock and of processors.
func measure(f func()) (clock, processor float64) {
	began, cpu := time.Now(), processorTime()
	f()
	return float64(time.Since(began)), float64(processorTime() - cpu)
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// processorTime is what this process has used: it tells more than the clock on a
// machine with other work to do.
func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkSpawnJoin(b *testing.B) {
	h := benchHost(b, `function f() end`)
	done := make(chan int)
	against(b, func(n int) {
		benchRun(b, h, fmt.Sprintf(`for i = 1, %d do join(spawn(f)) end`, n))
	}, func(n int) {
		for range n {
			go func() { done <- 1 }()
			<-done
		}
	})
}

// One byte there and back between two tasks of a script.
func BenchmarkPingPong(b *testing.B) {
	h := benchHost(b, "")
	benchScript(b, h, `local a, b = pair("tcp")
setopt(a, "nodelay", true)
setopt(b, "nodelay", true)
spawn(function() while true do send(b, recv(b)) end end)
function pingpong(n)
  for i = 1, n do
    send(a, "x")
    recv(a)
  end
end`)
	client, server := tcpPair(b)
	go func() {
		buf := make([]byte, 65536)
		for {
			n, err := server.Read(buf)
			if err != nil {
				return
			}
			_, _ = server.Write(buf[:n])
		}
	}()
	one := make([]byte, 65536)
	against(b, func(n int) {
		benchRun(b, h, fmt.Sprintf(`pingpong(%d)`, n))
	}, func(n int) {
		for range n {
			_, _ = client.Write([]byte("x"))
			_, _ = client.Read(one)
		}
	})
}

// 64 KiB at a time in one direction, against a receiver in Go that keeps its
// buffer, and against one that takes a new one each time, as each string of Lua's is.
func BenchmarkBulk(b *testing.B) {
	const size = 64 << 10
	kept := make([]byte, size)
	b.Run("kept", func(b *testing.B) { bulk(b, size, func() []byte { return kept }) })
	b.Run("new", func(b *testing.B) {
		bulk(b, size, func() []byte {
			kept = make([]byte, size)
			return kept
		})
	})
}

func bulk(b *testing.B, size int, buffer func() []byte) {
	h := benchHost(b, fmt.Sprintf(`a, b = pair("tcp") block = ("x"):rep(%d)
		function pump(n) for i = 1, n do send(a, block) end end
		function drain(n) local left = n * %d while left > 0 do left = left - #recv(b) end end`, size, size))
	client, server := tcpPair(b)
	block := make([]byte, size)
	against(b, func(n int) {
		benchRun(b, h, fmt.Sprintf(`local t = spawn(pump, %d) drain(%d) join(t)`, n, n))
	}, func(n int) {
		go func() {
			for range n {
				_, _ = client.Write(block)
			}
		}()
		for left := n * size; left > 0; {
			k, err := server.Read(buffer())
			if err != nil {
				return
			}
			left -= k
		}
	})
}

// A client that dials and a server that accepts, both closing.
func BenchmarkAccept(b *testing.B) {
	h := benchHost(b, `l = listen(0)
		spawn(function() while true do close(accept(l)) end end)`)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
	against(b, func(n int) {
		benchRun(b, h, fmt.Sprintf(`for i = 1, %d do local c = dial(l.local_port) recv(c) close(c) end`, n))
	}, func(n int) {
		for range n {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.ReadAll(c)
			_ = c.Close()
		}
	})
}

// idlers starts tasks that each hold a socket and wait to receive from it.
const idlers = `for i = 1, %d do
	local a, b = pair()
	spawn(function() recv(a) end)
	spawn(function() recv(b) end)
end`

// BenchmarkIdleTask gives the bytes that a waiting task takes, with its socket.
func BenchmarkIdleTask(b *testing.B) {
	const tasks = 10000
	for range b.N {
		h := newWorld(Config{Limits: limit.Limits{Memory: 4 << 30}})
		before := inUse()
		benchRun(b, h, fmt.Sprintf(idlers, tasks/2))
		benchRun(b, h, `expect.eventually(function() for _, t in ipairs(tasks()) do if t.id > 1 and not t.waits then return false end end return true end, 30)`)
		after := inUse()
		b.ReportMetric(float64(after.HeapInuse-before.HeapInuse)/tasks, "heap-B/task")
		b.ReportMetric(float64(after.StackInuse-before.StackInuse)/tasks, "stack-B/task")
		b.ReportMetric(float64(after.HeapInuse+after.StackInuse-before.HeapInuse-before.StackInuse)/tasks, "B/task")
		h.Close()
	}
}

func inUse() (m goruntime.MemStats) {
	goruntime.GC()
	goruntime.GC()
	goruntime.ReadMemStats(&m)
	return m
}

// BenchmarkSockets lists 10,000 sockets: as a Lua table, and as the snapshot
// that it is made of.
func BenchmarkSockets(b *testing.B) {
	for kind, text := range map[string]string{
		"unix": `all = {} for i = 1, 5000 do all[i] = {pair()} end`,
		"tcp":  `all = {} for i = 1, 5000 do all[i] = {pair("tcp")} end`,
	} {
		h := benchHost(b, text)
		b.Run(kind, func(b *testing.B) {
			repeat(b, func() { benchRun(b, h, `sockets()`+" and nil") })
		})
		b.Run(kind+"/snapshot", func(b *testing.B) {
			repeat(b, func() {
				if n := len(h.Session.SnapshotBrief().Sockets); n != 10000 {
					b.Fatal(n)
				}
			})
		})
		h.Close()
	}
}

// repeat gives the median of what f takes, of the processors too, and the least.
func repeat(b *testing.B, f func()) {
	var clock, cpu []float64
	for b.Loop() {
		took, used := measure(f)
		clock, cpu = append(clock, took), append(cpu, used)
	}
	b.ReportMetric(median(clock), "ns/op")
	b.ReportMetric(median(cpu)/1e6, "cpu-ms/op")
	b.ReportMetric(slices.Min(clock)/1e6, "least-ms/op")
}

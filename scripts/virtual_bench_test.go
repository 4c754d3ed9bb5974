package scripts

import (
	"fmt"
	goruntime "runtime"
	"testing"

	"sockpit/scripting"
	"sockpit/scripting/api"
)

// What a virtual network costs, by the machine's clock.

func virtualHost(b *testing.B) *scripting.Host {
	h := api.New(scripting.Config{NewStack: api.VirtualNetwork(false), Seed: 7})
	b.Cleanup(h.Close)
	return h
}

func runVirtual(b *testing.B, h *scripting.Host, text string) {
	b.Helper()
	if o := h.Run("bench.lua", text); !o.OK() {
		b.Fatal(o.Failures[0])
	}
}

// BenchmarkVirtualRoundTrip is a byte there and back over a virtual host's loopback,
// between two tasks.
func BenchmarkVirtualRoundTrip(b *testing.B) {
	runVirtual(b, virtualHost(b), fmt.Sprintf(`
local l = listen(0)
spawn(function() local s = accept(l) while true do local x = recv(s) if not x then return end send(s, x) end end)
local c = dial(l.local_port)
for i = 1, %d do send(c, "x") recv(c) end`, b.N))
}

// BenchmarkVirtualBulk is a megabyte a time over loopback.
func BenchmarkVirtualBulk(b *testing.B) {
	b.SetBytes(1 << 20)
	runVirtual(b, virtualHost(b), fmt.Sprintf(`
local l = listen(0)
spawn(function() local s = accept(l) while recv(s, 1048576) do end end)
local c = dial(l.local_port)
local block = ("x"):rep(1048576)
for i = 1, %d do send(c, block) end`, b.N))
}

// BenchmarkVirtualSockets makes ten thousand sockets.
func BenchmarkVirtualSockets(b *testing.B) {
	for range b.N {
		h := virtualHost(b)
		var before, after goruntime.MemStats
		goruntime.GC()
		goruntime.ReadMemStats(&before)
		runVirtual(b, h, `t = {} for i = 1, 10000 do t[i] = socket() end`)
		goruntime.GC()
		goruntime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/10000, "B/socket")
	}
}

// BenchmarkVirtualHosts makes a thousand hosts, each linked to the one before.
func BenchmarkVirtualHosts(b *testing.B) {
	for range b.N {
		runVirtual(b, virtualHost(b), `
net = network()
local before
for i = 1, 1000 do
  local x, y = math.floor(i / 250), i % 250
  local h = net:host("h" .. i, ("10.%d.%d.1/24"):format(x, y), ("10.%d.%d.2/24"):format(math.floor((i + 1) / 250), (i + 1) % 250))
  if before then net:link(before, h) end
  before = h
end`)
	}
}

// BenchmarkVirtualHours lets some sixteen thousand virtual seconds go by: keepalive, and
// retransmissions until the kernel gives up.
func BenchmarkVirtualHours(b *testing.B) {
	for range b.N {
		runVirtual(b, virtualHost(b), `
net = network()
a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
ab = net:link(a, b, {delay = 0.01})
l = b:listen(80)
c = a:dial("b:80")
s = accept(l)
setopt(c, "keepalive", true)
sleep(7300)
ab:cut()
expect.error("ETIMEDOUT", recv, c)
ab:mend()
d = a:dial("b:80")
ab:cut()
send(d, "x")
expect.error("ETIMEDOUT", recv, d)`)
	}
}

package scripting

import (
	"testing"
	"time"
)

// A busy loop starves nobody: beside it a task that sleeps a millisecond at a
// time goes on. The bound is generous, for a machine that is busy itself;
// BenchmarkFairness gives the figure.
func TestFairness(t *testing.T) {
	t.Parallel()
	pass(t, `
for _, loop in ipairs{
  function() while true do end end,
  function() while true do pcall(function() for i = 1, 1000 do end end) end end,
  function() while true do coroutine.wrap(function() for i = 1, 1000 do end end)() end end,
  function() local s = ("a"):rep(10000) while true do s:gsub(".", "b") end end,
  function() local a, b = pair() while true do send(a, "x") recv(b) end end,
} do
  local busy = {spawn(loop), spawn(loop)}
  local ticks = 0
  local ticker = spawn(function() while true do sleep(0.001) ticks = ticks + 1 end end)
  expect.eventually(function() return ticks > 20 end, 10, "the ticker goes on")
  for _, t in ipairs(busy) do cancel(t) end
  cancel(ticker)
end`)
}

// Who waits longest is next.
func TestFirstComeFirstServed(t *testing.T) {
	t.Parallel()
	pass(t, `
local order = {}
for n = 1, 5 do spawn(function() for _ = 1, 3 do order[#order + 1] = n sleep(0) end end) end
expect.eventually(function() return #order == 15 end)
expect.equal({order[1], order[2], order[3], order[4], order[5]}, {1, 2, 3, 4, 5})

local l, got = listen(0), {}
local waiting = {}
for n = 1, 4 do
  waiting[n] = spawn(function() local s = accept(l) got[#got + 1] = n close(s) end)
  expect.eventually(function() return waiting[n].waits == "accept" end)
end
for n = 1, 4 do dial(l.local_port) join(waiting[n]) end
expect.equal(got, {1, 2, 3, 4})`)
}

// BenchmarkFairness gives the largest gap of a 1 ms ticker beside a busy loop.
func BenchmarkFairness(b *testing.B) {
	h := newWorld(Config{})
	defer h.Close()
	if r := h.Eval(`spawn(function() while true do end end)`, 80); r.Failed != nil {
		b.Fatal(r.Failed)
	}
	var gap time.Duration
	b.ResetTimer()
	for range b.N {
		began := time.Now()
		if r := h.Eval(`sleep(0.001)`, 80); r.Failed != nil {
			b.Fatal(r.Failed)
		}
		gap = max(gap, time.Since(began))
	}
	b.ReportMetric(float64(gap.Microseconds())/1000, "ms-gap")
}

package scripts

import (
	goruntime "runtime"
	"testing"
)

// manyTasks is a scenario in which sixty tasks wake each other.
const manyTasks = `
local l, order = listen(0, {backlog = 100}), {}
for i = 1, 30 do
  spawn(function() local s = accept(l) local x = recv(s) table.insert(order, x) send(s, x) close(s) end)
end
local clients = {}
for i = 1, 30 do
  clients[i] = spawn(function()
    local c = dial(l.local_port)
    sleep(0.001 * (i % 3))
    send(c, tostring(i) .. " ")
    recv_all(c)
    close(c)
  end)
end
for _, t in ipairs(clients) do join(t) end
expect.equal(#order, 30)
`

// TestVirtualOrder: what sixty tasks do is the same each time, on one processor and on
// several, however busy they are. It changes GOMAXPROCS, and so runs alone.
func TestVirtualOrder(t *testing.T) {
	stop := make(chan struct{})
	for range 4 { // what else the machine does
		go func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
			}
		}()
	}
	defer close(stop)
	defer goruntime.GOMAXPROCS(goruntime.GOMAXPROCS(0))
	s := Script{Name: "many", File: "many.lua"}
	first := playVirtual(s, manyTasks)
	for _, f := range first.Failures {
		t.Error(f)
	}
	for _, procs := range []int{1, 2, 4} {
		goruntime.GOMAXPROCS(procs)
		for range 5 {
			if again := playVirtual(s, manyTasks); again.digest != first.digest {
				t.Errorf("on %d processors it has %d packets, at first %d, or others", procs, again.packets, first.packets)
			}
		}
	}
}

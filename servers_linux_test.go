package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// servers are echo servers in what a user would take instead. Each prints its port,
// and a line when as many clients as its argument says have gone.
var servers = []struct {
	name    string
	command []string
	text    string
}{
	{"sockpit", []string{"", "run", "--max-sockets=100000", "--max-tasks=100000"}, `
local most, gone = tonumber(arg[1]), 0
local l = listen("127.0.0.1:0", {backlog = 4096})
print(l.local_port)
while true do
  local c = accept(l)
  spawn(function()
    while true do
      local data = try(recv, c)
      if not data or data == "" then break end
      send(c, data)
    end
    close(c)
    gone = gone + 1
    if gone == most then print("gone") end
  end)
end`},
	{"asyncio", []string{"python3"}, `
import asyncio, sys
gone = 0
async def serve(r, w):
    global gone
    try:
        while data := await r.read(65536):
            w.write(data)
    except ConnectionError:
        pass
    w.close()
    gone += 1
    if gone == int(sys.argv[1]): print("gone", flush=True)
async def main():
    s = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
    print(s.sockets[0].getsockname()[1], flush=True)
    await s.serve_forever()
asyncio.run(main())`},
	{"node", []string{"node"}, `
let gone = 0
const s = require("net").createServer(c => {
  c.on("data", d => c.write(d))
  c.on("error", () => {})
  c.on("close", () => { if (++gone == process.argv[2]) console.log("gone") })
}).listen({port: 0, host: "127.0.0.1", backlog: 4096}, () => console.log(s.address().port))`},
}

// A figure is what a server with many clients costs.
type figure struct {
	idle   float64 // share of a processor while nothing happens, in %
	p99    float64 // of a request among clients that are silent, in ms
	memory float64 // of a client, in KB
	resets float64 // from the first of resets by all clients until the last is seen, in ms
}

// BenchmarkServers runs an echo server with a task a client, and what a user would
// write instead, one after the other: 1000 clients that say nothing but for a request
// now and then, and that all reset their connections at the end. Those that are not
// installed are said to be absent. With descriptors to spare SOCKPIT_LONG=1 takes 9000:
//
//	ulimit -n 20000; SOCKPIT_LONG=1 go test . -run '^$' -bench Servers -benchtime 3x
func BenchmarkServers(b *testing.B) {
	clients := 1000
	if os.Getenv("SOCKPIT_LONG") != "" {
		clients = 9000
	}
	dir := b.TempDir()
	servers[0].command[0] = filepath.Join(dir, "sockpit")
	buildProgram(b, "0", servers[0].command[0], ".")
	all := make([][]figure, len(servers))
	for b.Loop() {
		for i, s := range servers {
			if path, err := exec.LookPath(s.command[0]); err == nil {
				file := filepath.Join(dir, s.name)
				if i == 0 {
					file += ".lua"
				}
				if err := os.WriteFile(file, []byte(s.text), 0o600); err != nil {
					b.Fatal(err)
				}
				command := append(append([]string{path}, s.command[1:]...), file, strconv.Itoa(clients))
				all[i] = append(all[i], serve(b, command, clients))
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	for _, what := range []struct {
		unit string
		of   func(figure) float64
	}{
		{"idle-%", func(f figure) float64 { return f.idle }},
		{"p99-ms", func(f figure) float64 { return f.p99 }},
		{"KB/client", func(f figure) float64 { return f.memory }},
		{"resets-ms", func(f figure) float64 { return f.resets }},
	} {
		middle := func(i int) float64 {
			var values []float64
			for _, f := range all[i] {
				values = append(values, what.of(f))
			}
			slices.Sort(values)
			return values[len(values)/2]
		}
		b.ReportMetric(middle(0), what.unit)
		for i := 1; i < len(servers); i++ {
			switch {
			case len(all[i]) == 0:
				if what.unit == "idle-%" {
					b.Logf("%s is not installed: nothing to compare with", servers[i].name)
				}
			case what.unit == "idle-%": // the others' is 0
				b.ReportMetric(middle(i), servers[i].name+"-"+what.unit)
			default:
				b.ReportMetric(middle(0)/middle(i), what.unit+"×"+servers[i].name)
			}
		}
	}
}

// serve takes the figures of one server.
func serve(b *testing.B, command []string, clients int) (f figure) {
	b.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "HOME="+b.TempDir())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }()
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	before := memoryOf(b, cmd.Process.Pid)
	held := make([]*net.TCPConn, clients)
	buf := make([]byte, 10)
	ask := func(c net.Conn) time.Duration {
		began := time.Now()
		_, wrong := c.Write([]byte("hello"))
		if _, err := io.ReadFull(c, buf[:5]); err != nil || wrong != nil {
			b.Fatal(err, wrong)
		}
		return time.Since(began)
	}
	for i := range held {
		c, err := net.Dial("tcp", "127.0.0.1:"+strings.TrimSpace(line))
		if err != nil {
			b.Fatal(err)
		}
		held[i] = c.(*net.TCPConn)
		defer c.Close()
	}
	ask(held[clients-1]) // all were accepted
	time.Sleep(2 * time.Second)
	used, began := processorTimeOf(b, cmd.Process.Pid), time.Now()
	time.Sleep(3 * time.Second)
	f.idle = 100 * (processorTimeOf(b, cmd.Process.Pid) - used).Seconds() / time.Since(began).Seconds()
	f.memory = (memoryOf(b, cmd.Process.Pid) - before) / float64(clients)
	var took []float64
	for i := range 100 {
		time.Sleep(20 * time.Millisecond)
		took = append(took, ask(held[i*37%clients]).Seconds()*1000)
	}
	slices.Sort(took)
	f.p99 = took[98]
	began = time.Now()
	for _, c := range held {
		_ = c.SetLinger(0)
		_ = c.Close()
	}
	for line := ""; line != "gone\n"; { // sockpit also tells that everything waits
		if line, err = lines.ReadString('\n'); err != nil {
			b.Fatal(err)
		}
	}
	f.resets = time.Since(began).Seconds() * 1000
	return f
}

// memoryOf gives the KB that a process has of memory (proc(5)).
func memoryOf(b *testing.B, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb
}

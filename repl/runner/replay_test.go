package runner

import (
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sockpit/repl/export"
	"sockpit/runtime"
	"sockpit/runtime/record"
	recorded "sockpit/runtime/replay"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
)

// A live is a script that runs, and what it has printed.
type live struct {
	t    *testing.T
	host *scripting.Host
	done chan scripting.Outcome

	mu      sync.Mutex
	printed string
	more    chan struct{}
}

func (l *live) Print(text string) {
	l.mu.Lock()
	l.printed += text
	l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
}

func (l *live) Show(any) {}

// runLive starts a script in a world of its own, which ends with the test.
func runLive(t *testing.T, text string, args ...string) *live {
	t.Helper()
	l := &live{t: t, done: make(chan scripting.Outcome, 1), more: make(chan struct{}, 1)}
	l.host = api.New(scripting.Config{Out: l, Args: args, Limits: limit.Limits{Time: 30 * time.Second}})
	var running sync.WaitGroup
	running.Go(func() { l.done <- l.host.Run("live.lua", text) })
	t.Cleanup(func() {
		l.host.Interrupt(scripting.ErrInterrupted)
		running.Wait()
		l.host.Close()
	})
	return l
}

var printedAddress = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// address waits for the address that a server prints.
func (l *live) address() string {
	l.t.Helper()
	for {
		l.mu.Lock()
		at := printedAddress.FindString(l.printed)
		l.mu.Unlock()
		if at != "" {
			return at
		}
		select {
		case <-l.more:
		case o := <-l.done:
			l.t.Fatalf("the server ended: %v", o.Failures)
		}
	}
}

// logOf runs a script and gives its log, through its JSON.
func logOf(t *testing.T, text string, args ...string) record.Log {
	t.Helper()
	c := scripting.Config{Args: args, Limits: limit.Limits{Time: 30 * time.Second}}
	c.Session.Payloads = export.MaxBytes
	h := api.New(c)
	defer h.Close()
	o := h.Run("played.lua", text)
	for _, f := range o.Failures {
		t.Fatal(f)
	}
	l, err := record.Read(strings.NewReader(string(record.Encode(export.LogOf("", h, scripting.Script{Name: "played.lua", Text: text}, args, o.Steps)))))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func scenario(t *testing.T, name string) string {
	t.Helper()
	s, err := FindScript(name)
	if err != nil {
		t.Fatal(err)
	}
	return s.Text
}

// play plays one side of a log. ready is told where a server listens.
func play(t *testing.T, l record.Log, side recorded.Side, at string, wait time.Duration, ready func(string), ignore ...string) (recorded.Result, error) {
	t.Helper()
	var patterns []*regexp.Regexp
	for _, text := range ignore {
		patterns = append(patterns, regexp.MustCompile(text))
	}
	plan, err := recorded.NewPlan(l, side, "", patterns)
	if err != nil {
		t.Fatal(err)
	}
	target, err := replayTarget(plan, ReplayOptions{At: at})
	if err != nil {
		t.Fatal(err)
	}
	return recorded.Play(runtime.NewSession(runtime.Config{}), plan, recorded.Options{At: target, Patience: wait, Ready: func(a stack.Address) {
		if ready != nil {
			ready(a.String())
		}
	}})
}

const patient = 20 * time.Second

// linesServer answers as the scenario lines does, or wrongly where arg[1] says.
const linesServer = `
local l = listen(0)
print(l.local_address)
while true do
  local s = accept(l)
  spawn(function()
    for line in function() return (try(recv_line, s)) end do
      local a, b = line:match("^ADD (%-?%d+) (%-?%d+)$")
      local answer = a and tostring(a + b) or "ERR what is " .. line .. "?"
      if arg[1] and answer == "102" then answer = arg[1] end
      send(s, answer .. "\n")
    end
    close(s)
  end)
end`

// webSite is a small web server with its client, or one of both.
const webSite = `
local role, at = arg[1], arg[2]
local function serve(s)
  local line = recv_line(s)
  local length = 0
  for header in function() local h = recv_line(s) return h ~= "" and h or nil end do
    length = tonumber(header:match("^Content%-Length: (%d+)") or length)
  end
  local body = recv_exactly(s, length)
  local page = "<p>" .. line .. ": " .. #body .. "</p>"
  send(s, "HTTP/1.1 200 OK\r\nContent-Length: " .. #page .. "\r\n\r\n" .. page)
  close(s)
end
local function ask(port, path, body)
  local c = dial(port)
  send(c, "POST " .. path .. " HTTP/1.1\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body)
  local answer = recv_all(c)
  close(c)
  return answer
end
local port = at
if role ~= "client" then
  local l = listen(0)
  port = l.local_port
  print(l.local_address)
  local server = spawn(function() while true do spawn(serve, accept(l)) end end)
  if role == "server" then join(server) end
end
for i = 1, 3 do
  local answer = ask(port, "/" .. i, ("x"):rep(i * 100000))
  expect.equal(answer:match("<p>(.*)</p>"), "POST /" .. i .. " HTTP/1.1: " .. i * 100000)
end`

// bulk is an echo of more than all queues hold: who sends must receive meanwhile.
// The race detector, for which that takes a minute, gets a sixteenth.
func bulk() string {
	size := "1048576"
	if testing.Short() {
		size = "65536"
	}
	return strings.Replace(bulkScript, "SIZE", size, 1)
}

const bulkScript = `
local at = arg[2]
local function serve(s)
  for data in function() return (try(recv, s, 65536)) end do send(s, data) end
  close(s)
end
if arg[1] ~= "client" then
  local l = listen(0)
  at = l.local_port
  print(l.local_address)
  local server = spawn(function() while true do spawn(serve, accept(l)) end end)
  if arg[1] == "server" then join(server) end
end
local c = dial(at)
local data = ("0123456789abcdef"):rep(SIZE)
local sender = spawn(function() send(c, data) shutdown(c, "write") end)
expect.equal(#recv_all(c, {limit = 2 ^ 25}), #data)
join(sender)`

// Each recorded client does the same with a live server as with the recorded one.
func TestReplayClient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, played, server string
		args                 []string
		conns                int
		ignore               []string
	}{
		{"echo", scenario(t, "echo"), scenario(t, "echo"), []string{"0"}, 3, nil},
		{"lines", scenario(t, "lines"), linesServer, nil, 2, nil},
		{"http", scenario(t, "http"), scenario(t, "http"), []string{"0"}, 11, []string{`Date: [^\r]*`, `127\.0\.0\.1:\d+`}},
		{"web site", webSite, webSite, []string{"server"}, 3, nil},
		{"bulk", bulk(), bulk(), []string{"server"}, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := logOf(t, c.played)
			server := runLive(t, c.server, c.args...)
			result, err := play(t, l, recorded.Client, server.address(), patient, nil, c.ignore...)
			if err != nil || result.Conns != c.conns || result.Sent == 0 || result.Received == 0 && c.name != "lines" {
				t.Errorf("%+v, %v", result, err)
			}
		})
	}
}

// Each recorded server does for a live client what it did for the recorded one.
func TestReplayServer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, played, client string }{
		{"echo", scenario(t, "echo"), `
local clients = {}
for i = 1, 3 do clients[i] = dial(arg[2]) end
for i = 3, 1, -1 do
  local word = "I am client " .. i
  send(clients[i], word)
  expect.equal(recv_exactly(clients[i], #word), word)
end
local odd = "\0\255 no newline, a zero byte, and a byte that is no letter"
send(clients[1], odd)
expect.equal(recv_exactly(clients[1], #odd), odd)
for _, c in ipairs(clients) do shutdown(c, "write") expect.equal(recv_all(c), "") close(c) end`},
		{"lines", scenario(t, "lines"), `
local c = dial(arg[2])
send(c, "ADD 2 3\nADD 1 1\nADD -4 2\nADD 100 2\nhello\r\nADD 3 4\r\n")
for _, want in ipairs{"5", "2", "-2", "102", "ERR what is hello?", "7"} do expect.equal(recv_line(c), want) end
close(c)
local hasty = dial(arg[2])
send(hasty, "ADD 1")
close(hasty)`},
		{"web site", webSite, webSite},
		{"bulk", bulk(), bulk()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := logOf(t, c.played)
			var client *live
			result, err := play(t, l, recorded.Server, "", patient, func(at string) { client = runLive(t, c.client, "client", at) })
			if err != nil || result.Received == 0 {
				t.Errorf("%+v, %v", result, err)
			}
			o := <-client.done
			client.done <- o
			for _, f := range o.Failures {
				t.Errorf("the client says %v", f)
			}
			if o.Met == 0 {
				t.Error("the client has stated nothing")
			}
		})
	}
}

// A changed side is caught at the byte that differs.
func TestReplayFindsTheDifference(t *testing.T) {
	t.Parallel()
	l := logOf(t, scenario(t, "lines"))
	for answer, want := range map[string]struct {
		at  int64
		got string
	}{"112": {8, "12\n"}, "10": {9, "\n"}, "102!": {10, "!"}} { // 5\n2\n-2\n is 7 bytes
		server := runLive(t, linesServer, answer)
		_, err := play(t, l, recorded.Client, server.address(), patient, nil)
		var d *recorded.Difference
		if !errors.As(err, &d) || d.At != want.at || !strings.HasPrefix(string(d.Got), want.got) || d.Event.Place.Line == 0 {
			t.Errorf("%s instead of 102: %v, %+v", answer, err, d)
		}
	}
	webLog := logOf(t, webSite)
	server := runLive(t, strings.Replace(webSite, `#body .. "</p>"`, `#body .. "</p> "`, 1), "server")
	_, err := play(t, webLog, recorded.Client, server.address(), patient, nil)
	var d *recorded.Difference
	if !errors.As(err, &d) || d.At != 34 || !strings.HasPrefix(string(d.Got), "2\r\n") { // "HTTP/1.1 200 OK\r\nContent-Length: 31"
		t.Errorf("a longer page: %v, %+v", err, d)
	}
}

// Who waits for what does not come says so and ends.
func TestReplayGivesUp(t *testing.T) {
	t.Parallel()
	l := logOf(t, webSite)
	silent := runLive(t, `local l = listen(0) print(l.local_address) while true do keep = accept(l) table.insert(arg, keep) end`)
	_, err := play(t, l, recorded.Client, silent.address(), 50*time.Millisecond, nil)
	if err == nil || !strings.Contains(err.Error(), "50ms") {
		t.Errorf("a silent server: %v", err)
	}
	closing := runLive(t, `local l = listen(0) print(l.local_address) while true do local s = accept(l) shutdown(s, "write") table.insert(arg, s) end`)
	var d *recorded.Difference
	if _, err = play(t, logOf(t, scenario(t, "echo")), recorded.Client, closing.address(), patient, nil); !errors.As(err, &d) || !d.GotEnd || d.At != 0 {
		t.Errorf("a server that ends at once: %v", err)
	}
	if _, err = play(t, l, recorded.Server, "", 50*time.Millisecond, nil); err == nil || !strings.Contains(err.Error(), "no client came within 50ms; the log has 3, this would be number 1") {
		t.Errorf("without a client: %v", err)
	}
	gone := runLive(t, `local s = bind(socket("tcp"), 0) print(s.local_address) sleep(100)`) // nobody else can get the port
	if _, err = play(t, l, recorded.Client, gone.address(), patient, nil); err == nil || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("without a server: %v", err)
	}
	if _, err = play(t, l, recorded.Client, "192.0.2.1:80", patient, nil); runtime.Code(err) != "DENIED" {
		t.Errorf("another machine: %v", err)
	}
}

// Logs that can't be replayed are refused with a sentence.
func TestReplayRefuses(t *testing.T) {
	t.Parallel()
	cut := logOf(t, webSite)
	for i := range cut.Events {
		cut.Events[i].Data = cut.Events[i].Data[:min(len(cut.Events[i].Data), 100)]
	}
	for _, c := range []struct {
		log  record.Log
		side recorded.Side
		of   string
		want string
	}{
		{cut, recorded.Client, "", "was cut by"},
		{record.Log{Dropped: 3}, recorded.Client, "", "the log lacks its first 3 calls"},
		{record.Log{}, recorded.Client, "", "no client in the log"},
		{record.Log{}, recorded.Server, "", "no server in the log"},
		{logOf(t, `a, b = pair("tcp") send(a, "x") recv(b)`), recorded.Server, "", "no server in the log"},
		{logOf(t, `l = listen(0) k = listen(0) a, b = dial(l.local_port), dial(k.local_port)`), recorded.Client, "", "say which one with --of"},
		{logOf(t, `l = listen(0) c = dial(l.local_port)`), recorded.Client, "1", "the log has no server at 1: want 127.0.0.1:"},
	} {
		if _, err := recorded.NewPlan(c.log, c.side, c.of, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

package repl

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sockpit/scripting"
	"sockpit/scripting/api"
)

// sessions are lines that are typed. Ports from 7000 to 9999 stand for ports
// that the test holds.
var sessions = map[string]string{
	"echo": `l = listen(9000)
c = dial(9000)
send(c, "hello")
s = accept(l)
recv(s)
send(s, "back\n")
recv_line(c)
shutdown(c, "write")
recv(s)
close(s)
c.state
close(c)
close(l)`,
	"locals": `local n = 3
local m
local a, b = pair("tcp")
n = n + 1
function twice(x) return x * n end
twice(5)
local n = 10
twice(5)
local function add(x, y) return x + y end
add(1, 2)
m
local t = {1, {x = "y"}, [10] = true}
t
m = 7
m`,
	"errors": `dial(9001)
l = listen(9000)
listen(9000)
lisen(9000)
x = = 1
recv(l)
try(accept, l, {timeout = 0.05})
accept(l, {timeout = 0.05})
_error.code
error("boom")
recv("nothing")
expect.equal(1, 2)
local q = dial(9001)
q
a, b = pair("tcp"); oops()
send(a, "x")`,
	"later": `dial(9000)
l = listen("127.0.0.1:9000")
dial("127.0.0.1:9000").state
l.local_port
l.local_address
close(l)
l = listen(9000)
l.local_port == 9000`,
	"inside": `function serve() local l = listen(9000) return l end
s = serve()
c = dial(9000, {nodelay = true})
c.remote_port
c.local_port
("x"):rep(3)
({1, 2})[1]
(function() return 4 end)()
=1 + 1
return 5
send(c, ("x"):rep(3000)) -- nobody reads
if c then return c.remote_port == 9000, "yes" end
for _, x in ipairs{1} do y = x end
y + 1
_ + 1`,
	"background": `l = listen(9000)
accept(l) &
c = dial(9000)
function serve() local s = accept(l) send(s, recv_line(s):upper() .. "\n") close(s) end
t = spawn(serve)
d = dial(9000)
send(d, "who is there?\n")
recv_line(d)
recv(d)
join(t)
recv_line(c) &
error("of a task") &
dial(9001) &
accept(l) &`,
	"tasks": `x = 0
t = spawn(function() x = 1 sleep(1000) end)
x
cancel(t)`,
	"ends": `a, b = pair("tcp")
send(a, "unread")
close(b)
recv(a)
a.state
x, y = pair("unix")
send(x, "1")
send(x, "2")
recv(y)
reset(x)
u, v = pair("udp")
send(u, "one")
recvfrom(v)
recv_exactly(y, 5)
peek(y)`,
	"udp": `s = listen("udp://9000")
c = dial("udp://9000")
send(c, "hello")
data, from = recvfrom(s)
data
from == c.local_address
from
sendto(s, "back", from)
recv(c)
big = ("0123456789"):rep(100)
big
sendto(s, big, from)
recv(c)`,
	"steps": `k = socket("tcp")
setopt(k, "reuseaddr", true)
bind(k, 9000)
listen(k, 1)
k.backlog
c = socket("tcp")
connect(c, 9000)
s = accept(k)
setopt(c, "nodelay", true)
getopt(c, "nodelay")
now()
math.random(1000000)
c
sockets()
print("hello")
hex("x")
step("my own step")
expect.equal(1, 1)`,
	"unix": `l = listen("unix://PLACE/here.sock")
c = dial("unix://PLACE/here.sock")
s = accept(l)
send(c, "over a path")
recv(s)
l.local_address
n = listen("unix://@sockpit-save-test")
dial("unix://@sockpit-save-test").state`,
	"by a name": `l = try(listen, 9001)
c = join(spawn(dial, 9001))
no, err = try(dial, 9002)
err.code
l.local_address
select(2, pcall(listen, 9001)).code`,
	"run": `:run PLACE/script.lua
made
local made = 5
made
:sockets
:run PLACE/fails.lua
after`,
}

// saved types a session and gives what :save wrote and said.
func saved(t *testing.T, session string) (text, said, place string) {
	t.Helper()
	s := newStage(t, 1)
	dir := s.config.Scripting.Dir
	for name, script := range map[string]string{"script.lua": "made = listen(0)\nlocal x = 1\nreturn", "fails.lua": "after = 1\nerror('fails')"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	session, _ = heldPorts(t, strings.ReplaceAll(session, "PLACE", dir))
	for _, line := range strings.Split(session, "\n") {
		s.types(line)
	}
	file := filepath.Join(dir, "saved.lua")
	said = s.types(":save " + file)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; said %s", err, said)
	}
	return string(data), said, dir
}

// runSaved runs a saved script in a world of its own.
func runSaved(t *testing.T, text, dir string) scripting.Outcome {
	t.Helper()
	h := api.New(scripting.Config{Dir: dir})
	defer h.Close()
	h.Session.AllowFolder(dir)
	return h.Run("saved.lua", text)
}

var fixedPort = regexp.MustCompile(`\b[1-6]\d{4}\b`)

// Every session becomes a script that passes, again and again.
func TestSave(t *testing.T) {
	t.Parallel()
	for name, session := range sessions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, said, dir := saved(t, session)
			if said = strings.Join(strings.Fields(said), " "); !strings.Contains(said, "it passes") || strings.Contains(said, "left out") != (name == "steps") && name != "background" {
				t.Errorf("said %s of\n%s", said, text) // steps asks for the time; how far another task is depends on the machine
			}
			for range 5 {
				o := runSaved(t, text, dir)
				for _, f := range o.Failures {
					t.Fatalf("%v\n%s\n%s", f, f.Source, text)
				}
				if o.Met == 0 {
					t.Fatalf("nothing is stated by\n%s", text)
				}
			}
			if port := fixedPort.FindString(text); port != "" {
				t.Errorf("port %s stands in\n%s", port, text)
			}
			if testing.Verbose() {
				t.Log(text)
			}
		})
	}
}

// A port that a session only dialled can be given to nobody else while its
// script runs.
func TestSavedScriptHoldsPorts(t *testing.T) {
	t.Parallel()
	text, _, dir := saved(t, "a, b = pair('unix')\ndial(9001)")
	before, after, ok := strings.Cut(text, "expect.error(\"ECONNREFUSED\"")
	if !ok {
		t.Fatalf("no refused dial in\n%s", text)
	}
	text = before + "expect.error('EADDRINUSE', function() bind(socket('tcp'), (next(held))) end)\nexpect.error(\"ECONNREFUSED\"" + after
	if o := runSaved(t, text, dir); !o.OK() {
		t.Errorf("%v\n%s", o.Failures[0], text)
	}
}

// If something behaves otherwise than it did, the run ends at the first line
// that differs.
func TestSavedScriptTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	text, _, dir := saved(t, sessions["echo"])
	for _, c := range [][2]string{
		{`send(c, "hello")`, `send(c, "hullo")`}, {`shutdown(c, "write")`, `close(c)`}, {`send(s, "back\n")`, `send(s, "back"); close(s)`},
		{`dial(port_`, `dial(1 + port_`}, {`return c.state`, `return l.state`},
	} {
		changed := strings.Replace(text, c[0], c[1], 1)
		if changed == text {
			t.Fatalf("no %s in\n%s", c[0], text)
		}
		o := runSaved(t, changed, dir)
		if o.OK() || o.Failures[0].Place.Line == 0 {
			t.Errorf("%s instead of %s is not noticed", c[1], c[0])
			continue
		}
		at := strings.Count(text[:strings.Index(text, c[0])], "\n") + 1
		if line := o.Failures[0].Place.Line; line < at || line > at+8 {
			t.Errorf("%s instead of %s, on line %d, is noticed on line %d: %v", c[1], c[0], at, line, o.Failures[0])
		}
	}
}

// Slips are left out, and what is there already stays as it is.
func TestSaveLeavesOut(t *testing.T) {
	t.Parallel()
	text, _, _ := saved(t, sessions["errors"])
	for _, slip := range []string{"lisen", "= = 1", "boom", `recv("nothing")`, "expect.equal(1, 2)"} {
		if strings.Contains(text, slip) {
			t.Errorf("%s stands in\n%s", slip, text)
		}
	}
	for _, want := range []string{`expect.error("EADDRINUSE", function()`, `expect.error("ECONNREFUSED", function()`, `expect.error("", function() -- no function called oops`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	s := newStage(t, 2)
	if text := s.types(":save " + filepath.Join(t.TempDir(), "x.lua")); !strings.Contains(text, "nothing was typed yet that worked") {
		t.Errorf("said %s", text)
	}
	file := filepath.Join(t.TempDir(), "mine.lua")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.types("x = 1")
	if text := s.types(":save " + file); !strings.Contains(text, "is there already and stays as it is") {
		t.Errorf("said %s", text)
	}
	if data, _ := os.ReadFile(file); string(data) != "mine" {
		t.Errorf("the file is now %q", data)
	}
	if text := s.types(":save"); !strings.Contains(text, ":save FILE.lua") {
		t.Errorf("said %s", text)
	}
}

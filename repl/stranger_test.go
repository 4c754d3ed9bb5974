package repl

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"sockpit/repl/runner"
	"sockpit/runtime/printable"
	"sockpit/runtime/printable/hostile"
)

// strangers are lines that put a stranger's text, P, into every place that the
// prompt shows. No line of one keeps the world from the next.
var strangers = []string{
	`print(P)`, `print(P, {P}, P)`, `=P`, `={P, [P] = {P}, x = {[{}] = P}}`, `error(P)`, `error({P})`, `error(setmetatable({}, {__tostring = function() return P end}))`,
	`=setmetatable({}, {__tostring = function() return P end})`, `print(setmetatable({}, {__tostring = function() return P end}))`,
	`={[setmetatable({}, {__tostring = function() return P end})] = 1}`,
	`step(P)`, `expect(false, P)`, `expect.equal(P, "x", P)`, `expect.equal({P}, {1}, P)`, `expect.error(P, error, P)`, `expect.state(socket("tcp"), P, {within = 0})`,
	`hex(P)`, `hex(P, "line")`, `hex(P, P)`, `decode(P)`, `decode(P, "u16")`, `decode("GET " .. P .. " HTTP/1.1\r\n", "http")`, `plugin{name = "d", decoders = {d = function() return {{name = P, bytes = 1, value = P, note = P}} end}}`, `hex(P, "d")`, `map()`, `:map`, `inspect(P)`, `inspect({P})`, `help(P)`, `why(P)`, `l = listen("unix://@" .. P)`, `c = dial("unix://@" .. P)`, `inspect(l)`, `inspect(c)`, `=l`, `=c`, `why(c)`,
	`listen(P)`, `dial(P)`, `dial("unix:///tmp/" .. P)`, `dial(P .. ":1")`, `socket(P)`, `pair(P)`, `getopt(socket("tcp"), P)`, `setopt(socket("tcp"), P, P)`, `setopt(socket("tcp"), "nodelay", P)`,
	`l[P]`, `l[P] = 1`, `l[{P}] = 1`, `_G[P] = listen(0)`, `_G[P]()`, `local t = {} t[P]()`, `local t = {} t[P].x = 1`, `x = P + 1`, `x = P .. {}`, `x = #nil .. P`,
	`listen(0, {[P] = 1})`, `recv(P)`, `recv(l, P)`, `send(l, P)`, `tonumber(P, P)`, `("x"):rep(P)`, `string.format(P, P)`, `("x"):find(P)`, `("x"):gsub(".", P)`, `loadstring(P)()`, `require(P)`,
	`spawn(function() error(P) end)`, `join(spawn(error, P))`, `u = listen("unixgram://@g" .. P)`, `sendto(socket("unixgram"), P, "unixgram://@g" .. P)`, `recvfrom(u, 10, {timeout = 0.001})`,
	`plugin{name = P, summary = P, functions = {{name = "fn", params = "a, " .. P, summary = P, detail = P, example = P, returns = P, run = print}}, commands = {{name = "cmd", args = P, summary = P, run = function() error(P) end}}}`,
	`help(fn)`, `help("fn")`, `help()`, `=fn`, `plugin{name = P, [P] = 1}`, `coroutine.resume(coroutine.create(error), P)`, `coroutine.wrap(error)(P)`, `assert(false, P)`,
	`:help`, `:help cmd`, `:cmd`, `:cmd P`, `:P`, `:sockets`, `:events`, `:tasks`, `:set P`, `:set explain P`, `:run P`, `:why P`, `:help P`, `recv(P) &`, `P`, `x = "P`, `-- P`, `P = 1`, `recv(c, 1, {timeout = 0.001}) -- P`,
	`read_file(P)`, `pack(P, 1)`, `unpack_bytes(P, P)`, `fault(c, {[P] = P})`, `channel(P)`, `sleep(P)`, `wait{P}`, `cancel(P)`,
}

// TestStrangersTexts types every line with many texts and looks at every byte
// that is shown. What stands bare in a line is on one line, as it is typed.
func TestStrangersTexts(t *testing.T) {
	t.Parallel()
	rounds := 3
	if os.Getenv("SOCKPIT_LONG") != "" {
		rounds = 2000
	}
	seed := rand.Uint64()
	s := newStage(t, seed)
	lines := 0
	for round := range rounds {
		if round%2 == 1 {
			s.types(":reset")
			s.print.LimitOutput(0)
		}
		for _, line := range strangers {
			p := hostile.Text(s.r)
			bare := strings.NewReplacer("\n", "", "\r", "").Replace(p)
			literal := line
			if strings.HasPrefix(line, ":") || strings.HasSuffix(line, "&") || line == "P" || strings.Contains(line, "-- P") || line == `x = "P` || line == "P = 1" {
				literal = strings.ReplaceAll(line, "P", bare)
				if strings.HasPrefix(strings.TrimSpace(literal), ":q") {
					continue // it would leave
				}
			} else {
				literal = strings.ReplaceAll(line, "P", printable.Quote(p[:min(len(p), 60)]))
			}
			s.types(literal)
			lines++
		}
	}
	t.Logf("%d lines, %d bytes shown, 0 escapes", lines, s.shown)
}

// A script whose name is a stranger's, run from the prompt and by itself.
func TestStrangersScripts(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	s := newStage(t, seed)
	for range 200 {
		name := hostile.Text(s.r)
		text := "local x = 1\nlocal function f() error(" + printable.Quote(hostile.Text(s.r)) + ") end\nf() -- " + strings.ReplaceAll(hostile.Text(s.r), "\n", " ")
		if s.r.IntN(4) == 0 {
			text = "x = (\n" + hostile.Text(s.r)
		}
		s.config.FindScript = func(string) (Script, error) { return Script{Name: name, Text: text}, nil }
		s.types(":run x")
		s.types(":sockets")
		if failed := s.host.LoadPlugin(Script{Name: name, Text: text}); failed != nil {
			s.fail(failed, 3)
			s.types(":tasks")
		}
		outcome := s.host.Run(name, "l = listen(0)\nlocal q <const> = 1")
		runner.Report(s.print, outcome, runner.Options{})
		runner.ReportTest(s.print, runner.TestResult{Script: Script{Name: name}, Outcome: outcome})
		s.types(":events")
	}
}

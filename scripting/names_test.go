package scripting

import (
	"strings"
	"testing"

	"sockpit/runtime/printable"
)

// Two values that differ are written so that they look different, and one value
// looks the same each time.
func TestValuesThatDifferLookDifferent(t *testing.T) {
	t.Parallel()
	for _, make := range []string{
		`socket("tcp")`, `socket("udp")`, `spawn(sleep, 9)`, `channel()`, `function() end`, `coroutine.create(print)`,
		`select(2, try(recv, 5))`, `{}`, `plainly(1)`,
	} {
		h, _ := newHost(t, Config{})
		for _, line := range []string{
			`function plainly() return setmetatable({}, {__tostring = function() return "it" end}) end`,
			"x = " + make, "y = " + make,
		} {
			if r := h.Eval(line, 200); r.Failed != nil {
				t.Fatal(line, r.Failed)
			}
		}
		for _, form := range []string{"{[x] = 1, [y] = 1}", "{x, y}"} {
			if form == "{x, y}" && (make == "{}" || make == "plainly(1)") {
				continue // a table as a value shows what it has
			}
			text := h.Eval(form, 200).Values[0]
			parts := strings.Split(strings.Trim(text, "{}\n "), ", ")
			if len(parts) == 1 {
				parts = strings.Split(strings.Trim(text, "{}\n, "), ",\n")
			}
			if len(parts)%2 != 0 || strings.Join(parts[:len(parts)/2], ",") == strings.Join(parts[len(parts)/2:], ",") {
				t.Errorf("x, y = %s: %s is written %s", make, form, text)
			}
		}
		same := h.Eval("{x, x}", 200).Values[0]
		if strings.Contains(same, "(2)") {
			t.Errorf("x = %s: {x, x} is written %s", make, same)
		}
	}
}

// A socket is called by the variable that got it from the call; not by one that got
// what was done with it, nor if the call failed.
func TestNamesOfLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{ // want: of #2 and on
		{`local c = dial(l.local_port)
		  local s = l:accept()`, "c s"},
		{`local c, why = try(dial, l.local_port)`, "c"},
		{`local ok, c = pcall(dial, l.local_port)`, "c"},
		{`local n = send(dial(l.local_port), "x")`, "-"},
		{`local e = try(dial, 1)`, "-"},
		{`local x, y = dial(l.local_port), dial(l.local_port)`, "x y"},
		{`local x = dial(l.local_port) local y = dial(l.local_port) local a, b = accept(l), accept(l)`, "x y a b"},
		{`local p, q = pair("unix") local t, u = pair("tcp")`, "p q - t u"},
		{`local p, q = pair("udp")`, "p q"},
		{`for i = 1, 2 do local c = dial(l.local_port) end`, "c c"},
		{`for i = 1, 2 do local c = dial(l.local_port) local d = dial(l.local_port) end`, "- -"}, // in a loop on its line
		{`for i = 1, 2 do
		    local c = dial(l.local_port) local d = dial(l.local_port)
		  end`, "c d c d"},
		{`local c = i and dial(1) or dial(l.local_port)`, "-"},
		{`for i = 1, 2 do
		    local port = i == 1 and 1 or l.local_port
		    pcall(function()
		      local c = dial(l.local_port) local d = dial(port)
		    end)
		  end`, "c - - -"}, // #3 failed: from there on nobody knows
		{`local function serve(conn) return conn end
		  dial(l.local_port)
		  serve(accept(l))`, "- conn"},
		{`local function serve(conn, x) end
		  dial(l.local_port)
		  join(spawn(serve, accept(l), 1))`, "- conn"},
		{`local function serve(conn) end
		  local function serve(s) end
		  serve(dial(l.local_port))`, "-"},
		{`local c = dial(l.local_port) local s = accept(l) local t = spawn(accept, l) dial(l.local_port) join(t)`, "c - - -"}, // accept is called twice
		{`local function make() return dial(l.local_port) end
		  local c = make()`, "c"},
		{`local function make()
		    local s = dial(l.local_port)
		    send(s, "x")
		    return true, s
		  end
		  local ok, c = make()
		  local function outer()
		    local ok, x = make()
		    return x
		  end
		  local d = outer()
		  make()`, "c d s"},
		{`local function make()
		    local s = dial(l.local_port)
		    return 1
		  end
		  local c = make()`, "s"},
	} {
		h, _ := newHost(t, Config{})
		o := h.Run("names.lua", "local l = listen(0)\n"+c.text)
		if !o.OK() {
			t.Errorf("%s: %v", c.text, o.Main)
			continue
		}
		for i, want := range strings.Fields(c.want) {
			if got := h.GivenNames()[i+2]; got != strings.TrimPrefix(want, "-") {
				t.Errorf("%s: #%d is called %q, want %q", c.text, i+2, got, want)
			}
		}
	}
}

// Whoever looks at whatever moment, the names are the same afterwards, and an error
// names a socket as the diagram does.
func TestNamesDoNotDependOnLooks(t *testing.T) {
	t.Parallel()
	const text = `local function inner(other, look)
  if look then look(other) end
  return other
end
local function serve(conn, look)
  inner(conn, look)
  return conn
end
return function(look)
  local l = listen(0)
  local c = dial(l.local_port)
  local s = serve(accept(l), look)
  copy = c
  if look then look(c) end
  copy = nil
  if look then look(l) end
end`
	looks := []string{`nil`,
		`function(s) try(recv, s, {timeout = 0}) end`,
		`function(s) sockets() end`,
		`function(s) tostring(({[s] = 1})[s]) diagram() end`,
		`function(s) look_a_name(s) end`}
	var first map[int]string
	for _, look := range looks {
		h, _ := newHost(t, Config{})
		o := h.Run("looks.lua", "local f = (function() "+text+" end)()\nlook_a_name = function(s) return pcall(recv, s, {timeout = 0}) end\nf("+look+")")
		if !o.OK() {
			t.Fatal(look, o.Main)
		}
		names := h.GivenNames()
		if first == nil {
			first = names
		}
		for id := 1; id <= 3; id++ {
			if names[id] != first[id] || names[id] == "" {
				t.Errorf("with the look %s, #%d is called %q, without %q", look, id, names[id], first[id])
			}
		}
	}
}

// What is remembered of names is bounded.
func TestNamesAreBounded(t *testing.T) {
	t.Parallel()
	var g givenNames
	for id := range 5 * maxGiven {
		g.noteSeen(id, "s")
		if len(g.names) > 2*maxGiven {
			t.Fatalf("%d names are kept", len(g.names))
		}
	}
	if g.names[5*maxGiven-1].name() == "" || g.names[4*maxGiven+1].name() == "" || g.names[0].name() != "" {
		t.Error("it is not the newest that are kept")
	}
}

// A key of _G that is no name names no socket: of the empty one even the first letter
// was looked for.
func TestNamesAreNames(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "#7", "a b", "end", "1x", "x\x1b[1m"} {
		h, _ := newHost(t, Config{})
		if r := h.Eval("_G["+printable.Quote(key)+"] = socket() why(1) try(send, 1, 'x')", 80); r.Failed != nil {
			t.Errorf("%q: %v", key, r.Failed)
		}
		events, _ := h.Session.Log.All()
		if tag := h.Tags(events)[1]; tag != "#1" {
			t.Errorf("_G[%q] is called %q", key, tag)
		}
	}
}

package scripting

import (
	"strings"
	"testing"
)

// What a learner reads: the variable is named, its value told, and, where an
// earlier call gave nothing, which.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, message, hint string }{
		{`lisen(1)`, `no function called lisen. Did you mean listen?`, ``},
		{`for i in 1, 3 do end`, `for i in … goes over what a function gives: for i = 1, 3 do counts`, ``},
		{`xyzzy(1)`, `no function called xyzzy`, `help() lists the functions`},
		{`local f; f()`, `f is nil, not a function`, ``},
		{`local f = 5; f()`, `f is 5, not a function`, ``},
		{`l = listen(0); l()`, `l is a socket, not a function`, ``},
		{`local t = {}; t.go()`, `t.go is nil, not a function`, ``},
		{`local t = {run = 1}; t.rum()`, `t.rum is nil, not a function`, `Did you mean run?`},
		{`local t = {}; t[1]()`, `t[1] is nil, not a function`, ``},
		{`string.uper("x")`, `string.uper is nil, not a function`, `Did you mean upper?`},
		{`local s = "x"; s:uper()`, `s has no method called uper`, `Did you mean upper?`},
		{`("x"):uper()`, `"x" has no method called uper`, `Did you mean upper?`},
		{`local t = {}; t:go()`, `t has no method called go`, ``},
		{`print("go") ("a"):rep(3)`, `what print gave is not a function: if a line begins with (, end the one before with ;`, ``},
		{`for x in nothing do end`, `nothing is nil: for … in wants a function that gives the next value, as pairs(t) does`, ``},
		{`local t = {}; for x in t do end`, `t is a table: write in pairs(t) or in ipairs(t)`, ``},
		{`a, b = pair(); a:sned("x")`, `a socket has no sned. Did you mean send?`, ``},
		{`a, b = pair(); print(a.stat)`, `a socket has no stat. Did you mean state?`, ``},
		{`a, b = pair(); print(a.port)`, `a socket has no port. Did you mean local_port or remote_port?`, ``},
		{`t = spawn(print); print(t.don)`, `a task has no don. Did you mean done?`, ``},
		{`a, b = pair(); a.id = 5`, `the fields of a socket can't be set: they say what the kernel says; setopt(s, name, value) changes options`, ``},

		{`local d; d.x = 1`, `d is nil: it has no x`, ``},
		{`local d; print(d.x)`, `d is nil: it has no x`, ``},
		{`local d; d:upper()`, `d is nil: it has no upper`, ``},
		{`print(d.x)`, `d is nil: it has no x`, ``},
		{`local t = {}; print(t.a.b)`, `t.a is nil: it has no b`, ``},
		{`local t = {}; t.a.b.c = 1`, `t.a is nil: it has no b`, ``},
		{`local t = {}; print(t[1][2])`, `t[1] is nil: it has no 2`, ``},
		{`local up; local function f() return up.x end f()`, `up is nil: it has no x`, ``},
		{`local function f(p) return p.x end f()`, `p is nil: it has no x`, ``},
		{`local function f() end; print(f().x)`, `what f gave is nil: it has no x`, ``},
		{`local n = 5; n.x = 1`, `n is 5: it has no x`, ``},

		{`local x; print(x + 1)`, `cannot calculate with x: it is nil`, ``},
		{`local x; print(1 - x)`, `cannot calculate with x: it is nil`, ``},
		{`local x; print(-x)`, `cannot calculate with x: it is nil`, ``},
		{`local a = {}; print(a * 2)`, `cannot calculate with a: it is a table`, ``},
		{`local a = "x"; print(a + 2)`, `cannot calculate with a: it is "x"`, ``},
		{`print(true + 1)`, `cannot calculate with a boolean`, ``},
		{`local x; print(#x)`, `cannot take the length of x: it is nil`, ``},
		{`local x; print(x < 1)`, `cannot compare x: it is nil`, ``},
		{`print({} < {})`, `cannot compare a table with a table`, ``},
		{`print("a" < 1)`, `cannot compare a string with a number`, ``},
		{`table.sort{3, "x", 1}`, `cannot compare a string with a number`, ``},
		{`a, b = pair(); print(a < b)`, `sockets, tasks and channels have no order`, ``},
		{`local x; print("a" .. x)`, `cannot join with .. x: it is nil`, ``},
		{`local x = {}; print("a" .. x)`, `cannot join with .. x: it is a table`, `tostring(x) gives the text of any value`},
		{`local t = {}; print("a" .. t.b .. "c")`, `cannot join with .. t.b: it is nil`, ``},
		{`local x; for i = 1, x do end`, `the loop's last number is nil, want a number`, ``},
		{`for i = {}, 5 do end`, `the loop's first number is not a number`, ``},
		{`local t; for k, v in pairs(t) do end`, `pairs: t is nil, want a table`, ``},
		{`local t; table.insert(t, 1)`, `insert: t is nil, want a table`, ``},
		{`local s; print(string.rep(s, 3))`, `rep: s is nil, want a string`, ``},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			f := fails(t, "-- a line before\n"+c.text)
			if f.Message != c.message || f.Hint != c.hint {
				t.Errorf("\n got %q, %q\nwant %q, %q", f.Message, f.Hint, c.message, c.hint)
			}
			if f.Place.Line != 2 || f.Source != c.text {
				t.Errorf("at %v: %q", f.Place, f.Source)
			}
		})
	}
}

// A variable that is nil because a call gave nothing: which call, and why.
func TestNilBecause(t *testing.T) {
	t.Parallel()
	ended := "a, b = pair('tcp')\nclose(a)\n"
	eof := `recv gave nil, "eof" (the other end had finished sending)`
	for _, c := range []struct{ text, message, hint string }{
		{ended + "local d = recv(b)\nprint(d:upper())", `d is nil: it has no upper`, "d is nil because " + eof + " at line 3"},
		{ended + "d = recv(b)\nprint(#d)", `cannot take the length of d: it is nil`, "d is nil because " + eof + " at line 3"},
		{ended + "d = recv(b)\nprint(d .. 'x')", `cannot join with .. d: it is nil`, "d is nil because " + eof + " at line 3"},
		{ended + "print(recv(b):upper())", `what recv gave is nil: it has no upper`, eof},
		{ended + "local d = recv(b)\nsend(b, d)", `send: data: got nil, want a string. d is nil because ` + eof + " at line 3", "usage: send(s, data [, {timeout=}])"},
		{"l = listen(0)\nlocal c, err = try(accept, l, {timeout = 0})\nsend(c, 'x')",
			`send: s: got nil, want a socket. c is nil because try(accept, …) failed: accept: l: timed out at line 2`, "usage: send(s, data [, {timeout=}])"},
		{"l = listen(0)\nlocal c, err = try(accept, l, {timeout = 0})\nprint(c.id)",
			`c is nil: it has no id`, `c is nil because try(accept, …) failed: accept: l: timed out at line 2`},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			f := fails(t, c.text)
			if f.Message != c.message || f.Hint != c.hint {
				t.Errorf("\n got %q, %q\nwant %q, %q", f.Message, f.Hint, c.message, c.hint)
			}
		})
	}
	t.Run("a later success is no reason", func(t *testing.T) {
		t.Parallel()
		f := fails(t, `a, b = pair("tcp")
send(a, "x")
shutdown(a, "write")
local d
for i = 1, 2 do local was = d; d = recv(b) end
a, b = pair("tcp")
send(a, "x")
local function again() d = recv(b) end
again()
d = nil
print(d.x)`)
		if strings.Contains(f.Hint, "line 9") || f.Message != "d is nil: it has no x" {
			t.Errorf("got %q, %q", f.Message, f.Hint)
		}
	})
}

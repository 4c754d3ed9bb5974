package scripting

import (
	"errors"
	"strings"
	"testing"
)

// What is not Lua is told with its line and in words a learner understands.
func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
		line       int
	}{
		{"x = 1\ny = = 2", `did not expect '=' here`, 2},
		{"x = 'abc\ny = 1", `a string is not closed on its line`, 1},
		{"if x then\nprint(1)", `the script ends in the middle: an end is missing for what line 1 begins`, 2},
		{"while true do", `the script ends in the middle: an end is missing for what line 1 begins`, 1},
		{"function f()\n  if x then\n  end\n", `the script ends in the middle: an end is missing for what line 1 begins`, 3},
		{"repeat\nx = 1", `the script ends in the middle: an until is missing for what line 1 begins`, 2},
		{"f(1,\n2", `the script ends in the middle: a bracket of line 1 is not closed`, 2},
		{"x = {1,\n{2}", `the script ends in the middle: a bracket of line 1 is not closed`, 2},
		{"x = [[abc", `a long string or comment is not closed: ]] is missing`, 1},
		{"--[[ abc", `a long string or comment is not closed: ]] is missing`, 1},
		{"x =", `the script ends in the middle: something is missing after the last word`, 1},
		{"end", `did not expect 'end' here: nothing is open that it could close`, 1},
		{"x = 1 +\n* 2", `did not expect '*' here`, 2},
		{"if x = 1 then end", `did not expect '=' here: == compares, = sets a variable`, 1},
		{"while x = 1 do end", `did not expect '=' here: == compares, = sets a variable`, 1},
		{"if x != 1 then end", `did not expect '!' here: Lua writes ~= for "not equal", and not for "not"`, 1},
		{"x += 1", `did not expect '+' here: Lua has no +=, write x = x + 1`, 1},
		{"if x == 1 && y then end", `did not expect '&' here: Lua writes and`, 1},
		{"if x || y then end", `did not expect '|' here: Lua writes or`, 1},
		{"return 7//2", `did not expect '/' here: Lua 5.1 has no //: math.floor(a / b); a comment begins with --`, 1},
		{"return 1 & 2", `did not expect '&' here: Lua 5.1 has no &: bit.band(a, b)`, 1},
		{"return 1 | 2", `did not expect '|' here: Lua 5.1 has no |: bit.bor(a, b)`, 1},
		{"return 1 << 2", `did not expect '<' here: Lua 5.1 has no <<: bit.lshift(a, n)`, 1},
		{"return 2 ** 3", `did not expect '*' here: Lua writes ^ for a power`, 1},
		{"x = c ? a", `did not expect '?' here: Lua has no ?: c and a or b`, 1},
		{"return 1 2", `did not expect '2' here: return must be the last statement of its block`, 1},
		{"local function f.x() end", `did not expect '.' here`, 1},
		{"print(“hi”)", `did not expect '“' (U+201C) here: type "`, 1},
		{"x = 1\nprint(‘hi’)", `did not expect '‘' (U+2018) here: type '`, 2},
		{"x =\u00a01", `did not expect U+00A0 here: it looks like a blank or like nothing; take it out or type a blank`, 1},
		{"x = 3 \u2212 1", `did not expect '−' (U+2212) here: type -`, 1},
		{"x = （1）", `did not expect '（' (U+FF08) here: type (`, 1},
		{"tên = 1", `did not expect 'ê' (U+00EA) here: a name is made of a to z, A to Z, 0 to 9 and _`, 1},
		{"x = \xff", `did not expect the byte 0xff here: it is no UTF-8`, 1},
		{"x = ☃", `did not expect '☃' (U+2603) here: beyond ASCII characters stand in strings and comments only`, 1},
		{strings.Repeat("local a\n", 201), `more than 200 local variables in one function: put some into a table, or in do … end`, 201},
		{"x = 1\nfunction f(p)\n" + strings.Repeat("local a, b\n", 100) + "end", `more than 200 local variables in one function: put some into a table, or in do … end`, 102},
		{"x++", `did not expect '+' here: Lua has no ++, write x = x + 1`, 1},
		{"if x then y() else if z then w() end", `the script ends in the middle: an end is missing for what line 1 begins`, 1},
		{"for i = 1 do end", `did not expect 'do' here`, 1},
		{"local function = 3", `did not expect '=' here`, 1},
		{"return 1\nprint(2)", `did not expect 'print' here: return must be the last statement of its block`, 2},
		{"break", `no loop to break`, 1},
		{"x = 1\ngoto nowhere", `no visible label 'nowhere' for <goto>`, 2},
		{"\x1bLua", `compiled Lua is not loaded, only source`, 1},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			f := fails(t, c.text)
			if f.Message != c.want || f.Place.Line != c.line || f.Place.Source != "t.lua" {
				t.Errorf("got %v, want t.lua:%d: %s", f, c.line, c.want)
			}
			var syntax *SyntaxError
			if !errors.As(f, &syntax) {
				t.Errorf("is a %T", f.Err)
			}
		})
	}
}

func TestSourceForms(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"#!/usr/bin/env sockpit\nexpect.equal(1, 1)",
		"\ufeffexpect.equal(1, 1)",
		"\ufeff#!x\r\nexpect.equal(1, 1)\r\n",
		"# only this line",
		"",
		"\n\n",
	} {
		pass(t, text)
	}
	if f := fails(t, "#!x\nerror('line 2', 1)"); f.Place.Line != 2 {
		t.Errorf("got %v", f)
	}
}

// Whether the prompt asks for another line.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	for _, entry := range []string{
		"if x then", "for i = 1, 2 do", "while true do", "repeat", "function f()", "f(", "f(1,", "x = {", "x = {1,", "x =", "x = 1 +",
		"[[", "x = [[abc", "x = [==[ ]] ", "--[[", "--[==[ x", "function(", "local x =", "local function f(a,", "x = function()", "return",
		"if x then\n  y()\nelse", "a.b:c(", "not", "x = a and", "print('a' ..", "x\n.y(", "do",
	} {
		if entry != "return" && !h.Incomplete(entry) {
			t.Errorf("%q is not incomplete", entry)
		}
	}
	for _, entry := range []string{
		"x", "x = 1", "f()", "x = 'abc", `"abc`, "end", ")", "x = = 1", "1 2", "", "--", "-- a", "if x then end", "x = }", "[[a]]", "= 5", "@", "f(]",
		"if x then ) ", "for for", "return", "return 1", "x = 1 y = 2", "local x", "function f() end",
	} {
		if h.Incomplete(entry) {
			t.Errorf("%q is incomplete", entry)
		}
	}
}

// A chain of elseif nests like any block, though it does not look so.
func TestElseifs(t *testing.T) {
	t.Parallel()
	if line, ok := tooNested("if x then "+strings.Repeat("\nelseif x then", 2000)+" end", 150); !ok || line != 1502 {
		t.Errorf("found in line %d, %v", line, ok)
	}
	if _, ok := tooNested(strings.Repeat("if x then y() elseif y then z() end ", 5000), 150); ok {
		t.Error("many of them side by side are refused")
	}
}

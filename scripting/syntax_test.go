package scripting

import (
	"errors"
	"strings"
	"testing"

	"sockpit/scripting/luatest"
)

// What is not Lua is told with its line and in words a learner understands.
func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, c := range append(luatest.Lines(t, "testdata/syntax.lua"), luatest.Cases(t, "testdata/syntaxlines.lua")...) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			noLua(t, c.Source, c.Text("error"), c.Line("error"))
		})
	}
}

// What an editor would hide: signs that look like others, bytes, many lines.
func TestSyntaxErrorsOfText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
		line       int
	}{
		{"function f()\n  if x then\n  end\n", `the script ends in the middle: an end is missing for what line 1 begins`, 3},
		{"--[[ abc", `a long string or comment is not closed: ]] is missing`, 1},
		{"x =\u00a01", `did not expect U+00A0 here: it looks like a blank or like nothing; take it out or type a blank`, 1},
		{"x = 3 \u2212 1", `did not expect '−' (U+2212) here: type -`, 1},
		{"x = \xff", `did not expect the byte 0xff here: it is no UTF-8`, 1},
		{strings.Repeat("local a\n", 201), `more than 200 local variables in one function: put some into a table, or in do … end`, 201},
		{"x = 1\nfunction f(p)\n" + strings.Repeat("local a, b\n", 100) + "end", `more than 200 local variables in one function: put some into a table, or in do … end`, 102},
		{"\x1bLua", `compiled Lua is not loaded, only source`, 1},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			noLua(t, c.text, c.want, c.line)
		})
	}
}

// noLua fails unless text is refused with that message at that line.
func noLua(t *testing.T, text, want string, line int) {
	t.Helper()
	f := fails(t, text)
	if f.Message != want || f.Place.Line != line || f.Place.Source != "t.lua" {
		t.Errorf("got %v, want t.lua:%d: %s", f, line, want)
	}
	var syntax *SyntaxError
	if !errors.As(f, &syntax) {
		t.Errorf("is a %T", f.Err)
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

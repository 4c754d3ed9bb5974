package scripting

import (
	"errors"
	"testing"

	"sockpit/scripting/syntax"
)

// What is not Lua fails with its place, its line and what is wrong with it.
func TestSyntaxFailure(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		line            int
		message, source string
	}{
		"x = 1\ny = = 2":          {2, "did not expect '=' here", "y = = 2"},
		"x = 1\nbreak":            {2, "no loop to break", "break"},
		"\x1bLua":                 {1, "compiled Lua is not loaded, only source", ""},
		"--[=== a note\nx = = 3x": {2, "did not expect '=' here", "x = = 3x"}, // what is wrong first is told
	} {
		f := fails(t, text)
		if f.Message != want.message || f.Place.Line != want.line || f.Place.Source != "t.lua" || f.Source != want.source {
			t.Errorf("%q: got %v, %q", text, f, f.Source)
		}
		if !errors.As(f, new(*syntax.Error)) {
			t.Errorf("%q: is a %T", text, f.Err)
		}
	}
}

// Signs that gopher-lua's scanner takes for others.
func TestScannable(t *testing.T) {
	t.Parallel()
	pass(t, "--[== a note that is no long one\n--[=\nx\f=\v'\f\v' --[=[ long\n]=]\nexpect.equal(#x, 2)\nexpect.equal(loadstring('x = = 1') == nil, true)")
	f := fails(t, "--[== a note\nerror('here')")
	if f.Source != "error('here')" {
		t.Errorf("shows the line %q", f.Source)
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

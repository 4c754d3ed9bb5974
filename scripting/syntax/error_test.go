package syntax

import (
	"errors"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/event"
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
		{"\x1b[31mprint(1)", `did not expect the byte 0x1b here: it can't be seen; in a string it is written \27`, 1},
		{"x = \x01 1", `did not expect the byte 0x01 here: it can't be seen; in a string it is written \1`, 1},
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
	var wrong *Error
	if err := compileAll(text); !errors.As(err, &wrong) {
		t.Fatalf("got %v, a %T", err, err)
	}
	if wrong.Text != want || wrong.Place != (event.Place{Source: "t.lua", Line: line}) {
		t.Errorf("got %v, want t.lua:%d: %s", wrong, line, want)
	}
}

// compileAll reads a text as a script is read, and gives what is wrong with it.
func compileAll(text string) error {
	text, err := SkipHeader("t.lua", text)
	if err != nil {
		return err
	}
	tree, err := Parse(0, "t.lua", text)
	if err != nil {
		return err
	}
	if _, err = lua.Compile(tree, "t.lua"); err == nil {
		return nil
	}
	return CompileError("t.lua", err, func() []ast.Stmt {
		tree, _ := Parse(0, "t.lua", text)
		return tree
	})
}

// A chain of elseif nests like any block, though it does not look so.
func TestElseifs(t *testing.T) {
	t.Parallel()
	if line, ok := TooNested("if x then "+strings.Repeat("\nelseif x then", 2000)+" end", 150); !ok || line != 1502 {
		t.Errorf("found in line %d, %v", line, ok)
	}
	if _, ok := TooNested(strings.Repeat("if x then y() elseif y then z() end ", 5000), 150); ok {
		t.Error("many of them side by side are refused")
	}
}

package syntax

import (
	"reflect"
	"testing"

	"github.com/yuin/gopher-lua/ast"
)

// What an entry is read as, and how often it is parsed to find that out: what can be
// read both ways is an expression.
func TestParseEntry(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]struct {
		expression bool
		parses     int
	}{
		"x":                        {true, 1},
		"f(1, 2)":                  {true, 1},
		"a == 1":                   {true, 1},
		"a ~= 1, b <= 2, c >= 3":   {true, 1},
		"f{x = 1}":                 {true, 1},
		"function() return end":    {true, 1},
		"(function() x = 1 end)()": {true, 1},
		"-- a note":                {true, 1},
		"x = 1":                    {false, 1},
		"x.y, z[1 == 2] = a == b":  {false, 1},
		"local x":                  {false, 1},
		"return 1":                 {false, 1},
		"if x == 1 then y = 2 end": {false, 1},
		"function f() end":         {false, 1},
		"break":                    {false, 1},
		"f() g()":                  {false, 2}, // it begins as an expression does
		"f() x = 1":                {false, 1},
	} {
		parses := 0
		_, expression, err := ParseEntry(entry, func(text string) ([]ast.Stmt, error) {
			parses++
			return Parse(0, "e", text)
		})
		if err != nil || expression != want.expression || parses != want.parses {
			t.Errorf("%q: expression %v, parsed %d times, %v", entry, expression, parses, err)
		}
	}
}

// Which reading is tried first makes no difference to what comes of an entry.
func TestParseEntryOrder(t *testing.T) {
	t.Parallel()
	parse := func(text string) ([]ast.Stmt, error) { return Parse(0, "e", text) }
	for _, entry := range []string{
		"", "x", "x = 1", "1 = 2", "x = = 1", "x ==", "x =", "a <= = 2", "local", "local x =", "local function", "function", "function 1() end", "function()", "function f(",
		"if x then", "if x = 1 then end", "return", "return return 1", "return x = 1", "for i = 1 do", "do end x", "break 1", "x = 1 end", "end x = 1", ") = 1", "{x = 1}", "f{x = 1",
		"repeat x = 1 until y", "x, y", "x, y = 1", "f() g()", "'a' = 1", "x = 'a", "x = 3x", "3x = 1", "-- x = 1", "[[x = 1]]", "a.b:c() = 1", "=x", "x=1;y", "x ~ = 1", "x ~= 1",
	} {
		tree, expression, err := ParseEntry(entry, parse)
		want, asExpression := parse("return " + entry)
		var wantErr error
		if asExpression != nil {
			if want, wantErr = parse(entry); wantErr != nil {
				wantErr = furthest(wantErr, asExpression)
			}
		}
		if !reflect.DeepEqual(tree, want) || expression != (asExpression == nil) || !reflect.DeepEqual(err, wantErr) {
			t.Errorf("%q: expression %v, %v; tried in turn: %v, %v", entry, expression, err, asExpression == nil, wantErr)
		}
	}
}

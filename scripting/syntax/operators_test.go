package syntax

import (
	"strings"
	"testing"
)

// Long expressions are refused before they are parsed; long scripts are not.
func TestChains(t *testing.T) {
	t.Parallel()
	const max = 1500
	long := map[string]string{
		"sum":              "return 1" + strings.Repeat(" + x", 2000),
		"over lines":       "return 1" + strings.Repeat("\n+ x", 2000),
		"powers":           "return 1" + strings.Repeat("^1", 2000),
		"nots":             "return " + strings.Repeat("not ", 2000) + "x",
		"minuses":          "return " + strings.Repeat("- ", 2000) + "x",
		"comparisons":      "return 1" + strings.Repeat(" <= 1 == 1", 1000),
		"unequal":          "return 1" + strings.Repeat(" ~= 1", 2000),
		"ands":             "return 1" + strings.Repeat(" and x or y", 1000),
		"fields":           "return a" + strings.Repeat(".a", 2000),
		"methods":          "a" + strings.Repeat(":b()", 1000),
		"calls":            "f" + strings.Repeat("()", 2000),
		"calls of strings": "f" + strings.Repeat("''", 2000),
		"indexes":          "return a" + strings.Repeat("[b]", 2000),
		"around brackets":  "return f(x)" + strings.Repeat(" + f(x, {1, -1})", 2000),
		"concatenations":   "return ''" + strings.Repeat(" .. a", 2000),
	}
	for name, text := range long {
		if _, ok := TooChained(text, max); !ok {
			t.Errorf("%s: not found to be too long", name)
		}
	}
	fine := map[string]string{
		"calls side by side":   strings.Repeat("print(-1) ", 5000),
		"lengths":              strings.Repeat("print(#t)\n", 5000),
		"strings":              strings.Repeat("print('a' .. 'b')\n", 5000),
		"methods side by side": strings.Repeat("a:b():c()\n", 5000),
		"assignments":          strings.Repeat("x = x + 1 ", 5000),
		"elements":             "return {" + strings.Repeat("-x.y, ", 5000) + "}",
		"rows":                 "return {" + strings.Repeat("{-1.5, a[1], f()}, ", 5000) + "}",
		"functions":            strings.Repeat("function f(...) return ... end ", 5000),
		"ifs":                  strings.Repeat("if a == 1 then f() end ", 5000),
		"dots":                 strings.Repeat("f(...) ", 5000),
		"comments":             strings.Repeat("-- a + b\n", 5000),
	}
	for name, text := range fine {
		if line, ok := TooChained(text, max); ok {
			t.Errorf("%s: found to be too long in line %d", name, line)
		}
	}
}

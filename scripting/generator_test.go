package scripting

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A generator writes Lua programs that end, and that tell with o what they do:
// closures, varargs, coroutines with yields in every position, constructors,
// loops, metamethods, errors, conversions of strings and numbers. The helpers
// that they call are in testdata/programs.lua.
type generator struct {
	*rand.Rand
	b       strings.Builder
	vars    []string // in scope
	names   int
	depth   int
	budget  int  // expressions that may still be written
	loops   int  // around, in this function
	varargs bool // in this function
	yields  bool // in a coroutine
}

// program writes the one of a seed.
func program(seed uint64) string {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 51)), budget: 60, varargs: true}
	g.block(3 + g.IntN(4))
	if g.one(2) {
		g.line("return %s", g.list(3))
	}
	return g.b.String()
}

// one reports true once in n times.
func (g *generator) one(n int) bool { return g.IntN(n) == 0 }

func (g *generator) pick(s ...string) string { return s[g.IntN(len(s))] }

func (g *generator) line(format string, a ...any) { fmt.Fprintf(&g.b, format+"\n", a...) }

func (g *generator) fresh() string {
	g.names++
	return fmt.Sprintf("v%d", g.names)
}

func (g *generator) variable() string {
	if len(g.vars) == 0 || g.one(20) {
		return "G" // a global
	}
	return g.vars[g.IntN(len(g.vars))]
}

// inner writes what has a scope of its own.
func (g *generator) inner(n int, vars ...string) {
	before := len(g.vars)
	g.vars = append(g.vars, vars...)
	g.depth++
	g.block(n)
	g.depth--
	g.vars = g.vars[:before]
}

func (g *generator) block(n int) {
	for range n {
		if g.budget <= 0 {
			return
		}
		g.statement()
	}
}

func (g *generator) statement() {
	kinds := []func(){g.local, g.local, g.assign, g.tell, g.tell, g.call}
	if g.depth < 4 {
		kinds = append(kinds, g.function, g.branch, g.numeric, g.generic, g.whileLoop, g.repeatLoop, g.do, g.coroutine, g.coroutine, g.protected, g.iterator, g.object)
	}
	if g.yields {
		kinds = append(kinds, g.yield, g.yield)
	}
	kinds[g.IntN(len(kinds))]()
}

func (g *generator) local() {
	n := 1 + g.IntN(3)
	var names []string
	for range n {
		names = append(names, g.fresh())
	}
	if g.one(12) {
		g.line("local %s", strings.Join(names, ", "))
	} else {
		g.line("local %s = %s", strings.Join(names, ", "), g.list(3))
	}
	g.vars = append(g.vars, names...)
}

func (g *generator) assign() {
	var targets []string
	for range 1 + g.IntN(3) {
		v := g.variable()
		if g.one(4) {
			t := g.fresh()
			g.line("local %s = %s", t, g.table())
			g.vars = append(g.vars, t)
			v = t + g.pick(".x", ".y", "[1]", "[2]", "["+g.number()+"]", "["+g.text()+"]")
		}
		targets = append(targets, v)
	}
	g.line("%s = %s", strings.Join(targets, ", "), g.list(3))
}

func (g *generator) tell() { g.line("o(%s)", g.list(3)) }

func (g *generator) call() {
	g.line("if type(%[1]s) == 'function' then o(%[1]s(%[2]s)) end", g.variable(), g.list(3))
}

func (g *generator) yield() {
	g.line("%s", g.pick(
		"o("+g.yielded()+")", "local _ = "+g.yielded(), g.yielded(),
		"if "+g.yielded()+" then o('then') else o('else') end",
		"if "+g.yielded()+" == nil then o('nil') end",
		"for _ = 1, 2 do if not "+g.yielded()+" then break end end",
		"o(("+g.yielded()+"))", "o({"+g.yielded()+"})", "o({k = "+g.yielded()+"})", "o({1, "+g.yielded()+", k = "+g.yielded()+"})",
		"local a, b, c = "+g.yielded()+" o(a, b, c)", "o(S("+g.yielded()+") .. 'x')", "local t = {} t.x, t.y = "+g.yielded()+" o(t)",
		"local i = 0 while "+g.yielded()+" do i = i + 1 if i > 2 then break end end o(i)",
		"local i = 0 repeat i = i + 1 until i > 2 or "+g.yielded()+" o(i)",
		"local t = {5, 6} o(t["+g.yielded()+" or 1])",
	))
}

// yielded is a yield as an operand.
func (g *generator) yielded() string { return g.pick("Y", "coroutine.yield") + "(" + g.list(3) + ")" }

func (g *generator) function() {
	name := g.fresh()
	g.line("local function %s%s", name, g.body())
	g.vars = append(g.vars, name)
}

// body writes parameters, statements and end of a function, on lines of their own.
func (g *generator) body() string {
	outer := *g
	var params []string
	for range g.IntN(4) {
		params = append(params, g.fresh())
	}
	g.b = strings.Builder{}
	g.varargs, g.loops = g.one(2), 0
	if g.one(3) {
		g.yields = false
	}
	all := params
	if g.varargs {
		all = append(append([]string{}, params...), "...")
	}
	g.line("(%s)", strings.Join(all, ", "))
	g.line("tick()")
	g.inner(1+g.IntN(3), params...)
	if !g.one(4) {
		before := len(g.vars)
		g.vars = append(g.vars, params...)
		switch {
		case g.yields && g.one(3):
			g.line("return %s", g.yielded())
		default:
			g.line("return %s", g.list(3))
		}
		g.vars = g.vars[:before]
	}
	g.b.WriteString("end")
	text := g.b.String()
	g.b, g.varargs, g.loops, g.yields = outer.b, outer.varargs, outer.loops, outer.yields
	return text
}

func (g *generator) branch() {
	g.line("if %s then", g.any())
	g.inner(1 + g.IntN(2))
	if g.one(2) {
		g.line("elseif %s then", g.any())
		g.inner(1)
	}
	if g.one(2) {
		g.line("else")
		g.inner(1 + g.IntN(2))
	}
	g.line("end")
}

func (g *generator) loop(vars ...string) {
	g.loops++
	g.line("tick()")
	g.inner(1+g.IntN(2), vars...)
	if g.one(3) {
		g.line("if %s then break end", g.any())
	}
	g.loops--
	g.line("end")
}

func (g *generator) numeric() {
	v := g.fresh()
	g.line("for %s = %d, %d, %s do", v, g.IntN(4), g.IntN(5), g.pick("1", "2", "-1", ".5"))
	g.loop(v)
}

func (g *generator) generic() {
	v, w := g.fresh(), g.fresh()
	g.line("for %s, %s in ipairs(%s) do", v, w, g.table())
	g.loop(v, w)
}

func (g *generator) iterator() {
	v, w := g.fresh(), g.fresh()
	if g.one(2) {
		g.line("for %s, %s in coroutine.wrap(function() for i = 1, %d do Y(i, %s) end end) do", v, w, g.IntN(4), g.any())
	} else {
		g.line("for %s, %s in (function(s, i) if i < s then return i + 1, %s end end), %d, 0 do", v, w, g.any(), g.IntN(4))
	}
	g.loop(v, w)
}

func (g *generator) whileLoop() {
	v := g.fresh()
	g.line("local %[1]s = 0 while %[1]s < %[2]d and (%[1]s < 1 or %[3]s) do %[1]s = %[1]s + 1", v, g.IntN(4), g.any())
	g.loop(v)
}

func (g *generator) repeatLoop() {
	v, w := g.fresh(), g.fresh()
	g.line("local %s = 0 repeat %[1]s = %[1]s + 1 tick() local %s = %s", v, w, g.any())
	g.inner(1, v, w)
	g.line("until %s > %d or %s", v, g.IntN(3), w)
}

func (g *generator) do() {
	g.line("do")
	g.inner(1 + g.IntN(3))
	g.line("end")
}

func (g *generator) coroutine() {
	v := g.fresh()
	yields := g.yields
	g.yields = true
	wrap := g.one(4)
	if wrap {
		g.line("local %s = coroutine.wrap(function%s)", v, g.body())
	} else {
		g.line("local %s = coroutine.create(function%s)", v, g.body())
	}
	g.yields = yields
	for range 1 + g.IntN(5) {
		args := ""
		for range g.IntN(4) {
			args += ", " + g.any()
		}
		if wrap {
			g.line("P(%s%s)", v, args)
		} else {
			g.line("o(R(%s%s))", v, args)
		}
	}
}

func (g *generator) protected() {
	if g.one(4) {
		g.line("o(xpcall(function%s, function(e) return E(e) end))", g.body())
		return
	}
	if g.one(2) {
		g.line("P(function() tick() error(%s, %d) end)", g.pick("'no!'", "{1}", "nil", "M(1)", "false", g.any()), g.IntN(4))
		return
	}
	g.line("o(P(function%s, %s))", g.body(), g.list(2))
}

func (g *generator) object() {
	v := g.fresh()
	g.line("local %s = setmetatable(%s, {__index = %s, %s})", v, g.table(),
		g.pick("function(t, k) tick() return k, "+g.any()+" end", "{x = "+g.any()+"}", "M(3)"),
		g.pick("__call = function(self, ...) tick() return select('#', ...), ... end", "__newindex = function(t, k, x) tick() rawset(t, k, {x}) end", "__unm = function() return "+g.any()+" end"))
	g.vars = append(g.vars, v)
}

// list writes up to n expressions; the last may give many values.
func (g *generator) list(n int) string {
	var es []string
	for range 1 + g.IntN(n) {
		es = append(es, g.any())
	}
	if g.one(3) {
		es[len(es)-1] = g.many()
	}
	return strings.Join(es, ", ")
}

// many is an expression of as many values as there are.
func (g *generator) many() string {
	if g.varargs && g.one(2) {
		return g.pick("...", "select(2, ...)", "(...)", "select('#', ...)", "unpack({...}, 1, select('#', ...))")
	}
	if g.yields && g.one(2) {
		return g.yielded()
	}
	switch g.IntN(4) {
	case 0:
		return "(function(...) return " + g.pick("...", "..., 'last'", "select('#', ...), ...") + " end)(" + g.list(3) + ")"
	case 1:
		return "unpack(" + g.table() + ", 1, " + g.pick("0", "1", "2", "3") + ")"
	case 2:
		return "M(" + g.number() + ")(" + g.list(2) + ")"
	}
	return "('a-b-c'):match('(%a)-(%a)')"
}

func (g *generator) any() string {
	g.budget--
	if g.budget < 0 {
		return g.pick("nil", "1", "'s'", "false")
	}
	if g.yields && g.one(8) {
		return g.around(g.yielded())
	}
	switch g.IntN(14) {
	case 0, 1, 2:
		return g.variable()
	case 3, 4:
		return g.number()
	case 5, 6:
		return g.text()
	case 7:
		return g.pick("nil", "true", "false")
	case 8:
		return g.table()
	case 9:
		return "(" + g.any() + g.pick(" and ", " or ") + g.any() + ")"
	case 10:
		return "not " + g.any()
	case 11:
		return "(" + g.any() + g.pick(" == ", " ~= ") + g.any() + ")"
	case 12:
		if g.depth < 4 {
			return "function" + g.body()
		}
		return "(" + g.many() + ")"
	}
	return "(" + g.many() + ")"
}

// around puts a yield where an operand may stand.
func (g *generator) around(y string) string {
	form := g.pick("%s", "(%s)", "(%s == nil)", "not %s", "(%s and 1)", "(%s or 2)", "(nil or %s)", "({%s})[1]", "({k = %s}).k", "#{(%s) or 1}", "S(%s)", "(select('#', %s))", "(S(%s) .. '')", "(1 == %s)", "type((%s))")
	return fmt.Sprintf(form, y)
}

func (g *generator) number() string {
	g.budget--
	if g.budget < 0 || g.one(2) {
		return g.pick("0", "1", "2", "3", "-1", "0.5", "10", "1e2", "0x10", "7.25", "1e15", "123456789012")
	}
	if g.one(15) {
		return "(" + g.any() + " + 1)" // perhaps an error
	}
	switch g.IntN(6) {
	case 0:
		return "(" + g.pick("'10'", "'0x10'", "' 5 '", "'1e1'", "'010'", "'-2'") + g.pick(" + ", " - ", " * ", " / ", " % ") + g.pick("1", "2", "'3'", "0.5") + ")"
	case 1:
		return "#" + g.text()
	case 2:
		return "-" + g.pick("1", "'2'", "M(4)", "(3)")
	case 3:
		return "M(1)" + g.pick(" + ", " - ", " * ", " / ", " % ", " ^ ", " .. ") + g.pick("1", "'2'", "M(3)")
	}
	if g.one(6) { // a large one has another remainder in lua5.1
		return "(" + g.pick("7", "-4", "5.5", "10", "'-4'", "-9") + " % " + g.pick("2", "3", "-2", "'4'", "2.5") + ")"
	}
	return "(" + g.number() + g.pick(" + ", " - ", " * ", " / ", " ^ ") + g.pick("1", "2", "3", "4", "0.5") + ")"
}

func (g *generator) text() string {
	g.budget--
	if g.budget < 0 || g.one(2) {
		return g.pick("'a'", "'b c'", "''", "'12'", "'x\\0y'", "'\\200'", "[[q]]")
	}
	switch g.IntN(4) {
	case 0:
		return "('n' .. " + g.pick("1", "2.5", "-0.1", "1e15", "1e100", "'z'", "M(2)") + " .. 'm')"
	case 1:
		return "tostring(" + g.pick("1", "nil", "M(1)", "'s'", "1/3") + ")"
	case 2:
		return "('abc'):sub(" + g.pick("1", "2", "-1", "'2'") + ")"
	}
	return "tostring(" + g.pick("1 < 2", "'a' < 'b'", "M(1) < M(2)", "M(2) <= M(1)", "M(1) == M(1)", "M(1) ~= M(2)", "2 >= 3", "'10' == 10") + ")"
}

func (g *generator) table() string {
	g.budget--
	if g.budget < 0 {
		return "{1, 2}"
	}
	var fields []string
	for range g.IntN(4) {
		switch g.IntN(4) {
		case 0:
			fields = append(fields, g.pick("x", "y", "z")+" = "+g.any())
		case 1:
			fields = append(fields, "["+g.pick("1", "2", "'k'", "'x'", "1.5")+"] = "+g.any())
		default:
			fields = append(fields, g.any())
		}
	}
	if g.one(3) {
		fields = append(fields, g.pick("", "k = ", "[3] = ")+g.many())
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

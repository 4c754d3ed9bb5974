package scripting

import (
	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
)

// InitFunction describes the function that an init file has besides the API.
func InitFunction() *Func {
	return &Func{
		Name: "set", Group: "the init file",
		Params: []Param{
			{Name: "name", Type: "string", Means: "of a setting or a limit, as :set lists them"},
			{Name: "value", Type: "any", Means: "what it shall be, as :set takes it: \"once\", 0.5, 512"},
		},
		Summary: "changes a setting of the prompt, as :set does, while the init file runs",
	}
}

// RunInit runs the init file of a prompt in the foreground. Its globals stay. Set
// changes a setting; it is called without the baton, while the file runs and from its
// own task only: what it changes is not a script's to change.
func (p *prompt) RunInit(s Script, set func(name, value string) error) Result {
	h := p.host
	t := p.task
	t.beginRun()
	defer h.baton.give()
	defer t.endRun()
	tree, err := h.compiler.parse(s.Name, s.Text)
	if err != nil {
		return Result{Failed: t.loadFailure(err)}
	}
	acts := actsBeyondSet(tree)
	f, err := h.compiler.assemble(h.folderAt(s.Dir), s.Name, tree)
	if err != nil {
		return Result{Failed: t.loadFailure(err)}
	}
	over := false
	f.Env = p.initEnvironment(func(c *Call, name, value string) error {
		if over || c.Task != t {
			return c.Wrong("", "works only while the init file runs; at the prompt it is :set %s %s", name, value)
		}
		t.release()
		defer t.acquire()
		return set(name, value)
	})
	_, failure := t.run(f, nil)
	over = true
	if failure == nil && acts {
		p.init = "local set = function() end -- settings are the prompt's\n" + s.Text
	}
	return Result{Failed: failure}
}

// initEnvironment has set, and behind it the globals.
func (p *prompt) initEnvironment(set func(c *Call, name, value string) error) *lua.LTable {
	h := p.host
	f := InitFunction().Does(func(c *Call) error {
		var name string
		var value lua.LValue
		if err := c.Args(&name, &value); err != nil {
			return err
		}
		switch value.Type() {
		case lua.LTString, lua.LTNumber:
		default:
			return c.Wrong("value", "%s", got(value, "a string or a number"))
		}
		return set(c, name, value.String())
	})
	env := h.root.NewTable()
	fn := h.root.NewFunction(h.wrap(f))
	h.apiOf[fn] = f
	env.RawSetString(f.Name, fn)
	env.Metatable = index(h.root, h.root.G.Global)
	env.Metatable.(*lua.LTable).RawSetString("__newindex", h.root.G.Global)
	return env
}

// actsBeyondSet reports whether a chunk does more than calls of set, so that what
// is typed later may need it.
func actsBeyondSet(tree []ast.Stmt) bool {
	for _, st := range tree {
		call, ok := st.(*ast.FuncCallStmt)
		if !ok {
			return true
		}
		of, ok := call.Expr.(*ast.FuncCallExpr)
		if !ok {
			return true
		}
		if name, ok := of.Func.(*ast.IdentExpr); !ok || name.Value != "set" {
			return true
		}
	}
	return false
}

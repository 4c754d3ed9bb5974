package scripting

import (
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/syntax"
)

var ControlFuncs = []*Func{
	{
		Name: "try", Group: "control",
		Params:      []Param{{Name: "f", Type: "function", Means: "what to call"}, {Name: "...", Type: "...", Optional: true, Means: "its arguments"}},
		Returns:     "what f returned; nil and the error if it failed",
		ReturnTypes: []string{"any", "..."},
		Summary:     "calls f(...) and gives a failure as nil, err instead of raising it",
		Example: `local s, err = try(recv, pair("tcp"), {timeout = 0.01})
expect.equal(s, nil)
expect.equal(err.code, "TIMEOUT")`,
		Run: apiTry,
	},
	{
		Name: "help", Group: "control",
		Params:  []Param{{Name: "name", Type: "any", Optional: true, Means: "a function, its name, or any value"}},
		Summary: "explains a function, or lists them all",
		Example: `help("listen")`,
		Run:     apiHelp,
	},
	{
		Name: "require", Group: "control",
		Params:  []Param{{Name: "name", Type: "string", Means: "\"lib.frames\" is lib/frames.lua"}},
		Returns: "what the module returned",
		Summary: "loads a module from the script's folder or a plugin folder, once",
		Detail:  "The folder is that of the file whose code asks, however that was started; a module belongs to the folder of who requires it.",
		Run:     apiRequire,
	},
	{
		Name: "read_file", Group: "control",
		Params:      []Param{{Name: "name", Type: "string", Means: "a file in the script's folder, or where --allow-read allows"}},
		Returns:     "its bytes",
		ReturnTypes: []string{"string"},
		Summary:     "reads a file",
		Detail: `The folder is that of the file whose code asks, however that was started: by run, test, step, :run, as a plugin or an
exercise. What is typed has the current folder; what comes from standard input or an archive has none. Unix sockets with relative
names are in the same folder.`,
		Run: apiReadFile,
	},
	{
		Name: "temp_folder", Group: "control",
		Returns:     "its path",
		ReturnTypes: []string{"string"},
		Summary:     "makes a folder for this session's Unix sockets, which goes with the session",
		Example: `l = listen("unix://" .. temp_folder() .. "/here")
expect.equal(l.state, "LISTEN")`,
		Run: apiTempFolder,
	},
	{
		Name: "plugin", Group: "control",
		Params: []Param{{Name: "definition", Type: "options", Means: "name, summary, functions, commands, decoders", Fields: []Param{
			{Name: "name", Type: "string", Means: "what it is called"},
			{Name: "summary", Type: "string", Means: "what it is for, in a line"},
			{Name: "functions", Type: "table", Means: "a list of {name=, params=, returns=, summary=, example=, run=}"},
			{Name: "commands", Type: "table", Means: "a list of {name=, args=, summary=, run=}"},
			{Name: "decoders", Type: "table", Means: "functions by name that take a payload apart, for decode and hex"},
		}}},
		Summary: "adds functions, commands and decoders to sockpit",
		Detail: `A plugin is a file that calls this. A function becomes a global with its own help; a command is typed after a
colon at the prompt, and its run gets the words behind it. A decoder is given the bytes from where a message begins and
returns the message's parts in order, each {name=, bytes=, value=, note=}: value is its bytes unless given, parts= instead of
bytes= has parts inside it. It is called again for what follows; a part with more bytes than are there ends it.`,
		Example: `plugin{name = "demo", functions = {{name = "twice", params = "text", summary = "doubles a text",
  run = function(text) return text .. text end}}}
expect.equal(twice("ab"), "abab")`,
		Run: apiPlugin,
	},
}

// apiTry skips the VM for sockpit's own functions: the error is turned into
// values before it is raised.
func apiTry(c *Call) error {
	var fn *lua.LFunction
	if err := c.Args(&fn); err != nil {
		return err
	}
	if api := c.host.apiOf[fn]; api != nil {
		c.L.Remove(1)
		inner := Call{Task: c.Task, L: c.L, F: api}
		c.caller.Via = api.Name
		if err := inner.perform(); err != nil {
			return c.tried(err)
		}
		c.n = inner.n
		return nil
	}
	return c.tryLua(fn)
}

// tryLua is try of a function that is not the API's.
func (c *Call) tryLua(fn *lua.LFunction) error {
	results, failure, err := c.Try(fn, c.Rest(1))
	if err != nil {
		return err
	}
	if failure != nil {
		return c.Return(lua.LNil, failure.Value)
	}
	return c.Return(results...)
}

// tried returns nil, err to the script; a task that must end ends all the same.
func (c *Call) tried(err error) error {
	if c.stopped() != nil {
		return err
	}
	if le, ok := err.(*luaError); ok {
		return c.Return(lua.LNil, le.failure.Value)
	}
	e := c.Task.newError(err)
	c.host.noteNil(c.caller.Place, fmt.Sprintf("try(%s, …) failed: %s", e.Op, e.Message))
	return c.Return(lua.LNil, c.host.Object(e))
}

// Overview is what help() without a name shows: the whole table.
type Overview struct{ Functions []*Func }

// FieldHelp is what help shows of a type's value.
type FieldHelp struct {
	Type    string
	Fields  []Field
	Methods []*Func
}

func apiHelp(c *Call) error {
	var x lua.LValue = lua.LNil
	if err := c.Args(&x); err != nil {
		return err
	}
	switch v := x.(type) {
	case *lua.LNilType:
		c.host.config.Out.Show(Overview{c.host.functions})
		return nil
	case *lua.LFunction:
		if f := c.host.funcOf(v); f != nil {
			c.host.config.Out.Show(f)
			return nil
		}
		c.host.config.Out.Print("a function of the script, not of sockpit\n")
		return nil
	case *lua.LUserData:
		if o := ObjectOf(v); o != nil {
			c.host.config.Out.Show(c.host.typeHelp(o.LuaType()))
			return nil
		}
	case *lua.LTable:
		if v == c.host.root.GetGlobal("expect") {
			return c.host.help("expect")
		}
		c.host.config.Out.Print(c.host.Pretty(v, 78) + "\n")
		return nil
	case lua.LString:
		return c.host.help(string(v))
	}
	c.host.config.Out.Print("a " + x.Type().String() + "\n")
	return nil
}

// Help shows what is known under a name: a function, a method of a type, or a
// type.
func (h *Host) Help(name string) (err error) {
	h.With(func() { err = h.help(name) })
	return err
}

func (h *Host) help(name string) error {
	for _, f := range h.functions {
		if f.Title() == name {
			h.config.Out.Show(f)
			return nil
		}
	}
	for _, f := range h.functions {
		if f.Name == name || strings.HasPrefix(f.Name, name+".") {
			h.config.Out.Show(f)
			return nil
		}
	}
	if t := h.findType(name); t != nil {
		h.config.Out.Show(h.typeHelp(t))
		return nil
	}
	if name == "" {
		return errors.New(`help: nothing called "": help() lists the functions`)
	}
	text := fmt.Sprintf("help: nothing called %s", name)
	if near := syntax.DidYouMean(name, h.HelpNames()); near != "" {
		return fmt.Errorf("%s. %s", text, near)
	}
	return fmt.Errorf("%s: help() lists the functions", text)
}

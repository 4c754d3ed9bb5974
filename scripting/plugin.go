package scripting

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/atomicfile"
	"sockpit/runtime/decode"
	"sockpit/scripting/syntax"
)

// A Command is a command that a plugin adds to the prompt.
type Command struct {
	Name, Args, Summary string
	Plugin              string
	run                 *lua.LFunction
}

// plugins loads plugin files and runs their commands. What they add is in the registry.
type plugins struct{ host *Host }

// RunCommand runs a plugin's command with the words typed behind it.
func (p *plugins) RunCommand(cmd *Command, words []string, width int) Result {
	h := p.host
	t := h.prompt.task
	t.beginRun()
	defer h.baton.give()
	defer t.endRun()
	var args []lua.LValue
	for _, w := range words {
		args = append(args, lua.LString(w))
	}
	results, failure := t.run(cmd.run, args)
	r := Result{Failed: failure}
	for _, v := range results {
		r.Values = append(r.Values, t.prettyAs(v, width))
	}
	return r
}

// LoadPlugins runs the plugin files of the plugin folders, in order of name.
// It gives the failures; a plugin that fails does not keep others from loading.
func (p *plugins) LoadPlugins() []*Failure {
	var failures []*Failure
	for _, file := range p.PluginFiles() {
		text, err := atomicfile.Read(file, maxFile)
		if err != nil {
			failures = append(failures, &Failure{Message: fmt.Sprintf("plugin %s: %s", file, atomicfile.Reason(err)), Err: err})
			continue
		}
		if f := p.LoadPlugin(Script{Name: file, Text: string(text), Dir: filepath.Dir(file)}); f != nil {
			failures = append(failures, f)
		}
	}
	return failures
}

// PluginFiles lists the plugin files of the plugin folders, in order of name.
func (p *plugins) PluginFiles() []string {
	var all []string
	for _, dir := range p.host.config.Plugins {
		entries, _ := os.ReadDir(dir) // in order of name
		for _, e := range entries {
			if filepath.Ext(e.Name()) == ".lua" {
				all = append(all, filepath.Join(dir, e.Name()))
			}
		}
	}
	return all
}

// LoadPlugin runs one plugin file.
func (p *plugins) LoadPlugin(s Script) *Failure {
	h := p.host
	t := h.prompt.task
	t.beginRun()
	defer h.baton.give()
	defer t.endRun()
	f, err := h.compiler.compile(h.folderAt(s.Dir), s.Name, s.Text)
	if err != nil {
		return t.loadFailure(err)
	}
	_, failure := t.run(f, nil)
	return failure
}

func apiPlugin(c *Call) error {
	var def *lua.LTable
	if err := c.Args(&def); err != nil {
		return err
	}
	p := pluginReader{Call: c}
	p.only(def, "name", "summary", "functions", "commands", "decoders")
	p.name = p.text(def, "name", true)
	p.text(def, "summary", false)
	p.each(def, "functions", p.addFunction)
	p.each(def, "commands", p.addCommand)
	p.addDecoders(def)
	return p.err
}

// A pluginReader reads the tables of one plugin; the first error stays.
type pluginReader struct {
	*Call
	name  string
	where string // "functions[2]: ": what is being read
	err   error
}

func (p *pluginReader) wrong(field, format string, args ...any) {
	if p.err == nil {
		p.err = p.Wrong(p.where+field, format, args...)
	}
}

// only refuses fields that mean nothing: they are slips.
func (p *pluginReader) only(t *lua.LTable, names ...string) {
	for _, name := range stringKeys(t) {
		if !slices.Contains(names, name) {
			text := "means nothing to a plugin"
			if near := syntax.DidYouMean(name, names); near != "" {
				text += ". " + near
			}
			p.wrong(name, "%s", text)
		}
	}
}

func (p *pluginReader) each(def *lua.LTable, field string, add func(*lua.LTable)) {
	value := def.RawGetString(field)
	list, ok := value.(*lua.LTable)
	if !ok {
		if value != lua.LNil {
			p.wrong(field, "%s", got(value, "a list of tables"))
		}
		return
	}
	for i := 1; i <= list.Len() && p.err == nil; i++ {
		entry, ok := list.RawGetInt(i).(*lua.LTable)
		if !ok {
			p.wrong(fmt.Sprintf("%s[%d]", field, i), "%s", got(list.RawGetInt(i), "a table"))
			return
		}
		p.where = fmt.Sprintf("%s[%d]: ", field, i)
		add(entry)
		p.where = ""
	}
}

// text reads a field that is a string; required ones must not be empty.
func (p *pluginReader) text(t *lua.LTable, field string, required bool) string {
	v := t.RawGetString(field)
	s, err := StringOf(v)
	switch {
	case v == lua.LNil && !required:
	case v == lua.LNil:
		p.wrong(field, "is missing, want a string")
	case err != nil:
		p.wrong(field, "%s", err)
	case s == "" && required:
		p.wrong(field, "is empty")
	}
	return s
}

func (p *pluginReader) run(t *lua.LTable) *lua.LFunction {
	v := t.RawGetString("run")
	f, err := functionOf(v)
	switch {
	case v == lua.LNil:
		p.wrong("run", "is missing, want a function")
	case err != nil:
		p.wrong("run", "%s", err)
	}
	return f
}

func (p *pluginReader) addFunction(t *lua.LTable) {
	h := p.host
	p.only(t, "name", "params", "returns", "summary", "detail", "example", "run")
	f := &Func{
		Name: p.text(t, "name", true), Group: "plugin " + p.name, Summary: p.text(t, "summary", true),
		Detail: p.text(t, "detail", false), Returns: p.text(t, "returns", false), Example: p.text(t, "example", false),
	}
	for _, name := range strings.FieldsFunc(p.text(t, "params", false), func(r rune) bool { return r == ',' || r == ' ' }) {
		f.Params = append(f.Params, Param{Name: name, Type: "any"})
	}
	run := p.run(t)
	if !syntax.IsName(f.Name) {
		p.wrong("name", "got %q, want a name", f.Name)
	}
	if have := h.functionNamed(f.Name); have != nil && have.Group != f.Group {
		p.wrong("name", "%s is a function already (%s)", f.Name, have.Group)
	}
	if p.err != nil {
		return
	}
	h.root.SetGlobal(f.Name, run)
	h.plug(f, run)
}

func (p *pluginReader) addCommand(t *lua.LTable) {
	h := p.host
	p.only(t, "name", "args", "summary", "run")
	cmd := &Command{Name: p.text(t, "name", true), Args: p.text(t, "args", false), Summary: p.text(t, "summary", true), Plugin: p.name, run: p.run(t)}
	if !syntax.IsName(cmd.Name) {
		p.wrong("name", "got %q, want a name", cmd.Name)
	}
	for _, have := range h.commands {
		if have.Name == cmd.Name && have.Plugin != cmd.Plugin {
			p.wrong("name", "%s is a command already (plugin %s)", cmd.Name, have.Plugin)
		}
	}
	if p.err != nil {
		return
	}
	h.commands = append(slices.DeleteFunc(slices.Clone(h.commands), func(have *Command) bool { return have.Name == cmd.Name }), cmd)
}

// addDecoders reads decoders = {name = function(data) … end}.
func (p *pluginReader) addDecoders(def *lua.LTable) {
	value := def.RawGetString("decoders")
	list, ok := value.(*lua.LTable)
	if !ok {
		if value != lua.LNil {
			p.wrong("decoders", "%s", got(value, "a table {name = function(data) … end}"))
		}
		return
	}
	for _, name := range stringKeys(list) {
		f, err := functionOf(list.RawGetString(name))
		switch {
		case err != nil:
			p.wrong("decoders."+name, "%s", err)
		case decode.Find(name) != nil:
			p.wrong("decoders."+name, "is one of sockpit's own")
		case !syntax.IsName(name):
			p.wrong("decoders", "got %q, want a name", name)
		}
		if p.err != nil {
			return
		}
		p.host.decoders[name] = f
	}
	if list.Len() > 0 {
		p.wrong("decoders", "has a value without a name, want {name = function(data) … end}")
	}
}

// ForgetPlugins takes away what plugins have added, and the modules that were
// required: they are read again.
func (p *plugins) ForgetPlugins() {
	h := p.host
	h.With(func() {
		for fn, f := range h.plugged {
			if h.root.GetGlobal(f.Name) == fn { // nobody has put something in its place
				h.root.SetGlobal(f.Name, lua.LNil)
			}
		}
		h.unplug()
		clear(h.loaded)
	})
}

package scripting

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A Command is a command that a plugin adds to the prompt.
type Command struct {
	Name, Args, Summary string
	Plugin              string
	run                 *lua.LFunction
}

// Commands gives the commands that plugins added, by name.
func (h *Host) Commands() []*Command { return h.commands }

// RunCommand runs a plugin's command with the words typed behind it.
func (h *Host) RunCommand(cmd *Command, words []string, width int) Result {
	t := h.prompt.task
	t.caller.Reset()
	t.acquire()
	defer h.baton.give()
	h.tasks[t.ID] = t
	defer delete(h.tasks, t.ID)
	var args []lua.LValue
	for _, w := range words {
		args = append(args, lua.LString(w))
	}
	results, failure := t.run(cmd.run, args)
	r := Result{Failed: failure}
	for _, v := range results {
		r.Values = append(r.Values, h.prettyAs(t, v, width))
	}
	return r
}

// LoadPlugins runs the plugin files of the plugin folders, in order of name.
// It gives the failures; a plugin that fails does not keep others from loading.
func (h *Host) LoadPlugins() []*Failure {
	var failures []*Failure
	for _, dir := range h.config.Plugins {
		files, _ := filepath.Glob(filepath.Join(dir, "*.lua"))
		sort.Strings(files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			if f := h.LoadPlugin(file, string(text)); f != nil {
				failures = append(failures, f)
			}
		}
	}
	return failures
}

// LoadPlugin runs one plugin file.
func (h *Host) LoadPlugin(name, text string) *Failure {
	t := h.prompt.task
	t.acquire()
	defer h.baton.give()
	f, err := h.compile(name, text)
	if err != nil {
		return h.loadFailure(t, err)
	}
	_, failure := t.run(f, nil)
	return failure
}

func apiPlugin(c *Call) error {
	var def *lua.LTable
	if err := c.Args(&def); err != nil {
		return err
	}
	name, err := stringOf(def.RawGetString("name"))
	if err != nil {
		return c.Wrong("name", "%s", err)
	}
	p := pluginReader{Call: c, name: name}
	p.each(def, "functions", p.addFunction)
	p.each(def, "commands", p.addCommand)
	return p.err
}

// A pluginReader reads the tables of one plugin; the first error stays.
type pluginReader struct {
	*Call
	name string
	err  error
}

func (p *pluginReader) each(def *lua.LTable, field string, add func(*lua.LTable)) {
	list, ok := def.RawGetString(field).(*lua.LTable)
	if !ok {
		return
	}
	for i := 1; i <= list.Len() && p.err == nil; i++ {
		entry, ok := list.RawGetInt(i).(*lua.LTable)
		if !ok {
			p.err = p.Wrong(field, "%s", got(list.RawGetInt(i), "a table"))
			return
		}
		add(entry)
	}
}

// text reads a field that is a string; required ones must not be empty.
func (p *pluginReader) text(t *lua.LTable, field string, required bool) string {
	v := t.RawGetString(field)
	if v == lua.LNil && !required {
		return ""
	}
	s, err := stringOf(v)
	if err == nil && s == "" && required {
		err = fmt.Errorf("is empty")
	}
	if err != nil && p.err == nil {
		p.err = p.Wrong(p.name+": "+field, "%s", err)
	}
	return s
}

func (p *pluginReader) run(t *lua.LTable) *lua.LFunction {
	f, err := functionOf(t.RawGetString("run"))
	if err != nil && p.err == nil {
		p.err = p.Wrong(p.name+": run", "%s", err)
	}
	return f
}

func (p *pluginReader) addFunction(t *lua.LTable) {
	h := p.host
	f := &Func{
		Name: p.text(t, "name", true), Group: "plugin " + p.name, Summary: p.text(t, "summary", true),
		Detail: p.text(t, "detail", false), Returns: p.text(t, "returns", false), Example: p.text(t, "example", false),
	}
	for _, name := range strings.FieldsFunc(p.text(t, "params", false), func(r rune) bool { return r == ',' || r == ' ' }) {
		f.Params = append(f.Params, Param{Name: name, Type: "any"})
	}
	run := p.run(t)
	if p.err != nil {
		return
	}
	if !isName(f.Name) {
		p.err = p.Wrong(p.name+": name", "got %q, want a name", f.Name)
		return
	}
	for _, have := range h.functions {
		if have.Name == f.Name && have.Group != f.Group {
			p.err = p.Wrong(p.name+": name", "%s is a function already (%s)", f.Name, have.Group)
			return
		}
	}
	h.functions = append(h.functions, f)
	h.root.SetGlobal(f.Name, run)
	h.helpOf[run] = f
}

func (p *pluginReader) addCommand(t *lua.LTable) {
	cmd := &Command{Name: p.text(t, "name", true), Args: p.text(t, "args", false), Summary: p.text(t, "summary", true), Plugin: p.name, run: p.run(t)}
	if p.err == nil {
		p.host.commands = append(p.host.commands, cmd)
	}
}

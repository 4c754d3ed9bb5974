package scripting

import (
	"slices"
	"strings"
	"testing"
)

const goodPlugin = `plugin{name = "good", summary = "is fine",
  functions = {{name = "twice", params = "text, times", returns = "the text", summary = "doubles a text", detail = "More.",
    example = 'expect.equal(twice("a"), "aa")', run = function(text) return text .. text end}},
  commands = {{name = "greet", args = "[NAME]", summary = "greets", run = function(...) print("hello", ...) return 1, "two" end},
    {name = "breaks", summary = "fails", run = function() error("broken") end}}}`

func TestPlugin(t *testing.T) {
	t.Parallel()
	h, rec := newHost(t, Config{})
	if f := h.LoadPlugin(Script{Name: "good.lua", Text: goodPlugin}); f != nil {
		t.Fatal(f)
	}
	typed(t, h, `twice("ab")`, `"abab"`, `twice(nil)`, "! good.lua:3: cannot join with .. text: it is nil")
	h.Eval("help(twice)", 60)
	f, ok := rec.shown[len(rec.shown)-1].(*Func)
	if !ok || f.Usage() != "twice(text, times)" || f.Summary != "doubles a text" || f.Group != "plugin good" {
		t.Errorf("help showed %+v", f)
	}
	if err := h.Help("twice"); err != nil {
		t.Error(err)
	}
	var names []string
	for _, c := range h.Commands() {
		names = append(names, c.Name)
	}
	if !slices.Equal(names, []string{"greet", "breaks"}) {
		t.Errorf("commands %v", names)
	}
	r := h.RunCommand(h.Commands()[0], []string{"a", "b"}, 60)
	if r.Failed != nil || strings.Join(r.Values, " ") != `1 "two"` || rec.String() != "hello\ta\tb\n" {
		t.Errorf("greet gave %v, %v and printed %q", r.Values, r.Failed, rec)
	}
	if r := h.RunCommand(h.Commands()[1], nil, 60); r.Failed == nil || r.Failed.Error() != "good.lua:5: broken" {
		t.Errorf("breaks gave %v", r.Failed)
	}
	// A plugin that is loaded again takes the place of itself.
	if f := h.LoadPlugin(Script{Name: "good.lua", Text: goodPlugin}); f != nil || len(h.Commands()) != 2 || len(h.functions) != len(API())+1 {
		t.Errorf("again: %v, %d commands", f, len(h.Commands()))
	}
	if len(API()) == len(h.functions) {
		t.Error("the plugin's function is in every host's table")
	}
}

// A plugin that is wrong is told where and why, and adds nothing.
func TestBadPlugins(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"x = = 1": "bad.lua:1: did not expect '=' here", "\nlisen()": "bad.lua:2: no function called lisen. Did you mean listen?",
		"\nplugin{}": "bad.lua:2: plugin: name: is missing, want a string",
		`plugin{name = "x", functions = {{name = "f", run = print}}}`:                   "bad.lua:1: plugin: functions[1]: summary: is missing, want a string",
		`plugin{name = "x", functions = {{name = "send", summary = "s", run = print}}}`: "bad.lua:1: plugin: functions[1]: name: send is a function already (move bytes)",
		`plugin{name = "x", commands = {{name = "greet", summary = "s", run = print}}}`: "bad.lua:1: plugin: commands[1]: name: greet is a command already (plugin good)",
		`plugin{name = "x", commands = {{name = "a b", summary = "s", run = print}}}`:   `bad.lua:1: plugin: commands[1]: name: got "a b", want a name`,
		`plugin{name = "x", commands = {{name = "a", sumary = "s", run = print}}}`:      `bad.lua:1: plugin: commands[1]: sumary: means nothing to a plugin. Did you mean summary?`,
	} {
		h, _ := newHost(t, Config{})
		if f := h.LoadPlugin(Script{Name: "good.lua", Text: goodPlugin}); f != nil {
			t.Fatal(f)
		}
		before := len(h.functions) + len(h.Commands())
		f := h.LoadPlugin(Script{Name: "bad.lua", Text: text})
		if f == nil || f.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", text, f, want)
		}
		if len(h.functions)+len(h.Commands()) != before {
			t.Errorf("%s added something", text)
		}
	}
}

// The files of the plugin folders, one of which fails.
func TestLoadPlugins(t *testing.T) {
	t.Parallel()
	dir := files(t, map[string]string{"b.lua": goodPlugin, "a.lua": "error('a')", "note.txt": "x = = 1", "sub/c.lua": "error('c')"})
	h, _ := newHost(t, Config{Plugins: []string{dir, dir + "/none"}})
	failures := h.LoadPlugins()
	if len(failures) != 1 || failures[0].Message != "a" || !strings.HasSuffix(failures[0].Place.Source, "a.lua") {
		t.Errorf("failures %v", failures)
	}
	typed(t, h, `twice("x")`, `"xx"`)
}

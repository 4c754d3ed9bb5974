package api

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sockpit/scripting"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// Every function, method, parameter, field and option of the tables is in the
// definitions for editors, with a type; and they are Lua.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	text := Definitions()
	L := lua.NewState()
	defer L.Close()
	for _, f := range Functions() { // Lua's own would be taken for ours
		if f.Global() && !strings.Contains(f.Name, ".") {
			L.SetGlobal(f.Name, lua.LNil)
		}
	}
	if err := L.DoString(text); err != nil {
		t.Fatal(err)
	}
	has := func(pattern string) {
		t.Helper()
		if !regexp.MustCompile("(?m)^" + pattern).MatchString(text) {
			t.Errorf("no line %s", pattern)
		}
	}
	for _, f := range Functions() {
		if f.Global() && f.Name != "expect" {
			has("function " + regexp.QuoteMeta(f.Name) + `\(`)
			v := L.GetGlobal(f.Name)
			if head, field, dotted := strings.Cut(f.Name, "."); dotted {
				v = L.GetField(L.GetGlobal(head), field)
			}
			if v.Type() != lua.LTFunction {
				t.Errorf("%s is no global function there, but %s", f.Name, v.Type())
			}
		}
		if f.Recv != nil {
			has("function " + methodsName(f.Recv.Name) + ":" + f.Name + `\(`)
		}
		for _, p := range f.Params {
			if p.Type == "options" || p.Type == "list" {
				has("---@class " + regexp.QuoteMeta(optionClass(f)) + "(:|$)")
			}
			for _, o := range p.Fields {
				if o.Name != scripting.AnyOption.Name {
					has("---@field " + o.Name + `\? \S`)
				}
			}
		}
		if f.ReturnTypes != nil && f.Returns == "" {
			t.Errorf("%s gives nothing, and has types of it", f.Title())
		}
	}
	for _, typ := range scripting.TypesOf(Functions()) {
		for _, f := range typ.Fields {
			if f.Lua == "" {
				t.Errorf("field %s of %s has no type", f.Name, typ.Name)
			}
			has("---@field " + f.Name + ` ` + regexp.QuoteMeta(f.Lua) + ` # ` + regexp.QuoteMeta(f.Means))
		}
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`sockpit\.[\w.]*\w`).FindAllString(regexp.MustCompile(`(?m) # .*`).ReplaceAllString(strings.ReplaceAll(text, "---@meta", ""), ""), -1) {
		used[m] = true
	}
	for name := range used {
		has(`---@(class|alias) ` + regexp.QuoteMeta(name) + `\b`)
	}
}

// Where lua-language-server is, it has nothing against the scenarios.
func TestLanguageServer(t *testing.T) {
	t.Parallel()
	server, err := exec.LookPath("lua-language-server")
	if err != nil {
		t.Skip("lua-language-server is not installed")
	}
	dir := t.TempDir()
	config := `{"runtime.version": "Lua 5.1", "workspace.library": ["` + dir + `"], "diagnostics.disable": ["lowercase-global"]}`
	for name, text := range map[string]string{"sockpit.lua": Definitions(), "luarc.json": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	scenarios, err := filepath.Abs("../scripts/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(server, "--check", scenarios, "--checklevel=Error", "--configpath", filepath.Join(dir, "luarc.json"), "--logpath", dir).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

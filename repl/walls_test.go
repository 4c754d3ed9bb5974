package repl

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The walls of the layout: data flows main → repl → scripting → runtime, and
// each outside library has one importer.
func TestWalls(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "sockpit/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	rules := []struct {
		what    string
		imports func(pkg, imp string) bool // whether the import is what the rule is about
		allowed func(pkg string) bool
	}{
		{"only scripting imports gopher-lua", under("github.com/yuin/gopher-lua"), in("sockpit/scripting")},
		{"only repl imports readline", under("github.com/chzyer/readline"), in("sockpit/repl")},
		{"only repl imports colour", under("github.com/fatih/color"), in("sockpit/repl")},
		{"only main imports cobra", under("github.com/spf13"), func(pkg string) bool { return pkg == "sockpit" }},
		{"nothing below repl imports it", under("sockpit/repl"), func(pkg string) bool { return pkg == "sockpit" || in("sockpit/repl")(pkg) }},
		{"runtime imports nothing of ours above it", under("sockpit/scripting"), func(pkg string) bool {
			return pkg == "sockpit" || in("sockpit/repl")(pkg) || in("sockpit/scripting")(pkg)
		}},
		{"luavm knows of scripting the standard library only", func(_, imp string) bool {
			return in("sockpit/scripting")(imp) && imp != "sockpit/scripting/stdlib"
		}, func(pkg string) bool { return pkg != "sockpit/scripting/luavm" }},
		{"limits know nothing of Lua", func(_, imp string) bool { return in("sockpit/scripting")(imp) || in("github.com/yuin")(imp) }, func(pkg string) bool {
			return pkg != "sockpit/scripting/limit"
		}},
		{"rest knows of runtime only", func(_, imp string) bool { return in("sockpit")(imp) && !in("sockpit/runtime")(imp) },
			func(pkg string) bool { return pkg != "sockpit/scripting/rest" }},
		{"line and printable stand alone", under("sockpit"), func(pkg string) bool {
			return !strings.HasPrefix(pkg, "sockpit/runtime/printable") && pkg != "sockpit/runtime/kernel/sockdiag"
		}},
		{"scripting knows nothing of what scripts can call", under("sockpit/scripting/api"), func(pkg string) bool {
			return !in("sockpit/scripting")(pkg) || in("sockpit/scripting/api")(pkg) || in("sockpit/scripting/exercise")(pkg)
		}},
		{"a stack knows nothing of sessions", func(_, imp string) bool { return in("sockpit")(imp) && !in("sockpit/runtime/stack")(imp) },
			func(pkg string) bool { return pkg != "sockpit/runtime/stack" }},
		{"the kernel knows stacks only", func(_, imp string) bool {
			return in("sockpit")(imp) && !in("sockpit/runtime/stack")(imp) && !in("sockpit/runtime/kernel")(imp)
		}, func(pkg string) bool { return !in("sockpit/runtime/kernel")(pkg) }},
		{"x/sys and descriptors are the kernel's and the terminal's", under("golang.org/x/sys"), func(pkg string) bool {
			return pkg == "sockpit" || in("sockpit/runtime/kernel")(pkg) || in("sockpit/repl/line")(pkg) || in("sockpit/repl/term")(pkg)
		}},
		{"only runtime names the kernel", under("sockpit/runtime/kernel"), func(pkg string) bool {
			return pkg == "sockpit/runtime" || in("sockpit/runtime/kernel")(pkg)
		}},
		{"only the virtual network imports gVisor", under("gvisor.dev"), in("sockpit/runtime/virtual")},
		{"a virtual network knows nothing of sessions", func(_, imp string) bool {
			return in("sockpit")(imp) && !in("sockpit/runtime/stack")(imp) && !in("sockpit/runtime/clock")(imp) && !in("sockpit/runtime/printable")(imp)
		}, func(pkg string) bool { return !in("sockpit/runtime/virtual")(pkg) }},
		{"events know the stack only", func(_, imp string) bool {
			return in("sockpit")(imp) && !in("sockpit/runtime/stack")(imp) && !in("sockpit/runtime/clock")(imp)
		}, func(pkg string) bool { return pkg != "sockpit/runtime/event" }},
		{"a wire knows nothing of sockets", func(_, imp string) bool { return imp == "sockpit/runtime" }, func(pkg string) bool { return pkg != "sockpit/runtime/wire" }},
		{"the prompt is imported by main only", func(_, imp string) bool { return imp == "sockpit/repl" }, func(pkg string) bool { return pkg == "sockpit" }},
		{"programs of tests are no part of the program", under("sockpit/scripting/luatest"), never},
		{"hostile texts are for tests", under("sockpit/runtime/printable/hostile"), never},
		{"syntax knows texts and trees alone", of("sockpit/scripting/syntax", "sockpit/runtime", "sockpit/runtime/event", "sockpit/runtime/lazy", "sockpit/scripting/stdlib"), never},
		{"transcript runs nothing", of("sockpit/scripting/transcript", "sockpit/runtime", "sockpit/runtime/event", "sockpit/runtime/stack", "sockpit/runtime/lazy", "sockpit/runtime/printable", "sockpit/scripting/syntax"), never},
	}
	for _, l := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(l)
		for _, imp := range words[1:] {
			for _, r := range rules {
				if r.imports(words[0], imp) && !r.allowed(words[0]) {
					t.Errorf("%s: %s imports %s", r.what, words[0], imp)
				}
			}
		}
	}
}

func under(prefix string) func(pkg, imp string) bool {
	return func(_, imp string) bool { return imp == prefix || strings.HasPrefix(imp, prefix+"/") }
}

// of is about what a package imports of ours beside some.
func of(pkg string, beside ...string) func(pkg, imp string) bool {
	return func(p, imp string) bool {
		return in(pkg)(p) && under("sockpit")(p, imp) && !slices.Contains(beside, imp)
	}
}

func never(string) bool { return false }

func in(prefix string) func(string) bool {
	return func(pkg string) bool { return pkg == prefix || strings.HasPrefix(pkg, prefix+"/") }
}

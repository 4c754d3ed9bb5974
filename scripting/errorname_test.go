package scripting

import (
	"maps"
	"slices"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// Every function of Lua's own tables that refuses its arguments says its name,
// and nothing stands in front where there is no place.
func TestErrorsNameTheFunction(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	functions := map[string]string{} // by path, the name that errors say
	collect := func(prefix string, table *lua.LTable) {
		table.ForEach(func(k, v lua.LValue) {
			if f, ok := v.(*lua.LFunction); ok && h.apiOf[f] == nil {
				functions[prefix+k.String()] = k.String()
			}
		})
	}
	collect("", h.root.G.Global)
	for _, name := range []string{"string", "table", "math", "coroutine", "os", "io", "debug", "bit"} {
		collect(name+".", h.root.GetGlobal(name).(*lua.LTable))
	}
	if len(functions) < 80 {
		t.Fatalf("only %d functions were found", len(functions))
	}
	for _, path := range slices.Sorted(maps.Keys(functions)) {
		if path == "error" || path == "assert" || path == "print" {
			continue
		}
		for _, args := range []string{"", ", nil", ", {}", ", 1", ", print", ", 'x', {}", ", {}, {}, {}", ", true, true", ", coroutine.create(print), {}", ", setmetatable({}, {__metatable = 1}), {}"} {
			r := h.Eval("local ok, e = pcall("+path+args+") if ok or type(e) ~= 'string' then return '' end return e", 200)
			if r.Failed != nil || len(r.Values) != 1 {
				t.Errorf("%s%s: %v", path, args, r.Failed)
				continue
			}
			got := strings.Trim(r.Values[0], `"`)
			if strings.HasPrefix(got, " ") || strings.Contains(got, "main chunk") || strings.Contains(got, "bad argument") && !strings.Contains(got, "'"+functions[path]+"'") {
				t.Errorf("pcall(%s%s): %q", path, args, got)
			}
		}
	}
}

package scripting

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// allowed is what scripts may reach besides the functions of the API, by the
// path on which it is found first. Whoever adds to it says why it is harmless.
var allowed = `
_G _VERSION arg bit coroutine debug expect io io.stdout math os package package.loaded package.preload string table
assert collectgarbage error getfenv getmetatable ipairs load loadstring next pairs pcall print rawequal rawget rawset select setfenv setmetatable
tonumber tostring type unpack xpcall
bit.arshift bit.band bit.bnot bit.bor bit.bswap bit.bxor bit.lshift bit.rol bit.ror bit.rshift bit.tobit bit.tohex
coroutine.create coroutine.resume coroutine.running coroutine.status coroutine.wrap coroutine.yield
debug.traceback os.clock os.date os.difftime os.getenv os.setlocale os.time
io.flush io.write io.stdout.flush io.stdout.setvbuf io.stdout.write
math.abs math.acos math.asin math.atan math.atan2 math.ceil math.cos math.cosh math.deg math.exp math.floor math.fmod
math.frexp math.huge math.ldexp math.log math.log10 math.max math.min math.mod math.modf math.pi math.pow math.rad
math.random math.randomseed math.sin math.sinh math.sqrt math.tan math.tanh
ipairs.(iterator) pairs.(iterator)
string.byte string.char string.find string.format string.gmatch string.gsub string.len string.lower
string.match string.rep string.reverse string.sub string.upper
table.concat table.foreach table.foreachi table.getn table.insert table.maxn table.remove table.setn table.sort
`

// A walker finds every value that a script can get hold of, and more: it also
// looks into captured variables and environments, which scripts can't.
type walker struct {
	L     *lua.LState
	found map[lua.LValue]string
	queue []lua.LValue
}

func (w *walker) see(v lua.LValue, path string) {
	switch v.(type) {
	case *lua.LTable, *lua.LFunction, *lua.LUserData, *lua.LState, lua.LChannel:
	default:
		if _, isString := v.(lua.LString); !isString {
			return
		}
	}
	if _, known := w.found[v]; known {
		return
	}
	w.found[v] = path
	w.queue = append(w.queue, v)
}

func (w *walker) walk() {
	for len(w.queue) > 0 {
		v := w.queue[0]
		w.queue = w.queue[1:]
		path := w.found[v]
		switch v := v.(type) {
		case *lua.LTable:
			v.ForEach(func(k, field lua.LValue) {
				w.see(k, path+".(key)")
				w.see(field, path+"."+k.String())
			})
		case *lua.LFunction:
			if v.Env != nil {
				w.see(v.Env, path+".(environment)")
			}
			for i, up := range v.Upvalues {
				w.see(up.Value(), fmt.Sprintf("%s.(upvalue %d)", path, i))
			}
		case *lua.LUserData:
			if v.Env != nil {
				w.see(v.Env, path+".(environment)")
			}
		}
		w.metatable(v, path)
	}
}

// metatable follows what getmetatable gives and what __index lends.
func (w *walker) metatable(v lua.LValue, path string) {
	mt, ok := w.L.GetMetatable(v).(*lua.LTable)
	if !ok {
		return
	}
	if protected := mt.RawGetString("__metatable"); protected != lua.LNil {
		w.see(protected, path+".(metatable)")
	} else {
		w.see(mt, path+".(metatable)")
	}
	if t, ok := mt.RawGetString("__index").(*lua.LTable); ok {
		w.see(t, path+".(__index)")
	}
}

// Everything that scripts reach is on the list, and everything on it is there.
func TestReachable(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{Args: []string{"x"}})
	r := h.Eval(`mine = {listen(0), spawn(print), channel(), coroutine.create(print), select(2, try(recv, 5)), function() end} ("x"):len()`, 80)
	if r.Failed != nil {
		t.Fatal(r.Failed)
	}
	w := walker{L: h.root, found: map[lua.LValue]string{}}
	w.see(h.root.G.Global, "_G")
	w.see(h.prompt.env, "(prompt)")
	w.walk()
	for _, v := range []lua.LValue{lua.LNil, lua.LTrue, lua.LNumber(1), lua.LString("(string)"), h.root} {
		w.metatable(v, "("+v.Type().String()+")")
	}
	w.walk()
	want := map[string]bool{}
	for _, name := range strings.Fields(allowed) {
		want[name] = true
	}
	for _, f := range API() {
		if f.Global() {
			want[f.Name] = true
		}
	}
	got := map[string]bool{}
	for v, path := range w.found {
		name := strings.TrimPrefix(path, "_G.")
		name = strings.Replace(name, "pairs.(upvalue 0)", "pairs.(iterator)", 1)
		_, isString := v.(lua.LString)
		if isString || strings.HasPrefix(name, "mine") || strings.Contains(name, "(prompt)") || strings.Contains(name, "(metatable)") {
			w.harmless(t, h, v, path)
			continue
		}
		got[name] = true
		if ud, ok := v.(*lua.LUserData); ok {
			t.Errorf("%s is a %T", path, ud.Value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !want[name] && !strings.HasPrefix(name, "coroutine") && name != "_G" {
			t.Errorf("scripts reach %s", name)
		}
	}
	for name := range want {
		_, isTable := h.root.G.Global.RawGetString(name).(*lua.LTable)
		if !got[name] && !isTable && w.look(name) == lua.LNil {
			t.Errorf("%s is on the list and not there", name)
		}
	}
}

// look finds a dotted name among the globals.
func (w *walker) look(name string) lua.LValue {
	var v lua.LValue = w.L.G.Global
	for part := range strings.SplitSeq(name, ".") {
		t, ok := v.(*lua.LTable)
		if !ok {
			return lua.LNil
		}
		v = t.RawGetString(part)
	}
	return v
}

// harmless checks values of kinds that are not on the list one by one.
func (w *walker) harmless(t *testing.T, h *Host, v lua.LValue, path string) {
	switch v := v.(type) {
	case *lua.LUserData:
		switch v.Value.(type) {
		case Object:
		default:
			t.Errorf("%s is a %T", path, v.Value)
		}
	case *lua.LTable:
		for _, mt := range h.types {
			if v == mt {
				t.Errorf("%s is the metatable of a type", path)
			}
		}
	case *lua.LFunction:
		if v.IsG && h.apiOf[v] == nil && !strings.Contains(path, "mine") && !strings.Contains(path, "(prompt)") {
			t.Errorf("%s is a Go function", path)
		}
	}
}

// What one script does to shared values does not reach those of others.
func TestPoison(t *testing.T) {
	t.Parallel()
	// Strings share a metatable within one session only.
	h, _ := newHost(t, Config{})
	typed(t, h, `string.upper = function() return "evil" end`, "", `("x"):upper()`, `"evil"`)
	other, _ := newHost(t, Config{})
	typed(t, other, `("x"):upper()`, `"X"`)
}

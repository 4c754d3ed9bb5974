package stdlib

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

// A vm is a Lua state with the library installed.
type vm struct {
	*lua.LState
	lib *Library
}

func newVM(t testing.TB, env Env) vm {
	t.Helper()
	L := lua.NewState(lua.Options{RegistryMaxSize: 1 << 18, RegistryGrowStep: 1024})
	t.Cleanup(L.Close)
	v := vm{L, Install(L, env)}
	L.SetGlobal("loadstring", L.NewFunction(v.loadstring))
	for name, fn := range v.lib.ByteFuncs() {
		L.SetGlobal(name, L.NewFunction(fn))
	}
	L.SetGlobal("bit", L.SetFuncs(L.NewTable(), Bit()))
	return v
}

// load compiles with the library's compiler.
func (v vm) load(source, name string) (*lua.LFunction, error) {
	chunk, err := parse.Parse(strings.NewReader(source), name)
	if err != nil {
		return nil, err
	}
	proto, err := v.lib.Compile(chunk, name)
	if err != nil {
		return nil, err
	}
	return v.NewFunctionFromProto(proto), nil
}

func (v vm) loadstring(L *lua.LState) int {
	f, err := v.load(L.CheckString(1), L.OptString(2, "string"))
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	L.Push(f)
	return 1
}

// run runs source and returns what it returns.
func (v vm) run(source string) ([]lua.LValue, error) {
	f, err := v.load(source, "snippet")
	if err != nil {
		return nil, err
	}
	return v.call(f)
}

func (v vm) call(f *lua.LFunction) ([]lua.LValue, error) {
	top := v.GetTop()
	v.Push(f)
	if err := v.PCall(0, lua.MultRet, nil); err != nil {
		v.SetTop(top)
		return nil, err
	}
	var results []lua.LValue
	for i := top + 1; i <= v.GetTop(); i++ {
		results = append(results, v.Get(i))
	}
	v.SetTop(top)
	return results, nil
}

func readTestdata(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// answer runs a snippet and writes its results or its error as
// testdata/driver.lua does in lua5.1.
func (v vm) answer(snippet string) string {
	f, err := v.load("return "+snippet, "snippet")
	if err != nil {
		f, err = v.load(snippet, "snippet")
	}
	if err != nil {
		return "syntax error"
	}
	results, err := v.call(f)
	if err != nil {
		return "error: " + errorText(err)
	}
	texts := make([]string, len(results))
	for i, r := range results {
		texts[i] = show(r)
	}
	return strings.Join(texts, ", ")
}

// errorText is the error value without its position.
func errorText(err error) string {
	text := err.Error()
	if e, ok := err.(*lua.ApiError); ok {
		text = e.Object.String()
	}
	return regexp.MustCompile(`^snippet:\d+: `).ReplaceAllString(text, "")
}

func show(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return showString(string(v))
	case lua.LNumber:
		if v != v {
			return "nan"
		}
		return FormatNumber(float64(v))
	case lua.LBool, *lua.LNilType:
		return v.String()
	}
	return v.Type().String()
}

func showString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			fmt.Fprintf(&b, "\\%03d", c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// wantError runs source and compares its error, position included.
func wantError(t *testing.T, v vm, source, want string) {
	t.Helper()
	_, err := v.run(source)
	e, ok := err.(*lua.ApiError)
	if !ok {
		t.Errorf("%s: got error %v, want %q", source, err, want)
		return
	}
	if got := e.Object.String(); got != want {
		t.Errorf("%s:\n got %q\nwant %q", source, got, want)
	}
}

// wantTrue runs a source that must return true.
func wantTrue(t *testing.T, v vm, source string) {
	t.Helper()
	results, err := v.run(source)
	if err != nil || len(results) != 1 || results[0] != lua.LTrue {
		t.Errorf("%s: got %v, %v, want true", source, results, err)
	}
}

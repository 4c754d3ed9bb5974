package scripting

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/scripting/stdlib"
)

// restrict takes away what a stranger's script must not reach, and puts own
// functions in place of those that would go around the printer, the tasks or
// the limits. What stays is what is listed here and in openAPI.
func (h *Host) restrict(L *lua.LState) {
	for _, name := range []string{"dofile", "loadfile", "load", "loadstring", "module", "newproxy", "collectgarbage",
		"getfenv", "setfenv", "_printregs", "require", "setmetatable"} {
		L.SetGlobal(name, lua.LNil)
	}
	for name, f := range map[string]lua.LGFunction{
		"print": h.print, "pcall": h.pcall, "xpcall": h.xpcall, "loadstring": h.loadString, "setmetatable": setMetatable,
	} {
		L.SetGlobal(name, L.NewFunction(f))
	}
	L.SetGlobal("_VERSION", lua.LString("Lua 5.1"))
	debug := L.NewTable()
	debug.RawSetString("traceback", L.NewFunction(h.traceback))
	L.SetGlobal("debug", debug)
	L.GetMetatable(lua.LString("")).(*lua.LTable).RawSetString("__metatable", lua.LString("string"))
}

// setMetatable takes tables only: a metatable for all numbers or strings would
// change them for everyone.
func setMetatable(L *lua.LState) int {
	t := L.CheckTable(1)
	mt := L.CheckAny(2)
	if mt != lua.LNil && mt.Type() != lua.LTTable {
		L.TypeError(2, lua.LTTable)
	}
	if old, ok := t.Metatable.(*lua.LTable); ok && old.RawGetString("__metatable") != lua.LNil {
		L.RaiseError("cannot change a protected metatable")
	}
	t.Metatable = mt
	L.Push(t)
	return 1
}

// print writes through the host's printer.
func (h *Host) print(L *lua.LState) int {
	var parts []string
	size := 0
	for i := 1; i <= L.GetTop(); i++ {
		s := h.show2(L, L.Get(i))
		if size += len(s); size > h.limits.String {
			h.raise(L, h.current, &stdlib.TooLongError{Limit: h.limits.String, Name: "--max-string"})
		}
		parts = append(parts, s)
	}
	h.config.Out.Print(strings.Join(parts, "\t") + "\n")
	return 0
}

// loadString compiles text; bytecode is refused.
func (h *Host) loadString(L *lua.LState) int {
	text := L.CheckString(1)
	name := L.OptString(2, "[string]")
	f, err := h.compile(name, text)
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	L.Push(f)
	return 1
}

func (h *Host) traceback(L *lua.LState) int {
	var b strings.Builder
	if v := L.Get(1); v != lua.LNil {
		b.WriteString(h.show2(L, v) + "\n")
	}
	b.WriteString("stack traceback:")
	for _, f := range h.current.trace() {
		fmt.Fprintf(&b, "\n\t%s in %s", f.Place, f.Function)
	}
	L.Push(lua.LString(b.String()))
	return 1
}

// readable finds a file that scripts may read; links are followed first.
func (h *Host) readable(name string) (string, error) {
	path := h.path(name)
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		if !h.mayRead(path) {
			return "", denied(name) // whether it exists is nobody's business
		}
		return "", plain(err, name)
	}
	if real, err = filepath.Abs(real); err != nil {
		return "", plain(err, name)
	}
	if !h.mayRead(real) {
		return "", denied(name)
	}
	return real, nil
}

// A fileError is an error about a file in words of ours; what is beneath gives
// its code.
type fileError struct {
	text string
	err  error
}

func (e *fileError) Error() string { return e.text }
func (e *fileError) Unwrap() error { return e.err }

func denied(name string) error {
	flag := "--allow-read=" + filepath.Dir(name)
	return &fileError{
		text: name + " is outside the script's folder (" + flag + " allows it)",
		err:  &runtime.DeniedError{What: name, Flag: flag},
	}
}

// plain is the system's error without its own words for the call.
func plain(err error, name string) error {
	if os.IsNotExist(err) {
		return &fileError{"no file " + name, err}
	}
	return &fileError{name + ": " + reason(err), err}
}

// reason is what the system says, without call and path.
func reason(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// mayRead reports whether path, with or without its links followed, lies in a
// folder that scripts may read.
func (h *Host) mayRead(path string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	for _, dir := range slices.Concat([]string{h.config.Dir}, h.config.AllowRead, h.config.Plugins) {
		abs, err := filepath.Abs(dir)
		if err != nil {
			continue
		}
		real, err := filepath.EvalSymlinks(abs)
		if runtime.Below(path, abs) || err == nil && runtime.Below(path, real) {
			return true
		}
	}
	return false
}

// maxFile bounds what read_file takes in.
const maxFile = 16 << 20

func apiReadFile(c *Call) error {
	var name string
	if err := c.Args(&name); err != nil {
		return err
	}
	data, err := c.host.readFile(name)
	if err != nil {
		return err
	}
	return c.Return(lua.LString(data))
}

// readFile reads a regular file: a pipe or a device could block for ever.
func (h *Host) readFile(name string) ([]byte, error) {
	path, err := h.readable(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, plain(err, name)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", name)
	case info.Size() > maxFile:
		return nil, &LimitError{What: fmt.Sprintf("%s has %d bytes, at most %d are read", name, info.Size(), maxFile), Flag: "none"}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, plain(err, name)
	}
	return data, nil
}

// apiRequire loads a module once: its folder is the script's, then each plugin
// folder.
func apiRequire(c *Call) error {
	var name string
	if err := c.Args(&name); err != nil {
		return err
	}
	h := c.host
	if v, ok := h.loaded[name]; ok {
		if v == nil {
			return c.Wrong("name", "%s requires itself", name)
		}
		return c.Return(v)
	}
	slashed := strings.ReplaceAll(name, ".", "/")
	rel := filepath.FromSlash(slashed) + ".lua"
	if slices.Contains(strings.Split(slashed, "/"), "") || strings.Contains(name, "\x00") || !filepath.IsLocal(rel) {
		return c.Wrong("name", "got %q, want a name like lib.frames", name)
	}
	var tried []string
	for _, dir := range append([]string{h.config.Dir}, h.config.Plugins...) {
		path := filepath.Join(dir, rel)
		tried = append(tried, path)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		abs, _ := filepath.Abs(path)
		text, err := h.readFile(abs)
		if err != nil {
			return err
		}
		return c.load(name, path, string(text))
	}
	return c.Wrong("name", "no module %s: looked for %s", name, strings.Join(tried, ", "))
}

// load runs a module in the calling task, so that it may wait for sockets.
func (c *Call) load(name, path, text string) error {
	f, err := c.host.compile(path, text)
	if err != nil {
		return err
	}
	c.host.loaded[name] = nil
	results, failure, err := c.invoke(f, []lua.LValue{lua.LString(name)})
	if failure != nil {
		err = &luaError{failure}
	}
	if err != nil {
		delete(c.host.loaded, name)
		return err
	}
	var v lua.LValue = lua.LTrue
	if len(results) > 0 && results[0] != lua.LNil {
		v = results[0]
	}
	c.host.loaded[name] = v
	return c.Return(v)
}

// apiTempFolder makes the session's temporary folder on first use. Below it the
// session may talk to any Unix socket; in the system's temporary folder, where
// other programs have theirs, to its own only.
func apiTempFolder(c *Call) error {
	if err := c.Args(); err != nil {
		return err
	}
	h := c.host
	if h.tempDir == "" {
		dir, err := os.MkdirTemp("", "sockpit-")
		if err != nil {
			return err
		}
		h.tempDir = dir
		h.Session.AllowFolder(dir)
	}
	return c.Return(lua.LString(h.tempDir))
}

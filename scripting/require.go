package scripting

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// apiRequire gives a module that is loaded, or loads it once: from the folder of
// the code that asks, or else from a plugin folder.
func apiRequire(c *Call) error {
	var name string
	if err := c.fileName(&name); err != nil {
		return err
	}
	h, of := c.host, c.folder()
	if v, err := c.knownModule(name); v != nil || err != nil {
		if err != nil {
			return err
		}
		return c.Return(v)
	}
	slashed := strings.ReplaceAll(name, ".", "/")
	rel := filepath.FromSlash(slashed) + ".lua"
	if slices.Contains(strings.Split(slashed, "/"), "") || strings.Contains(name, "\x00") || !filepath.IsLocal(rel) {
		return c.Wrong("name", "got %q, want a name like lib.frames", name)
	}
	var tried []string
	for _, dir := range append([]string{of.path}, h.moduleDirs...) {
		if dir == NoFolder {
			continue
		}
		path := filepath.Join(dir, rel)
		if v, ok := h.loaded[path]; ok {
			if v == nil {
				return c.Wrong("name", "%s requires itself", name)
			}
			return c.Return(v)
		}
		tried = append(tried, path)
		text, err := h.readFile(newFolder(dir), rel)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		return c.load(of, name, path, string(text))
	}
	if len(tried) == 0 {
		return c.Wrong("", "no module %s: %s", name, &noFolderError{rel})
	}
	return c.Wrong("", "no module %s: looked for %s", name, strings.Join(tried, ", "))
}

// load runs a module in the calling task, so that it may wait for sockets. Its
// code belongs to the folder of the code that requires it.
func (c *Call) load(of *folder, name, path, text string) error {
	f, err := c.host.compiler.compile(of, path, text)
	if err != nil {
		return err
	}
	c.host.loaded[path] = nil
	results, err := c.Invoke(f, lua.LString(name))
	if err != nil {
		delete(c.host.loaded, path)
		return err
	}
	var v lua.LValue = lua.LTrue
	if len(results) > 0 && results[0] != lua.LNil {
		v = results[0]
	}
	c.host.loaded[path] = v
	return c.Return(v)
}

package scripting

import (
	"path/filepath"

	lua "github.com/yuin/gopher-lua"
)

// A Script is a file to run: its text, the name that errors call it by, and its
// folder. What its code reads, requires and binds as a Unix socket by a relative
// name is in that folder, in whatever world and by whomever it is run.
type Script struct {
	Name, Text string
	Dir        string // "" that of the world it runs in; NoFolder: it has none
}

// NoFolder is the folder of code that has none: standard input, an archive, what
// comes with sockpit.
const NoFolder = "\x00"

// A folder is where the code of a file belongs.
type folder struct {
	path string
	mark *lua.LUserData // of the functions that belong to it
}

func newFolder(path string) *folder {
	f := &folder{path: path}
	f.mark = &lua.LUserData{Value: f}
	return f
}

// own makes a compiled chunk and the functions in it code of the folder. The mark
// is a constant that no instruction names: a script can't read or change it, as it
// could a name of its own choice (loadstring) or an environment.
func (f *folder) own(p *lua.FunctionProto) {
	p.Constants = append(p.Constants, f.mark)
	for _, inner := range p.FunctionPrototypes {
		f.own(inner)
	}
}

// folderOf gives the folder that a function belongs to; nil for one of Go's, and
// for what sockpit has compiled for itself.
func folderOf(fn lua.LValue) *folder {
	f, ok := fn.(*lua.LFunction)
	if !ok || f.IsG || len(f.Proto.Constants) == 0 {
		return nil
	}
	ud, ok := f.Proto.Constants[len(f.Proto.Constants)-1].(*lua.LUserData)
	if !ok {
		return nil
	}
	d, _ := ud.Value.(*folder)
	return d
}

// folder gives the folder of the code that runs: of the innermost function of
// Lua's, or, where the task runs one of Go's, of who started it.
func (t *Task) folder() *folder {
	for i := len(t.levels) - 1; i >= 0; i-- {
		th := t.levels[i].th
		for n := 0; ; n++ {
			dbg, ok := th.GetStack(n)
			if !ok {
				break
			}
			if fn, err := th.GetInfo("f", dbg, lua.LNil); err == nil {
				if d := folderOf(fn); d != nil {
					return d
				}
			}
		}
	}
	if t.from != nil {
		return t.from
	}
	return t.host.home
}

// join gives a name of the folder's code as a path.
func (f *folder) join(name string) (string, error) {
	switch {
	case filepath.IsAbs(name):
		return filepath.Clean(name), nil
	case f.path == NoFolder:
		return "", &noFolderError{name}
	}
	return filepath.Join(f.path, name), nil
}

// socketPath gives the path of a Unix socket that a script named, and lets the call
// use the folder of the code that makes it. The path is not cleaned: what ".." is
// behind a link, the kernel knows.
func (c *Call) socketPath(path string) (string, error) {
	of := c.folder()
	c.caller.Folder = ""
	if of.path != NoFolder {
		c.caller.Folder = of.path
	}
	switch {
	case filepath.IsAbs(path), of.path == ".":
		return path, nil
	case of.path == NoFolder:
		return "", &noFolderError{path}
	}
	return of.path + "/" + path, nil
}

// A noFolderError is a relative name in code that has no folder.
type noFolderError struct{ name string }

func (e *noFolderError) Error() string {
	return "this code has no folder for " + e.name + " to be in: it did not come from a file. Give the whole path, in a folder that --allow-read or --allow-write names"
}

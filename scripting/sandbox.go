package scripting

import (
	"os"
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// A sandbox is what scripts may reach outside of themselves: folders, modules, and a
// temporary folder of their own. It belongs to who holds the baton.
type sandbox struct {
	home       *folder               // of the world: of what is typed, and of the script that the host was made for
	readable   []string              // folders that any code may read
	moduleDirs []string              // of those, the ones that require looks in
	loaded     map[string]lua.LValue // modules by path; nil: it is being loaded
	modules    modules
	tempDir    string // made by temp_folder; "" not yet
}

// newSandbox makes one for code of dir, which may read the folders of plugins and those
// that are allowed besides.
func newSandbox(dir string, allowed, plugins []string) sandbox {
	return sandbox{home: newFolder(dir), readable: slices.Concat(allowed, plugins), moduleDirs: plugins, loaded: map[string]lua.LValue{}}
}

// folderAt gives the folder of a script with that Dir.
func (s *sandbox) folderAt(dir string) *folder {
	if dir == "" || dir == s.home.path {
		return s.home
	}
	return newFolder(dir)
}

// close removes what was made for scripts.
func (s *sandbox) close() {
	if s.tempDir != "" {
		_ = os.RemoveAll(s.tempDir)
	}
}

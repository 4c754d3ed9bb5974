package scripting

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/atomicfile"
	"sockpit/scripting/limit"
)

// maxFile bounds what read_file takes in.
const maxFile = 16 << 20

func apiReadFile(c *Call) error {
	var name string
	if err := c.fileName(&name); err != nil {
		return err
	}
	if name == "" {
		return c.Wrong("name", `got "", want the name of a file`)
	}
	data, err := c.host.readFile(c.folder(), name)
	if err != nil {
		return err
	}
	return c.Return(lua.LString(data))
}

// fileName unpacks the only argument, the name of a file.
func (c *Call) fileName(name *string) error {
	if err := c.Args(name); err != nil {
		return err
	}
	if len(*name) > maxPath {
		return c.Wrong("name", "got %s, which has %d bytes, want at most %d", *name, len(*name), maxPath)
	}
	return nil
}

// maxPath is how many bytes the system reads of a path.
const maxPath = 4096

// readFile reads a regular file: a pipe or a device could block for ever.
func (s *sandbox) readFile(of *folder, name string) ([]byte, error) {
	path, err := of.join(name)
	if err != nil {
		return nil, &fileError{err.Error(), &runtime.DeniedError{What: name, Flag: "--allow-read"}}
	}
	f, err := s.openBelow(of, path, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if atomicfile.Regular(f) != nil {
		return nil, fmt.Errorf("%s is not a file", name)
	}
	data, err := atomicfile.ReadFrom(f, maxFile)
	if big := (*atomicfile.TooBigError)(nil); errors.As(err, &big) {
		return nil, &limit.Error{What: fmt.Sprintf("%s has %d bytes, at most %d are read", name, big.Size, maxFile), Flag: "none"}
	}
	if err != nil {
		return nil, plain(err, name)
	}
	return data, nil
}

// openBelow opens a file in the folders that the code of a folder may read, and
// in no other: from the folder on each name is opened in the one before (os.Root),
// so that what somebody puts in their places meanwhile leads nowhere else. name
// is how errors call the file.
func (s *sandbox) openBelow(of *folder, path, name string) (*os.File, error) {
	f, err := s.openInRoots(of, path)
	if err == nil || isErrno(err) {
		return f, plain(err, name)
	}
	// A link may lead from one of the folders into another.
	if real, realErr := filepath.EvalSymlinks(path); realErr == nil {
		if f, err := s.openInRoots(of, real); err == nil || isErrno(err) {
			return f, plain(err, name)
		}
	}
	// Where a link leads, and whether a file exists, is nobody's business.
	if err != errOutside {
		return nil, deniedLink(name)
	}
	return nil, denied(name)
}

// openInRoots opens a file if a folder that may be read is above it, and no link
// leads out of that.
func (s *sandbox) openInRoots(of *folder, path string) (f *os.File, err error) {
	err = errOutside
	if path, absErr := filepath.Abs(path); absErr == nil {
		for _, dir := range s.readableDirs(of) {
			rel, relErr := filepath.Rel(dir, path)
			if relErr != nil || !filepath.IsLocal(rel) {
				continue
			}
			if f, err = openIn(dir, rel); err == nil || isErrno(err) {
				return f, err
			}
		}
	}
	return nil, err
}

// errOutside is the error of a file that is in none of the folders.
var errOutside = errors.New("outside")

func openIn(dir, rel string) (*os.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.OpenFile(rel, os.O_RDONLY|nonBlocking, 0) // a pipe does not block
}

// readableDirs gives the folders that the code of a folder may read, with links
// followed and as they are called.
func (s *sandbox) readableDirs(of *folder) (dirs []string) {
	for _, dir := range append([]string{of.path}, s.readable...) {
		if dir == NoFolder {
			continue
		}
		abs, err := filepath.Abs(dir)
		if err != nil {
			continue
		}
		dirs = append(dirs, abs)
		if real, err := filepath.EvalSymlinks(abs); err == nil && real != abs {
			dirs = append(dirs, real)
		}
	}
	return dirs
}

// isErrno reports whether the system refused, and not os.Root.
func isErrno(err error) bool {
	var errno syscall.Errno
	return errors.As(err, &errno)
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

// deniedLink is the error of a name in a folder that may be read, from which a
// link leads out.
func deniedLink(name string) error {
	return &fileError{
		text: name + " leads out of the script's folder by a link (--allow-read=DIR allows it, with the folder it leads to)",
		err:  &runtime.DeniedError{What: name, Flag: "--allow-read"},
	}
}

// plain is the system's error without its own words for the call.
func plain(err error, name string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &fileError{"no file " + name, err}
	}
	return &fileError{name + ": " + atomicfile.Reason(err).Error(), err}
}

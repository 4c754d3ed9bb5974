//go:build !linux

package runtime

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A heldFile is a file, or folder, as it was when it was looked at. This system
// has no way to connect to a file that is held open, so that a link put in its
// place between the look and the call is followed.
type heldFile struct {
	id    fileID
	links uint64
	real  string // where it lies, without links
	path  string // how to call it
}

func openSocketFile(path string) (*heldFile, error) { return holdFile(path) }
func openFolder(path string) (*heldFile, error)     { return holdFile(path) }

func holdFile(path string) (*heldFile, error) {
	real, err := realPath(path)
	if err != nil {
		return nil, err
	}
	var st unix.Stat_t
	if err := unix.Lstat(real, &st); err != nil {
		return nil, err
	}
	return &heldFile{fileID{uint64(st.Dev), st.Ino}, uint64(st.Nlink), real, real}, nil
}

// socket gives the socket file with that name in the folder.
func (f *heldFile) socket(name string) (fileID, bool) {
	var st unix.Stat_t
	err := unix.Lstat(filepath.Join(f.real, name), &st)
	return fileID{uint64(st.Dev), st.Ino}, err == nil && st.Mode&unix.S_IFMT == unix.S_IFSOCK
}

func (*heldFile) close() {}

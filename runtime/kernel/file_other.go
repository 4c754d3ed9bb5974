//go:build unix && !linux

package kernel

import (
	"path/filepath"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// A heldFile is a file, or folder, as it was when it was looked at. This system
// has no way to connect to a file that is held open, so that a link put in its
// place between the look and the call is followed.
type heldFile struct{ facts stack.FileFacts }

// Hold looks at the file that connect(2) would arrive at, or at the folder in which
// bind(2) would make one.
func (Stack) Hold(path string, dir bool) (stack.File, error) {
	real, err := stack.RealPath(path)
	if err != nil {
		return nil, err
	}
	var st unix.Stat_t
	if err := unix.Lstat(real, &st); err != nil {
		return nil, err
	}
	return &heldFile{stack.FileFacts{ID: stack.FileID{Dev: uint64(st.Dev), Ino: st.Ino}, Links: uint64(st.Nlink), Real: real, Path: real}}, nil
}

// Facts says what is known of it.
func (f *heldFile) Facts() stack.FileFacts { return f.facts }

// Socket gives the socket file with that name in the folder.
func (f *heldFile) Socket(name string) (stack.FileID, bool) {
	var st unix.Stat_t
	err := unix.Lstat(filepath.Join(f.facts.Real, name), &st)
	return stack.FileID{Dev: uint64(st.Dev), Ino: st.Ino}, err == nil && st.Mode&unix.S_IFMT == unix.S_IFSOCK
}

// Close does nothing: nothing is held.
func (*heldFile) Close() {}

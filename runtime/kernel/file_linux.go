package kernel

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// A heldFile is a file, or folder, that is held open by a descriptor which can
// neither read nor write it (O_PATH).
type heldFile struct {
	fd    int
	facts stack.FileFacts
}

// Hold holds the file that connect(2) would arrive at, or the folder in which
// bind(2) would make one.
func (Stack) Hold(path string, dir bool) (stack.File, error) {
	flags := unix.O_PATH | unix.O_CLOEXEC
	if dir {
		flags |= unix.O_DIRECTORY
	}
	fd, err := unix.Open(path, flags, 0)
	if err != nil {
		return nil, err
	}
	f := &heldFile{fd: fd}
	f.facts.Path = "/proc/self/fd/" + strconv.Itoa(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		f.Close()
		return nil, err
	}
	f.facts.ID, f.facts.Links = stack.FileID{Dev: uint64(st.Dev), Ino: st.Ino}, uint64(st.Nlink)
	if f.facts.Real, err = os.Readlink(f.facts.Path); err != nil {
		f.lookAgain(path)
	}
	return f, nil
}

// lookAgain is for a machine without /proc: the path is followed by hand, and
// must lead to the file that is held.
func (f *heldFile) lookAgain(path string) {
	f.facts.Path, f.facts.Real = path, ""
	real, err := stack.RealPath(path)
	var st unix.Stat_t
	if err == nil && unix.Lstat(real, &st) == nil && (stack.FileID{Dev: uint64(st.Dev), Ino: st.Ino}) == f.facts.ID {
		f.facts.Path, f.facts.Real = real, real
	}
}

// Facts says what is known of it.
func (f *heldFile) Facts() stack.FileFacts { return f.facts }

// Socket gives the socket file with that name in the folder.
func (f *heldFile) Socket(name string) (stack.FileID, bool) {
	var st unix.Stat_t
	err := unix.Fstatat(f.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	return stack.FileID{Dev: uint64(st.Dev), Ino: st.Ino}, err == nil && st.Mode&unix.S_IFMT == unix.S_IFSOCK
}

// Close lets go of it.
func (f *heldFile) Close() { _ = unix.Close(f.fd) }

package runtime

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// A heldFile is a file, or folder, that is held open by a descriptor which can
// neither read nor write it (O_PATH).
type heldFile struct {
	fd    int
	id    fileID
	links uint64
	real  string // where it lies, without links
	path  string // a name of the very file, whatever its other names lead to now
}

// openSocketFile holds the file that connect(2) would arrive at.
func openSocketFile(path string) (*heldFile, error) { return holdFile(path, 0) }

// openFolder holds the folder in which bind(2) would make a file.
func openFolder(path string) (*heldFile, error) { return holdFile(path, unix.O_DIRECTORY) }

func holdFile(path string, flags int) (*heldFile, error) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC|flags, 0)
	if err != nil {
		return nil, err
	}
	f := &heldFile{fd: fd, path: "/proc/self/fd/" + strconv.Itoa(fd)}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		f.close()
		return nil, err
	}
	f.id, f.links = fileID{uint64(st.Dev), st.Ino}, uint64(st.Nlink)
	if f.real, err = os.Readlink(f.path); err != nil {
		f.lookAgain(path)
	}
	return f, nil
}

// lookAgain is for a machine without /proc: the path is followed by hand, and
// must lead to the file that is held.
func (f *heldFile) lookAgain(path string) {
	f.path, f.real = path, ""
	real, err := realPath(path)
	var st unix.Stat_t
	if err == nil && unix.Lstat(real, &st) == nil && (fileID{uint64(st.Dev), st.Ino}) == f.id {
		f.path, f.real = real, real
	}
}

// socket gives the socket file with that name in the folder.
func (f *heldFile) socket(name string) (fileID, bool) {
	var st unix.Stat_t
	err := unix.Fstatat(f.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	return fileID{uint64(st.Dev), st.Ino}, err == nil && st.Mode&unix.S_IFMT == unix.S_IFSOCK
}

func (f *heldFile) close() { _ = unix.Close(f.fd) }

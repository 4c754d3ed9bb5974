package kernel

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// What is at a path is told by the kernel: a file that is no socket, one that a socket
// has, of whatever type, and one that nobody has any more. Who asks leaves no trace.
func TestAt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	bind := func(name string, kind int, listen bool) int {
		fd, err := unix.Socket(unix.AF_UNIX, kind, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = unix.Close(fd) })
		if err := unix.Bind(fd, &unix.SockaddrUnix{Name: in(name)}); err != nil {
			t.Fatal(err)
		}
		if listen {
			if err := unix.Listen(fd, 1); err != nil {
				t.Fatal(err)
			}
		}
		return fd
	}
	listener := bind("listens", unix.SOCK_STREAM, true)
	bind("bound", unix.SOCK_STREAM, false)
	gram := bind("gram", unix.SOCK_DGRAM, false)
	bind("packets", unix.SOCK_SEQPACKET, true)
	dead, _ := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err := unix.Bind(dead, &unix.SockaddrUnix{Name: in("dead")}); err != nil {
		t.Fatal(err)
	}
	_ = unix.Close(dead)
	// A datagram socket that is connected to another one is there, but hears nobody else.
	if err := unix.Connect(gram, &unix.SockaddrUnix{Name: in("gram")}); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.WriteFile(in("plain"), nil, 0o600), os.Mkdir(in("folder"), 0o700), unix.Mkfifo(in("pipe"), 0o600),
		os.Symlink(in("nowhere"), in("dangling")), os.Symlink(in("dead"), in("link"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]stack.PathFacts{
		"none": {}, "plain/below": {}, "plain": {Kind: stack.PlainFile}, "folder": {Kind: stack.FolderFile}, "pipe": {Kind: stack.SpecialFile},
		"dangling": {Link: true}, "link": {Link: true, Kind: stack.SocketFile, Has: stack.No}, "dead": {Kind: stack.SocketFile, Has: stack.No},
		"listens": {Kind: stack.SocketFile, Has: stack.Yes}, "bound": {Kind: stack.SocketFile, Has: stack.Yes},
		"gram": {Kind: stack.SocketFile, Has: stack.Yes}, "packets": {Kind: stack.SocketFile, Has: stack.Yes},
	} {
		got := Stack{}.At(in(name))
		if got.ID != (stack.FileID{}) != (got.Kind != stack.NoFile) {
			t.Errorf("%s: %+v", name, got)
		}
		if got.ID = (stack.FileID{}); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
	fds := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}, {Fd: int32(gram), Events: unix.POLLIN}}
	if n, err := unix.Poll(fds, 0); n != 0 || err != nil {
		t.Errorf("a look came in as a client or a datagram: %d, %v", n, err)
	}
	if rows, err := (Stack{}).Dump(stack.DumpQuery{Unix: true, Files: true}); err == nil {
		id, found := Stack{}.At(in("bound")).ID, false
		for _, r := range rows {
			found = found || r.File.Dev == id.Dev && r.File.Ino == uint64(uint32(id.Ino))
		}
		if !found && rows[0].File != (stack.FileID{}) {
			t.Errorf("no row of the dump has the file %+v", id)
		}
	}
}

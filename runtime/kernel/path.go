//go:build unix

package kernel

import (
	"errors"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// At looks at the file, and asks the kernel whether a socket is bound to it.
func (Stack) At(path string) stack.PathFacts {
	var at, to unix.Stat_t
	switch err := unix.Lstat(path, &at); {
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ENOTDIR):
		return stack.PathFacts{}
	case err != nil:
		return stack.PathFacts{Kind: stack.HiddenFile}
	}
	facts := stack.PathFacts{Link: at.Mode&unix.S_IFMT == unix.S_IFLNK}
	if err := unix.Stat(path, &to); err != nil {
		if !errors.Is(err, unix.ENOENT) {
			facts.Kind = stack.HiddenFile
		}
		return facts
	}
	facts.ID = stack.FileID{Dev: uint64(to.Dev), Ino: to.Ino}
	switch to.Mode & unix.S_IFMT {
	case unix.S_IFSOCK:
		facts.Kind, facts.Has = stack.SocketFile, hasSocket(path)
	case unix.S_IFREG:
		facts.Kind = stack.PlainFile
	case unix.S_IFDIR:
		facts.Kind = stack.FolderFile
	default:
		facts.Kind = stack.SpecialFile
	}
	return facts
}

// hasSocket asks by a connect of a datagram socket, of which nobody hears: it sets an
// address, or says that the socket there is of another type (unix(7)). That also tells
// of sockets in other network namespaces, of which sock_diag(7) says nothing.
func hasSocket(path string) stack.Answer {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		return stack.NotKnown
	}
	unix.CloseOnExec(fd)
	defer func() { _ = unix.Close(fd) }()
	switch err := unix.Connect(fd, &unix.SockaddrUnix{Name: path}); err {
	case nil, unix.EPROTOTYPE:
		return stack.Yes
	case unix.ECONNREFUSED:
		return stack.No
	case unix.EPERM: // a datagram socket that is connected to another one hears nobody else
		return stack.Yes
	}
	return stack.NotKnown
}

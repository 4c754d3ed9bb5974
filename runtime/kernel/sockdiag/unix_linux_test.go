package sockdiag

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// shortDir returns a directory whose name leaves room in the 107 bytes of a
// unix path, which t.TempDir does not promise.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sd")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func listenUnix(t testing.TB, kind int, name string, backlog int) int {
	t.Helper()
	fd := socket(t, unix.AF_UNIX, kind)
	must(t, unix.Bind(fd, &unix.SockaddrUnix{Name: name}))
	if kind != unix.SOCK_DGRAM {
		must(t, unix.Listen(fd, backlog))
	}
	return fd
}

func dialUnix(t testing.TB, kind int, name string) int {
	t.Helper()
	fd := socket(t, unix.AF_UNIX, kind)
	must(t, unix.Connect(fd, &unix.SockaddrUnix{Name: name}))
	return fd
}

func TestUnixStream(t *testing.T) {
	t.Parallel()
	path := filepath.Join(shortDir(t), "a b\n@sock ")
	l := listenUnix(t, unix.SOCK_STREAM, path, 4)
	client := dialUnix(t, unix.SOCK_STREAM, path)
	dialUnix(t, unix.SOCK_STREAM, path)
	write(t, client, "hello")

	q := where{Query: Query{Unix: true, Info: true}}
	r := await(t, "listener", q, 1, func(r *Row) bool { return r.Inode == inode(t, l) })[0]
	if r.Network != "unix" || r.State != "LISTEN" || r.Path != path || r.Abstract || r.RecvQueue != 2 || r.SendQueue != 4 ||
		r.UID != uint32(os.Getuid()) || r.Cookie != cookie(t, l) || r.Mem == nil || r.Missing != 0 {
		t.Errorf("listener %+v", r)
	}
	r = await(t, "client", q, 1, func(r *Row) bool { return r.Inode == inode(t, client) })[0]
	if r.State != "ESTABLISHED" || r.Path != "" || r.PeerInode != 0 || r.SendQueue < 5 {
		t.Errorf("client %+v", r)
	}
	r = await(t, "the end that waits", q, 1, func(r *Row) bool { return r.PeerInode == inode(t, client) })[0]
	if r.State != "ESTABLISHED" || r.Path != path || r.Inode != 0 || r.Knows(FieldQueues) {
		t.Errorf("waiting %+v", r)
	}
	await(t, "both ends that wait", q, 2, func(r *Row) bool { return r.Path == path && r.Inode == 0 })
	server := accept(t, l)
	r = await(t, "the end accepted", q, 1, func(r *Row) bool { return r.Inode == inode(t, server) })[0]
	if r.PeerInode != inode(t, client) || r.Path != path || r.RecvQueue != 5 || r.Shutdown != 0 {
		t.Errorf("server %+v", r)
	}
	await(t, "the client's peer", q, 1, func(r *Row) bool { return r.Inode == inode(t, client) && r.PeerInode == inode(t, server) })
	finish(t, client)
	await(t, "the client gone", q, 1, func(r *Row) bool {
		return r.Inode == inode(t, server) && r.PeerInode == 0 && r.Shutdown == ShutRecv|ShutSend && r.RecvQueue == 5
	})
}

func TestUnixDatagram(t *testing.T) {
	t.Parallel()
	name := fmt.Sprintf("sockdiag-%d\x00 with\x00NULs", os.Getpid())
	server := listenUnix(t, unix.SOCK_DGRAM, "\x00"+name, 0)
	client := dialUnix(t, unix.SOCK_DGRAM, "\x00"+name)
	write(t, client, "hello")
	write(t, client, "again!")
	q := where{Query: Query{Unix: true, Inodes: map[uint64]bool{inode(t, server): true}}}
	r := await(t, "server", q, 1, func(r *Row) bool { return r.Inode == inode(t, server) })[0]
	if r.Network != "unixgram" || r.State != "UNCONN" || r.Path != name || !r.Abstract || r.RecvQueue != 5 {
		t.Errorf("server %+v", r)
	}
	r = await(t, "client, by its peer", q, 1, func(r *Row) bool { return r.Inode == inode(t, client) })[0]
	if r.Network != "unixgram" || r.State != "ESTABLISHED" || r.PeerInode != inode(t, server) || r.SendQueue < 11 {
		t.Errorf("client %+v", r)
	}
}

func TestUnixPacket(t *testing.T) {
	t.Parallel()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	closeAtEnd(t, ends[0])
	closeAtEnd(t, ends[1])
	await(t, "a pair without names", where{Query: Query{Unix: true}}, 1, func(r *Row) bool {
		return r.Network == "unixpacket" && r.State == "ESTABLISHED" && r.Path == "" && !r.Abstract &&
			r.Inode == inode(t, ends[0]) && r.PeerInode == inode(t, ends[1])
	})
}

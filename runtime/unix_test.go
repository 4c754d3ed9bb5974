package runtime

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"sockpit/runtime/stack"
)

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestUnixFileGoesWithItsSocket(t *testing.T) {
	t.Parallel()
	for _, n := range []stack.Network{stack.Unix, stack.Unixgram} {
		s, dir := own(t)
		for name, end := range map[string]func(*Socket){
			"close":         func(x *Socket) { must(t, x.Close(&Caller{})) },
			"reset":         func(x *Socket) { must(t, x.Reset(&Caller{})) },
			"session reset": func(*Socket) { s.Reset() },
		} {
			x := bound(t, s, n, dir, "x")
			if !exists(dir + "/x") {
				t.Fatal("bind made no file")
			}
			end(x)
			if exists(dir + "/x") {
				t.Errorf("%s: after %s the file is still there", n, name)
			}
		}
		bound(t, s, n, dir, "x")
		s.Close()
		if exists(dir + "/x") {
			t.Errorf("%s: after the session the file is still there", n)
		}
	}
}

func TestUnixFileOfAnotherStays(t *testing.T) {
	t.Parallel()
	s, dir := own(t)
	first := bound(t, s, stack.Unix, dir, "x")
	must(t, os.Remove(dir+"/x"))
	second := bound(t, s, stack.Unix, dir, "x")
	must(t, first.Close(&Caller{}))
	if !exists(dir + "/x") {
		t.Error("closing the first took the second one's file away")
	}
	must(t, os.Remove(dir+"/x"))
	must(t, os.WriteFile(dir+"/x", []byte("mine"), 0o600))
	must(t, second.Close(&Caller{}))
	if !exists(dir + "/x") {
		t.Error("closing took an ordinary file away")
	}
}

// A file that a program left behind when it was killed: bind refuses, as the
// kernel does, and does not take it away.
func TestUnixFileLeftBehind(t *testing.T) {
	t.Parallel()
	s, dir := own(t)
	must(t, os.WriteFile(dir+"/x", nil, 0o600))
	x := fresh(t, s, stack.Unix)
	at := stack.Address{Network: stack.Unix, Path: dir + "/x"}
	wantIs(t, x.Bind(&Caller{}, at), syscall.EADDRINUSE)
	must(t, x.Close(&Caller{}))
	if !exists(at.Path) {
		t.Error("a failed bind took the file away")
	}
}

func TestAbstractName(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	at := stack.Address{Network: stack.Unix, Path: "@sockpit-" + filepath.Base(shortDir(t))}
	l := fresh(t, s, stack.Unix)
	must(t, l.Bind(&Caller{}, at))
	must(t, l.Listen(&Caller{}, 5))
	if local := localOf(l); local != at {
		t.Fatalf("bound to %v, want %v", local, at)
	}
	c := dialed(t, s, l)
	conn := accepted(t, l)
	if _, remote := c.Addresses(); remote != at {
		t.Errorf("connected to %v, want %v", remote, at)
	}
	if c.Peer() != conn || conn.Peer() != c {
		t.Errorf("peers: %v and %v", c.Peer(), conn.Peer())
	}
	sent(t, c, "hello")
	received(t, conn, "hello")
}

// An IPv4 client of an IPv6 socket is shown as the kernel writes it, and found.
func TestDualStack(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l := fresh(t, s, stack.TCP6)
	must(t, l.Bind(&Caller{}, loopback(stack.TCP4, 0)))
	must(t, l.Listen(&Caller{}, 5))
	at := localOf(l)
	if !at.IP.Is4In6() || at.Network != stack.TCP6 || !at.IsLoopback() {
		t.Fatalf("bound to %v", at)
	}
	c := fresh(t, s, stack.TCP4)
	at.IP, at.Network = at.IP.Unmap(), stack.TCP4
	must(t, c.Connect(&Caller{}, at))
	conn := accepted(t, l)
	local, remote := conn.Addresses()
	if want := localOf(c); remote.IP.Unmap() != want.IP || remote.Port != want.Port || !local.IP.Is4In6() {
		t.Errorf("the accepted socket goes from %v to %v, the client from %v", local, remote, want)
	}
	if c.Peer() != conn || conn.Peer() != c {
		t.Errorf("peers: %v and %v", c.Peer(), conn.Peer())
	}
}

func TestDialAndListen(t *testing.T) {
	t.Parallel()
	for _, n := range stack.Networks() {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			needs(t, n)
			s, dir := own(t)
			target := stack.Target{Network: string(n), Host: "localhost"}
			if n.IsUnix() {
				target = stack.Target{Network: string(n), Path: dir + "/l"}
			}
			l, err := s.Listen(&Caller{}, target, ListenOptions{Backlog: 5})
			must(t, err)
			at := localOf(l)
			target.Port = at.Port
			c, err := s.Dial(&Caller{}, target, DialOptions{})
			must(t, err)
			sent(t, c, "hello")
			if !n.IsStream() {
				if got := recvString(t, l); got != "hello" {
					t.Errorf("got %q", got)
				}
				return
			}
			conn := accepted(t, l)
			received(t, conn, "hello")
			if local, _ := conn.Addresses(); local.Port != at.Port || conn == l {
				t.Errorf("the accepted socket is at %v, the listener at %v", local, at)
			}
			if l.Kind() != Listener || conn.Kind() != Stream || c.Kind() != Stream {
				t.Errorf("kinds: %s, %s, %s", l.Kind(), conn.Kind(), c.Kind())
			}
			events, _ := s.Log.All()
			for _, e := range events[:3] {
				if e.Via != "listen" && e.Call != "listen" {
					t.Errorf("event %+v does not say that listen made it", e)
				}
			}
		})
	}
}

func TestFailedListenAndDialLeaveNothing(t *testing.T) {
	t.Parallel()
	s, dir := own(t)
	l, err := s.Listen(&Caller{}, stack.Target{Network: "unix", Path: dir + "/l"}, ListenOptions{})
	must(t, err)
	_, err = s.Listen(&Caller{}, stack.Target{Network: "unix", Path: dir + "/l"}, ListenOptions{})
	if ce := wantCode(t, err, "EADDRINUSE"); ce.Op != "listen" {
		t.Errorf("got op %q", ce.Op)
	}
	_, err = s.Dial(&Caller{}, stack.Target{Network: "unix", Path: dir + "/none"}, DialOptions{})
	if ce := wantCode(t, err, "ENOENT"); ce.Op != "dial" {
		t.Errorf("got op %q", ce.Op)
	}
	if got := s.Sockets(); len(got) != 1 || got[0] != l {
		t.Errorf("sockets left: %v", got)
	}
}

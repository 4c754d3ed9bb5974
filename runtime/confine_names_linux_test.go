package runtime

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"sockpit/runtime/stack"
)

// In a folder where anybody makes sockets, as the machine's temporary folder is,
// a session may make its own and talk to them; others do what their owners can.
func TestUnixInASharedFolder(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	other := world(t, Config{Policy: Policy{Dirs: []string{dir}}})
	mine := world(t, Config{Policy: Policy{BindDirs: []string{dir}}})
	must(t, os.Mkdir(dir+"/sub", 0o700))
	for _, n := range []stack.Network{stack.Unix, stack.Unixgram} {
		theirs, ours := dir+"/sub/theirs"+string(n), dir+"/ours"+string(n)
		l := unixAt(t, other, n, theirs)
		for _, at := range []string{theirs, dir + "/none"} {
			deniedTo(t, mine, n, at)
		}
		o := unixAt(t, mine, n, ours)
		must(t, os.Symlink(ours, dir+"/link"+string(n)))
		for _, at := range []string{ours, dir + "/link" + string(n), dir + "/sub/../ours" + string(n)} {
			must(t, fresh(t, mine, n).Connect(&Caller{}, stack.Address{Network: n, Path: at}))
			if n == stack.Unixgram {
				_, err := fresh(t, mine, n).SendTo(&Caller{}, []byte("x"), stack.Address{Network: n, Path: at})
				must(t, err)
			}
		}
		must(t, o.Close(&Caller{}))
		wantCode(t, fresh(t, mine, n).Connect(&Caller{}, stack.Address{Network: n, Path: ours}), "ENOENT")
		// what lies there now is not ours
		unixAt(t, other, n, ours)
		deniedTo(t, mine, n, ours)
		// and a name of theirs in a folder of ours is not theirs to give away
		inside := world(t, Config{Policy: Policy{Dirs: []string{dir + "/own" + string(n)}}})
		must(t, os.Mkdir(dir+"/own"+string(n), 0o700))
		must(t, os.Link(theirs, dir+"/own"+string(n)+"/hard"))
		deniedTo(t, inside, n, dir+"/own"+string(n)+"/hard")
		deniedTo(t, inside, n, "/proc/self/root"+theirs)
		must(t, l.Close(&Caller{}))
	}
}

// unixAt makes a socket that can be talked to.
func unixAt(t *testing.T, s *Session, n stack.Network, path string) *Socket {
	t.Helper()
	l := fresh(t, s, n)
	must(t, l.Bind(&Caller{}, stack.Address{Network: n, Path: path}))
	if n.IsStream() {
		must(t, l.Listen(&Caller{}, 9))
	}
	return l
}

// deniedTo tries each way to a Unix socket.
func deniedTo(t *testing.T, s *Session, n stack.Network, path string) {
	t.Helper()
	a := stack.Address{Network: n, Path: path}
	wantCode(t, fresh(t, s, n).Connect(&Caller{}, a), "DENIED")
	_, err := s.Dial(&Caller{}, stack.Target{Network: string(n), Path: path}, DialOptions{})
	wantCode(t, err, "DENIED")
	if n == stack.Unixgram {
		_, err := fresh(t, s, n).SendTo(&Caller{}, []byte("x"), a)
		wantCode(t, err, "DENIED")
	}
}

// A link that is put in the place of a name, or of a folder, between the look
// and the call leads nowhere.
func TestUnixSwappedLinks(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	for _, d := range []string{"/own", "/own/real", "/out"} {
		must(t, os.Mkdir(dir+d, 0o700))
	}
	other := world(t, Config{Policy: Policy{Dirs: []string{dir}}})
	mine := world(t, Config{Policy: Policy{Dirs: []string{dir + "/own"}}})
	for _, n := range []stack.Network{stack.Unix, stack.Unixgram} {
		name := "/" + string(n)
		theirs := unixAt(t, other, n, dir+"/out"+name)
		unixAt(t, mine, n, dir+"/own/real"+name)
		stop := swap(t, dir+"/own/link", dir+"/own/real", dir+"/out")
		reached := 0
		for range 2000 {
			a := stack.Address{Network: n, Path: dir + "/own/link" + name}
			s := fresh(t, mine, n)
			if s.Connect(now(), a) == nil {
				reached++
			}
			if n == stack.Unixgram {
				_, _ = s.SendTo(now(), []byte("x"), a)
				_ = s.Bind(now(), stack.Address{Network: n, Path: dir + "/own/link/new"})
			}
			_ = s.Close(&Caller{})
			if theirs.ep.Endpoint.Poll(stack.Read) {
				t.Fatalf("%s: after %d calls the socket outside was reached", n, reached)
			}
		}
		stop()
		if reached == 0 {
			t.Errorf("%s: the socket inside was never reached: nothing was tried", n)
		}
	}
}

// swap makes link lead to one and the other in turn, until the function it gives
// is called.
func swap(t *testing.T, link, one, other string) func() {
	t.Helper()
	var over atomic.Bool
	done := make(chan struct{})
	must(t, os.Symlink(one, link+"1"))
	must(t, os.Rename(link+"1", link))
	go func() {
		defer close(done)
		for i := 0; !over.Load(); i++ {
			_ = os.Symlink([]string{one, other}[i%2], link+"1")
			_ = os.Rename(link+"1", link)
		}
	}()
	stop := sync.OnceFunc(func() {
		over.Store(true)
		<-done
		_ = os.Remove(link)
	})
	t.Cleanup(stop)
	return stop
}

// An abstract name that this session had, and another program has now, is not
// ours any more.
func TestAbstractNameThatChangedHands(t *testing.T) {
	t.Parallel()
	other, mine := world(t, Config{}), world(t, Config{})
	for _, n := range []stack.Network{stack.Unix, stack.Unixgram} {
		path := "@" + filepath.Base(shortDir(t)) + string(n)
		a := stack.Address{Network: n, Path: path}
		l := unixAt(t, mine, n, path)
		must(t, l.Close(&Caller{}))
		wantCode(t, fresh(t, mine, n).Connect(&Caller{}, a), "ECONNREFUSED")
		unixAt(t, other, n, path)
		deniedTo(t, mine, n, path)
	}
}

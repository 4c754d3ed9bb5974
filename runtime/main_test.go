package runtime

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sockpit/runtime/stack"
)

// TestMain fails the run if a goroutine or a descriptor is left behind.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.parallel").Value.String() == strconv.Itoa(goruntime.GOMAXPROCS(0)) {
		_ = flag.Set("test.parallel", "32") // these tests mostly wait
	}
	warmPoller()
	before := openDescriptors()
	code := m.Run()
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	if after := openDescriptors(); len(after) > len(before) {
		fmt.Fprintf(os.Stderr, "descriptors left open: before %v, after %v\n", before, after)
		code = max(code, 1)
	}
	os.Exit(code)
}

// warmPoller makes Go's poller open the descriptors it keeps for good.
func warmPoller() {
	s := NewSession(Config{})
	_, _, _ = s.Pair(&Caller{}, stack.Unix)
	s.Close()
}

// openDescriptors lists what /proc says this process has open.
func openDescriptors() []string {
	entries, _ := os.ReadDir("/proc/self/fd")
	var out []string
	for _, e := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil {
			out = append(out, e.Name()+"="+to)
		}
	}
	return out
}

// patience only decides how long a test waits before it says that it failed.
const patience = 20 * time.Second

// eventually waits until what holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	pause := 20 * time.Microsecond // of a poll, not a guess of how long it takes
	for end := time.Now().Add(patience); !holds(); pause = min(2*pause, 2*time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still not so: %s", what)
		}
		time.Sleep(pause)
	}
}

// world makes a session that ends with the test.
func world(t testing.TB, o Config) *Session {
	t.Helper()
	s := NewSession(o)
	t.Cleanup(s.Close)
	return s
}

// shortDir gives a folder whose path leaves room in a Unix socket's 107 bytes.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// own makes a session that may use a folder of its own, and gives the folder.
func own(t testing.TB) (*Session, string) {
	t.Helper()
	dir := shortDir(t)
	return world(t, Config{Policy: Policy{Dirs: []string{dir}}}), dir
}

// must fails the test if err is not nil.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantIs fails the test if err is not want.
func wantIs(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

// wantCode fails the test if err is not a *CallError of that code.
func wantCode(t testing.TB, err error, code string) *CallError {
	t.Helper()
	var ce *CallError
	if !errors.As(err, &ce) || ce.Code() != code {
		t.Fatalf("got error %v, want %s", err, code)
	}
	return ce
}

// needs skips a test that is of a network which this machine does not have.
func needs(t testing.TB, n stack.Network) {
	t.Helper()
	if !n.Is6() {
		return
	}
	if err := IPv6(); err != nil {
		t.Skipf("no IPv6 here: %v", err)
	}
}

// here gives those of the networks that this machine has, for a test that goes on
// with them, and says which are left out.
func here(t testing.TB, networks ...stack.Network) (out []stack.Network) {
	t.Helper()
	for _, n := range networks {
		if n.Is6() && IPv6() != nil {
			t.Logf("%s is left out: no IPv6 here", n)
			continue
		}
		out = append(out, n)
	}
	return out
}

// pairOf gives two connected ends.
func pairOf(t testing.TB, s *Session, n stack.Network) (a, b *Socket) {
	t.Helper()
	needs(t, n)
	a, b, err := s.Pair(&Caller{}, n)
	must(t, err)
	return a, b
}

// someAddress gives an address on which a socket of network n can be bound.
func someAddress(t testing.TB, n stack.Network, dir string) stack.Address {
	t.Helper()
	if n.IsUnix() {
		name := strings.ReplaceAll(t.Name(), "/", "_")
		return stack.Address{Network: n, Path: filepath.Join(dir, name[max(0, len(name)-20):])}
	}
	needs(t, n)
	return loopback(n, 0)
}

// listener makes a listener on loopback or in dir.
func listener(t testing.TB, s *Session, n stack.Network, dir string, backlog int) *Socket {
	t.Helper()
	l, err := s.Socket(&Caller{}, n)
	must(t, err)
	must(t, l.Bind(&Caller{}, someAddress(t, n, dir)))
	must(t, l.Listen(&Caller{}, backlog))
	return l
}

// fresh makes a socket.
func fresh(t testing.TB, s *Session, n stack.Network) *Socket {
	t.Helper()
	sock, err := s.Socket(&Caller{}, n)
	must(t, err)
	return sock
}

// dialed makes a socket connected to the listener.
func dialed(t testing.TB, s *Session, l *Socket) *Socket {
	t.Helper()
	sock := fresh(t, s, l.Network)
	must(t, sock.Connect(&Caller{}, localOf(l)))
	return sock
}

// accepted takes one connection from the listener.
func accepted(t testing.TB, l *Socket) *Socket {
	t.Helper()
	sock, err := l.Accept(&Caller{Deadline: time.Now().Add(patience)})
	must(t, err)
	return sock
}

func localOf(s *Socket) stack.Address {
	local, _ := s.Addresses()
	return local
}

// sent gives data to the socket whole.
func sent(t testing.TB, s *Socket, data string) {
	t.Helper()
	n, err := s.Send(&Caller{Deadline: time.Now().Add(patience)}, []byte(data))
	if err != nil || n != len(data) {
		t.Fatalf("send gave %d, %v; want %d", n, err, len(data))
	}
}

// received takes exactly want from the socket.
func received(t testing.TB, s *Socket, want string) {
	t.Helper()
	got, err := s.RecvExactly(&Caller{Deadline: time.Now().Add(patience)}, len(want))
	if err != nil || string(got) != want {
		t.Fatalf("recv gave %q, %v; want %q", got, err, want)
	}
}

// arrived waits until the socket's receive queue holds n bytes.
func arrived(t testing.TB, s *Socket, n int) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d bytes in the queue of socket %d", n, s.ID), func() bool {
		return s.State().RecvQueue == stack.Quantity(n)
	})
}

// fill sends until the kernel takes no more, also not a little later, when the
// receiving half has taken what the sending half held.
func fill(t testing.TB, s *Socket) {
	t.Helper()
	for full := 0; full < 3; full++ {
		c := &Caller{}
		n := 0
		done := start(func() (err error) {
			for err == nil {
				var k int
				k, err = s.Send(c, make([]byte, 1<<20))
				n += k
			}
			return err
		})
		untilWaiting(t, c)
		c.Interrupt(errStop)
		wantIs(t, ended(t, done), errStop)
		if n > 0 {
			full = 0
		}
	}
}

// small gives both ends fixed little buffers.
func small(t testing.TB, socks ...*Socket) {
	t.Helper()
	for _, s := range socks {
		must(t, s.Setopt(&Caller{}, stack.FindOption("sndbuf"), stack.Value{Int: 8192}))
		must(t, s.Setopt(&Caller{}, stack.FindOption("rcvbuf"), stack.Value{Int: 8192}))
	}
}

var errStop = errors.New("stop")

// untilWaiting waits until the caller's call waits.
func untilWaiting(t testing.TB, c *Caller) {
	t.Helper()
	eventually(t, "the call waits", func() bool {
		_, ok := c.Waiting()
		return ok
	})
}

// now is a caller for whom nothing waits.
func now() *Caller { return &Caller{Deadline: time.Now()} }

// start makes a call in a goroutine of its own.
func start(call func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	return done
}

// ended gives the error of a call made by start.
func ended(t testing.TB, done <-chan error) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		t.Fatal("the call does not return")
		return nil
	}
}

package scripting

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// This test binary is also the program that some tests need beside them.
const (
	listenerEnv = "SOCKPIT_TEST_LISTENS"
	worldEnv    = "SOCKPIT_TEST_WORLD"
)

// listenForTest is another program: it listens until its input ends.
func listenForTest() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	_ = l.Close()
}

// heldEnv makes of this test binary a program that runs the Lua in it, prints what it
// prints, and then holds its sockets until its input ends.
const heldEnv = "SOCKPIT_TEST_HOLDS"

func holdForTest() {
	out := &recorder{}
	h := newWorld(Config{Out: out})
	o := h.Run("other.lua", os.Getenv(heldEnv))
	for _, f := range o.Failures {
		fmt.Println("failed:", f)
	}
	fmt.Print(out.String())
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	h.Close()
}

// startOther starts another program that runs a script; it gives its process number and
// what it prints.
func startOther(t *testing.T, script string) (pid int, prints *bufio.Reader) {
	t.Helper()
	cmd := itself(t)
	cmd.Env = append(os.Environ(), heldEnv+"="+script)
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	return cmd.Process.Pid, bufio.NewReader(out)
}

// otherListens starts another program that listens; the script's arguments are
// its port and its process number.
func otherListens(t *testing.T, c *Config) {
	cmd := itself(t)
	cmd.Env = append(os.Environ(), listenerEnv+"=1")
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	c.Args = []string{strings.TrimSpace(port), fmt.Sprint(cmd.Process.Pid)}
}

func itself(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return exec.CommandContext(ctx, self, args...)
}

// nameServer is a resolver that asks one server only.
func nameServer(addr string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", addr)
	}}
}

// enter runs the test that calls it in a process of its own, in the world of
// that name, and gives false when that has been done. In that process it makes
// the world and gives true.
func enter(t *testing.T, name string) bool {
	t.Helper()
	w, ok := worlds[name]
	if !ok {
		t.Skip("this system has no such world: " + name)
	}
	if os.Getenv(worldEnv) == name {
		if err := w.make(); err != nil {
			t.Skipf("not permitted here: %v", err)
		}
		return true
	}
	parts := strings.Split(t.Name(), "/")
	for i := range parts {
		parts[i] = "^" + parts[i] + "$"
	}
	cmd := itself(t, "-test.run="+strings.Join(parts, "/"), "-test.v")
	cmd.Env = append(os.Environ(), worldEnv+"="+name)
	if w.before != nil {
		w.before(cmd)
	}
	out, err := cmd.CombinedOutput()
	switch text := string(out); {
	case err != nil && len(out) == 0:
		t.Skipf("no process can be started like that here: %v", err)
	case err != nil:
		t.Errorf("%v:\n%s", err, text)
	case strings.Contains(text, "--- SKIP"):
		t.Skip(text)
	case !strings.Contains(text, "--- PASS: "+t.Name()):
		t.Errorf("it did not run:\n%s", text)
	}
	return false
}

// A world is what a test needs of a process of its own.
type world struct {
	before func(*exec.Cmd) // it is started
	make   func() error    // in it
}

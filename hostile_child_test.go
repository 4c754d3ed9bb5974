//go:build !windows

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A child is the program with a hostile script.
type child struct {
	cmd   *exec.Cmd
	began time.Time
	out   capture
	ready chan struct{} // closed at the first output, or at the end
	raw   bool
	ended chan error
}

// start runs the program in a folder with things to stumble over.
func start(t *testing.T, h hostile, args []string) *child {
	t.Helper()
	source := expand(h.source)
	raw := h.raw || slices.Contains(h.flags, "--json") // prints nothing at once
	if !raw {
		source = "print('ready') " + source
	}
	cmd := program(t, map[string]string{h.file: source,
		"cycle.lua": "require('cycle')", "yields.lua": "coroutine.yield()"}, args...)
	layTraps(t, cmd.Dir)
	cmd.Env = slices.DeleteFunc(cmd.Env, func(s string) bool { return strings.HasPrefix(s, "GO") })
	c := &child{cmd: cmd, began: time.Now(), raw: raw, ready: make(chan struct{}), ended: make(chan error, 1)}
	c.out.first = sync.OnceFunc(func() { close(c.ready) })
	cmd.Stdout, cmd.Stderr = &c.out, &c.out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		c.ended <- cmd.Wait()
		c.out.first()
	}()
	return c
}

// layTraps puts links, devices and large files into a folder.
func layTraps(t *testing.T, dir string) {
	t.Helper()
	in := func(name string) string { return filepath.Join(dir, name) }
	secret := filepath.Join(filepath.Dir(dir), "secret.txt")
	for _, err := range []error{
		os.WriteFile(secret, []byte("secret"), 0o600), os.Mkdir(in("folder"), 0o700),
		os.WriteFile(in("big.bin"), nil, 0o600), os.Truncate(in("big.bin"), 1<<30),
		syscall.Mkfifo(in("fifo"), 0o600), syscall.Mkfifo(in("fifo.lua"), 0o600),
		os.Symlink("/dev/zero", in("zero_link")), os.Symlink("self_link", in("self_link")),
		os.Symlink(secret, in("secret_link")), os.Symlink(secret, in("outside_link.lua")),
		os.Symlink("..", in("link_folder")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// awaitStart waits until the script runs. One that can't say so is given the
// time that the program takes to start.
func (c *child) awaitStart() {
	var soon <-chan time.Time
	if c.raw {
		soon = time.After(150 * time.Millisecond)
	}
	select {
	case <-c.ready:
	case <-soon:
	}
}

// end waits for the process, and kills it after the time that any may take.
func (c *child) end(t *testing.T, most time.Duration) hostileRun {
	t.Helper()
	kill := time.AfterFunc(most, func() { _ = c.cmd.Process.Signal(syscall.SIGQUIT) })
	<-c.ended
	kill.Stop()
	r := hostileRun{wall: time.Since(c.began), state: c.cmd.ProcessState, out: c.out.String(), size: c.out.size}
	if u, ok := c.cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.rss = u.Maxrss * maxRSSUnit
	}
	return r
}

// A capture keeps the beginning and the end of what is written to it.
type capture struct {
	head, tail []byte
	size       int
	first      func()
}

// What is kept of a child's output, and what it may write.
const (
	maxKept    = 256 << 10
	maxWritten = 64 << 20
)

func (c *capture) Write(p []byte) (int, error) {
	c.size += len(p)
	n := min(maxKept-len(c.head), len(p))
	c.head = append(c.head, p[:n]...)
	c.tail = append(c.tail, p[n:]...)
	if len(c.tail) > 2*maxKept {
		c.tail = append([]byte(nil), c.tail[len(c.tail)-maxKept:]...)
	}
	c.first()
	return len(p), nil
}

func (c *capture) String() string { return string(c.head) + string(c.tail) }

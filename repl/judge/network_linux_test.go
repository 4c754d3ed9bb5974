package judge

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// networkEnv says that the test runs in a network of its own.
const networkEnv = "SOCKPIT_JUDGE_NETWORK"

// alone runs the test that calls it in a process with a network of its own, in which
// nobody else has a socket, and whose cable can be cut. It gives false when that is
// done, and true in that process, or where no such network can be made.
func alone(t *testing.T) bool {
	t.Helper()
	attr := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	switch os.Getenv(networkEnv) {
	case "inner":
		if err := loopback(unix.IFF_UP | unix.IFF_RUNNING); err != nil {
			t.Fatal(err)
		}
		return true
	case "outer":
		// The kernel's table of connections is one for all networks, and a dump goes
		// through all of it, unless a network is made with a small one (ip-sysctl).
		_ = os.WriteFile("/proc/sys/net/ipv4/tcp_child_ehash_entries", []byte("1024"), 0)
		within(t, "inner", attr)
		return false
	}
	attr.Cloneflags |= syscall.CLONE_NEWUSER
	attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	return !within(t, "outer", attr)
}

// within runs the test in another process; false if none can be started.
func within(t *testing.T, where string, attr *syscall.SysProcAttr) bool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 24*time.Hour)
	defer cancel()
	args := []string{"-test.run=^" + t.Name() + "$", "-test.timeout=0"}
	if testing.Verbose() {
		args = append(args, "-test.v")
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), networkEnv+"="+where)
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	text := strings.TrimSpace(string(out))
	switch {
	case err != nil && len(out) == 0:
		t.Logf("no network of its own can be made here, and no cable is cut: %v", err)
		return false
	case err != nil:
		t.Errorf("%v\n%s", err, text)
	default:
		t.Log(text)
	}
	return true
}

// loopback sets the flags of the loopback interface (netdevice(7)).
func loopback(flags uint16) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	r, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	r.SetUint16(flags)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, r)
}

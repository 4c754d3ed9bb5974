package line

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestHangUp: the program ends when its terminal goes away.
func TestHangUp(t *testing.T) {
	t.Parallel()
	p := startPty(t, ptyOptions{cols: 80, rows: 24})
	p.until(func() bool { return p.m.pasteMode })
	p.keys("abc")
	p.screen("> abc‸")
	check(t, unix.Kill(p.cmd.Process.Pid, unix.SIGSTOP)) // so that SIGHUP does not come first
	check(t, p.slave.Close())
	p.slave = os.NewFile(^uintptr(0), "closed")
	check(t, unix.Kill(p.cmd.Process.Pid, unix.SIGCONT))
	p.control.Close()
	check(t, unix.Kill(p.cmd.Process.Pid, unix.SIGHUP))
	if got := p.exit(); got != "signal: hangup" {
		t.Errorf("ended with %s", got)
	}
}

// TestCloseStuck: Close and a signal come through while the terminal takes no
// output.
func TestCloseStuck(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"TERM", "close"} {
		p := startPty(t, ptyOptions{cols: 80, rows: 24})
		p.until(func() bool { return p.m.pasteMode })
		check(t, unix.IoctlSetInt(int(p.slave.Fd()), unix.TCXONC, unix.TCOOFF)) // as Ctrl-S does
		p.keys("abc")
		p.tell(`write "` + strings.Repeat("x", 500_000) + `"`) // does not return
		switch end {
		case "TERM":
			check(t, unix.Kill(p.cmd.Process.Pid, unix.SIGTERM))
			if got := p.exit(); got != "signal: terminated" {
				t.Errorf("ended with %s", got)
			}
		case "close":
			p.tell("close")
		}
		check(t, unix.IoctlSetInt(int(p.slave.Fd()), unix.TCXONC, unix.TCOON))
		if end == "close" {
			p.control.Close()
			p.news("over")
			p.exit()
		}
		if now := p.termios(); now != p.before {
			t.Errorf("%s: the terminal is not given back", end)
		}
	}
}

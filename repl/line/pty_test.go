package line

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// patience only decides when a test has failed.
const patience = 60 * time.Second

// A ptyRun is the program under test on a terminal of its own.
type ptyRun struct {
	t        *testing.T
	cmd      *exec.Cmd
	master   *os.File
	slave    *os.File
	before   unix.Termios
	control  *os.File
	shell    *os.File
	history  string
	stderr   strings.Builder
	readers  sync.WaitGroup
	exitDesc string

	mu     sync.Mutex
	cond   *sync.Cond
	m      *model
	raw    []byte   // all output
	status []string // what the program has said, not yet waited for
	exited bool
	late   bool

	mute      bool // the terminal does not say where the cursor is
	resizedAt int  // length of raw at the last resize
}

type ptyOptions struct {
	cols, rows int
	reflow     bool
	mute       bool
	shell      bool
	history    string // content of the file before
	env        []string
	rawBefore  bool
	early      bool
}

func startPty(t *testing.T, o ptyOptions) *ptyRun {
	t.Helper()
	p := &ptyRun{t: t, m: newModel(max(o.cols, 1), max(o.rows, 1))}
	if o.cols == 0 {
		p.m = newModel(80, 24)
	}
	p.m.reflows, p.mute = o.reflow, o.mute
	p.cond = sync.NewCond(&p.mu)
	var err error
	p.master, p.slave, err = pty.Open()
	check(t, err)
	check(t, pty.Setsize(p.master, &pty.Winsize{Cols: uint16(o.cols), Rows: uint16(o.rows)}))
	if o.rawBefore {
		p.makeRaw()
	}
	p.before = p.termios()
	p.history = filepath.Join(t.TempDir(), "history")
	if o.history != "" {
		check(t, os.WriteFile(p.history, []byte(o.history), 0o600))
	}
	p.start(o)
	t.Cleanup(p.cleanup)
	return p
}

func (p *ptyRun) makeRaw() {
	m := p.termios()
	m.Lflag &^= unix.ICANON | unix.ISIG | unix.ECHO
	m.Oflag &^= unix.OPOST
	check(p.t, unix.IoctlSetTermios(int(p.slave.Fd()), setTermios, &m))
}

func (p *ptyRun) termios() unix.Termios {
	t, err := unix.IoctlGetTermios(int(p.slave.Fd()), getTermios)
	check(p.t, err)
	return *t
}

// start runs the test binary again, with pipes for commands and news.
func (p *ptyRun) start(o ptyOptions) {
	controlR, controlW, err := os.Pipe()
	check(p.t, err)
	statusR, statusW, err := os.Pipe()
	check(p.t, err)
	shellR, shellW, err := os.Pipe()
	check(p.t, err)
	errR, errW, err := os.Pipe()
	check(p.t, err)
	p.control, p.shell = controlW, shellW
	role := "program"
	if o.shell {
		role = "shell"
	}
	p.cmd = exec.Command(os.Args[0])
	p.cmd.Env = append(os.Environ(), "TERM=xterm", roleVar+"="+role, historyVar+"="+p.history)
	p.cmd.Env = append(p.cmd.Env, o.env...)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = p.slave, p.slave, errW
	p.cmd.ExtraFiles = []*os.File{controlR, statusW, shellR}
	p.cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	check(p.t, p.cmd.Start())
	for _, f := range []*os.File{controlR, statusW, shellR, errW} {
		f.Close()
	}
	p.readers.Go(p.readOutput)
	p.readers.Go(func() { p.readStatus(statusR) })
	p.readers.Go(func() {
		defer errR.Close()
		buf := make([]byte, 64<<10)
		for {
			n, err := errR.Read(buf)
			p.mu.Lock()
			p.stderr.Write(buf[:n])
			p.mu.Unlock()
			p.cond.Broadcast()
			if err != nil {
				return
			}
		}
	})
	p.readers.Go(func() {
		p.cmd.Wait()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.exited = true
		p.exitDesc = p.cmd.ProcessState.String()
		p.cond.Broadcast()
	})
}

// written gives how many bytes the program has written so far.
func (p *ptyRun) written() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.raw)
}

func (p *ptyRun) readOutput() {
	buf := make([]byte, 64<<10)
	for {
		n, err := p.master.Read(buf)
		if n > 0 {
			p.mu.Lock()
			p.raw = append(p.raw, buf[:n]...)
			p.m.Write(buf[:n])
			answer := ""
			for ; p.m.asked > 0; p.m.asked-- {
				answer += fmt.Sprintf("\x1b[%d;%dR", p.m.cur.row+1, min(p.m.cur.col, p.m.cols-1)+1)
			}
			if answer != "" && !p.mute { // before a test that waits for the question goes on
				p.master.WriteString(answer)
			}
			p.cond.Broadcast()
			p.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

func (p *ptyRun) readStatus(f *os.File) {
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		p.mu.Lock()
		p.status = append(p.status, s.Text())
		p.cond.Broadcast()
		p.mu.Unlock()
	}
}

// until waits for ok, which is called with the lock held.
func (p *ptyRun) until(ok func() bool) bool {
	timer := time.AfterFunc(patience, func() {
		p.mu.Lock()
		p.late = true
		p.mu.Unlock()
		p.cond.Broadcast()
	})
	defer timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late = false
	for !ok() {
		if p.late {
			return false
		}
		p.cond.Wait()
	}
	return true
}

func (p *ptyRun) keys(s string) {
	if _, err := p.master.WriteString(s); err != nil {
		p.t.Fatalf("typing: %v", err)
	}
}

func (p *ptyRun) tell(command string) { fmt.Fprintln(p.control, command) }

// news waits until the program says something that begins with want.
func (p *ptyRun) news(want string) string {
	p.t.Helper()
	got := ""
	ok := p.until(func() bool {
		for i, s := range p.status {
			if strings.HasPrefix(s, want) {
				got = s
				p.status = append(p.status[:i:i], p.status[i+1:]...)
				return true
			}
		}
		return false
	})
	if !ok {
		p.t.Fatalf("the program did not say %q; it said %q\nscreen:\n%s\nstderr: %s", want, p.status, p.m, p.stderr.String())
	}
	return got
}

// screen waits until the screen is want.
func (p *ptyRun) screen(want string) {
	p.t.Helper()
	if !p.until(func() bool { return p.m.String() == want }) {
		p.t.Fatalf("the screen is\n%s\nwant\n%s\nwritten: %q\nstderr: %s\nstatus: %q", p.m, want, tail200(p.raw), p.stderr.String(), p.status)
	}
}

func tail200(b []byte) []byte { return b[max(0, len(b)-400):] }

// exit waits for the end and says how it was.
func (p *ptyRun) exit() string {
	p.t.Helper()
	if !p.until(func() bool { return p.exited }) {
		p.t.Fatalf("the program does not end; screen:\n%s\nstatus: %q", p.m, p.status)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.exitDesc
}

// finish closes the reader from another goroutine while it reads, as every
// session ends, and looks at what is left.
func (p *ptyRun) finish() {
	p.t.Helper()
	p.tell("close")
	p.control.Close()
	p.news("over")
	if got := p.exit(); got != "exit status 0" {
		p.t.Errorf("the program ended with %s", got)
	}
	p.given()
}

// given checks that the terminal is as it was, and that nothing was left.
func (p *ptyRun) given() {
	p.t.Helper()
	if now := p.termios(); now != p.before {
		p.t.Errorf("the terminal is not given back:\n%+v, was\n%+v", now, p.before)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.status {
		if strings.HasPrefix(s, "leak") || strings.HasPrefix(s, "the terminal is raw") {
			p.t.Error(s)
		}
	}
	for _, f := range p.m.faults {
		p.t.Errorf("the program wrote %s", f)
	}
}

func (p *ptyRun) cleanup() {
	p.mu.Lock()
	exited := p.exited
	p.mu.Unlock()
	if !exited {
		unix.Kill(-p.cmd.Process.Pid, unix.SIGKILL)
		p.cmd.Process.Kill()
	}
	p.control.Close()
	p.shell.Close()
	p.slave.Close()
	p.readers.Wait()
	p.master.Close()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

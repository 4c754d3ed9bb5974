package line

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// Descriptors of the program under test.
const (
	controlFD = 3 // commands to it, one a line
	statusFD  = 4 // what it has done
	shellFD   = 5 // commands to the small shell around it
)

const historyVar = "SOCKPIT_LINE_TEST_HISTORY"

// program reads entries as the playground does. Entry "run" runs until it is
// told to end, "tail x" prints x without a newline.
func program() int {
	status := os.NewFile(statusFD, "status")
	fds := openFiles()
	begin := time.Now()
	r, err := Open(Options{
		In: os.Stdin, Out: os.Stdout,
		History:  os.Getenv(historyVar),
		Complete: completeTest, Incomplete: incompleteTest, Comment: "--",
		Aside:     func() string { return "By   event 3\n" },
		Keep:      func(entry string) bool { return entry != ":quit" },
		lostAfter: lostAfter(), answerWithin: answerTime(),
	})
	if err != nil {
		fmt.Fprintln(status, "open:", err)
		return 1
	}
	fmt.Fprintln(status, "opened in", time.Since(begin).Microseconds())
	p := &testProgram{r: r, status: status, done: make(chan struct{}, 1)}
	p.wg.Add(1)
	go p.control()
	p.loop()
	r.Close()
	p.wg.Wait()
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(status, "leak:", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	if now := openFiles(); !slices.Equal(now, fds) {
		fmt.Fprintln(status, "leak: files", fds, now)
	}
	fmt.Fprintln(status, "over")
	return 0
}

// lostAfter is long, so that no slow machine ends a paste, but in the sessions
// that are about it.
func lostAfter() int {
	n, err := strconv.Atoi(os.Getenv("LOST_AFTER"))
	if err != nil {
		return int(patience / time.Millisecond)
	}
	return n
}

// answerTime is long, so that no slow machine makes a terminal mute, but in the
// session about one that is.
func answerTime() time.Duration {
	if os.Getenv("MUTE") != "" {
		return 0
	}
	return patience
}

type testProgram struct {
	r      Reader
	status io.Writer
	done   chan struct{}
	wg     sync.WaitGroup
}

func (p *testProgram) loop() {
	defer Guard(p.r)
	for {
		entry, err := p.r.ReadLine("> ")
		switch {
		case err == io.EOF:
			fmt.Fprintln(p.r, "= EOF")
			return
		case errors.Is(err, ErrInterrupt):
			fmt.Fprintln(p.r, "= interrupted")
		case err != nil:
			fmt.Fprintln(p.r, "= error", err)
			return
		case entry == "run":
			fmt.Fprintln(p.status, "running")
			select {
			case <-p.done:
				fmt.Fprintln(p.r, "done")
			case <-p.r.Interrupts():
				fmt.Fprintln(p.r, "stopped by Ctrl-C")
			}
		case entry == "hush": // runs and prints nothing
			fmt.Fprintln(p.status, "running")
			<-p.done
		case entry == "watch":
			p.watch()
		case entry == "stage":
			p.stage()
		case entry == "":
		case strings.HasPrefix(entry, "tail "):
			io.WriteString(p.r, entry[5:])
		case strings.HasPrefix(entry, "prompt "):
			entry, err = p.r.ReadLine(unquote(entry[7:]))
			fmt.Fprintf(p.r, "= %q %v\n", entry, err)
		case len(entry) > 300:
			fmt.Fprintf(p.r, "= %d bytes %08x\n", len(entry), crc32.ChecksumIEEE([]byte(entry)))
		default:
			fmt.Fprintf(p.r, "= %q\n", entry)
		}
	}
}

// watch shows a picture that tells the size of the screen, until a key.
func (p *testProgram) watch() {
	n := 0
	err := p.r.(Watcher).Watch(func(columns, rows int) string {
		if n++; n == 1 {
			fmt.Fprintln(p.status, "running")
		}
		return fmt.Sprintf("a picture of %dx%d\nsecond line\n", columns, rows)
	}, nil, 50*time.Millisecond)
	fmt.Fprintf(p.r, "= watched %v\n", err)
}

// stage shows the keys that are pressed and the answers to what it asks, until q.
func (p *testProgram) stage() {
	seen := ""
	err := p.r.(Stage).Play(Picture{
		Draw: func(columns, rows int) string { return fmt.Sprintf("%dx%d\n:%s", columns, rows, seen) },
		Key: func(key string) Act {
			seen += key + "."
			act := Act{Leave: key == "q"}
			if key == "a" {
				act = Act{Ask: "what? ", Got: func(text string) { seen += "[" + text + "]" }}
			}
			return act
		},
		Every: 50 * time.Millisecond,
	})
	fmt.Fprintf(p.r, "= played %v\n", err)
}

// control does what the test wants done from other goroutines.
func (p *testProgram) control() {
	defer p.wg.Done()
	defer Guard(p.r)
	in := os.NewFile(controlFD, "control")
	defer in.Close()
	s := bufio.NewScanner(in)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		word, rest, _ := strings.Cut(s.Text(), " ")
		switch word {
		case "write":
			io.WriteString(p.r, unquote(rest))
		case "lines": // as many lines, one Write each
			n, _ := strconv.Atoi(rest)
			for i := range n {
				fmt.Fprintf(p.r, "line %d\n", i+1)
			}
		case "done":
			p.done <- struct{}{}
		case "panic":
			panic("boom")
		case "close":
			p.r.Close()
		}
		fmt.Fprintln(p.status, "ok", word)
	}
}

func unquote(s string) string {
	u, err := strconv.Unquote(s)
	if err != nil {
		return "cannot unquote " + s
	}
	return u
}

func openFiles() []string {
	dir, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range dir {
		// The control pipe is closed by its reader; the poller stays.
		to, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err == nil && e.Name() != "3" && !strings.HasPrefix(to, "anon_inode") && !strings.HasPrefix(to, "/proc/") {
			names = append(names, e.Name()+" "+to)
		}
	}
	return names
}

func incompleteTest(entry string) bool {
	if entry == "panic in Incomplete" {
		panic("boom in Incomplete")
	}
	open := 0
	for _, w := range strings.Fields(entry) {
		switch w {
		case "do", "then", "function":
			open++
		case "end":
			open--
		}
	}
	return open > 0 || strings.Count(entry, "(") > strings.Count(entry, ")")
}

func completeTest(entry string, pos int) ([]string, int) {
	if entry == "panic " {
		panic("boom in Complete")
	}
	from := strings.LastIndexAny(entry[:pos], " (") + 1
	var words []string
	for _, w := range []string{"accept", "listen", "listener_of", "send", "sendto", "sockets", "xin_chào", "yes\x1b[31m"} {
		if strings.HasPrefix(w, entry[from:pos]) {
			words = append(words, w)
		}
	}
	return words, from
}

// miniShell starts the program in a job of its own in the foreground, and says
// when it stops, as a shell does.
func miniShell() int {
	signal.Ignore(unix.SIGTTOU) // to take the terminal back; the program inherits it
	status := os.NewFile(statusFD, "status")
	in := bufio.NewScanner(os.NewFile(shellFD, "shell"))
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVar+"=program")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{os.NewFile(controlFD, "control"), status}
	cmd.SysProcAttr = &unix.SysProcAttr{Setpgid: true, Foreground: true, Ctty: 0}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(status, "shell:", err)
		return 1
	}
	for {
		var ws unix.WaitStatus
		if _, err := unix.Wait4(cmd.Process.Pid, &ws, unix.WUNTRACED, nil); err != nil {
			if err == unix.EINTR {
				continue
			}
			fmt.Fprintln(status, "shell: wait:", err)
			return 1
		}
		if !ws.Stopped() {
			return ws.ExitStatus()
		}
		unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, unix.Getpgrp())
		t, err := unix.IoctlGetTermios(0, getTermios)
		if err != nil || t.Lflag&unix.ICANON == 0 {
			fmt.Fprintln(status, "the terminal is raw while stopped")
		}
		fmt.Println("[stopped]")
		fmt.Fprintln(status, "stopped")
		in.Scan() // fg
		unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, cmd.Process.Pid)
		unix.Kill(-cmd.Process.Pid, unix.SIGCONT)
	}
}

//go:build !windows

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
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

// endless says where it is, makes what must not stay behind, tells the test that
// it is there, and then catches whatever can be caught.
const endless = `
local l = listen("unix://" .. temp_folder() .. "/socket")
spawn(function() while true do print("cau" .. "ght", try(accept, l)) end end)
close(dial(%s))
while true do print("cau" .. "ght", pcall(%s)) end
`

// What endless does for ever. A check of an exercise is judged as soon as its
// program waits, so there it is busy.
const (
	waiting = `accept, l`
	busy    = `function() while true do end end`
)

// ends are the ways to run something that goes on, by what is typed behind the
// program's name and what it reads. All but view say when they are there.
var ends = []struct {
	args  []string
	stdin string // PROGRAM stands for the script
	begun string // what it prints when it is there; "": it dials
	does  string // "" is waiting
}{
	{args: []string{"run", "x.lua"}},
	{args: []string{"run", "--quiet", "--trace", "x.lua"}},
	{args: []string{"run", "--json", "x.lua"}},
	{args: []string{"run", "-i", "x.lua"}},
	{args: []string{"x.lua"}},
	{args: []string{"test", "x.lua"}},
	{args: []string{"step", "--plain", "x.lua"}, stdin: "c\n"},
	{args: []string{}, stdin: "PROGRAM"},
	{args: []string{}, stdin: ":run x.lua\n"},
	{args: []string{"learn"}, stdin: "PROGRAM"},
	{args: []string{"learn", "check", "first"}, does: busy},
	{args: []string{"learn", "prove", "pack.lua"}, does: busy},
	{args: []string{"replay", "log.json", "--server", "unix://SOCKET"}, begun: "listening on"},
	{args: []string{"view", "-"}, stdin: `{"sockpit":1}` + "\n" + strings.Repeat(`{"step":"one","seq":1}`+"\n", 10000), begun: "-"},
}

// A program that is told to end stops its tasks, which cannot catch that, takes
// away what it made, and dies by the signal; nobody hears of its script again.
func TestEnding(t *testing.T) {
	t.Parallel()
	for _, e := range ends {
		for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
			t.Run(strings.Join(e.args, " ")+" "+e.stdin[:min(8, len(e.stdin))]+" "+sig.String(), func(t *testing.T) {
				t.Parallel()
				if sig == syscall.SIGINT && slices.Contains(e.args, "-i") {
					t.Skip("it ends the script, and the prompt follows")
				}
				endBy(t, e.args, e.stdin, e.begun, cmp.Or(e.does, waiting), sig)
			})
		}
	}
}

func endBy(t *testing.T, args []string, stdin, begun, does string, sig syscall.Signal) {
	there, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	script := fmt.Sprintf(endless, strings.TrimPrefix(there.Addr().String(), "127.0.0.1:"), does)
	cmd, temp := endingProgram(t, script, args)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out := &listener{want: begun, heard: make(chan struct{})}
	var errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &errOut
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	if _, err := io.WriteString(in, strings.ReplaceAll(stdin, "PROGRAM", "do "+strings.ReplaceAll(script, "\n", " ")+" end\n")); err != nil {
		t.Fatal(err)
	}
	if begun == "-" { // what it reads is more than a pipe holds, so it is there
	} else if begun != "" {
		select {
		case <-out.heard:
		case <-time.After(30 * time.Second):
			t.Fatalf("it did not begin: %s%s", out.String(), errOut.String())
		}
	} else if c, err := acceptWithin(there, 30*time.Second); err != nil {
		t.Fatalf("it did not begin: %v: %s%s", err, out.String(), errOut.String())
	} else {
		_ = c.Close()
	}
	if err := cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Signal(syscall.SIGABRT) })
	defer late.Stop()
	_ = cmd.Wait()
	state := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if state.Signal() != sig && state.ExitStatus() != 128+int(sig) {
		t.Errorf("ended with %v, want %v", cmd.ProcessState, sig)
	}
	if text := out.String(); strings.Contains(text, "caught") || strings.Contains(text, "goroutine") {
		t.Errorf("printed: %s", text)
	}
	if errOut.Len() > 0 {
		t.Errorf("said: %s", errOut.String())
	}
	nothingBelow(t, temp)
}

func nothingBelow(t *testing.T, dir string) {
	t.Helper()
	var left []string
	_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, _ error) error {
		left = append(left, path)
		return nil
	})
	if len(left) > 1 {
		t.Errorf("left behind: %q", left[1:])
	}
}

// So does one that nobody reads any more, and a prompt on a terminal.
func TestEndingOfReader(t *testing.T) {
	t.Parallel()
	cmd, temp := endingProgram(t, `listen("unix://" .. temp_folder() .. "/socket") while true do print("x") end`, []string{"run", "x.lua"})
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, out, "x")
	out.Close()
	_ = cmd.Wait()
	if state := cmd.ProcessState.Sys().(syscall.WaitStatus); state.Signal() != syscall.SIGPIPE {
		t.Errorf("ended with %v", cmd.ProcessState)
	}
	nothingBelow(t, temp)
}

func TestEndingOfTerminal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"run", "-i", "x.lua"}, {"step", "x.lua"}} {
		for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
			t.Run(strings.Join(args, " ")+" "+sig.String(), func(t *testing.T) {
				t.Parallel()
				make := `listen("unix://" .. temp_folder() .. "/socket") print("ma" .. "de")` + "\n"
				cmd, temp := endingProgram(t, make+make, args)
				p := startTerminal(t, cmd)
				switch {
				case len(args) == 0:
					p.await(`> $`)
					p.send(strings.TrimSpace(make) + "\r")
					p.await(`(?m)^made$`)
				case args[0] == "step":
					p.await(`x.lua`)
					p.send("n")
					p.await(`made`)
				default:
					p.await(`(?m)^made$`)
				}
				if err := cmd.Process.Signal(sig); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				if state := cmd.ProcessState.Sys().(syscall.WaitStatus); state.Signal() != sig && state.ExitStatus() != 128+int(sig) {
					t.Errorf("ended with %v", cmd.ProcessState)
				}
				nothingBelow(t, temp)
			})
		}
	}
}

// endingProgram is the program with files for all of ends, and a folder of its
// own for what is temporary.
func endingProgram(t *testing.T, script string, args []string) (cmd *exec.Cmd, temp string) {
	text := "[==[" + script + "]==]"
	exercise := "exercise{id = 'mine/loop', title = {en = 'Loop', vi = 'Lap'}, task = {en = 'a', vi = 'b'}, start = " + text + ", solution = " + text + ",\n" +
		"checks = {{'a', function(t) t:run() end, vi = 'b'}}, after = {en = 'a', vi = 'b'}}\n"
	log := `{"sockpit":1}
{"seq":1,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"socket","socket":2,"made":2,"arg":"unix"}
{"seq":2,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"listen","socket":2,"arg":"backlog 1","local":"unix:///s"}
{"seq":3,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"socket","socket":1,"made":1,"arg":"unix"}
{"seq":4,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"connect","socket":1,"remote":"unix:///s"}
{"seq":5,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"line":"x.lua:1","call":"accept","socket":2,"made":3,"local":"unix:///s"}
`
	temp, err := os.MkdirTemp("", "end") // a short name: sockets are in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	for i, a := range args {
		args = append(append([]string{}, args[:i]...), append([]string{strings.ReplaceAll(a, "SOCKET", temp+"/s")}, args[i+1:]...)...)
	}
	cmd = program(t, map[string]string{"x.lua": script, "pack.lua": exercise, "log.json": log}, args...)
	if err := os.Mkdir(filepath.Join(cmd.Dir, "sockpit-exercises"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cmd.Dir, "sockpit-exercises", "01-first.lua"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(cmd.Env, "TMPDIR="+temp)
	return cmd, temp
}

// A listener keeps what a program prints, and tells when it has printed want.
type listener struct {
	want  string
	heard chan struct{}

	mu   sync.Mutex
	text bytes.Buffer
}

func (l *listener) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := strings.Contains(l.text.String(), l.want)
	l.text.Write(p)
	if !before && strings.Contains(l.text.String(), l.want) {
		close(l.heard)
	}
	return len(p), nil
}

func (l *listener) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func acceptWithin(l net.Listener, d time.Duration) (net.Conn, error) {
	_ = l.(*net.TCPListener).SetDeadline(time.Now().Add(d))
	return l.Accept()
}

//go:build !windows

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// twin is a program that only prints: what any Go program costs to start.
const twin = `package main

import "fmt"

func main() { fmt.Println("hello") }
`

// BenchmarkStart starts sockpit on a pseudo-terminal, waits for the prompt, and
// ends it with Ctrl-D, in turns with a program that only prints. It reports the
// time by the clock until the prompt stands there, and the processor time of the
// whole: the medians, and the best, which other work on the machine disturbs
// least. The dynamic one is what go build makes where there is a C compiler;
// without one, and with CGO_ENABLED=0, it makes the static one.
// For 100 turns: go test . -run '^$' -bench Start -benchtime 100x
func BenchmarkStart(b *testing.B) {
	for _, kind := range []struct{ name, cgo string }{{"dynamic", "1"}, {"static", "0"}} {
		b.Run(kind.name, func(b *testing.B) {
			dir := b.TempDir()
			source := filepath.Join(dir, "twin.go")
			if err := os.WriteFile(source, []byte(twin), 0o600); err != nil {
				b.Fatal(err)
			}
			ours, bare := filepath.Join(dir, "sockpit"), filepath.Join(dir, "twin")
			buildProgram(b, kind.cgo, ours, ".")
			buildProgram(b, kind.cgo, bare, source)
			var clock, processor, bareClock, bareProcessor []float64
			for b.Loop() {
				took, used := launch(b, ours, "> ")
				clock, processor = append(clock, took), append(processor, used)
				took, used = launch(b, bare, "hello")
				bareClock, bareProcessor = append(bareClock, took), append(bareProcessor, used)
			}
			report := func(list []float64, unit string) {
				slices.Sort(list)
				b.ReportMetric(list[len(list)/2], unit)
				b.ReportMetric(list[0], "best-"+unit)
			}
			report(clock, "prompt-ms")
			report(processor, "cpu-ms")
			report(bareClock, "print-ms")
			report(bareProcessor, "print-cpu-ms")
		})
	}
}

func buildProgram(b *testing.B, cgo, out, what string) {
	b.Helper()
	cmd := exec.Command("go", "build", "-o", out, what)
	cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, text)
	}
}

// launch runs a program on a terminal, with an empty home, until it has shown a
// text, and then to its end. It gives the milliseconds until the text came, and
// those of processors in all.
func launch(b *testing.B, path, text string) (clock, processor float64) {
	cmd := exec.Command(path)
	home := filepath.Dir(path)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "TERM=xterm")
	terminal, tty, err := pty.Open()
	if err != nil {
		b.Fatal(err)
	}
	defer terminal.Close()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	began := time.Now()
	if err := errors.Join(pty.Setsize(terminal, &pty.Winsize{Rows: 24, Cols: 80}), cmd.Start(), tty.Close()); err != nil {
		b.Fatal(err)
	}
	var shown []byte
	for buf := make([]byte, 4096); !bytes.Contains(shown, []byte(text)); {
		n, err := terminal.Read(buf)
		if shown = append(shown, buf[:n]...); err != nil {
			b.Fatalf("%v after %q", err, shown)
		}
	}
	took := time.Since(began)
	_, _ = terminal.Write([]byte{4})     // Ctrl-D
	_, _ = io.Copy(io.Discard, terminal) // until the program lets go of it, an error
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	const ms = float64(time.Millisecond)
	return float64(took) / ms, float64(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()) / ms
}

//go:build !windows

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// twin is a program that only prints: what any Go program costs to start.
const twin = `package main

import "fmt"

func main() { fmt.Println("hello") }
`

// BenchmarkStart starts sockpit with no input, so that it comes to its prompt and
// ends again, in turns with a program that only prints. It reports the median
// of the processor time, and its best, which other work on the machine
// disturbs least. The dynamic one is what go build makes where there is a C
// compiler; without one, and with CGO_ENABLED=0, it makes the static one.
// For 200 turns: go test . -run '^$' -bench Start -benchtime 200x
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
			var times, bareTimes, ratios []time.Duration
			for b.Loop() {
				took, bareTook := processorTime(b, ours), processorTime(b, bare)
				times, bareTimes = append(times, took), append(bareTimes, bareTook)
				ratios = append(ratios, took*1000/max(1, bareTook))
			}
			for _, list := range [][]time.Duration{times, bareTimes, ratios} {
				slices.Sort(list)
			}
			const ms = float64(time.Millisecond)
			middle := len(times) / 2
			b.ReportMetric(float64(times[middle])/ms, "cpu-ms")
			b.ReportMetric(float64(times[0])/ms, "best-cpu-ms")
			b.ReportMetric(float64(bareTimes[middle])/ms, "print-cpu-ms")
			b.ReportMetric(float64(bareTimes[0])/ms, "best-print-cpu-ms")
			b.ReportMetric(float64(ratios[middle])/1000, "×print")
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

// processorTime is what one run of a program has used. Its home is empty.
func processorTime(b *testing.B, path string) time.Duration {
	cmd := exec.Command(path)
	home := filepath.Dir(path)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home)
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

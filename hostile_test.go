//go:build !windows

package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

// A strength says how hard the corpus is run: each test run takes the short
// form, SOCKPIT_LONG=1 the one whose figures are promised.
type strength struct {
	timeout string
	memory  string        // flag of most scripts, "" the default
	slack   time.Duration // after the limit or Ctrl-C
	rss     int64         // bytes
	every   int           // of so many scripts, one is run
	ctrlC   int           // likewise, and interrupted
}

func howStrong() strength {
	switch {
	case os.Getenv("SOCKPIT_LONG") != "":
		return strength{timeout: "2s", slack: 2 * time.Second, rss: 512 << 20, every: 1, ctrlC: 1}
	case raceEnabled: // twenty times as slow, with ten times the memory
		return strength{timeout: "300ms", memory: "--max-memory=64", slack: 10 * time.Second, rss: 8 << 30, every: 9, ctrlC: 40}
	case testing.Short():
		return strength{timeout: "200ms", memory: "--max-memory=64", slack: 5 * time.Second, rss: 512 << 20, every: 4, ctrlC: 20}
	}
	return strength{timeout: "200ms", memory: "--max-memory=64", slack: 5 * time.Second, rss: 512 << 20, every: 1, ctrlC: 8}
}

// A hostileRun is how one script went.
type hostileRun struct {
	name  string
	wall  time.Duration
	late  time.Duration // beyond its limit, or after Ctrl-C
	rss   int64
	state *os.ProcessState
	out   string // its beginning and its end
	size  int    // of all that it wrote

	interrupted bool
	log         bool // it was to write what happened: that has a bound of its own
}

// TestHostile runs scripts that mean harm, each in a process of its own: with
// a time limit, and without one until Ctrl-C.
func TestHostile(t *testing.T) {
	t.Parallel()
	s := howStrong()
	limit, _ := time.ParseDuration(s.timeout)
	var timed, interrupted []hostile
	for i, h := range readHostile(t) {
		if i%s.every == 0 {
			timed = append(timed, h)
		}
		if i%s.ctrlC == 0 {
			interrupted = append(interrupted, h)
		}
	}
	t.Run("limit", func(t *testing.T) {
		t.Parallel()
		each(t, timed, s, func(t *testing.T, h hostile) hostileRun {
			run := func(limit time.Duration) hostileRun {
				flags := append([]string{"run", "--timeout=" + limit.String()}, h.flags...)
				return start(t, h, append(flags, s.memoryFlag(h)...)).end(t, limit+10*s.slack)
			}
			allowed := limit
			if !h.runsOn() { // what it comes to must not depend on how busy the machine is
				allowed = time.Minute
			}
			r := run(allowed)
			r.late, r.log = max(0, r.wall-limit), slices.Contains(h.flags, "--json")
			if !h.want.MatchString(r.out) {
				t.Errorf("want a match of %s, printed\n%s", h.want, short(r.out))
			}
			return r
		})
	})
	t.Run("ctrl-C", func(t *testing.T) {
		t.Parallel()
		each(t, interrupted, s, func(t *testing.T, h hostile) hostileRun {
			p := start(t, h, append(append([]string{"run"}, h.flags...), s.memoryFlag(h)...))
			p.awaitStart()
			began := time.Now()
			_ = p.cmd.Process.Signal(syscall.SIGINT)
			r := p.end(t, 10*s.slack)
			r.late, r.interrupted = time.Since(began), true
			return r
		})
	})
}

func (s strength) memoryFlag(h hostile) []string {
	flags := []string{h.file}
	if s.memory != "" {
		flags = append([]string{s.memory}, flags...)
	}
	return flags
}

// each runs the scripts, a few at a time, and judges how each went.
func each(t *testing.T, all []hostile, s strength, run func(*testing.T, hostile) hostileRun) {
	var mu sync.Mutex
	var runs []hostileRun
	var workers sync.WaitGroup
	queue := make(chan hostile)
	for range 3 {
		workers.Go(func() {
			for h := range queue {
				t.Run(h.name, func(t *testing.T) {
					r := run(t, h)
					r.name = h.name
					judge(t, r, s)
					r.out = ""
					mu.Lock()
					runs = append(runs, r)
					mu.Unlock()
				})
			}
		})
	}
	for _, h := range all {
		queue <- h
	}
	close(queue)
	workers.Wait()
	report(t, runs)
}

// internals are what a user must never read.
var internals = regexp.MustCompile(`panic|fatal error|goroutine \d|runtime error|\.go:\d|nil pointer|interface conversion|a fault inside|signal arrived|%!|&\{|\(\*`)

// judge holds a run against the promises.
func judge(t *testing.T, r hostileRun, s strength) {
	status, _ := r.state.Sys().(syscall.WaitStatus)
	switch {
	case r.interrupted && status.Signal() == syscall.SIGINT:
	case status.Signaled() || r.state.ExitCode() > 1:
		t.Errorf("ended with %s", r.state)
	}
	// Where other programs have the processors, the time of its own counts.
	used := r.state.UserTime() + r.state.SystemTime()
	if r.late > s.slack && used > s.slack || r.late > 10*s.slack {
		t.Errorf("it went on for %s, want at most %s", r.late, s.slack)
	}
	if r.rss > s.rss {
		t.Errorf("it took %d MB, want at most %d", r.rss>>20, s.rss>>20)
	}
	if m := internals.FindStringIndex(r.out); m != nil {
		t.Errorf("shows internals: %s", short(r.out[max(0, m[0]-200):]))
	}
	if r.size > maxWritten && !r.log {
		t.Errorf("wrote %d MB, want at most %d", r.size>>20, maxWritten>>20)
	}
	for i, c := range r.out {
		if c == '\n' || c == '\t' || c != utf8.RuneError && strconv.IsPrint(c) {
			continue
		}
		t.Errorf("wrote %q", r.out[max(0, i-50):min(len(r.out), i+50)])
		break
	}
}

// report shows the worst, for the table of promises.
func report(t *testing.T, runs []hostileRun) {
	if !testing.Verbose() {
		return
	}
	var b strings.Builder
	show := func(what string, by func(hostileRun) int64, text func(hostileRun) string) {
		slices.SortFunc(runs, func(a, b hostileRun) int { return int(min(1, max(-1, by(b)-by(a)))) })
		fmt.Fprintf(&b, "%s:\n", what)
		for _, r := range runs[:min(12, len(runs))] {
			fmt.Fprintf(&b, "  %-36s %s\n", r.name, text(r))
		}
	}
	show("longest after the limit", func(r hostileRun) int64 { return int64(r.late) },
		func(r hostileRun) string { return r.late.Round(time.Millisecond).String() })
	show("most memory", func(r hostileRun) int64 { return r.rss },
		func(r hostileRun) string { return strconv.FormatInt(r.rss>>20, 10) + " MB" })
	t.Logf("%d scripts\n%s", len(runs), b.String())
}

func short(s string) string {
	if len(s) > 1500 {
		return strconv.Quote(s[:700]) + "\n…\n" + strconv.Quote(s[len(s)-700:])
	}
	return strconv.Quote(s)
}

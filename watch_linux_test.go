package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// :watch costs little, also with a thousand sockets of which some are in use;
// and when the program is told to end meanwhile, the screen is given back.
func TestWatch(t *testing.T) {
	most, pictures := 0.4, 4 // others want the processors too
	if os.Getenv("SOCKPIT_LONG") == "" {
		t.Parallel()
	} else {
		most, pictures = 0.1, 40
	}
	p := openPrompt(t)
	p.enter(`:set sockets 3000`)
	p.enter(`l, held = listen(0), {} for i = 1, 500 do held[#held + 1] = dial(l.local_port) held[#held + 1] = accept(l) end`)
	p.enter(`t = spawn(function() while true do send(held[1], "x") recv(held[2]) sleep(0.1) end end)`)
	p.send(":watch\r")
	const head = `1,001 sockets, 1 task\. Any key ends\.`
	p.await(head)
	began, cpu := time.Now(), p.processorTime()
	for range pictures {
		p.await(head)
	}
	took, used := time.Since(began), p.processorTime()-cpu
	share := used.Seconds() / took.Seconds()
	t.Logf("%d pictures in %.1f s: %.1f %% of a core", pictures, took.Seconds(), 100*share)
	if share > most && !raceEnabled {
		t.Errorf("%.0f %% of a core, want at most %.0f %%", 100*share, 100*most)
	}
	if err := syscall.Kill(p.pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.awaitEnd()
	if !bytes.Contains(p.text, []byte("\x1b[?1049l")) || !bytes.Contains(p.text, []byte("\x1b[?25h")) {
		t.Errorf("the screen is not given back: %q", p.text[max(0, len(p.text)-200):])
	}
}

// awaitEnd waits until the program has ended.
func (p *promptOn) awaitEnd() {
	p.t.Helper()
	late := time.After(60 * time.Second)
	for {
		p.mu.Lock()
		over := p.ended
		p.mu.Unlock()
		if over {
			return
		}
		select {
		case <-p.changed:
		case <-late:
			p.t.Fatal("the program goes on")
		}
	}
}

// processorTime is what the program has used so far.
func (p *promptOn) processorTime() time.Duration {
	p.t.Helper()
	return processorTimeOf(p.t, p.pid)
}

// processorTimeOf is what a process has used so far (proc(5): utime, stime).
func processorTimeOf(t testing.TB, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the program's name may hold spaces
	fields := strings.Fields(rest)
	ticks := 0
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond // USER_HZ is 100
}

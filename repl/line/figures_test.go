package line

import (
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"
)

// TestPasteTime: a paste of 200,000 characters is taken and shown in a second.
// Without brackets it is typing, which may take longer.
func TestPasteTime(t *testing.T) {
	text := strings.Repeat("print('xin chào'); ", 10_000)
	for name, brackets := range map[string][2]string{
		"bracketed": {"\x1b[200~", "\x1b[201~"},
		"bare":      {"", ""},
	} {
		p := startPty(t, ptyOptions{cols: 80, rows: 24})
		p.until(func() bool { return p.m.pasteMode })
		begin := time.Now()
		p.keys(brackets[0] + text + brackets[1] + "\r")
		want := fmt.Sprintf("= %d bytes %08x", len(text), crc32.ChecksumIEEE([]byte(text)))
		if !p.until(func() bool { return strings.Contains(p.m.String(), want) }) {
			t.Fatalf("%s: the screen is\n%s", name, p.m)
		}
		took := time.Since(begin)
		t.Logf("%s: %v, %d bytes of output", name, took, p.written())
		if name == "bracketed" && took > time.Second && !raceEnabled {
			t.Errorf("%s: took %v", name, took)
		}
		p.finish()
	}
}

// TestKeyCost: a key in a long line costs no more output than a screen.
func TestKeyCost(t *testing.T) {
	t.Parallel()
	p := startPty(t, ptyOptions{cols: 80, rows: 24})
	p.until(func() bool { return p.m.pasteMode })
	p.keys(strings.Repeat("a", 16_000) + "b")
	if !p.until(func() bool { return strings.Contains(p.m.String(), "ab‸") }) {
		t.Fatalf("the screen is\n%s\n%q", p.m, p.status)
	}
	before := p.written()
	for i := range 100 {
		c := string(rune('c' + i%20))
		p.keys(c)
		if !p.until(func() bool {
			return strings.Contains(strings.ReplaceAll(p.m.String(), "\n", ""), c+"‸")
		}) {
			t.Fatalf("the screen is\n%s", p.m)
		}
	}
	n := p.written() - before
	t.Logf("100 keys behind 16,000 letters: %d bytes of output", n)
	if n > 100*80 {
		t.Errorf("100 keys wrote %d bytes", n)
	}
	p.finish()
}

// TestStartTime: opening with a full history is quick. The first of a few
// counts the least: the machine may be busy.
func TestStartTime(t *testing.T) {
	var history strings.Builder
	for i := range historyMax {
		history.Write(encodeEntry(fmt.Sprintf("c%d = dial(%d)\nsend(c%d, 'tiếng')", i, i, i)))
		history.WriteByte('\n')
	}
	best := time.Hour
	for range 5 {
		p := startPty(t, ptyOptions{cols: 80, rows: 24, history: history.String()})
		var us int
		fmt.Sscanf(p.news("opened in"), "opened in %d", &us)
		best = min(best, time.Duration(us)*time.Microsecond)
		p.finish()
	}
	t.Logf("Open with %d entries: %v", historyMax, best)
	if best > 5*time.Millisecond && !raceEnabled {
		t.Errorf("Open takes %v", best)
	}
}

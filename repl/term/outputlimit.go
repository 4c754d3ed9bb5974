package term

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"sockpit/runtime/printable"
)

// A limiter bounds what scripts write, so that a loop that prints neither freezes
// the prompt nor fills a disk: so many bytes at once, and then so many a
// second. What is more is left out and counted.
type limiter struct {
	mu    sync.Mutex
	rate  float64 // bytes a second, and at once; 0: no limit
	once  bool    // the room does not come back
	room  float64
	asked time.Time
	dry   bool  // nothing is let through until there is room for some lines
	lines int64 // left out and not told
	bytes int64
}

// limit sets the rate, and gives all the room.
func (f *limiter) limit(rate int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rate, f.room, f.dry = float64(rate), float64(rate), false
}

// pass gives the part of text that may be written, and what is to be said
// before it of what was left out.
func (f *limiter) pass(text string) (said, part string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rate == 0 {
		return "", text
	}
	f.refill()
	if f.dry {
		f.leaveOut(text)
		return "", ""
	}
	said = f.tell()
	n := len(text)
	if float64(n) > f.room {
		n = cutAt(text, int(f.room))
		f.dry = true
		f.leaveOut(text[n:])
	}
	f.room -= float64(n)
	part = text[:n]
	if n > 0 && n < len(text) && !strings.HasSuffix(part, "\n") {
		part += "…\n"
	}
	return said, part
}

// open reports whether anything would be let through: drawing what would not
// can be spared.
func (f *limiter) open() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refill()
	return !f.dry
}

// refill adds the room that time has brought. One that was dry waits for a
// quarter of a second's worth, or it would let single lines through.
func (f *limiter) refill() {
	now := time.Now()
	if !f.asked.IsZero() && !f.once {
		f.room = min(f.rate, f.room+f.rate*now.Sub(f.asked).Seconds())
	}
	f.asked = now
	if f.room >= f.rate/4 {
		f.dry = false
	}
}

func (f *limiter) leaveOut(text string) {
	f.bytes += int64(len(text))
	f.lines += int64(strings.Count(text, "\n"))
	if text != "" && !strings.HasSuffix(text, "\n") {
		f.lines++
	}
}

// rest gives what is still to be said of what was left out.
func (f *limiter) rest() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tell()
}

func (f *limiter) tell() string {
	if f.bytes == 0 {
		return ""
	}
	what := "1 line"
	if f.lines != 1 {
		what = printable.Count(int(f.lines)) + " lines"
	}
	text := fmt.Sprintf("  … %s left out, %s bytes: more than %s KB a second (limit: --max-output)\n",
		what, printable.Count(int(f.bytes)), printable.Count(int(f.rate)>>10))
	f.lines, f.bytes = 0, 0
	return text
}

// cutAt gives where to cut a text of which n bytes may be written: after a
// line, or else between two runes. Of a short line nothing is written.
func cutAt(text string, n int) int {
	if i := strings.LastIndexByte(text[:n], '\n'); i >= 0 {
		return i + 1
	}
	if len(text) < 1<<10 {
		return 0
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

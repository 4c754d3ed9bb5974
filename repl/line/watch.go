package line

import (
	"io"
	"strings"
	"time"
)

// A Watcher is a Reader that can give the whole screen to a picture for a
// while. The terminal's reader is one.
type Watcher interface {
	// Watch draws the picture again when something has come from changed,
	// and every so often, until a key is pressed. What was on the screen
	// comes back. Meanwhile nobody else may write. draw gives lines that
	// fit.
	Watch(draw func(columns, rows int) string, changed <-chan struct{}, every time.Duration) error
}

var _ Watcher = (*terminal)(nil)

// share is the part of a processor that drawing may take: a picture that took
// 1 ms is not drawn again for 30.
const share = 30

// leastPause is the shortest time between two pictures: more would not be seen.
const leastPause = 100 * time.Millisecond

// The screen beside the one with the lines, without a cursor; and back.
const (
	enterPicture = "\x1b[?1049h\x1b[?25l"
	leavePicture = "\x1b[?25h\x1b[?1049l"
)

func (t *terminal) Watch(draw func(columns, rows int) string, changed <-chan struct{}, every time.Duration) error {
	giveBack, err := t.takeScreen(changed)
	if err != nil {
		return err
	}
	defer giveBack() // also when draw panics
	for {
		began := time.Now()
		t.put(t.frame(draw))
		pause := max(leastPause, share*time.Since(began))
		if done, err := t.untilKey(int(pause/time.Millisecond), t.in()); done {
			return err
		}
		if done, err := t.untilKey(int(every/time.Millisecond), t.in(), t.wake[0]); done {
			return err
		}
	}
}

// takeScreen gives the whole screen to a picture, until what it gives is called.
func (t *terminal) takeScreen(changed <-chan struct{}) (giveBack func(), err error) {
	t.one <- struct{}{}
	t.mu.Lock()
	closed := t.closed
	t.reading, t.intr, t.resumed = !closed, false, false
	t.mu.Unlock()
	if closed {
		<-t.one
		return nil, io.EOF
	}
	if err := t.tty.raw(); err != nil {
		<-t.one
		return nil, err
	}
	stop := make(chan struct{})
	go t.wakeOn(changed, stop)
	t.picture.Store(true)
	t.put(enterPicture)
	return func() {
		close(stop)
		t.endPicture()
		_ = t.tty.run()
		t.mu.Lock()
		t.reading = false
		t.mu.Unlock()
		<-t.one
	}, nil
}

// wakeOn ends the wait for a key when there is something new to see.
func (t *terminal) wakeOn(changed <-chan struct{}, stop <-chan struct{}) {
	defer Guard(t)
	for {
		select {
		case <-changed:
			t.wakeUp()
		case <-stop:
			return
		}
	}
}

// frame is one picture: every line is cleared behind its end, and so is what
// is below the last.
func (t *terminal) frame(draw func(columns, rows int) string) string {
	columns, rows := t.screen.size()
	lines := strings.Split(strings.TrimRight(draw(columns, rows), "\n"), "\n")
	return "\x1b[H" + strings.Join(lines[:min(len(lines), rows)], "\x1b[K\n") + "\x1b[K\x1b[J"
}

// untilKey waits for so long, and reports whether the watching is over: a key
// was pressed, or the terminal is gone. fds are the terminal's, and the pipe's
// if news may end the wait.
func (t *terminal) untilKey(milliseconds int, fds ...int) (done bool, err error) {
	ready, err := waitRead(milliseconds, fds...)
	if err != nil {
		return true, err
	}
	if len(ready) > 1 && ready[1] {
		if k, err := t.awake(); err != nil || k.do == interrupt {
			return true, err
		}
	}
	if !ready[0] {
		return false, nil
	}
	n, err := t.read()
	t.input.clear() // the key is not the beginning of a line
	return n != 0 || err != nil, nil
}

// put writes to the terminal itself.
func (t *terminal) put(text string) { _, _ = device(t.opt.Out.Fd()).Write([]byte(text)) }

// endPicture gives the screen with the lines back, if it was taken.
func (t *terminal) endPicture() {
	if t.picture.Swap(false) {
		t.put(leavePicture)
	}
}

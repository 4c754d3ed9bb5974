package line

import (
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// A terminal is the Reader for a person.
//
// Who may touch what: the goroutine in ReadLine holds one, and alone touches
// what is declared below it. Writers and the signal goroutines touch the
// screen and the tty, which lock themselves, and the flags under mu. No lock
// is held while a callback of Options runs, or while waiting for a key.
type terminal struct {
	opt     Options // holds In and Out, so that they stay open
	tty     *tty
	screen  *screen
	wake    [2]int // a pipe: what is written to 1 wakes the wait for a key
	signals *signals
	ints    chan struct{}

	picture atomic.Bool // a Watch has the screen

	mu       sync.Mutex
	reading  bool
	closed   bool
	intr     bool // SIGINT came while reading
	resumed  bool // SIGCONT came while reading
	stopping bool // Ctrl-Z: the next SIGCONT is its end
	pipeGone bool

	one     chan struct{} // one ReadLine at a time
	input   input         // typed, and not yet decoded
	came    time.Time     // when something was read last
	painted time.Time
	history history           // after loaded only: see past
	loaded  chan struct{}     // closed when the history file has been read
	kept    map[int]lineState // entries of the history, and the draft, as they were changed
	folds   folds
	kills   kills
	notice  string // to be said once, before the first prompt
	runs    bool   // the entry has been handed in
	search  search
	edit    *editor
	prompt  string
	arg     argument
	prefix  string  // what Page-Up looks for
	word    putWord // of Alt-.
	list    list
	macro   macro
	replay  []key    // of a macro
	session []string // entries that come one by one
}

func newTerminal(o Options) (Reader, error) {
	in, out := int(o.In.Fd()), int(o.Out.Fd())
	mode, err := newTTY(in)
	if err != nil {
		return nil, err
	}
	t := &terminal{
		opt:    o,
		tty:    mode,
		screen: newScreen(device(out), func() (int, int) { return size(out, in) }),
		ints:   make(chan struct{}, 16),
		one:    make(chan struct{}, 1),
		loaded: make(chan struct{}),
	}
	t.screen.resized.within = o.answerWithin
	if err := unix.Pipe(t.wake[:]); err != nil {
		return nil, os.NewSyscallError("pipe", err)
	}
	for _, fd := range t.wake {
		unix.CloseOnExec(fd)
		unix.SetNonblock(fd, true)
	}
	t.signals = catch(t)
	if o.History == "" {
		t.load()
	} else {
		go t.load()
	}
	return t, nil
}

// load reads the history file, if there is one. Nobody waits for it before the
// history is needed: it may be long, or locked by another process.
func (t *terminal) load() {
	defer Guard(t)
	defer close(t.loaded)
	if t.opt.History == "" {
		if t.opt.NoHistory != nil {
			t.notice = unkept(t.opt.NoHistory.Error())
		}
		return
	}
	var err error
	t.history.file, t.history.entries, err = openHistory(t.opt.History)
	if err != nil {
		t.notice = t.opt.unwritten(err)
	}
	t.history.rewind()
}

// past is the history, once it is there.
func (t *terminal) past() *history {
	<-t.loaded
	return &t.history
}

func (t *terminal) Width() int { w, _ := t.screen.size(); return w }

func (t *terminal) Interrupts() <-chan struct{} { return t.ints }

func (t *terminal) Write(p []byte) (int, error) { return t.screen.Write(p) }

func (t *terminal) ReadLine(prompt string) (string, error) {
	t.one <- struct{}{}
	defer func() { <-t.one }()
	select {
	case <-t.loaded:
		t.history.rewind()
		t.screen.Write([]byte(t.notice))
		t.notice = ""
	default:
	}
	if err := t.begin(prompt); err != nil {
		return "", err
	}
	defer t.end() // also when a callback panics
	for {
		k, err := t.key()
		if err != nil {
			return "", err
		}
		var entry string
		entry, t.runs, err = t.do(k)
		if t.runs || err != nil {
			return entry, err
		}
	}
}

// begin takes the terminal and shows the prompt.
func (t *terminal) begin(prompt string) error {
	t.mu.Lock()
	closed := t.closed
	t.reading, t.intr, t.resumed = !closed, false, false
	t.mu.Unlock()
	if closed {
		return io.EOF
	}
	if err := t.tty.raw(); err != nil {
		t.mu.Lock()
		t.reading = false
		t.mu.Unlock()
		if errors.Is(err, os.ErrClosed) || errors.Is(err, unix.EIO) {
			return io.EOF // Close came in between; or the terminal is gone
		}
		return err
	}
	for len(t.ints) > 0 { // for a line that has ended meanwhile
		<-t.ints
	}
	t.prompt, t.edit, t.search, t.runs = prompt, newEditor(&t.folds, &t.kills), search{}, false
	t.kept, t.arg, t.list = nil, argument{}, list{}
	if len(t.session) > 0 {
		t.edit.show(lineState{line: []rune(t.folds.shorten(t.session[0]))})
		t.edit.move(len(t.edit.line()))
		t.session = t.session[1:]
	}
	// What was typed meanwhile has been echoed where the prompt will be.
	ready, _ := waitRead(0, t.in())
	t.screen.begin(t.content(), t.input.size() > 0 || ready[0])
	return nil
}

// end gives the terminal to the line that runs. What comes after a line's
// Enter may hold a Ctrl-C that was typed before the terminal was cooked, and
// is one for that line.
func (t *terminal) end() {
	t.screen.end(t.content())
	t.tty.run()
	for t.input.size() < 1<<20 {
		if ready, err := waitRead(0, t.in()); err != nil || !ready[0] {
			break
		}
		if n, _ := t.read(); n <= 0 {
			break
		}
	}
	t.mu.Lock()
	t.reading = false
	intr := t.intr
	t.mu.Unlock()
	if t.runs {
		intr = t.input.afterInterrupt() || intr
	}
	if intr {
		t.interrupted()
	}
}

// content is what there is to show.
func (t *terminal) content() content {
	c := content{
		prompt: t.prompt, more: t.opt.more(),
		text: t.edit.line(), pos: t.edit.pos(), label: t.folds.label,
	}
	switch {
	case t.search.on:
		c.prompt = t.search.prompt()
	case t.arg.on:
		c.prompt = t.arg.prompt()
	}
	return c
}

// Close gives the terminal back. It waits for a ReadLine in another
// goroutine, which is woken, but not for one that is stuck: in a callback
// that called Close, or in writing to a stopped terminal.
func (t *terminal) Close() error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return nil
	}
	t.closed = true
	reading := t.reading
	t.mu.Unlock()
	t.wakeUp()
	t.signals.stop()
	t.endPicture()
	if reading {
		t.leave()
	}
	err := t.tty.close()
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case t.one <- struct{}{}:
		t.closePipe()
		<-t.one
	case <-timer.C:
		return err
	}
	select {
	case <-t.loaded:
	case <-timer.C:
	}
	return err
}

// leave makes the screen fit for whoever comes next, if it takes output.
func (t *terminal) leave() {
	if !t.screen.acquireWithin(200 * time.Millisecond) {
		return
	}
	defer t.screen.release()
	if t.screen.on && waitWrite(int(t.opt.Out.Fd()), 200) {
		t.screen.leave()
		t.screen.on = false
		t.screen.flush()
	}
}

func (t *terminal) closePipe() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pipeGone = true
	unix.Close(t.wake[0])
	unix.Close(t.wake[1])
}

// wakeUp ends the wait for a key. A full pipe will wake it as well.
func (t *terminal) wakeUp() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.pipeGone {
		unix.Write(t.wake[1], []byte{0})
	}
}

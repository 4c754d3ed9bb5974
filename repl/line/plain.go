package line

import (
	"bufio"
	"io"
	"strings"
	"sync"
	"time"
)

// How much a plain reader writes of what it reads.
type echo int

const (
	echoNothing echo = iota
	echoPrompt       // a dumb terminal shows what is typed by itself
	echoAll
)

// A plain reads lines from anything. A goroutine of its own reads one line
// ahead of the caller at most, so that Close can end a ReadLine that waits.
type plain struct {
	opt   Options
	echo  echo
	lines chan lineRead
	done  chan struct{}
	start sync.Once
	stop  sync.Once
	in    io.Reader

	mu  sync.Mutex // the output
	out io.Writer

	one sync.Mutex // one ReadLine at a time; guards err
	err error      // what ended the input
}

type lineRead struct {
	text string
	err  error
}

// NewPlain returns a reader without editing: it reads lines of any length
// from in and writes to out as it is told. It never returns ErrInterrupt.
func NewPlain(in io.Reader, out io.Writer, o Options) Reader {
	if o.Echo {
		return newPlain(in, out, o, echoAll)
	}
	return newPlain(in, out, o, echoNothing)
}

func newPlain(in io.Reader, out io.Writer, o Options, e echo) *plain {
	return &plain{
		opt: o, echo: e, in: in, out: out,
		lines: make(chan lineRead),
		done:  make(chan struct{}),
	}
}

func (p *plain) ReadLine(prompt string) (string, error) {
	p.one.Lock()
	defer p.one.Unlock()
	p.start.Do(func() { go p.pump() })
	entry, err := p.readOne(prompt)
	if err != nil {
		return "", err
	}
	for p.opt.Incomplete != nil && p.opt.Incomplete(entry) {
		next, err := p.readOne(p.opt.more())
		if err != nil {
			break // the entry stays incomplete; who runs it says so
		}
		entry += "\n" + next
	}
	return entry, nil
}

func (p *plain) readOne(prompt string) (string, error) {
	if p.echo != echoNothing {
		io.WriteString(p, prompt)
	}
	if p.err != nil {
		return "", p.err
	}
	select {
	case <-p.done: // also when a line waits: closed is closed
		return "", io.EOF
	default:
	}
	var l lineRead
	select {
	case l = <-p.lines:
	case <-p.done:
		return "", io.EOF
	}
	p.err = l.err
	if l.err != nil && l.text == "" {
		return "", l.err
	}
	if p.echo == echoAll {
		io.WriteString(p, l.text+"\n")
	}
	return l.text, nil
}

// pump reads until the end of the input or Close.
func (p *plain) pump() {
	r := bufio.NewReader(p.in)
	for {
		text, err := r.ReadString('\n')
		text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
		select {
		case p.lines <- lineRead{text, err}:
		case <-p.done:
			return
		}
		if err != nil {
			return
		}
	}
}

func (p *plain) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

// Interrupts never gives a value: without a terminal Ctrl-C ends the program.
func (p *plain) Interrupts() <-chan struct{} { return nil }

// Width is 80, so that what is written to a pipe does not depend on where
// that was.
func (p *plain) Width() int { return 80 }

// Close ends a ReadLine that waits. The input is not closed; a read that is
// blocked in it is woken when it knows deadlines.
func (p *plain) Close() error {
	p.stop.Do(func() {
		close(p.done)
		if d, ok := p.in.(interface{ SetReadDeadline(time.Time) error }); ok {
			d.SetReadDeadline(time.Unix(1, 0))
		}
	})
	return nil
}

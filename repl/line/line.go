// Package line reads what a person types at the prompt.
//
// A [Reader] has two implementations. The one for a terminal edits, recalls,
// searches, completes and lets other goroutines print above the line being
// typed. The plain one reads lines from a pipe or a test. [Open] chooses.
//
// # What is taken from readline
//
// The terminal stands on github.com/chzyer/readline, but only on its edit
// buffer ([readline.RuneBuffer]: the line and the cursor). The
// library's own loop is not started. It redraws a long line whole for every
// key, moves the cursor wrongly over wide text, mixes up output that comes
// while it is not "reading", submits on Ctrl-Space, ends the program on
// Delete in an empty line, stops the parent on Ctrl-Z, panics in Ctrl-R
// with no history, and leaves goroutines behind. So bytes are decoded here
// (keys.go), the screen is painted here (layout.go, screen.go), and the
// history is kept here (history.go): there is no goroutine that reads, and
// nothing that can hang when the reader is closed.
//
// # Vocabulary
//
// An entry is what ReadLine returns; it may hold newlines. A page is how
// prompt and entry lie on the screen, in rows. A folded text is a paste that
// is too long to show: one private-use rune stands for it in the buffer, the
// screen shows its size, and the entry holds all of it.
//
// # What the screen shows
//
// Input is normalised to NFC, so Vietnamese typed decomposed is the same text
// as typed composed. East Asian and emoji characters take two columns and the
// cursor moves over them whole; what a person takes for one character (a flag,
// an emoji of several) is one for the keys. Bytes that are no UTF-8 stay in the
// entry as they are, and are shown as \xff. Characters that would not be seen or would
// reorder the line (controls, bidirectional marks, joiners, more than two
// combining marks on one letter) are shown escaped, as \u{202e}.
//
// What cannot be cured from here: terminals disagree on the width of emoji
// built from several characters (skin tones, flags, keycaps) and of
// "ambiguous" East Asian characters, for which one column is assumed; a
// terminal that re-wraps old lines and does not say where its cursor is may
// leave a stale row above the prompt when it is made narrower; a cooked terminal
// keeps at most 4,095 bytes of one line typed ahead. After kill -9 while a line
// is typed the terminal stays raw: type "stty sane" and Enter, blind.
//
// # Pastes
//
// A marked paste is text: it is shown, and Enter runs it. If its end mark does
// not come within a second, what came is the paste. A terminal without marks
// gives a paste as one piece that has the end of a line; nothing of it is taken
// for a key, and its lines run one by one (piece.go). A paste whose first line
// begins with a prompt is a copied session: its prompts go, and so do its
// output lines, which never run.
package line

import (
	"errors"
	"io"
	"os"
	"time"
)

// ErrInterrupt is what ReadLine returns for Ctrl-C: the line was dropped.
var ErrInterrupt = errors.New("interrupted")

// A Reader reads entries typed by a person, and is the one way to write while
// they type. All methods may be called from any goroutine.
type Reader interface {
	// ReadLine shows prompt and waits for one entry, without its last
	// newline. It returns io.EOF for Ctrl-D on an empty line, at the end of
	// the input and after Close; ErrInterrupt for Ctrl-C.
	ReadLine(prompt string) (string, error)

	// Write prints p above the line being typed, which stays whole. Text
	// without a newline is shown at once, and the next Write goes on
	// behind it. What p holds reaches the terminal as it is: escape what
	// came from elsewhere first.
	Write(p []byte) (int, error)

	// Interrupts gives a value for each Ctrl-C that comes while no line is
	// being read. Those nobody took are dropped when the next line begins.
	// A plain reader has none: the channel is nil.
	Interrupts() <-chan struct{}

	// Width is the number of columns, never less than 1.
	Width() int

	// Close gives the terminal back. It may be called more than once and
	// during ReadLine, which then returns io.EOF.
	Close() error
}

// A File is what is written to: an *os.File, or what stands for one.
type File interface {
	io.Writer
	Fd() uintptr
}

// Options says how to read. The zero value is usable with NewPlain; Open needs
// In and Out.
type Options struct {
	In  *os.File
	Out File

	// History is the path of the history file; "" keeps the history in
	// memory. An entry that begins with a space is not kept.
	History string

	// NoHistory is why there is no history file although one is wanted; it is
	// said once, before the first prompt.
	NoHistory error

	// Complete gives the words that may stand at byte pos of entry, and
	// the byte where they begin. Nil is no completion.
	Complete func(entry string, pos int) (candidates []string, from int)

	// Incomplete says that entry goes on in the next line. Nil is never.
	Incomplete func(entry string) bool

	// Aside gives what Alt-E shows above the line. Nil, or "", shows nothing.
	Aside func() string

	// Words gives the words of an entry that Alt-. and Alt-Ctrl-Y put in. Nil
	// is what blanks divide.
	Words func(entry string) []string

	// Keep says whether an entry is written to the history file. Nil is always.
	Keep func(entry string) bool

	// Comment makes a line a comment when it stands before it; "" is "#".
	Comment string

	// More is the prompt of the second and later lines; "" is ".. ".
	More string

	// OnSignal is called when a signal is to end the program, after the
	// terminal was given back. It ends the program; nil lets the signal do
	// what it does.
	OnSignal func(os.Signal)

	// Echo makes the plain reader write prompts and entries to its output,
	// as they would stand on a terminal: for transcripts.
	Echo bool

	lostAfter    int           // milliseconds; see pasteWait
	answerWithin time.Duration // see resized
}

func (o Options) comment() string {
	if o.Comment == "" {
		return "#"
	}
	return o.Comment
}

// pasteWait is how long the rest of a marked paste may take to come, in
// milliseconds.
func (o Options) pasteWait() int {
	if o.lostAfter == 0 {
		return 1000
	}
	return o.lostAfter
}

func (o Options) more() string {
	if o.More == "" {
		return ".. "
	}
	return o.More
}

// Open returns a reader with editing when o.In and o.Out are a terminal that
// knows escape sequences, and a plain reader otherwise.
func Open(o Options) (Reader, error) {
	if o.In == nil || o.Out == nil {
		return nil, errors.New("line: open: In or Out is missing")
	}
	tty := isTerminal(int(o.In.Fd())) && isTerminal(int(o.Out.Fd()))
	if tty && os.Getenv("TERM") != "dumb" {
		return newTerminal(o)
	}
	// A person at a dumb terminal needs the prompt; the echo is the tty's.
	if tty {
		return newPlain(o.In, o.Out, o, echoPrompt), nil
	}
	return NewPlain(o.In, o.Out, o), nil
}

// Guard gives the terminal back when the goroutine it is deferred in panics,
// and lets the panic go on, so that its message is readable. Every goroutine
// that runs while a reader is open should begin with
//
//	defer line.Guard(r)
func Guard(r Reader) {
	if v := recover(); v != nil {
		r.Close()
		panic(v)
	}
}

// Both implementations are Readers.
var (
	_ Reader    = (*terminal)(nil)
	_ Reader    = (*plain)(nil)
	_ io.Writer = Reader(nil)
)

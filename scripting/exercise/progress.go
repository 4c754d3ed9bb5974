package exercise

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
)

// Progress is what a learner has done so far. Its file is text that a person can
// read: a line for each exercise, beginning with its id. Lines and fields that
// are not understood are kept.
//
//	at accept/one-port
//	lang vi
//	listen/first solved=2026-11-28 tries=3 hints=1
//	accept/one-port tries=2 failed="each client is told its own port"
type Progress struct {
	At    string // id of the current exercise
	Lang  Lang   // "" not chosen
	Done  map[string]*Entry
	order []string // ids, as in the file
	other []string // lines that are not understood
}

// An Entry is how far a learner has come with one exercise.
type Entry struct {
	Solved string // the day; "" not yet
	Tries  int    // checks that were asked for
	Hints  int    // that were shown
	Seen   bool   // the solution was shown before it was solved
	Failed string // the check that failed last
	other  []string
}

// ProgressFile is the name of the file in the learner's folder.
const ProgressFile = "progress.txt"

// progressHead tells who opens the file what it is.
const progressHead = "# progress of sockpit learn: a line for each exercise"

// maxProgress bounds what is read: a course of thousands of exercises needs less.
const maxProgress = 4 << 20

// ReadProgress reads the file in a folder; a file that is missing is an empty one.
// Whatever stands in it can be read; the error is that there is no such file, but
// something else in its place.
func ReadProgress(dir string) (*Progress, error) {
	data, err := atomicfile.Read(filepath.Join(dir, ProgressFile), maxProgress)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return parseProgress(string(data)), nil
}

// UpdateProgress changes the file in a folder: what change does is done to what
// the file holds at that moment, while other programs wait for their turn. Whoever
// kills us, or a full disk, leaves the file as it was, or as it shall be.
func UpdateProgress(dir string, change func(*Progress)) (*Progress, error) {
	f, err := atomicfile.Lock(filepath.Join(dir, ProgressFile), 0o644)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if errors.Is(f.Why, atomicfile.ErrBusy) {
		return nil, f.Why
	}
	data, err := atomicfile.ReadFrom(f, maxProgress)
	if err != nil {
		return nil, err
	}
	p := parseProgress(string(data))
	change(p)
	text := p.String()
	if text == string(data) {
		return p, nil
	}
	return p, f.Replace([]byte(text))
}

// NewProgress is the progress of who has done nothing yet.
func NewProgress() *Progress { return &Progress{Done: map[string]*Entry{}} }

func parseProgress(text string) *Progress {
	p := NewProgress()
	for line := range strings.SplitSeq(text, "\n") {
		p.line(line)
	}
	return p
}

func (p *Progress) line(text string) {
	plain := strings.TrimSuffix(text, "\r") // an editor's
	words := splitWords(plain)
	switch {
	case plain == progressHead || len(words) == 0:
	case len(words) == 2 && words[0] == "at" && isID(words[1]):
		p.At = words[1]
	case len(words) == 2 && words[0] == "lang" && Lang(words[1]).known():
		p.Lang = Lang(words[1])
	case !isID(words[0]) || !strings.Contains(plain, "="):
		p.other = append(p.other, text)
	default:
		e := p.Entry(words[0])
		for _, w := range words[1:] {
			e.field(w)
		}
	}
}

// splitWords cuts at spaces that are not between quotes.
func splitWords(text string) (words []string) {
	quoted, escaped := false, false
	return strings.FieldsFunc(text, func(r rune) bool {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

// maxTimes bounds what is counted, and maxDay the text of a day.
const (
	maxTimes = 1_000_000_000
	maxDay   = 40
)

func (e *Entry) field(word string) {
	name, value, _ := strings.Cut(word, "=")
	switch name {
	case "solved":
		if len(value) > maxDay || strings.ContainsAny(value, `"\ `) || printable.Line(value) != value {
			e.other = append(e.other, word)
			return
		}
		e.Solved = value
	case "tries":
		e.Tries = times(value)
	case "hints":
		e.Hints = times(value)
	case "seen":
		e.Seen = true
	case "failed":
		s, err := strconv.Unquote(value)
		if err != nil {
			e.other = append(e.other, word)
			return
		}
		e.Failed = s
	default:
		e.other = append(e.other, word)
	}
}

// times reads how often something was done; 0 if that is no number, or none that
// can be.
func times(text string) int {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	return int(min(n, maxTimes))
}

// Try counts a check that was asked for.
func (e *Entry) Try() { e.Tries = min(e.Tries+1, maxTimes) }

// Entry gives the entry of an exercise; it makes one if there is none.
func (p *Progress) Entry(id string) *Entry {
	e := p.Done[id]
	if e == nil {
		e = &Entry{}
		p.Done[id] = e
		p.order = append(p.order, id)
	}
	return e
}

// Solved reports whether an exercise was solved.
func (p *Progress) Solved(id string) bool { return p.Done[id] != nil && p.Done[id].Solved != "" }

// Pass notes that an exercise was solved today, unless it was before.
func (e *Entry) Pass(now time.Time) {
	e.Failed = ""
	if e.Solved == "" {
		e.Solved = now.Format(time.DateOnly)
	}
}

// String writes the file.
func (p *Progress) String() string {
	var b strings.Builder
	b.WriteString(progressHead + "\n")
	if p.At != "" {
		b.WriteString("at " + p.At + "\n")
	}
	if p.Lang != "" {
		b.WriteString("lang " + string(p.Lang) + "\n")
	}
	for _, id := range p.order {
		b.WriteString(id + p.Done[id].String() + "\n")
	}
	for _, line := range p.other {
		b.WriteString(line + "\n")
	}
	return b.String()
}

func (e *Entry) String() string {
	s := ""
	if e.Solved != "" {
		s += " solved=" + e.Solved
	}
	s += fmt.Sprintf(" tries=%d", e.Tries)
	if e.Hints > 0 {
		s += fmt.Sprintf(" hints=%d", e.Hints)
	}
	if e.Seen {
		s += " seen=yes"
	}
	if e.Failed != "" {
		s += " failed=" + strconv.Quote(cutText(e.Failed, maxName))
	}
	for _, w := range e.other {
		s += " " + w
	}
	return s
}

// cutText gives the beginning of a text that has more runes than are wanted.
func cutText(text string, runes int) string {
	for i := range text {
		if runes--; runes < 0 {
			return text[:i]
		}
	}
	return text
}

package exercise

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
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

// ReadProgress reads the file in a folder; a file that is missing is an empty one.
func ReadProgress(dir string) (*Progress, error) {
	p := &Progress{Done: map[string]*Entry{}}
	f, err := os.Open(filepath.Join(dir, ProgressFile))
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		p.line(lines.Text())
	}
	return p, lines.Err()
}

func (p *Progress) line(text string) {
	words := splitWords(text)
	switch {
	case text == progressHead || len(words) == 0:
	case words[0] == "at" && len(words) == 2:
		p.At = words[1]
	case words[0] == "lang" && len(words) == 2:
		p.Lang = Lang(words[1])
	case !idForm().MatchString(words[0]) || !strings.Contains(text, "="):
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

func (e *Entry) field(word string) {
	name, value, _ := strings.Cut(word, "=")
	switch name {
	case "solved":
		e.Solved = value
	case "tries":
		e.Tries, _ = strconv.Atoi(value)
	case "hints":
		e.Hints, _ = strconv.Atoi(value)
	case "seen":
		e.Seen = true
	case "failed":
		if s, err := strconv.Unquote(value); err == nil {
			e.Failed = s
		}
	default:
		e.other = append(e.other, word)
	}
}

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
		s += " failed=" + strconv.Quote(e.Failed)
	}
	for _, w := range e.other {
		s += " " + w
	}
	return s
}

// Write replaces the file: first all is written to a new one, which then takes
// its place, so that whoever kills us, or a full disk, leaves one of the two. What
// another session has solved meanwhile is kept.
func (p *Progress) Write(dir string) (err error) {
	if before, err := ReadProgress(dir); err == nil {
		p.merge(before)
	}
	f, err := os.CreateTemp(dir, "."+ProgressFile+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.WriteString(p.String())
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, ProgressFile))
	}
	return err
}

// merge keeps what is in the file and not here.
func (p *Progress) merge(before *Progress) {
	for _, id := range before.order {
		old := before.Done[id]
		e := p.Done[id]
		if e == nil {
			p.order = append(p.order, id)
			p.Done[id] = old
			continue
		}
		if e.Solved == "" {
			e.Solved = old.Solved
		}
		e.Tries, e.Hints, e.Seen = max(e.Tries, old.Tries), max(e.Hints, old.Hints), e.Seen || old.Seen
	}
	for _, line := range before.other {
		if !slices.Contains(p.other, line) {
			p.other = append(p.other, line)
		}
	}
}

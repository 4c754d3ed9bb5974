package learn

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sockpit/repl/view"
	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/exercise"
)

// DefaultDir is the learner's folder unless another is named.
const DefaultDir = "sockpit-exercises"

// An Options says what a Session is of.
type Options struct {
	Pack  string // folder, archive or file; "" the built-in course
	Dir   string // the learner's folder; "" DefaultDir
	Lang  exercise.Lang
	Write func(text string) // shows text
	Width func() int
	Style view.Style
	Shown view.Shown // where exercises are shown

	LoadTime time.Duration // how long an exercise file may take to load; 0: the usual time
}

// A Session is one learner at one course: the files, the progress, and the
// exercise that is being worked on. Its methods are the commands; each may be
// called from any goroutine, and they take turns.
type Session struct {
	Pack *exercise.Pack
	o    Options

	mu       sync.Mutex
	progress *exercise.Progress
	current  *exercise.Exercise
	live     *scripting.Host // the prompt's world, if it is that of the current exercise
	last     *exercise.Verdict
	checking context.CancelFunc         // ends the check that runs; nil: none does
	order    sync.Mutex                 // guards checking
	stamps   map[string]stamp           // the learner's files, as they were when they were opened or checked
	unsaved  []func(*exercise.Progress) // what could not be written yet, in order
	watching chan struct{}              // closed when Watch sees what changes
}

// Open begins a session. The learner's folder is made when something is to be
// written into it.
func Begin(o Options) (*Session, error) {
	if o.Dir == "" {
		o.Dir = DefaultDir
	}
	pack, err := Open(o.Pack, o.LoadTime)
	if err != nil {
		return nil, err
	}
	progress, unread := exercise.ReadProgress(o.Dir)
	if unread != nil {
		progress = exercise.NewProgress()
	}
	if o.Lang == "" {
		o.Lang = progress.Lang
	}
	if o.Lang == "" {
		o.Lang = langOfSystem()
	}
	s := &Session{Pack: pack, o: o, progress: progress, watching: make(chan struct{}), stamps: map[string]stamp{}}
	if s.current = pack.Find(progress.At); s.current == nil {
		s.current = s.firstOpen()
	}
	if unread != nil {
		s.sayFile(unread, "Your progress in %s could not be read: %s. You can go on, as if you had just begun.",
			"Không đọc được tiến độ trong %s: %s. Bạn vẫn học tiếp được, như khi mới bắt đầu.")
	}
	return s, nil
}

// langOfSystem is Vietnamese where the system speaks it.
func langOfSystem() exercise.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "vi") {
				return exercise.Vietnamese
			}
			break
		}
	}
	return exercise.English
}

// firstOpen is the first exercise that is not solved, or the last one.
func (s *Session) firstOpen() *exercise.Exercise {
	for _, e := range s.Pack.Order {
		if !s.progress.Solved(e.ID) {
			return e
		}
	}
	return s.Pack.Order[len(s.Pack.Order)-1]
}

// Dir is the learner's folder.
func (s *Session) Dir() string { return s.o.Dir }

// Current is the exercise that is being worked on.
func (s *Session) Current() *exercise.Exercise {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

// SetLive says that the prompt's world is that of the current exercise; nil: it
// is not any more.
func (s *Session) SetLive(h *scripting.Host) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = h
}

func (s *Session) speaker() view.Speaker {
	return view.Speaker{Lang: s.o.Lang, Width: s.o.Width(), Style: s.o.Style}
}

// In chooses the words of the learner's language.
func (s *Session) In(en, vi string) string { return s.speaker().Say(en, vi) }

// Lang is the learner's language.
func (s *Session) Lang() exercise.Lang { return s.speaker().Lang }

// Say tells the learner something about what a command did.
func (s *Session) Say(en, vi string) {
	sp := s.speaker()
	s.o.Write(view.Sentence(s.In(en, vi), sp.Width, s.o.Style))
}

func (s *Session) place(e *exercise.Exercise) view.Place {
	p := view.Place{Number: Number(s.Pack, e), Of: len(s.Pack.Order), Solved: s.progress.Solved(e.ID), File: s.file(e), Kind: e.Kind, Shown: s.o.Shown}
	if e == s.current && s.live != nil {
		p.Shown = view.InWorld
	}
	return p
}

// reload reads the progress again: another session may have written it. The
// caller holds s.mu.
func (s *Session) reload() {
	if p, err := exercise.ReadProgress(s.o.Dir); err == nil {
		for _, change := range s.unsaved {
			change(p)
		}
		s.progress = p
	}
}

// change changes the progress, here and in its file, where other sessions may
// have changed it too. A file that can't be written must not end the session: what
// was not written is done again the next time. The caller holds s.mu.
func (s *Session) change(do func(*exercise.Progress)) {
	do(s.progress)
	s.unsaved = append(s.unsaved, do)
	p, err := s.write()
	if err == nil {
		s.progress, s.unsaved = p, nil
		return
	}
	s.sayFile(err, "Your progress could not be written to %s: %s. What was written before is still there; it is tried again at the next check.",
		"Không ghi được tiến độ vào %s: %s. Những gì đã ghi trước đó vẫn còn; lần kiểm tra sau sẽ thử lại.")
}

// write does to the file what has been done here.
func (s *Session) write() (*exercise.Progress, error) {
	if err := os.MkdirAll(s.o.Dir, 0o755); err != nil {
		return nil, err
	}
	return exercise.UpdateProgress(s.o.Dir, func(p *exercise.Progress) {
		for _, do := range s.unsaved {
			do(p)
		}
	})
}

// sayFile says what is wrong with the progress file.
func (s *Session) sayFile(err error, en, vi string) {
	sp := s.speaker()
	text := fmt.Sprintf(sp.Say(en, vi), printable.Line(filepath.Join(s.o.Dir, exercise.ProgressFile)), printable.Line(atomicfile.Reason(err).Error()))
	s.o.Write(view.Sentence(text, sp.Width, s.o.Style))
}

// today is the day that is written into the progress.
func today() time.Time { return time.Now() }

package learn

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quietFor is how long a file must not change before it is checked: editors
// write in several steps.
const quietFor = 200 * time.Millisecond

// pollEvery is how often the file is looked at where the system can't tell.
const pollEvery = 500 * time.Millisecond

// Watch checks the current exercise each time that its file has been saved,
// until ctx ends; it is called once. The folder is watched, not the file: most editors write a new
// file and give it the old name. Where that can't be watched, the file's time and
// size are looked at.
func (s *Session) Watch(ctx context.Context, check func(ctx context.Context)) {
	_ = os.MkdirAll(s.o.Dir, 0o755) // if it fails, there is nothing to be watched
	s.noted()                       // as it is now, it is not checked
	changed, stop := s.notices()
	defer stop()
	close(s.watching)
	quiet := time.NewTimer(time.Hour)
	defer quiet.Stop()
	quiet.Stop()
	var checks sync.WaitGroup
	defer checks.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			quiet.Reset(quietFor)
		case <-quiet.C:
			if s.noted() {
				checks.Go(func() { check(ctx) }) // it ends the one that runs
			}
		}
	}
}

// A stamp tells whether a file has changed.
type stamp struct {
	time time.Time
	size int64
}

// noted notes what the current exercise's file is like now, and reports whether
// it was another way when it was noted last.
func (s *Session) noted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.note(s.file(s.current))
}

// note is noted for one file. The caller holds s.mu.
func (s *Session) note(name string) bool {
	info, err := os.Stat(name)
	if err != nil {
		return false // an editor may be about to put the new one in its place
	}
	now := stamp{info.ModTime(), info.Size()}
	before, known := s.stamps[name]
	s.stamps[name] = now
	return known && now != before
}

// notices gives a value when something in the learner's folder may have changed.
func (s *Session) notices() (<-chan struct{}, func()) {
	out := make(chan struct{}, 1)
	tell := func() {
		select {
		case out <- struct{}{}:
		default:
		}
	}
	w, err := fsnotify.NewWatcher()
	if err == nil {
		if err = w.Add(s.o.Dir); err != nil {
			_ = w.Close()
		}
	}
	done := make(chan struct{})
	if err != nil {
		go poll(done, tell)
		return out, func() { close(done) }
	}
	go func() {
		for {
			select {
			case <-done:
				return
			case e := <-w.Events:
				if filepath.Ext(e.Name) == ".lua" && e.Op != fsnotify.Chmod {
					tell()
				}
			case <-w.Errors: // events were lost: look
				tell()
			}
		}
	}()
	return out, func() {
		close(done)
		_ = w.Close()
	}
}

func poll(done <-chan struct{}, tell func()) {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			tell()
		}
	}
}

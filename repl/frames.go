package repl

import (
	"sync"

	"sockpit/repl/view"
	"sockpit/scripting"
)

// maxFrames bounds the pictures of the table that a page has.
const maxFrames = 500

// A filmer looks at the sockets after each call of a running script, for the
// page that shows them. What happens while it looks is in the next picture.
type filmer struct {
	frames []view.Frame
	done   sync.WaitGroup
	stop   chan struct{}
}

func film(h *scripting.Host) *filmer {
	f := &filmer{stop: make(chan struct{})}
	changed, end := h.Session.Log.Watch()
	f.done.Go(func() {
		defer end()
		for len(f.frames) < maxFrames {
			f.look(h)
			select {
			case <-changed:
			case <-f.stop:
				f.look(h)
				return
			}
		}
	})
	return f
}

func (f *filmer) look(h *scripting.Host) {
	seq := h.Session.Log.Next() - 1
	f.frames = append(f.frames, view.Frame{Seq: seq, World: h.World()})
}

// cut ends the filming and gives the pictures; a nil filmer has none.
func (f *filmer) cut() []view.Frame {
	if f == nil {
		return nil
	}
	close(f.stop)
	f.done.Wait()
	return f.frames
}

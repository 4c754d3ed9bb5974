package repl

import (
	"slices"

	"sockpit/repl/view"
	"sockpit/scripting"
)

// maxFrames bounds the pictures of the table that a page has.
const maxFrames = 500

// A filmer keeps the sockets as they were after each call of a script that moves
// them, or after each entry at the prompt, for the page that shows them.
type filmer struct{ frames []view.Frame }

// took is told of each call, while nothing else of the script runs.
func (f *filmer) took(seq int64, world func() scripting.World) {
	if len(f.frames) < maxFrames {
		f.frames = append(f.frames, view.Frame{Seq: seq, World: world()})
	}
}

// keep is took for what has no end: the latest are kept.
func (f *filmer) keep(seq int64, world scripting.World) {
	if len(f.frames) == maxFrames {
		f.frames = f.frames[1:]
	}
	f.frames = append(f.frames, view.Frame{Seq: seq, World: world})
}

// shots gives them, for a page that is made while it goes on.
func (r *REPL) shots() []view.Frame {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.film.frames)
}

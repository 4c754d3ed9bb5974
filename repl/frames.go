package repl

import (
	"sockpit/repl/view"
	"sockpit/scripting"
)

// maxFrames bounds the pictures of the table that a page has.
const maxFrames = 500

// A filmer keeps the sockets as they were after each call of a script that moves
// them, for the page that shows them.
type filmer struct{ frames []view.Frame }

// took is told of each call, while nothing else of the script runs.
func (f *filmer) took(seq int64, world func() scripting.World) {
	if len(f.frames) < maxFrames {
		f.frames = append(f.frames, view.Frame{Seq: seq, World: world()})
	}
}

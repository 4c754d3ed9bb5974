package export

import (
	"slices"

	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/scripting"
)

// What is kept for the page that shows the sockets as they were: so many
// pictures of the table, so many rows in each, and so many rows in all. A row
// takes about 1 KB.
const (
	MaxFrames    = 500
	maxFrameRows = 100
	MaxRows      = 10_000
)

// A Film keeps the sockets as they were after each call of a script that moves
// them, or after each entry at the prompt, for the page that shows them.
type Film struct {
	frames []view.Frame
	rows   int // in frames
	lost   int // frames that are not kept any more, or were not taken
	last   scripting.World
}

// rowBytes is about what a row of a frame takes, and a socket as it was seen last.
const rowBytes = 1 << 10

// Size gives about how much memory all of it takes.
func (f *Film) Size() int64 {
	return rowBytes * int64(f.rows+2*(len(f.last.Sockets)+len(f.last.Others))) // the last one and the one that is drawn
}

// KeepFirst is told of each call, while nothing else of the script runs. The first are
// kept, for what follows was not looked at.
func (f *Film) KeepFirst(seq int64, world func() scripting.World) {
	if f.full() {
		f.lost++
		return
	}
	f.add(seq, world())
}

// KeepLatest is KeepFirst for what has no end: the latest are kept.
func (f *Film) KeepLatest(seq int64, world scripting.World) {
	f.add(seq, world)
	for f.full() {
		f.rows -= f.frames[0].Rows()
		f.frames[0] = view.Frame{} // the array stays until it is full
		f.frames = f.frames[1:]
		f.lost++
	}
}

func (f *Film) full() bool { return len(f.frames) >= MaxFrames || f.rows > MaxRows-maxFrameRows }

func (f *Film) add(seq int64, world scripting.World) {
	frame := view.Frame{Seq: seq}
	frame.World, frame.More = still(f.last, world)
	f.frames, f.rows, f.last = append(f.frames, frame), f.rows+frame.Rows(), world
}

func (f *Film) Shots() view.Film { return view.Film{Frames: slices.Clone(f.frames), Lost: f.lost} }

// still is what a page shows of a world: of many sockets those that have changed
// since the one before it, as far as there is room. It holds no socket, so that
// those that are closed can go.
func still(before, now scripting.World) (w scripting.World, left int) {
	w, left = view.Shorten(before, now, maxFrameRows)
	w.Sockets, w.Others, w.Tasks = slices.Clone(w.Sockets), slices.Clone(w.Others), nil
	for i := range w.Sockets {
		w.Sockets[i] = stillOf(w.Sockets[i])
	}
	for i := range w.Others {
		w.Others[i].State.TCP = nil
	}
	return w, left
}

// stillOf is a socket as it was, without the socket.
func stillOf(s scripting.Named) scripting.Named {
	s.Socket = &runtime.Socket{ID: s.ID, Network: s.Network, Made: s.Made, MadeBy: s.MadeBy}
	s.State.TCP = nil
	s.Waiting = slices.Clone(s.Waiting[:min(1, len(s.Waiting))]) // that is what the table says
	if len(s.Waiting) > 0 {
		s.Waiting[0].Socket = nil
	}
	return s
}

package repl

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
	maxFrames    = 500
	maxFrameRows = 100
	maxFilmRows  = 10_000
)

// A filmer keeps the sockets as they were after each call of a script that moves
// them, or after each entry at the prompt, for the page that shows them.
type filmer struct {
	frames []view.Frame
	rows   int // in frames
	lost   int // frames that are not kept any more, or were not taken
	last   scripting.World
}

// rowBytes is about what a row of a frame takes, and a socket as it was seen last.
const rowBytes = 1 << 10

// bytes gives about how much memory all of it takes.
func (f *filmer) bytes() int64 {
	return rowBytes * int64(f.rows+2*(len(f.last.Sockets)+len(f.last.Others))) // the last one and the one that is drawn
}

// took is told of each call, while nothing else of the script runs. The first are
// kept, for what follows was not looked at.
func (f *filmer) took(seq int64, world func() scripting.World) {
	if f.full() {
		f.lost++
		return
	}
	f.add(seq, world())
}

// keep is took for what has no end: the latest are kept.
func (f *filmer) keep(seq int64, world scripting.World) {
	f.add(seq, world)
	for f.full() {
		f.rows -= f.frames[0].Rows()
		f.frames[0] = view.Frame{} // the array stays until it is full
		f.frames = f.frames[1:]
		f.lost++
	}
}

func (f *filmer) full() bool { return len(f.frames) >= maxFrames || f.rows > maxFilmRows-maxFrameRows }

func (f *filmer) add(seq int64, world scripting.World) {
	frame := view.Frame{Seq: seq, World: still(f.last, world)}
	frame.More = len(world.Sockets) + len(world.Others) - frame.Rows()
	f.frames, f.rows, f.last = append(f.frames, frame), f.rows+frame.Rows(), world
}

// keep keeps what is seen now for a page. The caller holds r.mu.
func (r *REPL) keep(now scripting.World) {
	r.film.keep(r.host.Session.Log.Next()-1, now)
	r.kept.Store(r.film.bytes())
}

// shots gives them, for a page that is made while it goes on.
func (r *REPL) shots() view.Film {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.film.film()
}

func (f *filmer) film() view.Film { return view.Film{Frames: slices.Clone(f.frames), Lost: f.lost} }

// still is what a page shows of a world: of many sockets those that have changed
// since the one before it, as far as there is room. It holds no socket, so that
// those that are closed can go.
func still(before, now scripting.World) scripting.World {
	was := make(map[int]*scripting.Named, len(before.Sockets))
	for i := range before.Sockets {
		was[before.Sockets[i].ID] = &before.Sockets[i]
	}
	var out scripting.World
	room := maxFrameRows
	changed := func(s *scripting.Named) bool { return was[s.ID] == nil || moved(was[s.ID], s) }
	chosen := make([]bool, len(now.Sockets))
	for _, first := range []bool{true, false} {
		for i := 0; i < len(now.Sockets) && room > 0; i++ {
			if s := &now.Sockets[i]; changed(s) == first {
				chosen[i] = true
				room--
			}
		}
	}
	for i, take := range chosen {
		if take {
			out.Sockets = append(out.Sockets, stillOf(now.Sockets[i]))
		}
	}
	for _, o := range now.Others[:min(room, len(now.Others))] {
		o.State.TCP = nil
		out.Others = append(out.Others, o)
	}
	return out
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

// moved reports whether something happened to a socket that the table may show.
func moved(a, b *scripting.Named) bool {
	x, y := &a.State, &b.State
	return a.Name != b.Name || a.Kind != b.Kind || x.Name != y.Name || x.Local != y.Local || x.Remote != y.Remote ||
		x.RecvQueue != y.RecvQueue || x.SendQueue != y.SendQueue || x.AcceptQueue != y.AcceptQueue || x.Backlog != y.Backlog ||
		x.Timer.Kind != y.Timer.Kind || a.Sent != b.Sent || a.Received != b.Received || a.Kept != b.Kept || a.Faults != b.Faults || a.Peer != b.Peer || len(a.Waiting) != len(b.Waiting)
}

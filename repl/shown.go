package repl

import (
	"sync"
	"sync/atomic"

	"sockpit/repl/export"
	"sockpit/repl/settle"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// shown is what was shown of the sockets: the last time, and after each entry.
type shown struct {
	mu    sync.Mutex // guards the fields: a background task that ends looks too
	world scripting.World
	film  export.Film
	size  atomic.Int64 // bytes of the film
}

// set says what was shown last.
func (s *shown) set(w scripting.World) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = w
}

// forget begins anew with a world. The caller holds s.mu, or nothing else runs yet.
func (s *shown) forget(w scripting.World) { s.world, s.film = w, export.Film{} }

// look gives the sockets when nothing is on its way any more, and is what was shown last. The
// caller holds s.mu.
func (s *shown) look(h *scripting.Host) scripting.World {
	s.world = settle.World(h, s.world)
	return s.world
}

// keep keeps what is seen now for a page. The caller holds s.mu.
func (s *shown) keep(seq int64, now scripting.World) {
	s.film.KeepLatest(seq, now)
	s.size.Store(s.film.Size())
}

// frames gives what was kept, for a page that is made while it goes on.
func (s *shown) frames() view.Film {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.film.Shots()
}

// showChanges shows what is different from what was shown last.
func (r *REPL) showChanges() {
	r.shown.mu.Lock()
	defer r.shown.mu.Unlock()
	before := r.shown.world
	now := r.shown.look(r.host)
	r.host.NoteStates(before, now)
	w := r.print.Width()
	text := view.Changes(before, now, w, r.print.Style)
	if text != "" {
		for _, s := range r.ideas.Sentences(before, now) {
			text += view.Sentence(s, w, r.print.Style)
		}
	}
	r.shown.keep(r.host.Session.Log.Next()-1, now)
	r.print.Put(text)
}

package repl

import (
	"sockpit/repl/settle"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// showChanges shows what is different from what was shown last.
func (r *REPL) showChanges() {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := settle.World(r.host, r.seen)
	r.host.NoteStates(r.seen, now)
	w := r.width()
	text := view.Changes(r.seen, now, w, r.print.Style)
	if text != "" {
		for _, s := range r.ideas.Sentences(r.seen, now) {
			text += view.Sentence(s, w, r.print.Style)
		}
	}
	r.seen = now
	r.keep(now)
	r.print.Put(text)
}

// keep keeps what is seen now for a page. The caller holds r.mu.
func (r *REPL) keep(now scripting.World) {
	r.film.KeepLatest(r.host.Session.Log.Next()-1, now)
	r.kept.Store(r.film.Size())
}

// shots gives them, for a page that is made while it goes on.
func (r *REPL) shots() view.Film {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.film.Shots()
}

package repl

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"sockpit/repl/export"
	"sockpit/repl/runner"
	"sockpit/repl/view"
	"sockpit/scripting"
	"sockpit/scripting/limit"
)

// What a long session keeps for its own use is bounded, and is not charged to the
// script. Other tests would take memory beside it, so it does not run in parallel.
func TestLongSession(t *testing.T) {
	const sockets, entries = 200, 300 // a whole table of each would be 80 MB
	var text strings.Builder
	fmt.Fprintf(&text, "ss = {} l = listen(0) for i = 1, %d do ss[i] = dial(l.local_port) end\n", sockets)
	for i := range entries {
		fmt.Fprintf(&text, "x = %d\n", i)
	}
	var shown strings.Builder
	c := Config{Config: runner.Config{Scripting: scripting.Config{Limits: limit.Limits{Memory: 48 << 20}}}}
	r := newPlain(c, strings.NewReader(text.String()), &shown, false)
	defer r.Close()
	if err := r.Run(); err != nil || strings.Contains(shown.String(), "--max-memory") {
		t.Errorf("%v\n%s", err, shown.String()[max(0, shown.Len()-500):])
	}
	film := r.shown.frames()
	rows := 0
	for i := range film.Frames {
		rows += film.Frames[i].Rows()
	}
	last := film.Frames[len(film.Frames)-1]
	if rows > export.MaxRows || len(film.Frames) > export.MaxFrames || film.Lost != entries+1-len(film.Frames) || last.More != sockets+1+sockets-last.Rows() {
		t.Errorf("%d frames with %d rows, %d lost; the last has %d, and %d more", len(film.Frames), rows, film.Lost, last.Rows(), last.More)
	}
	if r.shown.film.Size() > 12<<20 {
		t.Errorf("it takes %d bytes", r.shown.film.Size())
	}
}

// A frame of many sockets has those that an entry moved.
func TestFrameHasWhatMoved(t *testing.T) {
	t.Parallel()
	text := fmt.Sprintf("l = listen(0) ss = {} for i = 1, %d do ss[i] = dial(l.local_port) end\nclose(ss[150])\nss[199]:send('hello')\n", 200)
	r := newPlain(Config{}, strings.NewReader(text), io.Discard, false)
	defer r.Close()
	if err := r.Run(); err != nil {
		t.Fatal(err)
	}
	frames := r.shown.frames().Frames
	for _, s := range frames[2].World.Sockets {
		if s.Sent == 5 {
			return
		}
	}
	var f view.Frame = frames[2]
	t.Errorf("%d rows, none of the one that sent", f.Rows())
}

package stepper

import (
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"sockpit/repl/line"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/scripting"
)

// A screen is the full screen of a script that is walked. The goroutine in
// follow looks at the run, that of the stage draws and takes the keys.
type screen struct {
	*Session
	changed chan struct{} // it is to be drawn again
	moved   chan struct{} // a task was let go

	mu      sync.Mutex
	st      scripting.Standing // as it was when nothing moved
	before  scripting.World    // before the last move
	pending []func() error     // moves that were asked for while something moved
	calm    bool               // nothing moves
	doing   string             // "" a task stands
	over    bool
	next    event.Place // the line that is marked
	cursor  int         // the line that is pointed at
	message string
	page    func(width int) string // instead of the table; nil: the table
	title   string
	scroll  int
	flow    flowText
	vars    []scripting.Variable // of the line that comes next
	watch   bool                 // they are shown

	lastTyped chan struct{} // closed when what was typed last is over; the keys' goroutine has it
}

// A flowText is the diagram as it was drawn last.
type flowText struct {
	seq   int64
	width int
	lines []string
}

// What stands at the bottom of the screen.
const (
	keyLine      = "n next  i into  o out  s step  c go on  u until  b break  t task  v variables  : Lua  d diagram  ? help  q quit"
	shortKeyLine = "n next i into o out s step c go b break t task v vars : Lua ? help q quit"
	pageKeyLine  = "Esc goes back   up, down, blank, home, end: the rest"
)

// screen walks the script on the full screen until somebody leaves it.
func (w *Session) screen(stage line.Stage) error {
	v := &screen{Session: w, changed: make(chan struct{}, 1), moved: make(chan struct{}, 1), doing: "begins", before: w.Shown}
	release := w.print.Hold()
	var follower sync.WaitGroup
	stop := make(chan struct{})
	follower.Go(func() { v.follow(stop) })
	err := stage.Play(line.Picture{Draw: v.draw, Key: v.key, Changed: v.changed, Every: redrawEvery})
	select {
	case <-w.done:
	default:
		w.leave()
	}
	close(stop)
	follower.Wait()
	w.end()
	release()
	w.Shown = w.host.World()
	return err
}

func (v *screen) poke() {
	select {
	case v.changed <- struct{}{}:
	default:
	}
}

// seen gives what there was before the last move.
func (v *screen) seen() scripting.World {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.before
}

// slowMove is from when on it is said that a move takes its time.
const slowMove = 200 * time.Millisecond

// follow looks until the run is over, or somebody leaves it.
func (v *screen) follow(stop <-chan struct{}) {
	for begun := time.Now(); ; {
		pause := lookAgain
		seen := v.seen()
		tasks, all := v.step.AtRest(&seen)
		switch {
		case !tasks && time.Since(begun) > slowMove:
			v.say("runs: Ctrl-C stops it at its next line")
			pause = 20 * lookAgain
		case all:
			if st := v.step.Look(); st.Settled && len(st.Steps) > 0 {
				v.rests(st)
				pause = redrawEvery
			}
		}
		select {
		case <-stop:
			return
		case <-v.done:
			v.ended(v.host.World())
			return
		case <-v.moved:
			begun = time.Now()
		case <-v.step.Changed():
		case <-time.After(pause):
		}
	}
}

// say tells what the run does while nothing can be looked at.
func (v *screen) say(doing string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.doing != doing {
		v.doing = doing
		v.poke()
	}
}

// rests takes what there is when nothing moves.
func (v *screen) rests(st scripting.Standing) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.st, v.calm, v.doing = st, true, ""
	v.lookAtVariables()
	if t := st.Selection(); t != nil {
		if t.Place != v.next {
			v.cursor = t.Place.Line
		}
		v.next = t.Place
		if t.Why != "" {
			v.pending = nil // a breakpoint is to be looked at
		}
	} else {
		v.doing = "goes on when what its tasks wait for comes: Ctrl-C leaves"
	}
	if len(v.pending) > 0 && v.st.Selected != 0 {
		m := v.pending[0]
		v.pending = v.pending[1:]
		v.move(m)
	}
	v.poke()
}

// lookAtVariables asks for those of the selected task's line, if they are shown.
func (v *screen) lookAtVariables() {
	if v.watch {
		v.vars, _ = v.step.Variables() // none where nobody stands
	}
}

// ended takes what is left at the end.
func (v *screen) ended(now scripting.World) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.st, v.calm, v.over, v.doing = scripting.Standing{World: now}, false, true, v.verdict()+". q leaves"
	v.vars = nil
	v.poke()
}

func (v *screen) draw(columns, rows int) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := strings.Split(strings.TrimRight(plainText(v.print.Held()), "\n"), "\n")
	if len(out) == 1 && out[0] == "" {
		out = nil
	}
	file := v.next.Source
	if file == "" {
		file = v.script.Name
	}
	w := view.WalkView{
		File: path.Base(file), Lines: v.step.Text(file), Cursor: v.cursor, Breaks: map[int]bool{}, Doing: v.doing,
		Standing: v.st, Before: v.before, Place: v.place, Output: out, Message: v.message, Keys: keyLine, Title: v.title, Scroll: v.scroll, Watching: v.watch, Variables: v.vars,
	}
	if v.doing == "" {
		w.Next = v.next.Line
	}
	for _, b := range v.step.Breakpoints() {
		if b.Place.Source == file {
			w.Breaks[b.Place.Line] = true
		}
	}
	if columns < len(keyLine)+6 {
		w.Keys = shortKeyLine
	}
	if v.page != nil {
		w.Keys = pageKeyLine
		w.Page = strings.Split(strings.TrimRight(v.page(columns-2), "\n"), "\n")
		v.scroll = max(0, min(v.scroll, len(w.Page)-(rows-2)))
		w.Scroll = v.scroll
	} else {
		w.Flow = v.flowLines(columns - 2)
	}
	return view.Walk(w, columns, rows, v.print.Style)
}

// flowLines draws the diagram, if there is more to draw than last time.
func (v *screen) flowLines(width int) []string {
	seq := v.host.Session.Log.Next()
	if seq != v.flow.seq || width != v.flow.width || v.calm && v.flow.lines == nil {
		text := v.diagram(width)
		v.flow = flowText{seq, width, strings.Split(strings.TrimRight(plainText(text), "\n"), "\n")}
	}
	return v.flow.lines
}

// maxPending is how many moves are typed ahead at most.
const maxPending = 10

// move lets the script go on, as soon as nothing moves.
func (v *screen) move(m func() error) {
	if !v.calm {
		if !v.over && len(v.pending) < maxPending {
			v.pending = append(v.pending, m)
		}
		return
	}
	if err := m(); err != nil {
		v.message = err.Error()
		return
	}
	v.before, v.calm = v.st.World, false
	select {
	case v.moved <- struct{}{}:
	default:
	}
}

// typed runs what was typed where the selected task stands. It may wait, so the
// keys go on meanwhile; what is typed then waits for its turn.
func (v *screen) typed(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	before, over := v.lastTyped, make(chan struct{})
	v.lastTyped = over
	v.mu.Lock()
	v.Shown = v.st.World
	v.mu.Unlock()
	go func() {
		defer close(over)
		if before != nil {
			<-before
		}
		defer v.poke()
		from := len(v.print.Held())
		err := v.lua(text)
		said := plainText(v.print.Held()[from:])
		v.mu.Lock()
		defer v.mu.Unlock()
		if err != nil {
			said += err.Error() + "\n"
		}
		switch strings.Count(said, "\n") {
		case 0: // a statement: the variables and the sockets show what it did
			v.message = text + ": done"
			return
		case 1:
			v.message = text + "  →  " + strings.TrimSpace(said)
			return
		}
		v.show(text, func(int) string { return said })
	}()
}

// show puts a text in the place of the table.
func (v *screen) show(title string, page func(width int) string) {
	v.page, v.title, v.scroll = page, title, 0
}

// breakpoint sets one, or takes away the one that is on that very line.
func (v *screen) breakpoint(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	b, err := v.readBreakpoint(strings.TrimSpace(text), event.Place{Source: v.file(), Line: v.cursor})
	if err == nil {
		for _, old := range v.step.Breakpoints() {
			if old.Place == b.Place && old.Call == b.Call && b.If == "" {
				v.message = fmt.Sprintf("%s is taken away", old.String())
				_ = v.step.Clear(old.ID)
				return
			}
		}
		b, err = v.step.Break(b)
	}
	v.message = b.String()
	if err != nil {
		v.message = err.Error()
	}
}

// file is the one that is shown.
func (v *screen) file() string {
	if v.next.Source != "" {
		return v.next.Source
	}
	return v.script.Name
}

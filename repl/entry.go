package repl

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"sockpit/repl/notice"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// entry does what was typed, and reports whether the session should end.
func (r *REPL) entry(text string) (quit bool) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return false
	}
	r.plugins()
	if done, quit := r.learnEntry(trimmed); done {
		return quit
	}
	switch {
	case strings.HasPrefix(trimmed, ":"):
		return r.command(trimmed)
	case strings.HasSuffix(trimmed, "&"):
		r.background(strings.TrimSpace(strings.TrimSuffix(trimmed, "&")))
	default:
		r.foreground(func() scripting.Result { return r.eval(text) })
	}
	return false
}

// foreground runs something that can be interrupted, then shows what it gave
// and what it changed.
func (r *REPL) foreground(run func() scripting.Result) {
	finished := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() { r.watch(finished) })
	r.busy.Store(true)
	r.stuck.Store(false)
	result := run()
	r.busy.Store(false)
	close(finished)
	watcher.Wait()
	r.following.Show()
	r.print.SayLeftOut()
	r.print.Values(result.Values)
	if result.Failed != nil {
		r.fail(result.Failed, 0)
	}
	r.showChanges()
	if result.Note != "" {
		r.print.Say(result.Note)
	}
}

// slow is after how long a call that waits says so.
const slow = time.Second

// watch passes Ctrl-C on to the running entry, and says what a call waits for
// when it has waited long.
func (r *REPL) watch(finished <-chan struct{}) {
	timer := time.NewTimer(slow)
	defer timer.Stop()
	for {
		select {
		case <-finished:
			return
		case <-r.reader.Interrupts():
			r.host.Interrupt(scripting.ErrInterrupted)
		case <-timer.C:
			r.sayWaiting()
		}
	}
}

// sayStuck says at once that the entry in the foreground waits for ever. That it
// waits for somebody outside is said by sayWaiting.
func (r *REPL) sayStuck(s scripting.Stuck) {
	if s.Deadlock && term.IsTerminal(r.config.In) {
		r.stuck.Store(true)
		r.print.Put(view.Why(scripting.Reports{s.Report}.Plain(), r.print.Width(), r.print.Style))
		r.print.Say("Ctrl-C stops waiting.")
	}
}

// sayWaiting says what the entry in the foreground waits for.
func (r *REPL) sayWaiting() {
	if r.stuck.Load() {
		return // said already
	}
	if text := notice.Waiting(r.host.World()); text != "" {
		if why := r.host.WhyWaits(); why != "" {
			text += " " + why
		}
		r.print.Say(text + " Ctrl-C stops waiting.")
	}
}

// fail shows a failure.
func (r *REPL) fail(f *scripting.Failure, task int) {
	if errors.Is(f, scripting.ErrInterrupted) {
		r.print.Line(r.print.Style.Soft("  stopped"))
		return
	}
	r.failed.Store(true)
	if proofs := f.Proofs; len(proofs) > 0 {
		r.rests.Store(&proofs)
	}
	r.print.Put(view.Failure(f, task, r.print.Width(), r.print.Style))
}

// eval runs an entry. One that is a single word which nothing is called gives nil
// in Lua, and would be passed over in silence: a slip of the pen is told.
func (r *REPL) eval(text string) scripting.Result {
	result := r.host.Eval(text, r.print.Width())
	word := strings.TrimSpace(text)
	if result.Failed == nil && result.Note == "" && len(result.Values) == 1 && result.Values[0] == "nil" && syntax.IsName(word) {
		result.Note = r.nameless(word)
	}
	return result
}

// nameless says that nothing has a name, and what may have been meant; "" if
// something has it after all. At sockpit learn it speaks the learner's language.
func (r *REPL) nameless(word string) string {
	names, say := r.host.Names(), r.speaks()
	if slices.Contains(names, word) {
		return ""
	}
	if r.learn != nil && r.learn.mode {
		names = append(names, learnCommands().Names()...)
	}
	text := say("Nothing is called ", "Không có gì tên là ") + word + "."
	if word == "exit" {
		word = "quit"
	}
	if slices.Contains(r.allCommands().Names(), word) {
		return text + say(" Commands begin with a colon: :", " Các lệnh bắt đầu bằng dấu hai chấm: :") + word
	}
	if near := syntax.Nearest(word, names); near != "" && len(word) > 3 { // everything is near a short word
		return text + fmt.Sprintf(say(" Did you mean %s?", " Có phải bạn muốn gõ %s không?"), near)
	}
	return text
}

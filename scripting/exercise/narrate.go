package exercise

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// narrate gives the steps, with what the program did after each.
func (t *tester) narrate(w scripting.World) []Step {
	steps := slices.Clone(t.steps)
	events, _ := t.proc.host.Session.Log.All()
	names := t.names(w)
	for i := range steps {
		until := t.proc.host.Session.Log.Next()
		if i+1 < len(steps) {
			until = t.marks[i+1]
		}
		steps[i].Yours = didThen(events, t.marks[i], until, names)
	}
	return steps
}

// names gives the sockets of the program the names of the variables that hold
// them, or that got them when they were made.
func (t *tester) names(w scripting.World) map[int]string {
	names := t.proc.host.GivenNames()
	for _, s := range w.Sockets {
		if s.Name != "–" {
			names[s.ID] = s.Name
		}
	}
	return names
}

// maxTold is how many calls of the program one step tells.
const maxTold = 3

// A deed is one call of the program, and how much it matters to a learner.
type deed struct {
	text   Text
	weight int // 0 closes, 1 others, 2 what failed: never left out
}

// didThen says what the program did between two events.
func didThen(events []event.Event, from, until int64, names map[int]string) Text {
	var told []deed
	ended := false
	for i := range events {
		e := &events[i]
		switch {
		case e.Seq < from || e.Seq >= until:
		case e.Call == "close" && e.Place.Line == 0:
			ended = true // the program's end closes them
		case e.Done():
			if what, ok := callText(e, names); ok {
				told = append(told, deed{what, weigh(e)})
			}
		}
	}
	told, more := fold(told)
	var out Text
	for i, d := range told {
		if out = (Text{out.EN + ", " + d.text.EN, out.VI + ", " + d.text.VI}); i == 0 {
			out = d.text
		}
	}
	if more > 0 {
		out = Say("%s and %d calls more", out, more)
	}
	switch {
	case ended && out.Empty():
		return Say("your program came to its end")
	case ended:
		return Say("%s; then your program came to its end", out)
	}
	return out
}

func weigh(e *event.Event) int {
	switch {
	case e.Err != nil:
		return 2
	case e.Call == "close" || e.Call == "shutdown":
		return 0
	}
	return 1
}

// fold leaves out what matters least, until few enough are left, and counts it.
func fold(told []deed) (left []deed, more int) {
	for weight := 0; weight < 2; weight++ {
		for i := len(told) - 1; i >= 0 && len(told) > maxTold; i-- {
			if told[i].weight == weight {
				told, more = slices.Delete(told, i, i+1), more+1
			}
		}
	}
	if most := 2 * maxTold; len(told) > most { // failures without end
		told, more = told[:most], more+len(told)-most
	}
	return told, more
}

// callText writes one call of the program; false for those that say nothing to
// a learner.
func callText(e *event.Event, names map[int]string) (Text, bool) {
	on := nameOf(names, e.Socket)
	code := ""
	if e.Err != nil {
		if code = runtime.Code(e.Err); code == "INTERRUPTED" || code == "CANCELLED" {
			return Text{}, false
		}
	}
	line := ""
	if e.Place.Line > 0 {
		line = fmt.Sprintf(" (line %d)", e.Place.Line)
	}
	inLine := Text{line, strings.Replace(line, "line", "dòng", 1)}
	switch {
	case code != "":
		return Say("%s on %s failed: %s%s", e.Call, on, code, inLine), e.Call != "fault"
	case e.Call == "accept":
		return Say("accept made %s%s", nameOf(names, e.Made), inLine), true
	case e.Call == "listen":
		return Say("%s listens%s", on, inLine), true
	case e.Call == "connect":
		return Say("%s connected%s", on, inLine), true
	case (e.Call == "recv" || e.Call == "recvfrom") && e.EOF:
		return Say("recv on %s gave eof%s", on, inLine), true
	case e.Call == "recv" || e.Call == "recvfrom":
		return Say("recv on %s gave %d bytes%s", on, e.N, inLine), true
	case e.Call == "send" || e.Call == "sendto":
		return Say("send on %s took %d bytes%s", on, e.N, inLine), true
	case e.Call == "close" || e.Call == "shutdown" || e.Call == "reset":
		return Say("%s on %s%s", e.Call, on, inLine), true
	}
	return Text{}, false
}

func nameOf(names map[int]string, id int) string {
	if name := names[id]; name != "" {
		return name
	}
	return fmt.Sprintf("#%d", id)
}

// manySockets is more than any exercise asks for: it is what there is to say then.
const manySockets = 500

// doing says what the program does now, and in which line: what its main part
// waits for, or else another task.
func (t *tester) doing(w scripting.World) (Text, int) {
	if t.proc.ended() && !t.ex.Kind.inWorld() {
		return Say("your program has come to its end, and its sockets were closed"), 0
	}
	if n := len(w.Sockets); n > manySockets {
		return Say("your program has %d sockets open", n), 0
	}
	tasks := slices.Clone(w.Tasks)
	slices.SortFunc(tasks, func(a, b scripting.TaskView) int { return cmp.Compare(a.ID, b.ID) })
	for _, task := range tasks {
		if task.Waits == "" {
			return Say("your program is busy"), 0
		}
	}
	if len(tasks) == 0 {
		return Text{}, 0
	}
	task := tasks[0]
	line := task.At.Line
	switch {
	case len(tasks) > 1:
		return Say("your program waits in %s, line %d, and %d more tasks wait", call(task), line, len(tasks)-1), line
	default:
		return Say("your program waits in %s, line %d", call(task), line), line
	}
}

func call(task scripting.TaskView) string {
	if task.On != "" && task.On != "–" {
		return task.Waits + "(" + task.On + ")"
	}
	return task.Waits
}

// notListening says why nobody listens on PORT, as far as the program tells.
func (t *tester) notListening() Text {
	if t.proc == nil {
		return Text{}
	}
	w := t.proc.host.World()
	for _, s := range w.Sockets {
		local := s.State.Local
		switch {
		case s.Kind == runtime.Listener && int(local.Port) == t.port:
			return Say("%s has this port, but at %s.", s.Name, local)
		case s.Kind == runtime.Listener:
			return Say("%s listens on %d, not on PORT.", s.Name, local.Port)
		case int(local.Port) == t.port && s.State.Name == stack.Closed:
			return Say("%s is bound to PORT and does not listen.", s.Name)
		}
	}
	switch {
	case t.proc.failure() != nil:
		return Text{} // the error is told beneath
	case t.closedListener() > 0:
		return Say("Your program closed its listener in line %d.", t.closedListener())
	case t.proc.ended() && !t.ex.Kind.inWorld():
		return Say("Your program has come to its end, and its sockets with it.")
	}
	return Say("Your program listens nowhere.")
}

// closedListener gives the line in which a listener was closed, or 0.
func (t *tester) closedListener() int {
	events, _ := t.proc.host.Session.Log.All()
	listeners, line := map[int]bool{}, 0
	for i := range events {
		switch e := &events[i]; {
		case e.Call == "listen" && e.Err == nil:
			listeners[e.Socket], line = true, 0
		case e.Call == "close" && listeners[e.Socket]:
			line = e.Place.Line
		}
	}
	return line
}

// lineOf gives a line of the learner's program.
func lineOf(p Program, failed *scripting.Failure, line int) string {
	if failed != nil && failed.Source != "" {
		return failed.Source
	}
	lines := strings.Split(p.Text, "\n")
	if line < 1 || line > len(lines) || failed != nil && filepath.Base(failed.Place.Source) != filepath.Base(cmp.Or(p.Name, programName)) {
		return ""
	}
	return strings.TrimRight(lines[line-1], "\r")
}

package stepper

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"sockpit/repl/line"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/runtime/lazy"
	"sockpit/scripting"
)

// key is one key of the full screen.
func (v *screen) key(key string) line.Act {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.message = ""
	if v.page != nil {
		v.pageKey(key)
		return line.Act{}
	}
	switch key {
	case "q", "ctrl-d":
		return line.Act{Leave: true}
	case "ctrl-c":
		return v.interruptKey()
	case ":":
		return line.Act{Ask: "Lua: ", Got: v.typed}
	case "b":
		return line.Act{Ask: "break at LINE or FUNCTION [if CONDITION] (Enter: this line): ", Got: v.breakpoint}
	case "u":
		return line.Act{Ask: "run until LINE (Enter: this line): ", Got: v.until}
	case "t":
		return line.Act{Ask: "task NUMBER (Enter: the next): ", Got: v.task}
	case "up", "down":
		by := map[string]int{"up": -1, "down": 1}[key]
		v.cursor = max(1, min(v.cursor+by, len(v.step.Text(v.file()))))
	default:
		v.moveKey(key)
	}
	return line.Act{}
}

// moveKey is a key that lets the script go on, or shows a page.
func (v *screen) moveKey(key string) {
	by := func(m scripting.Move) {
		v.last = m
		v.move(func() error { return v.step.Move(m) })
	}
	switch key {
	case "n":
		by(scripting.Over)
	case "i":
		by(scripting.Into)
	case "o":
		by(scripting.Out)
	case "s":
		by(scripting.ToStep)
	case "c":
		by(scripting.Run)
	case "enter", " ":
		by(v.last)
	case "d":
		v.show("diagram", func(width int) string { return plainText(v.diagram(width)) })
		v.scroll = 1 << 20 // its end
	case "v":
		v.watch = !v.watch
		v.lookAtVariables()
	case "p":
		v.show("output", func(int) string { return plainText(v.print.Held()) })
		v.scroll = 1 << 20
	case "k":
		v.show("sockets", func(width int) string { return view.Sockets(v.st.World, width, view.Plain()) })
	case "?", "h":
		v.show("keys", keyHelp)
	}
}

// pageKey is a key while a page is shown.
func (v *screen) pageKey(key string) {
	switch key {
	case "up":
		v.scroll = max(0, v.scroll-1)
	case "down":
		v.scroll++
	case "home":
		v.scroll = 0
	case "end":
		v.scroll = 1 << 20
	case " ":
		v.scroll += 10
	default:
		v.page, v.title = nil, ""
	}
}

// interruptKey stops tasks that run at their next line, ends what was typed and
// waits, and leaves if nothing runs.
func (v *screen) interruptKey() line.Act {
	switch {
	case v.step.Typing():
		v.step.Interrupt()
	case !v.calm && !v.over:
		v.step.Pause()
	default:
		return line.Act{Leave: true}
	}
	return line.Act{}
}

// task selects the task that was asked for, or the next one that stands.
func (v *screen) task(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	id, err := v.nextTask(), error(nil)
	if text = strings.TrimSpace(text); text != "" {
		if id, err = strconv.Atoi(text); err != nil {
			v.message = fmt.Sprintf("got %s, want the number of a task", text)
			return
		}
	}
	if id == 0 {
		v.message = "no other task stands at a line"
		return
	}
	if err := v.step.Select(id); err != nil {
		v.message = err.Error()
		return
	}
	v.st.Selected = id
	if t := v.st.Selection(); t != nil { // else it is new, and is seen at the next look
		v.next, v.cursor = t.Place, t.Place.Line
	}
	v.lookAtVariables()
}

// nextTask gives the next task that stands behind the selected one, 0 if no other
// does.
func (v *screen) nextTask() int {
	var ids []int
	at := 0
	for i := range v.st.Steps {
		if t := &v.st.Steps[i]; t.Stands {
			if t.ID == v.st.Selected {
				at = len(ids)
			}
			ids = append(ids, t.ID)
		}
	}
	if len(ids) < 2 {
		return 0
	}
	return ids[(at+1)%len(ids)]
}

// until runs to a line.
func (v *screen) until(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	p, err := event.Place{Source: v.file(), Line: v.cursor}, error(nil)
	if text = strings.TrimSpace(text); text != "" {
		p, err = v.readPlace(text, p)
	}
	if err != nil {
		v.message = err.Error()
		return
	}
	v.move(func() error { return v.step.RunTo(p) })
}

// keyHelp explains the keys.
func keyHelp(width int) string {
	var rows [][3]string
	for _, c := range commands() {
		if c.key {
			rows = append(rows, [3]string{"keys", c.names[0], cmp.Or(c.keyed, c.summary)})
		}
	}
	for _, k := range [][2]string{
		{"Enter, blank", "does the last move again"},
		{":", "asks for Lua, and runs it with the variables of the line: inspect(c), send(c, \"x\"), n = 3"},
		{"up, down", "points at another line, for b and u"},
		{"p", "shows all that the script has printed"},
		{"Ctrl-C", "stops tasks that run at their next line; where a task stands it leaves, as q does"},
	} {
		rows = append(rows, [3]string{"keys", k[0], k[1]})
	}
	return view.Commands(rows, width, view.Plain()) + "\n" +
		view.Sentence("▶ marks the line that comes next and the task that the next key is about, ● a breakpoint. Of the sockets, + is new since the last move, ~ has changed, - is closed; of the variables, + is new since the function's line before, ~ has another value; one with – for its name is held by no variable, or is the kernel's if it has – for its number too. While a task stands, no timeout of another one runs out.", width, view.Plain())
}

var sgr = lazy.Regexp("\x1b\\[[0-9;]*m")

// plainText takes the colours out of a text of ours, and the tabs between values.
func plainText(text string) string {
	return strings.ReplaceAll(sgr().ReplaceAllString(text, ""), "\t", "  ")
}

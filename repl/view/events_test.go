package view

import (
	"strings"
	"testing"
	"time"

	"sockpit/runtime/event"
)

// What a call gave is told whole, in the list and in the trace, however narrow
// the screen is.
func TestOutcomeIsWhole(t *testing.T) {
	t.Parallel()
	note := "implied: the kernel would have bound every address"
	at := time.Unix(1000, 0)
	e := event.Event{Seq: 1, Task: 1, Socket: 1, Call: "bind", Via: "listen", Arg: "127.0.0.1:9000", Note: note, Begin: at, End: at.Add(time.Second),
		Place: event.Place{Source: "a-long-name-of-a-script.lua", Line: 100}}
	c := Calls{Events: []event.Event{e}, Began: at, Tags: map[int]string{1: "#1 listener"}}
	for width := 24; width <= 160; width++ {
		for what, text := range map[string]string{"events": Events(c, width, Plain()), "trace": Trace(&e, c, width, Plain())} {
			for _, word := range strings.Fields(note + ", after 1 s") {
				if !strings.Contains(text, word) {
					t.Errorf("%s in %d columns lacks %q:\n%s", what, width, word, text)
					break
				}
			}
		}
	}
}

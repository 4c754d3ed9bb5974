package view

import (
	"net/netip"
	"strings"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// On 80 columns both ports of a connection and the length of a queue are whole.
func TestWalkSocketsAtEighty(t *testing.T) {
	t.Parallel()
	at := func(port uint16) stack.Address {
		return stack.Address{IP: netip.MustParseAddr("127.0.0.1"), Port: port}
	}
	var w scripting.World
	for i, name := range []string{"listener", "connection", "c"} {
		s := scripting.Named{Name: name, View: runtime.View{Socket: &runtime.Socket{}}}
		s.View.ID, s.Kind = i+1, runtime.Stream
		s.State = stack.State{Name: "ESTABLISHED", Local: at(59618), Remote: at(52053), RecvQueue: 12}
		w.Sockets = append(w.Sockets, s)
	}
	v := WalkView{Lines: []string{strings.Repeat("x", 80)}, Place: event.Place.String, Standing: scripting.Standing{World: w}}
	text := Walk(v, 80, 24, Plain())
	for _, want := range []string{":59618 → :52053", "in 12"} {
		if strings.Count(text, want) != 3 {
			t.Errorf("want %q three times in\n%s", want, text)
		}
	}
}

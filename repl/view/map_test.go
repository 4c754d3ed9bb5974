package view

import (
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// Each socket is in the map once, whatever the world is: those that are each
// other's ends on one link, what accept made beneath its listener.
func TestMapHasEachSocketOnce(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]scripting.World{"small": worldOf(tame), "crowd": crowdOf(tame)} {
		m := mapOf(w)
		seen := map[int]int{}
		m.each(func(e *mapEnd) { seen[e.id]++ })
		for _, s := range w.Sockets {
			if seen[s.ID] != 1 {
				t.Errorf("%s: #%d is drawn %d times", name, s.ID, seen[s.ID])
			}
		}
		for _, h := range m.hubs {
			for _, l := range h.links {
				if l.left.state.Local != h.state.Local {
					t.Errorf("%s: %s hangs on the listener at %s", name, l.left.address(), h.address())
				}
			}
		}
	}
	m := mapOf(crowdOf(tame))
	if len(m.hubs) != 1 || len(m.hubs[0].links) != 120 || len(m.links) != 0 || len(m.loose) != 102 {
		t.Errorf("a crowd: %d listeners, %d links elsewhere, %d loose", len(m.hubs), len(m.links), len(m.loose))
	}
}

// A cable shows which side can still send.
func TestCables(t *testing.T) {
	t.Parallel()
	a, b := tcp("127.0.0.1", 1), tcp("127.0.0.1", 2)
	for _, c := range []struct {
		left, right stack.TCPState
		want        int
	}{
		{"ESTABLISHED", "ESTABLISHED", toLeft | toRight}, {"FIN_WAIT2", "CLOSE_WAIT", toLeft}, {"CLOSE_WAIT", "FIN_WAIT2", toRight},
		{"LAST_ACK", "TIME_WAIT", 0}, {"SYN_RECV", "SYN_SENT", 0}, {"CLOSED", "CLOSED", 0},
	} {
		l := link{&mapEnd{net: stack.TCP4, state: stateOf(c.left, a, b, 0, 0)}, &mapEnd{net: stack.TCP4, state: stateOf(c.right, b, a, 0, 0)}}
		if got := l.carries(); got != c.want {
			t.Errorf("%s and %s: carries %d, want %d", c.left, c.right, got, c.want)
		}
	}
}

// The picture is well-formed, whatever the sockets are called.
func TestMapSVGIsXML(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 3))
	for range rounds() / 4 {
		d := xml.NewDecoder(strings.NewReader(MapSVG(worldOf(hostile(r)))))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
	if svg := MapSVG(crowdOf(tame)); !strings.Contains(svg, "and 20 more") {
		t.Error("what is left out of a picture is not told")
	}
}

// Who has called and got no answer has no connection yet, and the map says so.
func TestMapOfACall(t *testing.T) {
	t.Parallel()
	l, c := tcp("127.0.0.1", 9000), tcp("127.0.0.1", 40000)
	w := scripting.World{Sockets: []scripting.Named{
		{Name: "l", View: runtime.View{Socket: made(1, stack.TCP4, "x.lua", 1), Kind: runtime.Listener, State: listening(l, 2, 1)}},
		{Name: "c", View: runtime.View{Socket: made(2, stack.TCP4, "x.lua", 2), Kind: runtime.Fresh, State: stateOf("SYN_SENT", c, l, 0, 0)}},
	}}
	m := mapOf(w)
	if len(m.hubs) != 1 || len(m.hubs[0].links) != 1 || m.hubs[0].links[0].carries() != 0 {
		t.Errorf("bytes can go through it, or it has no link: %+v", m)
	}
	if text := Map(w, 80, Plain()); !strings.Contains(text, "no answer yet") {
		t.Error(text)
	}
}

// Of whom the kernel has nothing at a listener of ours the map says so, if it
// was told; and that nothing can come from there.
func TestMapOfTheForgotten(t *testing.T) {
	t.Parallel()
	l, c := tcp("127.0.0.1", 9000), tcp("127.0.0.1", 40000)
	w := scripting.World{Sockets: []scripting.Named{
		{Name: "l", View: runtime.View{Socket: made(1, stack.TCP4, "x.lua", 1), Kind: runtime.Listener, State: listening(l, 2, 1)}},
		{Name: "c", View: runtime.View{Socket: made(2, stack.TCP4, "x.lua", 2), Kind: runtime.Stream, State: stateOf("ESTABLISHED", c, l, 0, 0)}},
	}}
	if text := Map(w, 80, Plain()); !strings.Contains(text, "not in l's queue") || mapOf(w).hubs[0].links[0].carries() != toLeft {
		t.Error(text)
	}
	w.Unknown = errors.New("not permitted")
	if text := Map(w, 80, Plain()); !strings.Contains(text, "not known") || mapOf(w).hubs[0].links[0].carries() != toLeft|toRight {
		t.Error(text)
	}
}

package runtime

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// told writes a history as "STATE call:line", with ' where the other end moved it.
func told(s *Socket) string {
	var parts []string
	for _, h := range s.History() {
		peer := ""
		if h.Peer {
			peer = "'"
		}
		parts = append(parts, fmt.Sprintf("%s %s%s:%d", h.State, h.Call, peer, h.Place.Line))
	}
	return strings.Join(parts, ", ")
}

func at(line int) *Caller { return &Caller{Task: 1, Place: event.Place{Source: "t.lua", Line: line}} }

func TestHistory(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l, err := s.Socket(at(1), stack.TCP4)
	must(t, err)
	must(t, l.Bind(at(2), loopback(stack.TCP4, 0)))
	must(t, l.Listen(at(3), 5))
	c, err := s.Socket(at(4), stack.TCP4)
	must(t, err)
	local, _ := l.Addresses()
	must(t, c.Connect(at(5), local))
	a, err := l.Accept(at(6))
	must(t, err)
	s.Snapshot() // learns who is at whose end
	must(t, c.Shutdown(at(7), stack.ShutWrite))
	eventually(t, "the FIN is heard", func() bool {
		s.Snapshot()
		return strings.Contains(told(a), "CLOSE_WAIT") && strings.Contains(told(c), "FIN_WAIT2")
	})
	must(t, a.Close(at(8)))
	eventually(t, "the other FIN is heard", func() bool { s.Snapshot(); return strings.HasSuffix(told(c), "CLOSED close':8") })

	if got, want := told(l), "CLOSED bind:2, LISTEN listen:3"; got != want {
		t.Errorf("listener: %s, want %s", got, want)
	}
	if got, want := told(a), "ESTABLISHED accept:6, CLOSE_WAIT shutdown':7"; got != want {
		t.Errorf("accepted: %s, want %s", got, want)
	}
	// FIN_WAIT1 may pass unseen.
	if got, want := strings.Replace(told(c), "FIN_WAIT1 shutdown:7, ", "", 1),
		"ESTABLISHED connect:5, FIN_WAIT2 shutdown:7, CLOSED close':8"; got != want {
		t.Errorf("client: %s, want %s", got, want)
	}
}

// TestOtherPrograms looks at a connection whose other end another session has:
// for the kernel that is this process, with its name and number.
func TestOtherPrograms(t *testing.T) {
	t.Parallel()
	there, here := world(t, Config{}), world(t, Config{})
	l, err := there.Socket(&Caller{}, stack.TCP4)
	must(t, err)
	must(t, l.Bind(&Caller{}, loopback(stack.TCP4, 0)))
	must(t, l.Listen(&Caller{}, 5))
	c, err := here.Socket(&Caller{}, stack.TCP4)
	must(t, err)
	local, _ := l.Addresses()
	must(t, c.Connect(&Caller{}, local))
	_, err = l.Accept(&Caller{})
	must(t, err)
	far := seen(t, here, Far, "the other end", func(a Around) bool { return a.Holder != "" })
	if !strings.HasSuffix(far.Holder, fmt.Sprintf(" (%d)", os.Getpid())) || far.Socket != c.ID {
		t.Errorf("held by %q, of #%d", far.Holder, far.Socket)
	}
	if n := len(around(here.Snapshot(), Others)); n != 0 {
		t.Errorf("%d other sockets without being asked", n)
	}
	listeners := slices.DeleteFunc(around(here.SnapshotAll(), Others), func(a Around) bool { return a.State.Name != stack.Listen })
	if len(listeners) != 1 || listeners[0].Local.Port != local.Port || listeners[0].Holder != far.Holder {
		t.Errorf("on the same port: %+v, want the listener", listeners)
	}
}

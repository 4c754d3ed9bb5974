package runner

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/runtime/printable/hostile"
	"sockpit/runtime/record"
	recorded "sockpit/runtime/replay"
	"sockpit/scripting"
)

// damaged gives a log in which some calls say something else than what happened.
func damaged(r *rand.Rand, l record.Log) record.Log {
	l.Events = append([]event.Event(nil), l.Events...)
	for range 1 + r.IntN(8) {
		e, other := &l.Events[r.IntN(len(l.Events))], l.Events[r.IntN(len(l.Events))]
		switch r.IntN(9) {
		case 0:
			e.Socket = other.Socket
		case 1:
			e.Made = other.Socket
		case 2:
			e.Task = r.IntN(4)
		case 3:
			e.Stream = event.Range{From: r.Int64N(1 << 40), To: 1<<40 + r.Int64N(1<<40)}
		case 4:
			e.Stream = other.Stream
		case 5:
			e.Call, e.Via = other.Call, other.Via
		case 6:
			e.Local, e.Remote = other.Remote, other.Local
		case 7:
			e.End = time.Time{}
		default:
			e.Err, e.EOF = other.Err, r.IntN(2) == 0
		}
	}
	if r.IntN(4) == 0 {
		i := r.IntN(len(l.Events))
		l.Events = append(l.Events[:i:i], l.Events[i+1:]...)
	}
	return l
}

// Whatever a log says, it is drawn, as a table and as a diagram, and a plan is
// made of it or it is refused: without a panic, and in good time.
func TestDamagedLogs(t *testing.T) {
	t.Parallel()
	rounds := 150
	if os.Getenv("SOCKPIT_LONG") != "" {
		rounds = 20_000
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	var logs []record.Log
	for _, name := range []string{"lines", "echo", "udp", "unix"} {
		logs = append(logs, logOf(t, scenario(t, name)))
	}
	for range rounds {
		l := damaged(r, logs[r.IntN(len(logs))])
		began := time.Now()
		text := view.Record(l, 80, view.Plain()) + view.Diagram(scripting.SavedFlow(&l), "", 80, false, view.Plain())
		for _, side := range []recorded.Side{recorded.Client, recorded.Server} {
			_, _ = recorded.NewPlan(l, side, "", nil)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("it took %s", took)
		}
		if c, bad := hostile.Unsafe(text); bad {
			t.Fatalf("%U on the screen", c)
		}
	}
}

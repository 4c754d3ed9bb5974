package runner

import (
	"fmt"
	"math"
	"net/netip"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/record"
	recorded "sockpit/runtime/replay"
	"sockpit/runtime/stack"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// A logger writes a log, call by call.
type logger struct {
	record.Log
	at   time.Time
	last int           // number of the newest socket
	sent map[int]int64 // by socket
	got  map[int]int64
}

func newLogger() *logger {
	began := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	return &logger{Log: record.Log{Script: "x.lua", Text: "a = 1\n", Began: began}, at: began, sent: map[int]int64{}, got: map[int]int64{}}
}

func (l *logger) add(e event.Event) {
	e.Seq, e.Begin, e.End = int64(len(l.Events)+1), l.at, l.at.Add(time.Microsecond)
	e.Place = event.Place{Source: "x.lua", Line: 1 + len(l.Events)%1000}
	l.at = l.at.Add(2 * time.Microsecond)
	l.Events = append(l.Events, e)
}

func (l *logger) step(task int) {
	l.Steps = append(l.Steps, record.Step{Text: "now", Task: task, At: l.at, Seq: int64(len(l.Events) + 1)})
	l.at = l.at.Add(time.Microsecond)
}

func (l *logger) socket(task int, n stack.Network) int {
	l.last++
	l.add(event.Event{Task: task, Call: "socket", Socket: l.last, Made: l.last, Arg: string(n)})
	return l.last
}

func loopbackAt(n stack.Network, port int) stack.Address {
	return stack.Address{Network: n, IP: netip.AddrFrom4([4]byte{127, 0, byte(port >> 16), 1}), Port: uint16(port)}
}

func (l *logger) listener(task, port int) int {
	id := l.socket(task, stack.TCP4)
	l.add(event.Event{Task: task, Call: "listen", Socket: id, Local: loopbackAt(stack.TCP4, port)})
	return id
}

// connection makes one of a client and the listener at a port.
func (l *logger) connection(task, listener, port, from int) (client, server int) {
	client = l.socket(task, stack.TCP4)
	near, far := loopbackAt(stack.TCP4, from), loopbackAt(stack.TCP4, port)
	l.add(event.Event{Task: task, Call: "connect", Socket: client, Local: near, Remote: far})
	l.last++
	l.add(event.Event{Task: task, Call: "accept", Socket: listener, Made: l.last, Local: far, Remote: near})
	return client, l.last
}

func (l *logger) move(task int, call string, socket int, data string) {
	at := l.sent
	if call != "send" {
		at = l.got
	}
	e := event.Event{Task: task, Call: call, Socket: socket, Data: []byte(data), N: len(data), Size: len(data)}
	e.Stream = event.Range{From: at[socket], To: at[socket] + int64(len(data))}
	at[socket] = e.Stream.To
	l.add(e)
}

func (l *logger) close(task, socket int) {
	l.add(event.Event{Task: task, Call: "close", Socket: socket})
}

// shapes are logs of many of something, which grow with n; some are of what no
// session can do.
var shapes = []struct {
	name string
	log  func(n int) *logger
}{
	{"connections, one after the other", func(n int) *logger {
		l := newLogger()
		s := l.listener(1, 9000)
		for i := range n / 7 {
			c, d := l.connection(1, s, 9000, 10_000+i)
			l.move(1, "send", c, "hello")
			l.move(1, "recv", d, "hello")
			l.close(1, c)
			l.close(1, d)
		}
		return l
	}},
	{"connections, all open", func(n int) *logger {
		l := newLogger()
		s := l.listener(1, 9000)
		for i := range n / 5 {
			c, d := l.connection(1, s, 9000, 10_000+i)
			l.move(1, "send", c, "hello")
			l.move(1, "recv", d, "hello")
		}
		return l
	}},
	{"tasks, listeners and steps", func(n int) *logger {
		l := newLogger()
		for i := range n / 6 {
			s := l.listener(i+2, 10_000+i)
			c, d := l.connection(i+2, s, 10_000+i, 70_000+i)
			l.step(i + 1)
			l.move(i+1, "send", c, "hello")
			l.add(event.Event{Task: i + 3, Call: "recv", Socket: d, Err: &runtime.ToldError{Told: "TIMEOUT"}})
		}
		return l
	}},
	{"one connection, calls of all sizes", func(n int) *logger {
		l := newLogger()
		c, d := l.connection(1, l.listener(1, 9000), 9000, 10_000)
		for i := range n / 2 {
			l.move(1+i%3, "send", c, strings.Repeat("x", 1+i%5))
		}
		for l.got[d] < l.sent[c] {
			l.move(4+int(l.got[d])%3, "recv", d, strings.Repeat("x", int(min(1+l.got[d]%4, l.sent[c]-l.got[d]))))
		}
		return l
	}},
	{"every receive took every byte", func(n int) *logger {
		l := newLogger()
		c, d := l.connection(1, l.listener(1, 9000), 9000, 10_000)
		for i := range n {
			l.add(event.Event{Task: 1 + i%2, Call: []string{"send", "recv"}[i%2], Socket: []int{c, d}[i%2], N: 1 << 30, Stream: event.Range{To: 1 << 30}})
		}
		return l
	}},
	{"datagrams, all alike", func(n int) *logger {
		l := newLogger()
		a, b := l.socket(1, stack.UDP4), l.socket(1, stack.UDP4)
		for range n / 2 {
			l.move(1, "send", a, "the same bytes")
		}
		for range n / 2 {
			l.move(2, "recv", b, "the same bytes")
		}
		return l
	}},
	{"datagrams, none of which came from here", func(n int) *logger {
		l := newLogger()
		a, b := l.socket(1, stack.UDP4), l.socket(1, stack.UDP4)
		for i := range n / 2 {
			l.move(1, "send", a, fmt.Sprintf("%s%05d", strings.Repeat("x", letters), i))
			l.move(2, "recv", b, fmt.Sprintf("%s%05d", strings.Repeat("x", letters), i+n))
		}
		return l
	}},
	{"steps", func(n int) *logger {
		l := newLogger()
		l.socket(1, stack.TCP4)
		for i := range n {
			l.step(i % 100)
		}
		return l
	}},
	{"all wait for each other", func(n int) *logger {
		l := newLogger()
		c, d := l.connection(1, l.listener(1, 9000), 9000, 10_000)
		for i := range n / 2 { // what was received had not been sent yet
			l.move(2+i, "recv", d, "x")
			l.step(2 + i)
		}
		for i := range n / 2 {
			l.move(2+n/2-i, "send", c, "x")
		}
		return l
	}},
	{"a log without its beginning", func(n int) *logger {
		l := newLogger()
		l.Dropped = 12345
		l.sent[1], l.got[2] = 5000, 5000
		for i := range n / 2 {
			l.move(1, "send", 1, strings.Repeat("x", 1+i%7))
			l.move(1, "recv", 2, strings.Repeat("x", 1+i%7))
		}
		return l
	}},
}

// letters are more bytes than are looked at of a datagram at once.
const letters = 80

// drawnForms are all ways to draw a log.
var drawnForms = []struct {
	name string
	draw func(l *record.Log, f *timeline.Flow) string
}{
	{"record", func(l *record.Log, _ *timeline.Flow) string { return view.Record(*l, 100, view.Plain()) }},
	{"text", func(_ *record.Log, f *timeline.Flow) string { return view.Diagram(f, "", 100, false, view.Plain()) }},
	{"tasks", func(_ *record.Log, f *timeline.Flow) string {
		return view.Diagram(f, timeline.Tasks, 100, false, view.Plain())
	}},
	{"svg", func(_ *record.Log, f *timeline.Flow) string { return view.DiagramSVG(f, "") }},
	{"html", func(l *record.Log, f *timeline.Flow) string { return view.DiagramHTML(f, "", l, view.Film{}) }},
	{"mermaid", func(_ *record.Log, f *timeline.Flow) string { return view.DiagramMermaid(f, "") }},
	{"replay", func(l *record.Log, _ *timeline.Flow) string {
		for _, side := range []recorded.Side{recorded.Client, recorded.Server} {
			_, _ = recorded.NewPlan(*l, side, "", nil)
		}
		return ""
	}},
}

// A log of very many of anything costs work that grows with it: one that is eight
// times as long costs little more than twice as much as eight short ones, or less, the least
// of some tries; what grows with the square costs eight times as much. Only so many
// lines are drawn, and so what is measured is what must be found out of all of them.
// It is the processor time of this thread: what other programs do does not count.
func TestManyOfAnything(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("in one goroutine: nothing for the race detector")
	}
	const few, times, most, tries = 1000, 8, 2.2, 6
	goruntime.LockOSThread()
	defer goruntime.UnlockOSThread()
	if _, ok := threadTime(); !ok {
		t.Skip("this system does not tell the processor time of a thread")
	}
	used := func(l *record.Log, times int) time.Duration {
		began, _ := threadTime()
		for range times {
			_ = timeline.New(timeline.Source{Log: l})
			_ = timeline.New(timeline.Source{Log: l, Merge: true})
			_, _ = recorded.NewPlan(*l, recorded.Server, "", nil)
		}
		ended, _ := threadTime()
		return ended - began
	}
	for _, shape := range shapes {
		short, long := &shape.log(few).Log, &shape.log(times*few).Log
		ratio := math.Inf(1)
		for try := 0; try < tries && ratio >= most; try++ {
			ratio = min(ratio, float64(used(long, 1))/float64(used(short, times)))
		}
		if ratio >= most {
			t.Errorf("%s: %d lines take %.1f times as much of a processor as %d times %d", shape.name, times*few, ratio, times, few)
		}
	}
}

// The picture of a log of very many of anything is one that a browser can show,
// and it says what is left out.
func TestPicturesOfMany(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("in one goroutine: nothing for the race detector")
	}
	for _, shape := range shapes {
		l := &shape.log(4000).Log
		f := scripting.SavedFlow(l)
		for _, form := range drawnForms {
			text := form.draw(l, f)
			if form.name != "record" && len(text) > 6<<20 {
				t.Errorf("%s: %s has %d bytes", shape.name, form.name, len(text))
			}
			if form.name == "text" && len(f.Items) > 2000 && !strings.Contains(text, "more lines, left out here") {
				t.Errorf("%s: nothing says what is left out of %d lines", shape.name, len(f.Items))
			}
		}
	}
}

// What a log costs to be drawn, for each of its lines: the figure should not grow
// with n.
func BenchmarkDiagramGrowth(b *testing.B) {
	for _, shape := range shapes {
		for _, n := range []int{10, 1000, 10_000, 30_000} {
			l := &shape.log(n).Log
			b.Run(fmt.Sprintf("%s/flow/%d", shape.name, n), func(b *testing.B) {
				for b.Loop() {
					timeline.New(timeline.Source{Log: l})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
			})
			f := timeline.New(timeline.Source{Log: l})
			for _, form := range drawnForms {
				b.Run(fmt.Sprintf("%s/%s/%d", shape.name, form.name, n), func(b *testing.B) {
					for b.Loop() {
						form.draw(l, f)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
				})
			}
		}
	}
}

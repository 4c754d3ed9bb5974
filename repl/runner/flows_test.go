package runner

import (
	"cmp"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sockpit/repl/export"
	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// randomFlow writes a program of two to five tasks that send, receive, sleep and
// end connections as they like.
func randomFlow(r *rand.Rand) string {
	var b strings.Builder
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	b.WriteString("local l = listen(0, {backlog = 8})\n")
	b.WriteString("local a, b = pair(\"" + pick("tcp", "tcp", "unix") + "\")\n")
	b.WriteString("local c = dial(l.local_port)\nlocal s\n")
	if r.IntN(2) == 0 {
		fmt.Fprintf(&b, "try(setopt, %s, \"linger\", 0)\n", pick("a", "b", "c"))
	}
	call := func() string {
		x := pick("a", "b", "c", "s")
		switch r.IntN(16) {
		case 0, 1, 2, 3:
			return fmt.Sprintf("try(send, %s, (%q):rep(%d), {timeout = 0.03})", x, pick("x", "ab"), 1+r.IntN(12))
		case 4, 5, 6:
			return fmt.Sprintf("try(recv, %s, %d, {timeout = 0.002})", x, 1+r.IntN(12))
		case 7:
			return fmt.Sprintf("for i = 1, %d do try(send, %s, \"l\", {timeout = 0.03}) end", 2+r.IntN(8), x)
		case 8:
			return fmt.Sprintf("for i = 1, %d do try(recv, %s, 1, {timeout = 0.001}) end", 2+r.IntN(8), x)
		case 9, 10:
			return fmt.Sprintf("sleep(%.4f)", r.Float64()/500)
		case 11:
			return "do local x = try(accept, l, {timeout = 0.002}) if x then s = x end end"
		case 12:
			return "local d = try(dial, l.local_port, {timeout = 0.03}) if d then try(send, d, \"hi\", {timeout = 0.03}) end"
		case 13:
			return pick("try(shutdown, "+x+", \"write\")", "try(close, "+x+")", "try(reset, "+x+")")
		case 14:
			return fmt.Sprintf("try(recv_exactly, %s, %d, {timeout = 0.003})", x, 1+r.IntN(6))
		default:
			return fmt.Sprintf("try(send, %s, (\"m\"):rep(%d), {timeout = 0.03})", x, 1000*(1+r.IntN(3)*r.IntN(2)*2000))
		}
	}
	tasks := 1 + r.IntN(4)
	for n := range tasks {
		fmt.Fprintf(&b, "local t%d = spawn(function()\n", n)
		for range 2 + r.IntN(6) {
			b.WriteString("  " + call() + "\n")
		}
		b.WriteString("end)\n")
	}
	for range r.IntN(6) {
		b.WriteString(call() + "\n")
	}
	for n := range tasks {
		fmt.Fprintf(&b, "join(t%d)\n", n)
	}
	for _, x := range []string{"a", "b", "c", "s"} { // what came of it: an end, or a reset
		fmt.Fprintf(&b, "while true do local d, e = try(recv, %s, {timeout = 0}) if not d then break end end\n", x)
	}
	return b.String()
}

// A picture of random programs of several tasks shows what the log has: in the
// order of the log, with the amounts of the moment, and the same in every form.
// What is right is found out here from the events alone.
func TestRandomFlows(t *testing.T) {
	t.Parallel()
	flows := 60
	if os.Getenv("SOCKPIT_LONG") != "" {
		flows = 5000
	}
	var done checked
	for range flows {
		seed := rand.Uint64()
		text := randomFlow(rand.New(rand.NewPCG(seed, 1)))
		if wrong := done.flow(text); wrong != "" {
			t.Fatalf("seed %d: %s\n%s", seed, wrong, text)
		}
	}
	t.Logf("%d flows: %+v", flows, done)
	if done.Waits == 0 || done.Left == 0 || done.NotAccepted == 0 || done.Resets == 0 || done.Finishes == 0 || done.Orders == 0 || done.Sources == 0 {
		t.Errorf("not every kind of statement was there to be checked: %+v", done)
	}
}

// checked counts what was compared.
type checked struct{ Rows, Orders, Sources, Waits, Left, NotAccepted, Resets, Finishes, Statements int }

// flow runs a program, draws it and says what is wrong; "" nothing.
func (c *checked) flow(text string) string {
	h := api.New(scripting.Config{})
	defer h.Close()
	o := h.Run("flow.lua", text)
	for _, f := range o.Failures {
		return fmt.Sprint("it fails: ", f)
	}
	l := export.LogOf("", h, scripting.Script{Name: "flow.lua", Text: text}, nil, o.Steps)
	f := h.Flow(&l, false)
	p := pictured{checked: c, flow: f, log: newFacts(l.Events)}
	p.order()
	p.figures()
	p.ends()
	c.Rows += len(f.Items)
	p.forms(view.Diagram(f, "", 300, false, view.Plain()), view.DiagramSVG(f, ""), view.DiagramHTML(f, "", &l, view.Film{}), view.DiagramMermaid(f, ""))
	if len(p.wrong) == 0 {
		return ""
	}
	return strings.Join(p.wrong, "\n") + "\n" + view.Diagram(f, "", 160, false, view.Plain())
}

// facts are the events of a log, and who is whose other end, found from the events
// alone.
type facts struct {
	events []event.Event
	bySeq  map[int64]*event.Event
	peer   map[int]int
	taken  map[int]*event.Event // of a client the accept that took it
	queue  map[int]bool         // clients that dialled a listener of the flow
	unix   map[int]bool
}

func newFacts(events []event.Event) *facts {
	f := &facts{events: events, bySeq: map[int64]*event.Event{}, peer: map[int]int{}, taken: map[int]*event.Event{}, queue: map[int]bool{}, unix: map[int]bool{}}
	ports := map[[2]uint16]int{} // the client's and the server's
	for i := range events {
		e := &events[i]
		f.bySeq[e.Seq] = e
		switch {
		case e.Err != nil || !e.Done():
		case e.Call == "socketpair":
			f.peer[e.Socket], f.peer[e.Made] = e.Made, e.Socket
			f.unix[e.Socket], f.unix[e.Made] = true, true
		case e.Call == "connect":
			ports[[2]uint16{e.Local.Port, e.Remote.Port}] = e.Socket
			f.queue[e.Socket] = e.Via != "pair"
		}
	}
	for i := range events {
		if e := &events[i]; e.Call == "accept" && e.Err == nil && e.Done() {
			client := ports[[2]uint16{e.Remote.Port, e.Local.Port}]
			f.peer[client], f.peer[e.Made], f.taken[client] = e.Made, client, e
		}
	}
	return f
}

// end is when a call ended; of one that has not, a time that never comes.
func end(e *event.Event) time.Time {
	if !e.Done() {
		return time.Unix(1<<40, 0)
	}
	return e.End
}

// moved counts the bytes of the calls on a socket: those that surely were moved at
// a time, and those that may have been.
func (f *facts) moved(socket int, call string, sure, may time.Time) (least, most int64) {
	for i := range f.events {
		e := &f.events[i]
		if e.Socket != socket || !strings.HasPrefix(e.Call, call) {
			continue
		}
		n := int64(e.N)
		if !e.Done() {
			n = 1 << 40
		}
		if end(e).Before(sure) {
			least += n
		}
		if e.Begin.Before(may) {
			most += n
		}
	}
	return least, most
}

// A pictured is a flow that is held against the facts.
type pictured struct {
	*checked
	flow  *timeline.Flow
	log   *facts
	wrong []string
}

func (p *pictured) fail(row int, format string, args ...any) {
	if len(p.wrong) < 5 {
		p.wrong = append(p.wrong, fmt.Sprintf("row %d (%s %s): ", row, p.flow.Items[row].Call, p.flow.Label(p.flow.Items[row].End))+fmt.Sprintf(format, args...))
	}
}

// told gives the events that a row tells.
func (p *pictured) told(it *timeline.Item) []*event.Event {
	first := p.log.bySeq[it.Seq]
	if it.Times < 2 || first == nil {
		return []*event.Event{first}
	}
	var all []*event.Event
	for i := range p.log.events {
		e := &p.log.events[i]
		if e.Seq >= it.Seq && e.Call == first.Call && e.Socket == first.Socket && e.Task == first.Task && e.Err == nil &&
			e.Stream.From >= it.Stream.From && e.Stream.To <= it.Stream.To && len(all) < it.Times {
			all = append(all, e)
		}
	}
	return all
}

// span is when what a row tells was: it stands nowhere before or behind that.
func (p *pictured) span(it *timeline.Item) (from, to time.Time) {
	all := p.told(it)
	first, last := all[0], all[len(all)-1]
	switch it.Part {
	case timeline.Opens:
		return first.Begin, end(first)
	case timeline.Closes:
		return last.Begin, end(last)
	}
	return first.Begin, end(last)
}

// order looks whether a call that ended before another began stands above it, and
// bytes in the order of their stream, and below what they came from.
func (p *pictured) order() {
	sent := map[int]int64{}
	got := map[int]int64{}
	for i := range p.flow.Items {
		it := &p.flow.Items[i]
		if it.Kind == timeline.Step {
			continue
		}
		_, to := p.span(it)
		for j := range i {
			if above := &p.flow.Items[j]; above.Kind != timeline.Step {
				p.Orders++
				if from, _ := p.span(above); to.Before(from) {
					p.fail(i, "ended before row %d began, which stands above it", j)
				}
			}
		}
		far := map[timeline.Kind]map[int]int64{timeline.Send: sent, timeline.Recv: got}[it.Kind]
		if far == nil || it.N == 0 || it.Kind == timeline.Send && it.Part == timeline.Closes || it.Kind == timeline.Recv && it.Part == timeline.Opens {
			continue
		}
		if it.Stream.From < far[it.End] {
			p.fail(i, "bytes from %d stand below those up to %d", it.Stream.From, far[it.End])
		}
		far[it.End] = it.Stream.To
		if it.Kind == timeline.Recv {
			p.sources(i)
		}
	}
}

// sources looks whether all sends of a receive's bytes stand above it.
func (p *pictured) sources(row int) {
	it := &p.flow.Items[row]
	for k := range p.log.events {
		e := &p.log.events[k]
		if e.Socket != p.log.peer[it.End] || e.Call != "send" || e.N == 0 || e.Stream.From >= it.Stream.To || e.Stream.To <= it.Stream.From {
			continue
		}
		p.Sources++
		if !slices.ContainsFunc(p.flow.Items[:row], func(above timeline.Item) bool { return slices.Contains(p.told(&above), e) }) {
			p.fail(row, "event %d gave bytes of it, and does not stand above it", e.Seq)
		}
	}
}

var (
	waiting     = regexp.MustCompile(`^([\d,]+) bytes? waits?$`)
	leftThere   = regexp.MustCompile(`^([\d,]+) bytes? left$`)
	notAccepted = regexp.MustCompile(`^([\d,]+) bytes?, not accepted$`)
)

func amount(re *regexp.Regexp, text string) (n int64, ok bool) {
	m := re.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n, _ = strconv.ParseInt(strings.ReplaceAll(m[1], ",", ""), 10, 64)
	return n, true
}

// figures looks whether each amount is that of its moment.
func (p *pictured) figures() {
	for i := range p.flow.Items {
		it := &p.flow.Items[i]
		if it.Kind == timeline.Step || it.Part == timeline.Opens {
			continue
		}
		all := p.told(it)
		e := all[len(all)-1]
		peer := p.log.peer[it.End]
		within := func(n, least, most int64) {
			if n < least || n > most {
				p.fail(i, "%q, and by the log from %d to %d", it.Kernel, least, most)
			}
		}
		if n, ok := amount(waiting, it.Kernel); ok {
			p.Waits++
			least, most := p.log.moved(peer, "recv", e.Begin, end(e))
			within(n, e.Stream.To-most, e.Stream.To-least)
			if a := p.log.taken[it.End]; p.log.queue[it.End] && (a == nil || !a.Begin.Before(end(e))) {
				p.fail(i, "%q, and nobody had accepted it", it.Kernel)
			}
		} else if least, most := p.log.moved(peer, "recv", e.Begin, end(e)); it.Kind == timeline.Send && peer != 0 && least == most && it.Kernel == "" && !p.over(it.End, e) && !p.over(peer, e) {
			p.fail(i, "nothing is said of %d bytes that wait", e.Stream.To-least)
		}
		if n, ok := amount(leftThere, it.Kernel); ok {
			p.Left++
			least, most := p.log.moved(peer, "send", e.Begin, end(e))
			within(n, least-e.Stream.To, most-e.Stream.To)
		}
		if n, ok := amount(notAccepted, it.Kernel); ok {
			p.NotAccepted++
			within(n, e.Stream.To, e.Stream.To)
			if a := p.log.taken[it.End]; a != nil && end(a).Before(e.Begin) {
				p.fail(i, "%q, and event %d had accepted it", it.Kernel, a.Seq)
			}
		}
	}
}

// over reports whether a connection may have come to an end by then.
func (p *pictured) over(socket int, by *event.Event) bool {
	for i := range p.log.events {
		e := &p.log.events[i]
		ends := e.Call == "close" || e.Call == "reset" || e.Err != nil && (runtime.Code(e.Err) == "ECONNRESET" || runtime.Code(e.Err) == "EPIPE")
		if e.Socket == socket && ends && e.Begin.Before(end(by)) {
			return true
		}
	}
	return false
}

// ends looks whether FIN and RST are drawn where they were: what the other end got
// tells.
func (p *pictured) ends() {
	for i := range p.flow.Items {
		it := &p.flow.Items[i]
		if it.Kind != timeline.Finish && it.Kind != timeline.Reset {
			continue
		}
		e := p.log.bySeq[it.Seq]
		peer := p.log.peer[it.End]
		if peer == 0 || p.over(peer, e) {
			continue
		}
		news, gave := p.news(peer, e)
		switch {
		case news == nil || news.Call != "recv":
		case news.EOF && it.Kind == timeline.Finish:
			p.Finishes++
		case code(news) == "ECONNRESET" && it.Kind == timeline.Reset:
			p.Resets++
		case news.EOF && !p.finished(it.End, e) && !p.shut(peer):
			p.fail(i, "RST is drawn, and event %d got the end", news.Seq)
		case code(news) == "ECONNRESET" && !gave && !p.later(it.End, e):
			p.fail(i, "FIN is drawn, and event %d says ECONNRESET", news.Seq)
		}
	}
}

// news gives the first that a socket heard of the end of its connection after a
// call on the other, and whether it had sent something until then.
func (p *pictured) news(socket int, after *event.Event) (news *event.Event, gave bool) {
	for i := range p.log.events {
		e := &p.log.events[i]
		heard := e.EOF || code(e) == "ECONNRESET" || code(e) == "EPIPE" || code(e) == "CLOSED"
		if e.Socket == socket && heard && e.Begin.After(end(after)) && (news == nil || end(e).Before(end(news))) {
			news = e
		}
	}
	for i := range p.log.events {
		e := &p.log.events[i]
		gave = gave || news != nil && e.Socket == socket && e.Call == "send" && e.Begin.Before(end(news)) && end(e).After(after.Begin)
	}
	return news, gave
}

func code(e *event.Event) string {
	if e.Err == nil {
		return ""
	}
	return runtime.Code(e.Err)
}

// later reports whether a socket was closed or reset after its FIN: RST may have
// gone out then.
func (p *pictured) later(socket int, fin *event.Event) bool {
	return slices.ContainsFunc(p.log.events, func(e event.Event) bool {
		return e.Socket == socket && e.Seq > fin.Seq && (e.Call == "close" || e.Call == "reset")
	})
}

// finished reports whether a socket's FIN went out before.
func (p *pictured) finished(socket int, by *event.Event) bool {
	return slices.ContainsFunc(p.log.events, func(e event.Event) bool {
		return e.Socket == socket && e.Call == "shutdown" && e.Err == nil && e.Begin.Before(end(by))
	})
}

// shut reports whether a socket's own receiving was shut down.
func (p *pictured) shut(socket int) bool {
	return slices.ContainsFunc(p.log.events, func(e event.Event) bool {
		return e.Socket == socket && e.Call == "shutdown" && e.Arg != "write"
	})
}

var (
	svgSays     = regexp.MustCompile(`<text class="kernel"[^>]*>([^<]*)</text>`)
	mermaidSays = regexp.MustCompile(`\((.*)\)$`)
	entity      = regexp.MustCompile(`#(\d+);`)
)

// forms looks whether all forms have the same statements, in the same order.
func (p *pictured) forms(text, svg, page, mermaid string) {
	said := func(drawn string) (all []string) {
		for _, m := range svgSays.FindAllStringSubmatch(drawn, -1) {
			all = append(all, html.UnescapeString(m[1]))
		}
		return all
	}
	want := said(svg)
	p.Statements += len(want)
	var inMermaid []string
	heavy := 0
	for _, line := range strings.Split(mermaid, "\n") {
		line = entity.ReplaceAllStringFunc(line, func(s string) string {
			n, _ := strconv.Atoi(strings.Trim(s, "#;"))
			return string(rune(n))
		})
		if m := mermaidSays.FindStringSubmatch(line); m != nil {
			inMermaid = append(inMermaid, m[1])
		}
		if line == "  activate kernel" {
			heavy++
		}
	}
	if !slices.Equal(inMermaid, want) {
		p.wrong = append(p.wrong, fmt.Sprintf("Mermaid says %q, SVG %q", inMermaid, want))
	}
	if both := said(page); !slices.Equal(both[:min(len(want), len(both))], want) {
		p.wrong = append(p.wrong, fmt.Sprintf("the page says %q, SVG %q", both, want))
	}
	if n := strings.Count(svg[strings.Index(svg, `class="holds"`):strings.Index(svg, `class="waits"`)], "<path"); n < heavy || n > heavy+1 {
		p.wrong = append(p.wrong, fmt.Sprintf("SVG has %d heavy spans, Mermaid %d", n, heavy))
	}
	rest := text
	for _, s := range want {
		_, after, ok := strings.Cut(rest, s)
		if !ok {
			p.wrong = append(p.wrong, fmt.Sprintf("the text has no %q, SVG has", s))
			return
		}
		rest = after
	}
	spans := 0
	lines := strings.Split(text, "\n")
	for i, it := range p.flow.Items {
		if before := i > 0 && p.flow.Items[i-1].Holds; it.Holds && !before {
			spans++
		}
	}
	if n := heavySpans(lines); n != spans || cmp.Compare(n, heavy) < 0 {
		p.wrong = append(p.wrong, fmt.Sprintf("the text has %d heavy spans, the flow %d, Mermaid %d", n, spans, heavy))
	}
}

// heavySpans counts how often the kernel's line becomes heavy.
func heavySpans(lines []string) (n int) {
	was := false
	for _, l := range lines {
		is := strings.ContainsAny(l, "┃┠┨")
		if is && !was {
			n++
		}
		was = is
	}
	return n
}

package scripts

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// The canonical form of a run says what happened and leaves out what may differ
// from run to run: times, ports, tasks, the order between sockets, and how a
// stream was cut by those who received it. Each socket has three lanes, each of
// which is in order whoever schedules: its life, what it sent, what it received.

// A lane is one socket's part of the log.
type lane struct {
	id     int
	line   int // where it was made
	net    stack.Network
	role   string // "listener", "client", "server", "datagram", "pair", "socket"
	name   string
	local  stack.Address
	remote stack.Address // of a stream: where it called, or who was accepted
	peer   *lane
	calls  []event.Event
}

// A world is the lanes of one run, and what is needed to write them.
type world struct {
	lanes []*lane
	byID  map[int]*lane
	named map[string]string // address to name
	dir   string
}

func canonical(r *run) string {
	w := world{byID: map[int]*lane{}, named: map[string]string{}, dir: r.dir}
	events, dropped := r.host.Session.Log.All()
	for _, e := range events {
		w.take(e)
	}
	for id, a := range r.tap.ends() {
		if l := w.byID[id]; l != nil {
			l.local = a
		}
	}
	w.pairUp()
	w.giveNames()

	var b strings.Builder
	for i, s := range r.Steps {
		fmt.Fprintf(&b, "step %d: %s\n", i+1, s.Text)
	}
	fmt.Fprintf(&b, "expectations that held: %d\n", r.Met)
	if dropped > 0 {
		fmt.Fprintf(&b, "events dropped: %d\n", dropped)
	}
	for _, l := range w.lanes {
		b.WriteString("\n" + l.name + "\n" + w.write(l))
	}
	return b.String()
}

// take puts an event into the lanes of the sockets it is about.
func (w *world) take(e event.Event) {
	if e.Made != 0 {
		w.make(e, e.Made)
		if e.Socket != e.Made {
			w.make(e, e.Socket)
		}
	}
	if l := w.byID[e.Socket]; l != nil {
		l.calls = append(l.calls, e)
		switch {
		case e.Call == "connect" && l.net.IsStream():
			l.role, l.remote = "client", e.Remote
		case e.Call == "listen" && e.Err == nil:
			l.role = "listener"
		}
	}
}

// make adds the lane of a socket that the event made.
func (w *world) make(e event.Event, id int) {
	if w.byID[id] != nil {
		return
	}
	l := &lane{id: id, line: e.Place.Line, role: "socket"}
	switch e.Call {
	case "socket", "socketpair":
		l.net = stack.Network(e.Arg)
	case "accept":
		l.net, l.remote = w.byID[e.Socket].net, e.Remote
	}
	switch {
	case e.Call == "accept":
		l.role = "server"
	case e.Call == "socketpair":
		l.role = "pair"
	case !l.net.IsStream():
		l.role = "datagram"
	}
	w.byID[id] = l
	w.lanes = append(w.lanes, l)
}

// pairUp finds the two ends of each connection: the client's local address is
// the server's remote one. A Unix client has no name; its turn in the
// listener's queue tells.
func (w *world) pairUp() {
	for _, s := range w.lanes {
		if s.role != "server" {
			continue
		}
		for _, c := range w.lanes {
			same := c.local == s.remote && c.remote.Port == s.local.Port
			if s.net.IsUnix() {
				same = c.remote == s.local
			}
			if c.role == "client" && c.peer == nil && same {
				c.peer, s.peer = s, c
				break
			}
		}
	}
}

// order is that of the roles in the form. Names of what is called are given
// before those who call, whose text has these names in it.
var order = []string{"listener", "socket", "datagram", "pair", "client", "server"}

// giveNames sorts the lanes by role, script line and content, and numbers them.
// Those that tie are alike, or were made by one task in the order of their ids.
func (w *world) giveNames() {
	var sorted []*lane
	for _, role := range order {
		var group []*lane
		text := map[*lane]string{}
		for _, l := range w.lanes {
			if l.role != role {
				continue
			}
			group = append(group, l)
			text[l] = w.write(l)
			if l.peer != nil {
				text[l] += w.write(l.peer)
			}
		}
		slices.SortFunc(group, func(a, b *lane) int {
			if role == "server" { // numbered as their clients are
				return cmp.Compare(slices.Index(sorted, a.peer), slices.Index(sorted, b.peer))
			}
			return cmp.Or(cmp.Compare(a.line, b.line), strings.Compare(text[a], text[b]), cmp.Compare(a.id, b.id))
		})
		for i, l := range group {
			l.name = fmt.Sprintf("%s %d", role, i+1)
			if l.peer != nil && role == "server" {
				l.name = "server's end of " + l.peer.name
			}
			if at := l.local.String(); at != "" && w.named[at] == "" {
				w.named[at] = "<" + l.name + ">"
			}
		}
		sorted = append(sorted, group...)
	}
	w.lanes = sorted
}

// write gives the three lanes of a socket.
func (w *world) write(l *lane) string {
	var life, in, out lines
	for _, e := range l.calls {
		code := ""
		if e.Err != nil {
			code = runtime.Code(e.Err)
		}
		switch e.Call {
		case "send", "sendto":
			w.sent(&out, e, code)
		case "recv", "recvfrom":
			w.received(&in, l, e, code)
		case "peek":
			if code != "" {
				in.add(code)
			}
		case "accept":
			if e.Err == nil {
				life.add("accept")
			} else if code != "CANCELLED" && code != "INTERRUPTED" && code != "CLOSED" { // the script ended a task: where it was is chance
				life.add("accept: " + code)
			}
		default:
			life.add(w.text(join(e.Call, e.Arg, e.Note)) + suffix(": ", code))
		}
	}
	return life.text("") + out.text("sent ") + in.text("received ")
}

// sent adds a send. Sends of one script line that follow each other are one:
// a loop that copies is cut as its source was.
func (w *world) sent(out *lines, e event.Event, code string) {
	n := len(out.all)
	if e.Call == "send" && n > 0 && out.last.Place == e.Place && out.last.Err == nil && code == "" && out.last.Stream.To == e.Stream.From && !out.unsure {
		e.Stream.From, e.Data = out.last.Stream.From, append(slices.Clone(out.last.Data), e.Data...)
		out.all = out.all[:n-1]
	}
	text := fmt.Sprintf("%d–%d %s", e.Stream.From, e.Stream.To, w.data(e))
	switch {
	case code != "" && e.N > 0: // how much was taken depends on the kernel's queues
		text, out.unsure = fmt.Sprintf("%d–… %s", e.Stream.From, w.data(e)), true
	case code != "":
		text = "nothing"
	case out.unsure:
		text, out.unsure = fmt.Sprintf("…–%d", e.Stream.To), false
	}
	if !e.Remote.IsZero() {
		text += " to " + w.text(e.Remote.String())
	}
	out.last = e
	out.all = append(out.all, text+suffix(": ", code))
}

// received adds a receive. A stream's bytes are one range, however they came.
func (w *world) received(in *lines, l *lane, e event.Event, code string) {
	switch {
	case code == "CANCELLED" || code == "INTERRUPTED":
	case code != "":
		in.add(code)
	case e.EOF:
		in.add("eof")
	case !l.net.IsStream():
		text := w.data(e)
		if e.Size > e.N {
			text += fmt.Sprintf(" of %d bytes", e.Size)
		}
		if !e.Remote.IsZero() && e.Call == "recvfrom" {
			text += " from " + w.text(e.Remote.String())
		}
		in.add(text)
	case e.N > 0:
		n := len(in.all)
		if n > 0 && in.last.N > 0 && in.last.Stream.To == e.Stream.From && in.ranged {
			e.Stream.From = in.last.Stream.From
			in.all = in.all[:n-1]
		}
		in.last = e
		in.all = append(in.all, fmt.Sprintf("%d–%d", e.Stream.From, e.Stream.To))
		in.ranged = true
		return
	}
	in.ranged = false
}

// lines is a lane being written.
type lines struct {
	all    []string
	last   event.Event
	unsure bool // where the last send ended is not known
	ranged bool // the last line is a range of the stream
}

func (l *lines) add(s string) { l.all = append(l.all, s) }

// text writes the lane; lines that are alike and follow each other are counted.
func (l *lines) text(prefix string) string {
	var b strings.Builder
	for i := 0; i < len(l.all); {
		n := 1
		for i+n < len(l.all) && l.all[i+n] == l.all[i] {
			n++
		}
		b.WriteString("  " + prefix + l.all[i])
		if n > 1 {
			fmt.Fprintf(&b, " (%d times)", n)
		}
		b.WriteString("\n")
		i += n
	}
	return b.String()
}

var (
	loopback = regexp.MustCompile(`(127\.0\.0\.1|\[::1\]|\[::ffff:127\.0\.0\.1\]):[1-9]\d*`)
	unique   = regexp.MustCompile(`sockpit-\d+-\d+`)
	date     = regexp.MustCompile(`Date: [^\r]*GMT`)
)

// text replaces what differs from run to run: ports, folders, unique names.
func (w *world) text(s string) string {
	s = loopback.ReplaceAllStringFunc(s, func(a string) string {
		return cmp.Or(w.named[a], w.named[strings.Replace(a, "127.0.0.1", "[::ffff:127.0.0.1]", 1)], "<another end-point>")
	})
	s = strings.ReplaceAll(s, w.dir, "DIR")
	return date.ReplaceAllString(unique.ReplaceAllString(s, "UNIQUE"), "Date: DATE")
}

// shown is how much of a payload the form has.
const shown = 60

// data writes the first bytes of a payload.
func (w *world) data(e event.Event) string {
	s := w.text(string(e.Data))
	if len(s) > shown {
		return printable.Quote(s[:shown]) + "…"
	}
	return printable.Quote(s)
}

func join(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
}

// suffix gives sep and s, or nothing.
func suffix(sep, s string) string {
	if s == "" {
		return ""
	}
	return sep + s
}

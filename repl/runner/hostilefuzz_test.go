package runner

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable/hostile"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
	"sockpit/runtime/timeline"
)

// A maker makes a log of what a fuzzer chose: each choice is a byte, and none are
// left in the end.
type maker struct {
	*logger
	choices []byte
	sockets []int
}

func (m *maker) choose(n int) int {
	if len(m.choices) == 0 || n < 2 {
		return 0
	}
	c := int(m.choices[0])
	m.choices = m.choices[1:]
	return c % n
}

func (m *maker) socketOf() int {
	if len(m.sockets) == 0 {
		m.sockets = append(m.sockets, m.socket(1, stack.TCP4))
	}
	return m.sockets[m.choose(len(m.sockets))]
}

// call adds a call that fits those before it.
func (m *maker) call() {
	task, networks := 1+m.choose(4), stack.Networks()
	data := []string{"", "x", "hello\n", "<script>", "\x1b]0;x\a", strings.Repeat("long ", 60)}[m.choose(6)]
	switch m.choose(11) {
	case 0:
		m.sockets = append(m.sockets, m.socket(task, networks[m.choose(len(networks))]))
	case 1:
		m.sockets = append(m.sockets, m.listener(task, 9000+m.choose(3)))
	case 2:
		c, s := m.connection(task, m.socketOf(), 9000+m.choose(3), 20_000+len(m.Events))
		m.sockets = append(m.sockets, c, s)
	case 3:
		m.last += 2
		m.add(event.Event{Task: task, Call: "socketpair", Arg: string(networks[4+m.choose(2)]), Socket: m.last - 1, Made: m.last})
		m.sockets = append(m.sockets, m.last-1, m.last)
	case 4, 5:
		m.move(task, "send", m.socketOf(), data)
	case 6, 7:
		m.move(task, []string{"recv", "recvfrom", "peek"}[m.choose(3)], m.socketOf(), data)
	case 8:
		m.step(task)
	case 9:
		codes := []string{"TIMEOUT", "CLOSED", "ECONNRESET", "EPIPE", "CANCELLED", "", "ECONNREFUSED"}
		m.add(event.Event{Task: task, Call: []string{"recv", "send", "connect", "bind", "close"}[m.choose(5)], Socket: m.socketOf(), Err: &runtime.ToldError{Told: codes[m.choose(7)], Text: data}})
	default:
		calls := []string{"close", "shutdown", "reset", "fault", "bind", "listen"}
		m.add(event.Event{Task: task, Call: calls[m.choose(6)], Via: []string{"", "listen", "dial", "pair"}[m.choose(4)], Socket: m.socketOf(), Arg: []string{"write", "read", "both"}[m.choose(3)]})
	}
}

// damages changes some fields of some lines, so that the log is refused, or is one
// that no session could have made.
func (m *maker) damages(lines []map[string]json.RawMessage) []byte {
	fields := slices.Concat(record.HeaderFields(), record.StepFields(), record.EventFields())
	values := values()
	text := damage{line: -1}.apply(lines)
	for range m.choose(4) {
		d := damage{m.choose(len(lines)), fields[m.choose(len(fields))].Name, values[m.choose(len(values))]}
		if from := m.choose(len(lines)); m.choose(2) == 0 && len(lines[from][d.field]) > 0 { // what another line says
			d.value = string(lines[from][d.field])
		}
		text = d.apply(lines)
		if _, err := record.Read(bytes.NewReader(text)); err == nil { // go on from there
			lines[d.line][d.field] = json.RawMessage(d.value)
			if d.value == "" {
				delete(lines[d.line], d.field)
			}
		}
	}
	return text
}

// FuzzViews draws logs in every form. Whatever a log says, it is refused with the
// place or drawn: no panic, nothing on the screen that is no text, and nothing in a
// page that its template does not have.
func FuzzViews(f *testing.F) {
	for i := range 40 {
		f.Add(bytes.Repeat([]byte{byte(i), byte(i * 7), byte(i * 13), 5, byte(i * 29)}, 12))
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		m := &maker{logger: newLogger(), choices: choices}
		m.Script, m.Text = "</title><b>x", "l = listen(9000)\n</script><img src=x onerror=y>\n"
		lanes := everyLane()[m.choose(4)]
		m.Dropped = int64(m.choose(2) * 7)
		for range 1 + m.choose(60) {
			m.call()
		}
		l, err := record.Read(bytes.NewReader(m.damages(linesOf(t, record.Encode(m.Log)))))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Fatalf("%v does not say where", err)
			}
			return
		}
		saved := timeline.New(timeline.Source{Log: &l, Names: map[int]string{1: "a", 2: "a", 3: "client"}})
		texts, pages := everyView(l, saved, lanes)
		for _, text := range texts {
			if c, bad := hostile.Unsafe(text); bad {
				t.Fatalf("%U on the screen", c)
			}
		}
		for _, page := range pages {
			checkPage(t, page)
		}
	})
}

// elements are those that the templates have; scripts and styles are counted.
var elements = strings.Fields(`html head meta title style body header h1 h2 button input span main section div
svg g rect text path polygon circle table tbody tr td th p ol li script`)

// checkPage checks that a page, or a picture, has nothing that its template does
// not have.
func checkPage(t *testing.T, page string) {
	t.Helper()
	if strings.HasPrefix(page, "<svg") {
		for d := xml.NewDecoder(strings.NewReader(page)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for n := range root.Descendants() {
		switch {
		case n.Type == html.CommentNode:
			t.Fatalf("a comment: %q", n.Data)
		case n.Type != html.ElementNode:
			continue
		case !slices.Contains(elements, n.Data):
			t.Fatalf("an element <%s>", n.Data)
		case n.Data == "script":
			scripts++
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "href" || a.Key == "src" {
				t.Fatalf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
	if scripts > 1 {
		t.Fatalf("%d scripts", scripts)
	}
}

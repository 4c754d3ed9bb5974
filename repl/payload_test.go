package repl

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"sockpit/repl/runner"
	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/printable/hostile"
	"sockpit/runtime/record"
	"sockpit/scripting"
	"sockpit/scripting/limit"
)

// A stage is a prompt whose output is looked at.
type stage struct {
	*REPL
	t    *testing.T
	r    *rand.Rand
	seed uint64
	out  *bytes.Buffer

	shown, printed, given int // bytes looked at; payloads printed; payloads read back from the screen
}

func newStage(t *testing.T, seed uint64) *stage {
	t.Helper()
	var out bytes.Buffer
	dir := t.TempDir()
	c := Config{FindScript: runner.FindScript, Config: runner.Config{Scripting: scripting.Config{Dir: dir, Limits: limit.Limits{Memory: 4 << 30}, // all of them share the heap
		Session: runtime.Config{LogCap: 1000, Policy: runtime.Policy{Dirs: []string{dir}}}}}}
	r := newPlain(c, strings.NewReader(""), &out, false)
	t.Cleanup(r.Close)
	r.print.LimitOutput(0)
	r.ideas.Set("off")
	return &stage{REPL: r, t: t, r: rand.New(rand.NewPCG(seed, 7)), seed: seed, out: &out}
}

// types enters a line and gives what it showed, once that is seen to be safe.
func (s *stage) types(entry string) string {
	s.t.Helper()
	s.entry(entry)
	text := s.out.String()
	s.out.Reset()
	s.shown += len(text)
	if r, bad := hostile.Unsafe(text); bad {
		s.t.Fatalf("seed %d: %U on the screen: %q\nafter %q", s.seed, r, text, entry)
	}
	return text
}

// payloadCount is how many payloads go through each stage.
func payloadCount() int {
	if os.Getenv("SOCKPIT_LONG") != "" {
		return 250_000
	}
	if testing.Short() {
		return 500
	}
	return 2500
}

// TestPayloads sends payloads through sockets of every kind, from Lua to Lua,
// and follows them into the event log, its JSON, and onto the screen.
func TestPayloads(t *testing.T) {
	t.Parallel()
	for i, kind := range []string{"tcp", "udp", "unix", "unixgram"} {
		seed := rand.Uint64() + uint64(i)
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, seed)
			s.types(fmt.Sprintf("a, b = pair(%q)", kind))
			stream := kind == "tcp" || kind == "unix"
			const batch = 100
			for range payloadCount() / batch {
				var list []string
				for len(list) < batch {
					list = append(list, hostile.Text(s.r))
				}
				s.exchange(list, stream)
				s.giveBack(list[0])
			}
			t.Logf("%d payloads: 0 bytes lost, 0 escapes in %d bytes shown; %d read back from the screen", s.printed, s.shown, s.given)
		})
	}
}

// exchange sends payloads and receives them, compares, and prints each.
func (s *stage) exchange(list []string, stream bool) {
	s.t.Helper()
	events, _ := s.host.Session.Log.All()
	last := int64(0)
	if len(events) > 0 {
		last = events[len(events)-1].Seq
	}
	receive := "recv(b)"
	if stream {
		receive = "recv_exactly(b, #p)"
	}
	var script strings.Builder
	script.WriteString("for i, p in ipairs{")
	for _, p := range list {
		script.WriteString(printable.Quote(p) + ",")
	}
	fmt.Fprintf(&script, "} do local n = send(a, p) local got = %s if n ~= #p or got ~= p then error(\"lost \" .. i) end print(p) end", receive)
	text := s.types(script.String())
	if strings.Contains(text, "lost ") || strings.Contains(text, "[prompt]") {
		s.t.Fatalf("seed %d: %s", s.seed, text)
	}
	s.printed += len(list)
	events, _ = s.host.Session.Log.All()
	events = slices.DeleteFunc(events, func(e event.Event) bool { return e.Seq <= last || e.Call != "send" && e.Call != "recv" })
	if n := len(events); n < len(list) {
		s.t.Fatalf("seed %d: %d calls in the log, want %d or more: the line did not run to its end\n…%s", s.seed, n, len(list), text[max(0, len(text)-500):])
	}
	s.follow(list, events)
}

// follow finds each payload in the log and in its JSON.
func (s *stage) follow(list []string, events []event.Event) {
	s.t.Helper()
	if len(events) == 0 {
		s.t.Fatal("no events")
	}
	base := events[0].Stream.From
	whole := strings.Join(list, "")
	sent := 0
	lines := strings.Split(strings.TrimSuffix(string(record.Encode(record.Log{Events: events})), "\n"), "\n")[1:]
	for i, e := range events {
		want := whole[e.Stream.From-base : e.Stream.To-base]
		if e.Call == "send" {
			if want != list[sent] {
				s.t.Fatalf("seed %d: send %d: the range says %q, sent was %q", s.seed, sent, want, list[sent])
			}
			sent++
		}
		if string(e.Data) != want {
			s.t.Fatalf("seed %d: the %s event has %q, want %q", s.seed, e.Call, e.Data, want)
		}
		s.checkJSON(lines[i], want)
	}
	if sent != len(list) {
		s.t.Fatalf("seed %d: %d sends in the log, want %d", s.seed, sent, len(list))
	}
	text := view.Events(view.Calls{Events: events}, 80, view.Plain())
	if r, bad := hostile.Unsafe(text + strings.Join(lines, "\n")); bad {
		s.t.Fatalf("seed %d: %U in the log as it is shown", s.seed, r)
	}
	s.shown += len(text)
}

func (s *stage) checkJSON(line, want string) {
	s.t.Helper()
	var got struct{ Data, Preview string }
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		s.t.Fatalf("seed %d: %v: %s", s.seed, err, line)
	}
	data, err := base64.StdEncoding.DecodeString(got.Data)
	if err != nil || string(data) != want {
		s.t.Fatalf("seed %d: JSON data gives %q, %v, want %q", s.seed, data, err, want)
	}
	if back, err := printable.Unquote(got.Preview); err != nil || back != want[:min(len(want), record.PreviewBytes)] {
		s.t.Fatalf("seed %d: JSON preview gives %q, %v, want %q", s.seed, back, err, want)
	}
}

// giveBack receives a payload at the prompt and reads it from the screen.
func (s *stage) giveBack(p string) {
	s.t.Helper()
	s.types("send(a, " + printable.Quote(p) + ")")
	if p == "" {
		s.types("recv(b, 1, {timeout = 0})") // a datagram, or nothing
		return
	}
	shown := "\n" + s.types("recv(b)") // above it a slow machine may say that it waits
	_, literal, _ := strings.Cut(shown, "\n\"")
	first, _, _ := strings.Cut("\""+literal, "\n")
	if back, err := printable.Unquote(first); err != nil || back != p {
		s.t.Fatalf("seed %d: the screen shows %s, which is %q, %v; sent was %q", s.seed, first, back, err, p)
	}
	s.given++
}

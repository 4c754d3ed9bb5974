package judge

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/repl/notice"
	"sockpit/repl/settle"
	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/wire"
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// A situation is one session, in which things are typed at random.
type situation struct {
	name   string
	seed   uint64
	host   *scripting.Host
	rec    *recorder
	gen    *generator
	other  *other
	tally  *tally
	manner string // of the network
	dir    string

	entries  []string
	at       [][2]string     // what was found false, after which entry
	told     scripting.World // what change lines were last made of
	ideas    notice.Explainer
	seen     map[int][2]string // both ends of each socket, as the kernel told them last
	ends     map[int][2]netip.AddrPort
	was      *sight // what the kernel said when change lines were made last
	stuck    []scripting.Stuck
	peers    map[int]int        // other ends, as the kernel showed them
	patience time.Duration      // after which a call is stopped
	looked   time.Time          // when a moment was begun to be looked at
	failed   *runtime.CallError // the last failure, and what was said of it
	message  string
}

// A recorder keeps what is printed and shown.
type recorder struct {
	mu    sync.Mutex
	text  strings.Builder
	shown []any
}

func (r *recorder) Print(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text.WriteString(s)
}

func (r *recorder) Show(v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = append(r.shown, v)
}

// take gives what came since it was called last.
func (r *recorder) take() (string, []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	text, shown := r.text.String(), r.shown
	r.text.Reset()
	r.shown = nil
	return text, shown
}

// judged plays the situation of a seed, and judges after each entry. script is what is
// typed; nil: what the seed gives.
func judged(t *testing.T, seed uint64, o *other, all *tally, script []string) *situation {
	s := newSituation(t, seed, o, all)
	defer s.end()
	n := 4 + s.gen.IntN(10)
	if script != nil {
		n, s.gen.n = len(script), 99
	}
	for i := 0; i < n && !s.wrong(); i++ {
		if script != nil {
			s.step("", script[i])
			continue
		}
		s.step(s.gen.next())
	}
	return s
}

// newSituation makes the session of a situation. End it.
func newSituation(t *testing.T, seed uint64, o *other, all *tally) *situation {
	r := rand.New(rand.NewPCG(seed, 18))
	dir, err := os.MkdirTemp("", "judge")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.WriteFile(filepath.Join(dir, "plain"), []byte("a file of somebody's"), 0o600),
		os.Mkdir(filepath.Join(dir, "folder"), 0o700),
		os.Symlink("plain", filepath.Join(dir, "link")),
		deadSocket(filepath.Join(dir, "dead")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s := &situation{name: fmt.Sprintf("j%d-", seed), seed: seed, rec: &recorder{}, other: o, tally: all, dir: dir, seen: map[int][2]string{}, ends: map[int][2]netip.AddrPort{}, peers: map[int]int{}}
	c := scripting.Config{Dir: dir, Out: s.rec, EndDeadlocks: true, OnStuck: func(k scripting.Stuck) {
		s.rec.mu.Lock()
		defer s.rec.mu.Unlock()
		s.stuck = append(s.stuck, k)
	}, Session: runtime.Config{Policy: runtime.Policy{Dirs: []string{dir}}}}
	if ms := wire.Manners(); r.IntN(8) == 0 {
		m := ms[r.IntN(len(ms))]
		s.manner, c.Session.Faults = m.Name, m.Faults
	}
	s.host = api.New(c)
	s.ideas.Set("always")
	s.patience = 300 * time.Millisecond
	s.gen = &generator{Rand: r, of: s, vars: map[string]int{}, outside: map[string]string{}}
	s.host.Eval(lister, 200)
	return s
}

// deadSocket makes the file of a socket that is gone.
func deadSocket(path string) error {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Bind(fd, &unix.SockaddrUnix{Name: path})
}

// end closes everything.
func (s *situation) end() {
	s.host.Close()
	if s.other != nil {
		s.other.tell("forget")
	}
	_ = os.RemoveAll(s.dir)
}

// shrink leaves out what was typed, as long as the same is false.
func (s *situation) shrink(t *testing.T) *situation {
	least := s
	for i := len(s.entries) - 1; i >= 0; i-- {
		if i >= len(least.entries) {
			continue
		}
		script := slices.Delete(slices.Clone(least.entries), i, i+1)
		again := judged(t, s.seed, s.other, &tally{counts: map[string]int{}}, script)
		if again.wrong() && again.at[0][0] == s.at[0][0] {
			least = again
		}
	}
	return least
}

// lister is Lua that tells every field of every socket, as rows and as sockets have it.
const lister = `function fields_(vars)
  local mine, others = sockets()
  for _, r in ipairs(mine) do
    for _, f in ipairs{"kind", "network", "state", "local_address", "local_port", "remote_address", "remote_port", "bytes_sent", "bytes_received",
        "recv_queue", "send_queue", "accept_queue", "backlog", "kept", "fd", "closed"} do
      print("row", r.id, f, r[f]) print("field", r.id, f, r.socket[f])
    end
    print("row", r.id, "peer", r.peer and r.peer.id) print("field", r.id, "peer", r.socket.peer and r.socket.peer.id)
    print("name", r.id, r.name, r.name and vars[r.name] == r.socket)
  end
  for _, o in ipairs(others) do print("other", o.role, o.network, o.state, o.local_address, o.remote_address, o.recv_queue, o.send_queue, o.of, o.program) end
  for name, s in pairs(vars) do if type(s) == "userdata" and s.fd then print("var", name, s.id) end end
end`

// socket gives the one that a variable holds, nil if it is closed.
func (s *situation) socket(name string) *runtime.Socket { return s.host.Session.Find(s.gen.vars[name]) }

// step types an entry, or lets the other program do something, and judges what is shown.
func (s *situation) step(name, entry string) {
	s.entries = append(s.entries, entry)
	s.tally.add("move: "+name, 1)
	var result scripting.Result
	if told, ok := strings.CutPrefix(entry, "!"); ok {
		s.outside(told)
	} else {
		stop := time.AfterFunc(s.patience, func() { s.host.Interrupt(scripting.ErrInterrupted) })
		result = s.host.Eval(entry, 200)
		stop.Stop()
	}
	s.judge(&result)
}

// outside lets the other program do something.
func (s *situation) outside(line string) {
	answer := s.other.tell(line)
	name, addr, _ := strings.Cut(answer, " ")
	if name == "error" || name == "done" {
		return
	}
	s.gen.outside[name] = line
	if addr != "" {
		s.gen.outside[name] = "listen " + addr
	}
}

// A shown is all that is shown at a quiet moment, with what the kernel says then.
type shown struct {
	world   scripting.World
	table   string
	fields  string
	page    string
	pageOf  int
	reports []asked
	events  []event.Event
	sight   *sight
}

// An asked is what why said of a socket; of 0: of whatever there is.
type asked struct {
	scripting.Reports
	about int
}

// quietWithin bounds how long a moment is waited for in which nothing changes.
const quietWithin = 2 * time.Second

// judge looks at everything at a moment at which the kernel says the same before and
// after, and holds it against that.
func (s *situation) judge(result *scripting.Result) {
	_, given := s.rec.take() // what the entry showed itself
	after := settle.World(s.host, s.told)
	then, err := look(s.host.Session)
	seq := s.version()
	s.host.NoteStates(s.told, after)
	lines := view.Changes(s.told, after, 200, view.Plain())
	sentences := s.ideas.Sentences(s.told, after)
	before := s.told
	s.told = after
	ids := s.asked()
	for begin := time.Now(); ; {
		sh, quiet := s.moment(ids)
		if quiet {
			s.check(sh, given, result)
			if err == nil && then.same(sh.sight) && view.Changes(after, sh.world, 200, view.Plain()) == "" && seq == s.version() {
				s.changes(before, lines, sentences, sh)
			}
			s.was = sh.sight
			return
		}
		if time.Since(begin) > quietWithin {
			s.tally.add("moments that were never quiet", 1)
			return
		}
	}
}

// asked gives the sockets that why is asked of: a few of those that are open, and one
// that is closed.
func (s *situation) asked() (ids []int) {
	open := s.host.Session.Sockets()
	s.gen.Shuffle(len(open), func(i, k int) { open[i], open[k] = open[k], open[i] })
	for i := 0; i < len(open) && i < 3; i++ {
		ids = append(ids, open[i].ID)
	}
	if n := s.host.Session.Newest(); n > 0 {
		ids = append(ids, 1+s.gen.IntN(n))
	}
	return ids
}

// moment looks at everything; false if something changed meanwhile.
func (s *situation) moment(ids []int) (sh *shown, quiet bool) {
	sh = &shown{}
	first, err := look(s.host.Session)
	if err != nil {
		return nil, false
	}
	began := s.version()
	s.looked = s.host.Session.Clock.Now()
	sh.world = s.host.World()
	sh.table = view.Sockets(sh.world, 250, view.Plain())
	sh.reports = append(sh.reports, asked{s.host.Why(), 0})
	for _, id := range ids {
		if r, err := s.host.WhyWord(fmt.Sprint("#", id)); err == nil {
			sh.reports = append(sh.reports, asked{r, id})
		}
	}
	s.rec.take()
	if r := s.host.Eval("fields_({"+s.variables()+"})", 200); r.Failed != nil {
		s.complain("fields", "%v", r.Failed)
	}
	sh.fields, _ = s.rec.take()
	if len(ids) > 0 {
		sh.pageOf = ids[0]
		s.host.Eval(fmt.Sprintf("inspect(%d)", ids[0]), 200)
		_, pages := s.rec.take()
		for _, p := range pages {
			if in, ok := p.(api.Inspection); ok {
				sh.page = view.Inspect(in, 200, view.Plain())
			}
		}
	}
	sh.events, _ = s.host.Session.Log.All()
	if s.version() != began {
		return nil, false
	}
	sh.sight, err = look(s.host.Session)
	return sh, err == nil && first.same(sh.sight)
}

// version tells whether the log has changed: a number that each begin and each end makes
// another.
func (s *situation) version() int64 {
	_, v := s.host.Session.Log.Since(math.MaxInt64)
	return v
}

// variables writes every variable that may hold a socket as a field.
func (s *situation) variables() string {
	var b strings.Builder
	b.WriteString("x=x,")
	for i := 1; i <= s.gen.n; i++ {
		fmt.Fprintf(&b, "v%d=v%[1]d,", i)
	}
	return b.String()
}

// check holds what is shown against the kernel and the log.
func (s *situation) check(sh *shown, given []any, result *scripting.Result) {
	s.tally.add("moments", 1)
	for id, o := range sh.sight.ours {
		was, ends := s.seen[id], s.ends[id]
		if o.local != "" {
			was[0], ends[0] = o.local, o.at
		}
		if o.remote != "" {
			was[1], ends[1] = o.remote, o.to
		}
		s.seen[id], s.ends[id] = was, ends
		if p, sure := sh.sight.peerOf(o); sure && p != 0 && o.stream {
			s.peers[id] = p
		}
	}
	s.checkFields(sh)
	s.checkTable(sh)
	s.checkPage(sh)
	for _, g := range given {
		if r, ok := g.(scripting.Reports); ok {
			sh.reports = append(sh.reports, asked{r, 0})
		}
	}
	s.checkReports(sh, result)
}

// complain notes that something that is shown is false. rule names the check.
func (s *situation) complain(rule, format string, a ...any) {
	if _, known := pending[rule]; known {
		s.tally.add("false, and known to be: "+rule, 1)
		return
	}
	s.at = append(s.at, [2]string{rule, fmt.Sprintf(format, a...)})
}

func (s *situation) wrong() bool { return len(s.at) > 0 }

// program writes what was typed, to be typed again.
func (s *situation) program() string {
	var b strings.Builder
	fmt.Fprintf(&b, "-- seed %d", s.seed)
	if s.manner != "" {
		fmt.Fprintf(&b, ", --network %s", s.manner)
	}
	b.WriteString("\n")
	for _, e := range s.entries {
		if told, ok := strings.CutPrefix(e, "!"); ok {
			e = "-- another program: " + told
		}
		b.WriteString(e + "\n")
	}
	return b.String()
}

func (s *situation) report(t *testing.T) {
	for _, w := range s.at {
		t.Errorf("%s: %s", w[0], w[1])
	}
	if s.wrong() {
		t.Logf("after\n%s", s.program())
	}
}

func (s *situation) count(what string) { s.tally.add(what, 1) }

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

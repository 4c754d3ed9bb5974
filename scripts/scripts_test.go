package scripts

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// A run is one run of a scenario, with what it printed and where its sockets were.
type run struct {
	scripting.Outcome
	host *scripting.Host
	tap  *tap
	dir  string // where it may make Unix sockets
	out  *screen
}

// maxRun is longer than any scenario takes on a busy machine.
const maxRun = 30 * time.Second

// start makes a host for a script, with a folder that goes when the test ends.
func start(t *testing.T, args ...string) *run {
	t.Helper()
	dir, err := os.MkdirTemp("", "s") // t.TempDir's path may be too long for a Unix socket
	if err != nil {
		t.Fatal(err)
	}
	r := &run{tap: newTap(), dir: dir, out: newScreen()}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "DIR", dir)
	}
	r.host = api.New(scripting.Config{
		Session: runtime.Config{Stack: r.tap, Policy: runtime.Policy{Dirs: []string{dir}}},
		Limits:  limit.Limits{Time: maxRun},
		Out:     r.out,
		Args:    args,

		EndDeadlocks: true, // none of them hangs, and none may seem to
		OnStuck:      func(scripting.Stuck) {},
	})
	r.tap.session = r.host.Session
	t.Cleanup(func() {
		r.host.Close()
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("socket files are left: %v", left)
		}
		_ = os.RemoveAll(dir)
	})
	return r
}

// arguments of scenarios that need some to stay inside the test's folder.
var arguments = map[string][]string{"unix": {"DIR"}}

// play runs a scenario to its end and reports what is wrong with it.
func play(t *testing.T, s Script) *run {
	t.Helper()
	r := start(t, slices.Clone(arguments[s.Name])...)
	before := globals(r)
	r.Outcome = r.host.Run(s.File, s.Text)
	for _, name := range globals(r) {
		if !slices.Contains(before, name) {
			t.Errorf("%s is a global: examples use local variables", name)
		}
	}
	if r.Skipped {
		t.Logf("%s is skipped: %s", s.Name, r.Reason)
	}
	for _, f := range r.Failures {
		t.Errorf("%v\n%s\n%s%s", f, f.Source, f.Hint, table(f.Sockets))
	}
	if len(r.Open) > 0 {
		t.Errorf("sockets are left open:%s", table(r.Open))
	}
	return r
}

// globals lists the names of the global variables.
func globals(r *run) []string {
	before := len(r.out.text())
	r.host.Run("globals", "for name in pairs(_G) do print(name) end")
	return strings.Fields(r.out.text()[before:])
}

func table(sockets []scripting.Named) string {
	var b strings.Builder
	for _, n := range sockets {
		fmt.Fprintf(&b, "\n  %s %s %s %s → %s", n.Name, n.Kind, n.State.Name, n.State.Local, n.State.Remote)
	}
	return b.String()
}

// notCompared lists scenarios whose events are not the same each time.
var notCompared = map[string]string{
	"reuseport": "the kernel shares the clients out by a hash that nobody knows",
}

// triesAgain lists scenarios that try again after an error that other programs
// on this machine may cause.
var triesAgain = map[string]error{
	"ipv6": syscall.EADDRINUSE, // one port number, free in both families
}

// playSmoothly runs a scenario until a run needed no second try, so that its
// events can be compared.
func playSmoothly(t *testing.T, s Script) *run {
	t.Helper()
	for {
		r := play(t, s)
		if r.Skipped && r.OK() {
			t.Skip(r.Reason)
		}
		events, _ := r.host.Session.Log.All()
		again := slices.ContainsFunc(events, func(e event.Event) bool {
			why := triesAgain[s.Name]
			return why != nil && errors.Is(e.Err, why)
		})
		if !again || t.Failed() {
			return r
		}
	}
}

func TestScenarios(t *testing.T) {
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r := playSmoothly(t, s)
			if len(r.Steps) < 1 || r.Met < 3 {
				t.Errorf("%d steps and %d expectations: want at least 1 and 3", len(r.Steps), r.Met)
			}
			if why := notCompared[s.Name]; why != "" {
				t.Logf("events are not compared: %s", why)
				return
			}
			compare(t, filepath.Join("testdata", "golden", s.Name+".txt"), canonical(r))
		})
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./scripts -update writes it)", err)
	}
	if got == string(want) {
		return
	}
	a, b := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("%s:%d: want %q, got %q (-update rewrites it)\n%s", file, i+1, a[i], b[i], got)
		}
	}
	t.Fatalf("%s: want %d lines, got %d (-update rewrites it)\n%s", file, len(a), len(b), got)
}

// TestScenariosTogether runs each scenario beside others of its own kind: they
// must not meet.
func TestScenariosTogether(t *testing.T) {
	const together = 5
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var all sync.WaitGroup
			for range together {
				all.Go(func() { play(t, s) })
			}
			all.Wait()
		})
	}
}

func TestHeaders(t *testing.T) {
	names := map[string]string{}
	for i, s := range Scenarios() {
		if other, ok := names[s.Name]; ok {
			t.Errorf("%s and %s have one name", s.File, other)
		}
		names[s.Name] = s.File
		if want := fmt.Sprintf("scripts/scenarios/%02d-%s.lua", i+1, s.Name); s.File != want {
			t.Errorf("got %s, want %s: numbers without gaps", s.File, want)
		}
		head, _, _ := strings.Cut(s.Text, "\n\n")
		for _, part := range []string{"\n--\n", "\n-- Watch: ", "\n-- Run:   sockpit run " + s.Name} {
			if !strings.Contains(head+"\n", part) {
				t.Errorf("%s: no %q in the comment that heads it", s.File, part)
			}
		}
		if s.Title == "" || strings.HasSuffix(s.Title, ".") {
			t.Errorf("%s: title %q", s.File, s.Title)
		}
		for n, line := range strings.Split(s.Text, "\n") {
			if len(line) > 130 || strings.TrimRight(line, " \t") != line || strings.Contains(line, "\t") {
				t.Errorf("%s:%d: longer than 130 bytes, a tab, or blanks at the end", s.File, n+1)
			}
		}
	}
}

func TestFind(t *testing.T) {
	s, ok := Scenario("end-point")
	if !ok || s.Title != "A socket is an end-point: an IP address plus a port number" || s.File != "scripts/scenarios/01-end-point.lua" {
		t.Errorf("got %q, %q, %v", s.Title, s.File, ok)
	}
	if _, ok := Scenario("01-end-point"); ok {
		t.Error("a scenario is found under its file name")
	}
	if p, ok := Plugin("starter"); !ok || p.File != "scripts/plugins/starter.lua" {
		t.Errorf("got %q, %v", p.File, ok)
	}
}

func TestPlugins(t *testing.T) {
	for _, p := range Plugins() {
		t.Run(p.Name, func(t *testing.T) {
			r := start(t)
			if f := r.host.LoadPlugin(scripting.Script{Name: p.File, Text: p.Text}); f != nil {
				t.Fatal(f)
			}
			added := 0
			for _, c := range r.host.Commands() {
				if c.Summary == "" {
					t.Errorf(":%s has no summary", c.Name)
				}
			}
			for _, example := range examples(r) {
				added++
				if o := r.host.Run("example", example); !o.OK() || len(o.Open) > 0 {
					t.Errorf("%v, open:%s\n%s", o.Failures, table(o.Open), example)
				}
			}
			if added == 0 || len(r.host.Commands()) == 0 {
				t.Errorf("%d functions with an example, %d commands", added, len(r.host.Commands()))
			}
		})
	}
}

// TestKnock types the starter plugin's command.
func TestKnock(t *testing.T) {
	p, _ := Plugin("starter")
	r := start(t)
	if f := r.host.LoadPlugin(scripting.Script{Name: p.File, Text: p.Text}); f != nil {
		t.Fatal(f)
	}
	r.host.Run("setup", `open, shut = listen(0), bind(socket("tcp"), 0) print(open.local_port) print(shut.local_port)`)
	ports := strings.Fields(r.out.text())
	if res := r.host.RunCommand(r.host.Commands()[0], ports, 80); res.Failed != nil {
		t.Fatal(res.Failed)
	}
	want := ports[0] + ": open\n" + ports[1] + ": ECONNREFUSED\n"
	if got := r.out.text(); !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want %q at the end", got, want)
	}
}

// examples gives the examples of the functions that plugins added.
func examples(r *run) []string {
	r.host.Run("help", "help()")
	var out []string
	for _, v := range r.out.shown {
		overview, _ := v.(scripting.Overview)
		for _, f := range overview.Functions {
			if strings.HasPrefix(f.Group, "plugin ") && f.Example != "" {
				out = append(out, f.Example)
			}
		}
	}
	return out
}

// A screen is a Printer that keeps what scripts print.
type screen struct {
	mu      sync.Mutex
	all     strings.Builder
	shown   []any
	changed chan struct{}
}

func newScreen() *screen { return &screen{changed: make(chan struct{}, 1)} }

// Print keeps the text.
func (s *screen) Print(text string) {
	s.mu.Lock()
	s.all.WriteString(text)
	s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// Show keeps what it is given.
func (s *screen) Show(v any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = append(s.shown, v)
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

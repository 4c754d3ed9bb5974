package learn

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sockpit/repl/view"
	"sockpit/scripting/exercise"
)

// A screen collects what a session shows, and tells of it.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
	told chan struct{}
}

func (s *screen) write(text string) {
	s.mu.Lock()
	s.text.WriteString(text)
	s.mu.Unlock()
	select {
	case s.told <- struct{}{}:
	default:
	}
}

// take gives what was shown since the last time.
func (s *screen) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.text.String()
	s.text.Reset()
	return text
}

// waitFor waits until something that holds a text was shown.
func (s *screen) waitFor(t *testing.T, text string) {
	t.Helper()
	var all string
	limit := time.After(30 * time.Second)
	for {
		if all += s.take(); strings.Contains(all, text) {
			return
		}
		select {
		case <-s.told:
		case <-limit:
			t.Fatalf("want %q, shown was:\n%s", text, all)
		}
	}
}

// begin opens a session in a folder of its own.
func begin(t *testing.T, dir string, lang exercise.Lang) (*Session, *screen) {
	t.Helper()
	out := &screen{told: make(chan struct{}, 1)}
	s, err := Begin(Options{Dir: dir, Lang: lang, Write: out.write, Width: func() int { return 100 }, Style: view.Plain()})
	if err != nil {
		t.Fatal(err)
	}
	return s, out
}

// shows expects that a command shows all of the texts.
func shows(t *testing.T, out *screen, err error, texts ...string) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	got := out.take()
	for _, text := range texts {
		if !strings.Contains(got, text) {
			t.Errorf("want %q, shown was:\n%s", text, got)
		}
	}
}

const onePort = "accept/one-port"

// A learner's way through one exercise.
func TestSession(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mine")
	s, out := begin(t, dir, exercise.English)
	s.Welcome()
	shows(t, out, nil, "0 of", "help lists what you can say")
	shows(t, out, s.Goto([]string{"one-port"}), "One port, three sockets", "☐ 1  each client is told its own port", "07-one-port.lua")
	file := filepath.Join(dir, "07-one-port.lua")
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "-- 7. One port, three sockets") {
		t.Fatalf("the starter: %v\n%s", err, text)
	}
	check := func() bool {
		passed, err := s.Check(t.Context(), nil)
		if err != nil {
			t.Error(err)
		}
		return passed
	}
	if check() {
		t.Error("the starter passes")
	}
	shows(t, out, nil, "✗ 1/3  each client is told its own port", "network: whole", "client 1 dialled PORT", "want  ", "show 1 · replay")

	write(t, file, "local l = listen(PORT)\nfor i = 1, 2 do local s = accept(l); send(s, 'you are ' .. s.local_port .. '\\n') end\naccept(l)")
	check()
	shows(t, out, nil, "The client's port is the REMOTE port", "Your program behaves like: sends the local port.", "hint · show 1", "your sockets now:", "LISTEN", "waits in accept(l), line 3")

	shows(t, out, s.Hint(nil), "hint 1/3")
	shows(t, out, s.Hint(nil), "hint 2/3")
	shows(t, out, s.Show(nil), "each client is told its own port", "c1:expect(")
	shows(t, out, s.List([]string{"open", "port"}), "▶  7", "fails: each client is told its own port")
	shows(t, out, s.Solution(nil), "one way to do it", "b.remote_port")

	write(t, file, s.Pack.Find(onePort).Solution)
	if !check() {
		t.Error("the solution fails")
	}
	shows(t, out, nil, "✓ 3/3  the listener goes on listening", "Solved.", "4-tuple", "Next: How the bytes find their way")
	shows(t, out, s.List([]string{"done"}), "✓  7", "solved after seeing the solution")
	shows(t, out, s.Next(nil), "8/", "How the bytes find their way")

	again, out := begin(t, dir, "")
	if again.Current().ID != "accept/four-tuple" {
		t.Errorf("the next session begins at %s", again.Current().ID)
	}
	shows(t, out, again.SetLang([]string{"vi"}), "Làm sao byte tìm đúng đường", "viết một chương trình")
	if _, err := again.Check(t.Context(), nil); err != nil {
		t.Error(err)
	}
	shows(t, out, nil, "mạng: whole", "máy khách", "chờ")
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What a learner has written is never lost.
func TestReset(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, out := begin(t, dir, exercise.English)
	shows(t, out, s.Goto([]string{"7"}))
	file := filepath.Join(dir, "07-one-port.lua")
	for i, text := range []string{"-- first", "-- second"} {
		write(t, file, text)
		shows(t, out, s.Reset(nil), "your file is kept as")
		backup := file + "." + string(rune('1'+i))
		if got, err := os.ReadFile(backup); err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", backup, got, err)
		}
	}
	if got, _ := os.ReadFile(file); !strings.Contains(string(got), "One port") {
		t.Errorf("the starter is not back: %s", got)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, t.TempDir(), exercise.English)
	for _, name := range []string{onePort, "one-port", "7", "One port"} {
		if e, err := Find(s.Pack, name); err != nil || e.ID != onePort {
			t.Errorf("%s: %v, %v", name, e, err)
		}
	}
	if err := s.Goto([]string{"one-prot"}); err == nil || !strings.Contains(err.Error(), "Did you mean one-port?") {
		t.Errorf("a slip: %v", err)
	}
	if err := s.Show([]string{"99"}); err == nil {
		t.Error("check 99 is shown")
	}
	if err := s.SetLang([]string{"fr"}); err == nil {
		t.Error("fr is spoken")
	}
}

// Saving the file checks it, however an editor saves.
func TestWatch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, out := begin(t, dir, exercise.English)
	shows(t, out, s.Goto([]string{"one-port"}))
	shows(t, out, s.Goto([]string{"four-tuple"})) // the file is there when it is come back to
	file := filepath.Join(dir, "07-one-port.lua")
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() {
		s.Watch(ctx, func(ctx context.Context) { _, _ = s.Check(ctx, nil) })
	})
	defer watching.Wait()
	defer stop()
	<-s.watching // it has begun
	shows(t, out, s.Goto([]string{"one-port"}))
	write(t, file, "local l = listen(0) accept(l)")
	out.waitFor(t, "l listens on")
	write(t, file+".new", s.Pack.Find(onePort).Solution)
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
	out.waitFor(t, "Solved.")
}

// A progress file that can't be written ends nothing.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, out := begin(t, dir, exercise.English)
	shows(t, out, s.Goto([]string{"one-port"}))
	file := filepath.Join(dir, "07-one-port.lua")
	write(t, file, s.Pack.Find(onePort).Solution)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	if os.Geteuid() == 0 { // root may write anyway
		if err := os.Remove(filepath.Join(dir, exercise.ProgressFile)); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(dir, exercise.ProgressFile), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	passed, err := s.Check(t.Context(), nil)
	if !passed || err != nil {
		t.Errorf("passed %v, %v", passed, err)
	}
	shows(t, out, nil, "Solved.", "Your progress could not be written")
}

func TestReport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"an":   "at accept/one-port\naccept/one-port tries=4 failed=\"each client is told its own port\"\nlisten/first solved=2026-01-01 tries=1\n",
		"binh": "at accept/one-port\naccept/one-port tries=2 failed=\"each client is told its own port\"\n",
		"=chi": "at stream/lines\nstream/lines tries=1 failed=\"one line, one answer\"\n",
	} {
		sub := filepath.Join(dir, name, DefaultDir)
		if err := os.MkdirAll(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(sub, exercise.ProgressFile), text)
	}
	course, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadReport(course, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Class) != 3 || !strings.HasPrefix(r.Fails[0], "  2  accept/one-port: each client") {
		t.Errorf("got %+v, %q", r.Class, r.Fails)
	}
	text, err := r.CSV()
	if err != nil || !strings.Contains(text, "an,listen/first,2026-01-01,1,0,false,") || !strings.Contains(text, "'=chi,") {
		t.Errorf("%v:\n%s", err, text)
	}
	drawn := view.Report(r.Class, r.Fails, len(course.Order), 100, view.Plain())
	for _, want := range []string{"binh", "0/", "checks that fail now"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("want %q in\n%s", want, drawn)
		}
	}
	if _, err := ReadReport(course, []string{t.TempDir()}); err == nil {
		t.Error("a folder without progress: no error")
	}
}

// Two sessions in one folder count each other's tries.
func TestTwoSessions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, outA := begin(t, dir, exercise.English)
	b, outB := begin(t, dir, exercise.English)
	shows(t, outA, a.Goto([]string{"one-port"}))
	shows(t, outB, b.Goto([]string{"one-port"}))
	for _, s := range []*Session{a, b, a} {
		if _, err := s.Check(t.Context(), nil); err != nil {
			t.Error(err)
		}
	}
	p, err := exercise.ReadProgress(dir)
	if err != nil || p.Done[onePort].Tries != 3 {
		t.Errorf("want 3 tries: %v\n%s", err, p)
	}
}

package repl

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"sockpit/repl/learn"
	"sockpit/repl/runner"
	"sockpit/repl/stepper"
	"sockpit/runtime"
	"sockpit/scripting"
	"sockpit/scripting/exercise"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what is printed now")

func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m)
}

// A transcript is what a session looks like: lines after "> ", ">> " or "step> "
// are typed, the rest is printed. Ports written in what is typed stand for ports
// that the test holds for the session.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compare(t, file, string(want), got)
		})
	}
}

// replay types what a transcript says and gives the transcript that results.
func replay(t *testing.T, want string) string {
	t.Helper()
	return replayWith(t, nil, want)
}

// replayWith is replay where a script can be one of files, texts by name.
func replayWith(t *testing.T, files map[string]string, want string) string {
	t.Helper()
	typed, ports := heldPorts(t, typedIn(want))
	var out bytes.Buffer
	dir := t.TempDir()
	find := func(name string) (Script, error) {
		if text, ok := files[name]; ok {
			return Script{Name: name, Text: text, Dir: dir}, nil
		}
		return runner.FindScript(name)
	}
	r := newPlain(Config{
		Config: runner.Config{
			Version: "0.1", PluginFiles: runner.BuiltinPlugins(),
			Scripting: scripting.Config{Dir: dir, Session: runtime.Config{Policy: runtime.Policy{Dirs: []string{dir}}}},
		},
		FindScript: find,
		Learn:      learn.Options{Dir: filepath.Join(dir, learn.DefaultDir), Lang: exercise.English},
	}, strings.NewReader(typed), &out, true)
	if err := r.Run(); err != nil && !errors.Is(err, ErrFailed) {
		t.Error(err)
	}
	r.Close()
	lines := strings.Split(strings.ReplaceAll(strings.TrimSuffix(out.String(), "> "), dir+"/", ""), "\n")
	for i := range lines {
		for want, held := range ports {
			lines[i] = putBack(lines[i], held, want)
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// putBack writes the port of the transcript for the one that was held, and
// keeps the columns behind it where they were.
func putBack(line, held, want string) string {
	at := strings.Index(line, held)
	if at < 0 {
		return line
	}
	rest := line[at+len(held):]
	if gap := strings.Index(rest, "  "); gap >= 0 && strings.HasPrefix(line, "  ") {
		rest = rest[:gap] + strings.Repeat(" ", len(held)-len(want)) + rest[gap:]
	}
	return line[:at] + want + putBack(rest, held, want)
}

// typedIn takes the lines that are typed out of a transcript.
func typedIn(transcript string) string {
	var b strings.Builder
	for _, l := range strings.Split(transcript, "\n") {
		for _, p := range []string{"> ", continued, stepper.Prompt} {
			if rest, ok := strings.CutPrefix(l, p); ok {
				b.WriteString(rest + "\n")
			}
		}
	}
	return b.String()
}

// heldPorts replaces each port from 7000 to 9999 that is typed by one that the
// OS chose, and that no one else can get until the test ends: a socket of the
// test is bound to it and does not listen. The prompt's own listen can share
// it, as both set SO_REUSEADDR.
func heldPorts(t *testing.T, typed string) (string, map[string]string) {
	t.Helper()
	ports := map[string]string{}
	typed = regexp.MustCompile(`\b[789]\d{3}\b`).ReplaceAllStringFunc(typed, func(port string) string {
		if ports[port] == "" {
			ports[port] = holdPort(t)
		}
		return ports[port]
	})
	return typed, ports
}

func holdPort(t *testing.T) string {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	sa, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(sa.(*unix.SockaddrInet4).Port)
}

// compare shows the first line that differs, with ports and times made equal.
func compare(t *testing.T, name, want, got string) {
	t.Helper()
	w, g := canonical(want), canonical(got)
	for i := 0; i < max(len(w), len(g)); i++ {
		switch {
		case i >= len(w):
			t.Fatalf("%s: more is printed: %q", name, g[i])
		case i >= len(g):
			t.Fatalf("%s: line %d is missing: %q", name, i+1, w[i])
		case w[i] != g[i]:
			t.Fatalf("%s: line %d:\nwant %q\ngot  %q\n\nall that was printed:\n%s", name, i+1, w[i], g[i], got)
		}
	}
}

var (
	portText = regexp.MustCompile(`\b[1-9]\d{3,4}\b`)
	ofText   = regexp.MustCompile(`(?m)^(\d+)/\d+  `) // an exercise's place in a course that grows
	seedText = regexp.MustCompile(`seed \d+`)
	timeText = regexp.MustCompile(`\b\d+(\.\d)? (µs|ms|s)\b`)
	tookText = regexp.MustCompile(`([;,] )?\bafter T\b`) // a busy machine may make any call take long
	whenText = regexp.MustCompile(`(?m)^( +\d+ +)\d+\.\d{3}  task`)
	gapText  = regexp.MustCompile(` {2,}`)
)

// canonical writes ports in order of appearance, times as T, and gaps as two
// spaces.
func canonical(text string) []string {
	ports := map[string]string{}
	text = ofText.ReplaceAllString(text, "${1}/N  ")
	text = whenText.ReplaceAllString(text, "${1}T  task")
	text = seedText.ReplaceAllString(text, "seed S")
	text = portText.ReplaceAllStringFunc(strings.TrimRight(text, "\n"), func(p string) string {
		if ports[p] == "" {
			ports[p] = fmt.Sprintf("port%d", len(ports)+1)
		}
		return ports[p]
	})
	text = tookText.ReplaceAllString(timeText.ReplaceAllString(text, "T"), "")
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = gapText.ReplaceAllString(strings.TrimRight(lines[i], " "), "  ")
	}
	return lines
}

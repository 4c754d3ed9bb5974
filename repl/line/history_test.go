package line

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	whoVar   = "SOCKPIT_LINE_TEST_WHO"
	countVar = "SOCKPIT_LINE_TEST_COUNT"
)

// historyWriter appends entries as fast as it can and says, after each, that
// it is on disk.
func historyWriter() int {
	n, _ := strconv.Atoi(os.Getenv(countVar))
	h, _, err := openHistory(os.Getenv(historyVar))
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	for i := range n {
		if err := h.append(fmt.Sprintf("%s %d\nsecond line", os.Getenv(whoVar), i)); err != nil {
			fmt.Println("error", err)
			return 1
		}
		fmt.Println(i)
	}
	return 0
}

func startWriter(t *testing.T, path, who string, n int) (*exec.Cmd, io.Reader) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVar+"=history", historyVar+"="+path, whoVar+"="+who, countVar+"="+strconv.Itoa(n))
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	return cmd, out
}

// TestHistoryTwoProcesses: what two processes write at once is all there, in
// each one's order, also when another compacts the file meanwhile.
func TestHistoryTwoProcesses(t *testing.T) {
	t.Parallel()
	const n = 1000
	path := filepath.Join(t.TempDir(), "dir", "history")
	h := &histFile{path}
	var wg sync.WaitGroup
	for _, who := range []string{"a", "b"} {
		cmd, out := startWriter(t, path, who, n)
		wg.Go(func() {
			for r := bufio.NewScanner(out); r.Scan(); {
				if strings.HasSuffix(r.Text(), "5") {
					compactNow(t, h)
				}
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("writer %s: %v", who, err)
			}
		})
	}
	wg.Wait()
	next := map[string]int{}
	for _, e := range entriesOf(t, path) {
		who, i := entryParts(t, e)
		if i != next[who] {
			t.Fatalf("%s: entry %d where %d was to come", who, i, next[who])
		}
		next[who]++
	}
	if next["a"] != n || next["b"] != n {
		t.Errorf("%v entries are in the file, want %d of each", next, n)
	}
	private(t, path)
}

// TestHistoryKilled: whatever was said to be written is there after kill -9,
// and nothing broken is for the next prompt.
func TestHistoryKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	said := map[string]int{}
	for round := range 20 {
		who := fmt.Sprint("p", round)
		cmd, out := startWriter(t, path, who, 1<<30)
		r := bufio.NewScanner(out)
		stop := 1 + round*round*3%170 // as good as any
		for r.Scan() {
			if strings.HasPrefix(r.Text(), "error") {
				t.Fatal(r.Text())
			}
			said[who]++
			if said[who] == stop {
				cmd.Process.Signal(unix.SIGKILL)
			}
		}
		cmd.Wait()
	}
	// The last kill may have cut a write, as the kernel ends one at a page's
	// border: the next prompt sees to it.
	_, _, err := openHistory(path)
	check(t, err)
	got := map[string]int{}
	for _, e := range entriesOf(t, path) {
		who, i := entryParts(t, e)
		if i != got[who] {
			t.Fatalf("%s: entry %d where %d was to come", who, i, got[who])
		}
		got[who]++
	}
	for who, n := range said {
		if got[who] < n {
			t.Errorf("%s: %d entries in the file, %d were written", who, got[who], n)
		}
	}
	private(t, path)
}

// compactNow replaces the file under the feet of those who write to it.
func compactNow(t *testing.T, h *histFile) {
	f, err := h.lock()
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	data, _, err := tail(f.File, histRead)
	if err == nil {
		err = compact(f, decodeEntries(data))
	}
	if err != nil {
		t.Error(err)
	}
}

func entriesOf(t *testing.T, path string) []string {
	data, err := os.ReadFile(path)
	check(t, err)
	var all []string
	for _, line := range bytes.Split(bytes.TrimSuffix(data, []byte{'\n'}), []byte{'\n'}) {
		e, ok := decodeEntry(line)
		if !ok {
			t.Fatalf("broken line %q", line)
		}
		all = append(all, e)
	}
	return all
}

func entryParts(t *testing.T, e string) (who string, i int) {
	if _, err := fmt.Sscanf(e, "%s %d", &who, &i); err != nil || !strings.HasSuffix(e, "\nsecond line") {
		t.Fatalf("broken entry %q", e)
	}
	return who, i
}

func private(t *testing.T, path string) {
	t.Helper()
	st, err := os.Stat(path)
	check(t, err)
	if st.Mode().Perm() != 0o600 {
		t.Errorf("%s has mode %v", path, st.Mode())
	}
}

func TestHistoryEntries(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	check(t, os.WriteFile(path, []byte("\"old\"\nrubbish\n{}\n\n\"\"\n\"half"), 0o644))
	h, entries, err := openHistory(path)
	check(t, err)
	private(t, path)
	if len(entries) != 1 || entries[0] != "old" {
		t.Errorf("entries %q", entries)
	}
	want := []string{"old", "a\nb", "tab\t\"quote\" \\ <é>", "\xff\x00", "\u2028", strings.Repeat("x", 200_000)}
	for _, e := range want[1:] {
		check(t, h.append(e))
	}
	check(t, h.append(strings.Repeat("x", histEntry+1))) // too long, left out
	_, entries, err = openHistory(path)
	check(t, err)
	if fmt.Sprintf("%q", entries) != fmt.Sprintf("%q", want) {
		t.Errorf("entries %.300q", entries)
	}
}

// TestHistoryCut: the beginning of an entry that a kill left goes, whatever
// else has no end stays.
func TestHistoryCut(t *testing.T) {
	t.Parallel()
	whole := `{"base64":"/wA="}`
	for _, c := range []struct{ name, end, left string }{
		{"nothing", "", ""},
		{"a cut string", `"hal`, ""},
		{"a quote", `"`, ""},
		{"cut in an escape", `"half\`, ""},
		{"cut in a letter", "\"ti\xe1\xba", ""},
		{"cut bytes", `{"base64":"AAA`, ""},
		{"a long cut string", `"` + strings.Repeat("x", histEntry), ""},
		{"a whole string", `"whole"`, "\"whole\"\n"},
		{"whole bytes", whole, whole + "\n"},
		{"a stranger's line", "print(1)", "print(1)\n"},
	} {
		for _, before := range []string{"", "\"old\"\n"} {
			path := filepath.Join(t.TempDir(), "history")
			check(t, os.WriteFile(path, []byte(before+c.end), 0o600))
			check(t, (&histFile{path}).append("new"))
			fileIs(t, c.name+", an entry comes", path, before+c.left+"\"new\"\n")
			check(t, os.WriteFile(path, []byte(before+c.end), 0o600))
			_, _, err := openHistory(path)
			check(t, err)
			fileIs(t, c.name+", opened", path, before+strings.TrimSuffix(c.left, "\n"))
		}
	}
}

func fileIs(t *testing.T, what, path, want string) {
	t.Helper()
	data, err := os.ReadFile(path)
	check(t, err)
	if string(data) != want {
		t.Errorf("%s: the file is %.200q, want %.200q", what, data, want)
	}
}

func TestHistoryBounds(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	var b bytes.Buffer
	for i := 0; b.Len() < histCompact+1; i++ {
		fmt.Fprintf(&b, "%q\n", fmt.Sprintf("%06d %s", i, strings.Repeat("x", 1000)))
	}
	check(t, os.WriteFile(path, b.Bytes(), 0o600))
	_, entries, err := openHistory(path)
	check(t, err)
	if len(entries) != historyMax {
		t.Errorf("%d entries, want the last %d", len(entries), historyMax)
	}
	st, err := os.Stat(path)
	check(t, err)
	if st.Size() > histRead {
		t.Errorf("the file still has %d bytes", st.Size())
	}
	private(t, path)
	_, again, err := openHistory(path)
	check(t, err)
	if strings.Join(again, "\n") != strings.Join(entries, "\n") {
		t.Error("compacting has changed the entries")
	}
}

func TestHistoryMemory(t *testing.T) {
	t.Parallel()
	h := &history{}
	for i := range 3*historyMax + 1 {
		check(t, h.add(fmt.Sprint(i), true))
	}
	if n := len(h.entries); n > 2*historyMax || h.entries[n-1] != fmt.Sprint(3*historyMax) {
		t.Errorf("%d entries, the last is %s", n, h.entries[n-1])
	}
}

// TestHistoryNull: a link to /dev/null is no history, and nothing to talk about.
func TestHistoryNull(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	check(t, os.Symlink(os.DevNull, path))
	file, entries, err := openHistory(path)
	if file != nil || len(entries) > 0 || err != nil {
		t.Errorf("%v, %q, %v; want no history", file, entries, err)
	}
}

// TestHistoryUnusable: no history file is no reason to have no prompt.
func TestHistoryUnusable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, _, err := openHistory(dir); err == nil {
		t.Error("a folder is taken as history file")
	}
	fifo := filepath.Join(dir, "fifo")
	check(t, unix.Mkfifo(fifo, 0o600))
	if _, _, err := openHistory(fifo); err == nil || !strings.Contains(err.Error(), "regular") {
		t.Errorf("a pipe as history file: %v", err)
	}
	if _, _, err := openHistory(filepath.Join(fifo, "history")); err == nil {
		t.Error("a path below a pipe is taken as history file")
	}
}

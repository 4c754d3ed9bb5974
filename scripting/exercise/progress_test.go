package exercise

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unicode/utf8"

	"sockpit/runtime/atomicfile"
)

// What several sessions do at the same time is all in the file in the end.
func TestProgressTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const sessions, times = 8, 15
	var all sync.WaitGroup
	for i := range sessions {
		all.Go(func() {
			own := fmt.Sprintf("own/n%d", i)
			for n := range times {
				do := []func(p *Progress){
					func(p *Progress) { p.Entry("all").Try() },
					func(p *Progress) { p.Entry("all").Hints++ },
					func(p *Progress) { p.Entry(fmt.Sprintf("%s-%d", own, n)).Pass(today) },
					func(p *Progress) { p.Entry(own).Failed = fmt.Sprint(n) },
				}
				if i == 0 && n == 0 {
					do = append(do, func(p *Progress) { p.Lang = Vietnamese }, func(p *Progress) { p.At = "accept/one-port" })
				}
				for _, change := range do {
					if _, err := UpdateProgress(dir, change); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	p, err := ReadProgress(dir)
	if err != nil {
		t.Fatal(err)
	}
	if e := p.Entry("all"); e.Tries != sessions*times || e.Hints != sessions*times || p.Lang != Vietnamese || p.At != "accept/one-port" {
		t.Errorf("want %d tries and hints, got %+v, at %q, lang %q", sessions*times, e, p.At, p.Lang)
	}
	for i := range sessions {
		own := fmt.Sprintf("own/n%d", i)
		if p.Entry(own).Failed != fmt.Sprint(times-1) {
			t.Errorf("%s failed at %q", own, p.Entry(own).Failed)
		}
		for n := range times {
			if id := fmt.Sprintf("%s-%d", own, n); !p.Solved(id) {
				t.Errorf("%s was solved, and that is lost", id)
			}
		}
	}
}

// progressDir names the folder to a process of the test below.
const progressDir = "SOCKPIT_TEST_PROGRESS"

// Processes that are killed at any moment lose nothing that they had written.
func TestProgressKilled(t *testing.T) {
	if dir := os.Getenv(progressDir); dir != "" {
		for n := 0; ; n++ {
			if _, err := UpdateProgress(dir, func(p *Progress) { p.Entry("all").Try(); p.Entry(fmt.Sprintf("n%d", os.Getpid())).Try() }); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			fmt.Println("did")
		}
	}
	t.Parallel()
	processes, rounds := 3, 3
	if os.Getenv("SOCKPIT_LONG") != "" {
		processes, rounds = 20, 50
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	before := "a line of a person's\n\xff\xfe no text\nall tries=7\n"
	if err := os.WriteFile(filepath.Join(dir, ProgressFile), []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	did := 7
	for range rounds {
		counts := make([]int, processes)
		var all sync.WaitGroup
		for i := range processes {
			cmd := exec.Command(self, "-test.run=^TestProgressKilled$")
			cmd.Env = append(os.Environ(), progressDir+"="+dir)
			out, err := cmd.StdoutPipe()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			enough := 1 + rand.IntN(10)
			all.Go(func() {
				defer cmd.Wait()
				for lines := bufio.NewScanner(out); lines.Scan(); {
					if lines.Text() != "did" {
						t.Errorf("a process says: %s", lines.Text())
					}
					if counts[i]++; counts[i] == enough {
						_ = cmd.Process.Kill()
					}
				}
			})
		}
		all.Wait()
		for _, n := range counts {
			did += n
		}
	}
	p, err := ReadProgress(dir)
	if err != nil {
		t.Fatal(err)
	}
	// One that is killed may have written, and not have said so.
	if tries := p.Entry("all").Tries; tries < did || tries > did+processes*rounds {
		t.Errorf("%d tries are left of %d (and at most %d more)", tries, did, processes*rounds)
	}
	text := p.String()
	for _, line := range strings.Split(before, "\n")[:2] {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("lost: %q", line)
		}
	}
	names, err := os.ReadDir(dir)
	if err != nil || len(names) > 2 { // the file, and what the last one that was killed had begun
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// What is in the place of the file can't be read, and blocks nobody.
func TestProgressNoFile(t *testing.T) {
	t.Parallel()
	for what, put := range map[string]func(name string) error{
		"a pipe":   func(name string) error { return syscall.Mkfifo(name, 0o600) },
		"a folder": func(name string) error { return os.Mkdir(name, 0o700) },
		"bytes": func(name string) error {
			if err := os.WriteFile(name, nil, 0o600); err != nil {
				return err
			}
			return os.Truncate(name, maxProgress+1)
		},
		"too many levels": func(name string) error { return os.Symlink(filepath.Base(name), name) },
	} {
		dir := t.TempDir()
		if err := put(filepath.Join(dir, ProgressFile)); err != nil {
			t.Fatal(err)
		}
		_, read := ReadProgress(dir)
		_, written := UpdateProgress(dir, func(p *Progress) { p.Entry("all").Try() })
		for _, err := range []error{read, written} {
			// A folder can't be opened for writing: the system has words for it.
			if err == nil || !strings.Contains(err.Error(), what) && !strings.Contains(err.Error(), "is a directory") {
				t.Errorf("%s: got %v", what, err)
			}
		}
	}
}

// Someone who has stopped with the lock does not stop the others for ever, and
// nothing is written without it.
func TestProgressLocked(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits as long as a learner would")
	}
	t.Parallel()
	dir := t.TempDir()
	held, err := atomicfile.Lock(filepath.Join(dir, ProgressFile), 0o600)
	if err != nil || !held.Alone {
		t.Fatal(err)
	}
	defer held.Close()
	if _, err := UpdateProgress(dir, func(p *Progress) { p.At = "x" }); err != atomicfile.ErrBusy {
		t.Errorf("got %v", err)
	}
}

// A line of any length is read, and what is written is bounded.
func TestProgressLongLines(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := "a/b tries=3 failed=\"" + strings.Repeat("é", 70_000) + "\"\n" + strings.Repeat("x", 100_000) + "\nc/d tries=1\n"
	if err := os.WriteFile(filepath.Join(dir, ProgressFile), []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := UpdateProgress(dir, func(p *Progress) { p.Entry("a/b").Try() })
	if err != nil || p.Entry("a/b").Tries != 4 || p.Entry("c/d").Tries != 1 || len(p.other) != 1 || len(p.other[0]) != 100_000 {
		t.Fatalf("%v, %+v", err, p)
	}
	if p, err = ReadProgress(dir); err != nil || p.Entry("a/b").Failed != strings.Repeat("é", maxName) {
		t.Errorf("%v: %d bytes of a name", err, len(p.Entry("a/b").Failed))
	}
}

func TestProgressNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"0": 0, "7": 7, "-1": 0, "-99999999999999999999": 0, "99999999999999999999": maxTimes, "1e3": 0, "": 0, "9223372036854775807": maxTimes,
	} {
		p := parseProgress("a/b tries=" + text + " hints=" + text)
		e := p.Entry("a/b")
		if e.Tries != want || e.Hints != want {
			t.Errorf("%s: got %+v", text, e)
		}
		if e.Try(); e.Tries != min(want+1, maxTimes) {
			t.Errorf("%s and one: got %d", text, e.Tries)
		}
	}
}

// Whatever stands in the file, it can be read, what is not understood is kept,
// and it grows by nothing.
func FuzzProgress(f *testing.F) {
	f.Add([]byte(progressHead + "\nat accept/one-port\nlang vi\nlisten/first solved=2026-01-02 tries=3 hints=1 medal=gold\n"))
	f.Add([]byte("a tries=-99999999999999999999 seen failed=\"x\\\"y\" \"open quote = \nat \xff\r\nlang fr\n\x00=\n"))
	f.Add([]byte("a/b failed=\"" + strings.Repeat("c", 300) + "\"\n"))
	f.Add([]byte("a =b solved=\x1b[2J solved=yes tries=1 tries=2\na hints=9\n" + strings.Repeat("é", 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		p := parseProgress(string(data))
		text := p.String()
		if again := parseProgress(text).String(); again != text {
			t.Errorf("it changes each time it is read:\n%q\n%q", text, again)
		}
		if len(text) > 2*len(data)+len(progressHead)+100+100*len(p.order) {
			t.Errorf("%d bytes become %d", len(data), len(text))
		}
		for _, line := range p.other[:min(len(p.other), 100)] {
			if !bytes.Contains(data, []byte(line)) || !strings.Contains(text, line+"\n") {
				t.Errorf("changed: %q", line)
			}
		}
		for _, line := range bytes.SplitAfterN(data, []byte("\n"), 100) { // one that is no text is nobody's but the person's
			line = bytes.TrimSuffix(line, []byte("\n"))
			if !utf8.Valid(line) && !bytes.Contains(line, []byte("=")) && bytes.Count(line, []byte("\n")) == 0 && len(bytes.Fields(line)) > 2 && !slices.Contains(p.other, string(line)) {
				t.Errorf("lost: %q", line)
			}
		}
		for id, e := range p.Done {
			if len(id) > maxID || e.Tries < 0 || e.Tries > maxTimes || e.Hints < 0 || e.Hints > maxTimes || len(e.Solved) > maxDay {
				t.Errorf("%q: %+v", id, e)
			}
		}
	})
}

package scripting

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sockpit/scripting/limit"
)

// programsAtOnce is how many programs one script of sockpit runs: its source is
// bounded.
const programsAtOnce = 250

// TestPrograms runs generated programs here and in lua5.1, which must tell the
// same: 2,000 in each run, and with SOCKPIT_PROGRAMS=200000 as many as that.
func TestPrograms(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("lua5.1")
	if err != nil {
		t.Skip("lua5.1 is not in PATH")
	}
	count := 2000
	if testing.Short() {
		count = 200
	}
	if text := os.Getenv("SOCKPIT_PROGRAMS"); text != "" {
		if count, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	helpers, err := os.ReadFile("testdata/programs.lua")
	if err != nil {
		t.Fatal(err)
	}
	dir, begun, differ := t.TempDir(), time.Now(), 0
	for first := 0; first < count; first += programsAtOnce {
		script := programsScript(string(helpers), first, min(programsAtOnce, count-first))
		if err := os.WriteFile(filepath.Join(dir, "programs.lua"), []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
		lua := exec.Command(path, "programs.lua")
		lua.Dir = dir
		out, err := lua.Output()
		if err != nil {
			t.Fatal(err)
		}
		differ += comparePrograms(t, first, lines(string(out)), lines(runPrograms(t, script)))
		if differ > 5 {
			t.Fatal("and so on")
		}
	}
	t.Logf("%d programs, %d differ, %s", count, differ, time.Since(begun).Round(time.Second))
}

func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

// programsScript makes one script of the programs of n seeds.
func programsScript(helpers string, first, n int) string {
	var b strings.Builder
	b.WriteString(helpers)
	for i := range n {
		seed := first + i
		b.WriteString("run(" + strconv.Itoa(seed) + ", [====[\n" + program(uint64(seed)) + "]====])\n")
	}
	return b.String()
}

// runPrograms runs such a script in sockpit and gives what it printed.
func runPrograms(t *testing.T, script string) string {
	t.Helper()
	h, rec := newHost(t, Config{Limits: limit.Limits{Source: 64 << 20, Time: 5 * time.Minute}})
	if o := h.Run("programs.lua", script); !o.OK() {
		t.Fatal(o.Failures[0])
	}
	h.Close()
	return rec.String()
}

func comparePrograms(t *testing.T, first int, want, got []string) (differ int) {
	t.Helper()
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			differ++
			other := "nothing"
			if i < len(got) {
				other = got[i]
			}
			t.Errorf("program %d:\n%s\nlua5.1: %s\nhere:   %s", first+i, program(uint64(first+i)), want[i], other)
		}
		if differ > 5 {
			break
		}
	}
	return differ
}

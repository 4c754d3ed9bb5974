//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Checks at the same time in one folder are all counted: 20 programs, 200 checks
// each, with SOCKPIT_LONG=1.
func TestChecksTogether(t *testing.T) {
	t.Parallel()
	programs, times := 3, 1
	if os.Getenv("SOCKPIT_LONG") != "" {
		programs, times = 20, 200
	}
	dir := t.TempDir()
	ids := []string{"first", "port-zero", "which-address"}
	var all sync.WaitGroup
	for i := range programs {
		all.Go(func() {
			for range times {
				cmd := program(t, nil, "learn", "check", ids[i%len(ids)], "--dir", dir)
				if out, status := run(t, cmd, ""); status != exitFailed || strings.Contains(out, "progress") {
					t.Errorf("status %d:\n%s", status, out)
				}
			}
		})
	}
	all.Wait()
	text, err := os.ReadFile(filepath.Join(dir, "progress.txt"))
	if err != nil {
		t.Fatal(err)
	}
	tries := 0
	for line := range strings.Lines(string(text)) {
		for _, word := range strings.Fields(line) {
			var n int
			if _, err := fmt.Sscanf(word, "tries=%d", &n); err == nil {
				tries += n
			}
		}
	}
	if tries != programs*times {
		t.Errorf("%d checks, %d tries:\n%s", programs*times, tries, text)
	}
}

// A full disk leaves nothing half made, is said in a sentence, and ends nothing;
// when there is room again, the learner goes on.
func TestFullDiskLearn(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil)
	script := `
mkdir disk home && mount -t tmpfs -o size=64k none disk || { echo no mount; exit 0; }
cat /dev/zero > disk/fill 2>/dev/null
"$0" learn check first --dir disk
echo "first: $?" $(ls disk)
printf 'l = listen(0)\n:save disk/x.lua\n:events --json disk/x.json\n:map disk/x.svg\n:diagram disk/x.html\n:record disk/mine.lua\n' | "$0"
"$0" learn new disk/new
echo "then:" $(ls -A disk)
rm disk/fill
"$0" learn check first --dir disk
echo "last:" $(ls disk) $(grep -c tries=1 disk/progress.txt) $(grep -c . disk/01-first.lua)
`
	in := exec.Command("unshare", "-rm", "sh", "-c", script, cmd.Path)
	in.Dir, in.Env = cmd.Dir, cmd.Env
	out, _ := run(t, in, "")
	if strings.Contains(out, "no mount") || strings.Contains(out, "unshare") {
		t.Skip("no disk of its own here: " + out)
	}
	for _, want := range []string{
		"can't write your file disk/01-first.lua: no space left on device", "first: 1 fill\n", "save: can't write disk/x.lua: no space left on device",
		"events: can't write disk/x.json: no space", "map: can't write disk/x.svg: no space", "diagram: can't write disk/x.html: no space",
		"record: can't write disk/mine.lua: no space", "new: can't write disk/new.lua: no space", "then: fill\n", "last: 01-first.lua progress.txt 1 ",
	} {
		if !strings.Contains(strings.ReplaceAll(strings.Join(strings.Fields(out), " "), " ", " "), strings.TrimSpace(want)) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}

// A home that can't be written to costs the history, which is said, and no more.
func TestReadOnlyHome(t *testing.T) {
	t.Parallel()
	cmd := program(t, map[string]string{"home": "a file, not a folder"}, "learn", "check", "first", "--dir", "home/exercises")
	out, status := run(t, cmd, "")
	if status != exitFailed || !strings.Contains(out, "can't make the folder for your files") {
		t.Errorf("status %d:\n%s", status, out)
	}
}

// A pack whose file never ends is given up, in the time that --timeout gives.
func TestPackTimeout(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"learn", "--pack", "loop.lua", "--list"}, {"learn", "--pack", "loop.lua", "check"}, {"learn", "prove", "loop.lua"},
		{"learn", "report", "--pack", "loop.lua", "."}, {"learn", "--pack", "loop.lua"},
	} {
		out, status := run(t, program(t, map[string]string{"loop.lua": "while true do end"}, append(args, "--timeout", "300ms")...), "")
		if status == 0 || !strings.Contains(out, "loop.lua: did not finish loading in 300ms") {
			t.Errorf("%q: status %d\n%s", args, status, out)
		}
	}
}

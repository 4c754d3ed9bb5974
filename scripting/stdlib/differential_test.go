package stdlib

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/*.want with the answers of lua5.1")

// snippetFiles are the files of testdata that hold a snippet a line. The
// answers of lua5.1 are beside each, line by line, in a file .want.
var snippetFiles = []string{
	"assign", "base", "bytes", "concat", "constructor", "date", "find", "format", "gsub", "match", "math", "number", "table",
}

// minSnippets keeps the suite from shrinking unseen.
const minSnippets = 900

func isSnippet(line string) bool {
	return strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "--")
}

func lines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// lua51 runs the driver in lua5.1 on files of snippets.
func lua51(t *testing.T, files ...string) string {
	t.Helper()
	path, err := exec.LookPath("lua5.1")
	if err != nil {
		t.Skip("lua5.1 is not in PATH")
	}
	args := append([]string{"testdata/driver.lua", "testdata/prelude.lua"}, files...)
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestDifferential compares our answers with the recorded ones of lua5.1.
func TestDifferential(t *testing.T) {
	t.Parallel()
	count := 0
	for _, name := range snippetFiles {
		for _, line := range lines(readTestdata(t, name+".lua")) {
			if isSnippet(line) {
				count++
			}
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compareFile(t, name)
		})
	}
	if count < minSnippets {
		t.Errorf("got %d snippets, want %d or more", count, minSnippets)
	}
}

func compareFile(t *testing.T, name string) {
	v := newVM(t, Env{})
	if _, err := v.run(readTestdata(t, "prelude.lua")); err != nil {
		t.Fatal(err)
	}
	want := lines(readTestdata(t, name+".want"))
	for i, line := range lines(readTestdata(t, name+".lua")) {
		if !isSnippet(line) {
			continue
		}
		if got := v.answer(line); got != want[i] {
			t.Errorf("%s.lua:%d: %s\n got %s\nwant %s", name, i+1, line, got, want[i])
		}
	}
}

// TestRecorded verifies that the recorded answers are those of lua5.1.
func TestRecorded(t *testing.T) {
	t.Parallel()
	var files []string
	for _, name := range snippetFiles {
		files = append(files, filepath.Join("testdata", name+".lua"))
	}
	live := lua51(t, files...)
	for _, name := range snippetFiles {
		n := len(lines(readTestdata(t, name+".lua")))
		parts := strings.SplitAfterN(live, "\n", n+1)
		got := strings.Join(parts[:n], "")
		live = parts[n]
		file := filepath.Join("testdata", name+".want")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got != readTestdata(t, name+".want") {
			t.Errorf("%s is not what lua5.1 answers; run go test with -update", file)
		}
	}
}

package scripting

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sockpit/scripting/stdlib"
)

// words are how an error that a snippet catches itself is worded.
var words = regexp.MustCompile(`(cannot|attempt to) [^"]*`)

const snippets = "stdlib/testdata/"

func readSnippets(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(snippets + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// answers runs snippets in sockpit, as a script or at the prompt, and gives what
// each answers as testdata/driver.lua has it in lua5.1.
func answers(t *testing.T, atPrompt bool, codes []string) []string {
	t.Helper()
	h, rec := newHost(t, Config{})
	var script strings.Builder
	script.WriteString(readSnippets(t, "answer.lua") + readSnippets(t, "prelude.lua"))
	run := func(text string) {
		if !atPrompt {
			script.WriteString(text + "\n")
		} else if r := h.Eval(text, 80); r.Failed != nil {
			t.Fatal(r.Failed)
		}
	}
	if atPrompt {
		run(script.String())
	}
	for _, code := range codes {
		run("print((answer(" + strconv.Quote(code) + "):gsub('[%c\\128-\\255]', '?')))")
	}
	if !atPrompt {
		if o := h.Run("answers.lua", script.String()); !o.OK() {
			t.Fatal(o.Failures[0])
		}
	}
	got := lines(rec.String())
	if len(got) != len(codes) {
		t.Fatalf("%d snippets gave %d answers", len(codes), len(got))
	}
	return got
}

// Every difference that is listed is one, in the program as a user has it.
func TestDifferences(t *testing.T) {
	t.Parallel()
	var rows []stdlib.Difference
	var codes []string
	for _, d := range stdlib.Differences {
		if d.Topic == "" || d.Why == "" {
			t.Errorf("%+v: topic or reason missing", d)
		}
		if d.Code != "" {
			rows, codes = append(rows, d), append(codes, d.Code)
		}
	}
	for way, atPrompt := range map[string]bool{"run": false, "prompt": true} {
		for i, got := range answers(t, atPrompt, codes) {
			if d := rows[i]; got != d.Here || got == d.Lua51 {
				t.Errorf("%s: %s: %s\n here %s\nlisted %s\nlua5.1 %s", way, d.Topic, d.Code, got, d.Here, d.Lua51)
			}
		}
	}
	path, err := exec.LookPath("lua5.1")
	if err != nil {
		t.Skip("lua5.1 is not in PATH")
	}
	file := filepath.Join(t.TempDir(), "differences.lua")
	if err := os.WriteFile(file, []byte(strings.Join(codes, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "testdata/driver.lua", "testdata/prelude.lua", file)
	cmd.Dir = "stdlib"
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range lines(string(out)) {
		if got != rows[i].Lua51 {
			t.Errorf("%s: %s: lua5.1 answers %s, listed is %s", rows[i].Topic, rows[i].Code, got, rows[i].Lua51)
		}
	}
}

// What the snippets of the library answer in the program is what lua5.1 answers,
// or has a row; the words of an error are the program's own.
func TestSnippetsInTheProgram(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, d := range stdlib.Differences {
		listed[d.Code] = true
	}
	files, err := filepath.Glob(snippets + "*.want")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	var codes, wants []string
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".want")
		want := lines(readSnippets(t, name+".want"))
		for i, line := range lines(readSnippets(t, name+".lua")) {
			if line != "" && !strings.HasPrefix(line, "--") {
				codes, wants = append(codes, line), append(wants, want[i])
			}
		}
	}
	const failed = "error: "
	for i, got := range answers(t, false, codes) {
		got, wants[i] = words.ReplaceAllString(got, "…"), words.ReplaceAllString(wants[i], "…")
		bothFail := strings.HasPrefix(got, failed) && strings.HasPrefix(wants[i], failed)
		if got != wants[i] && !bothFail && !listed[codes[i]] {
			t.Errorf("%s\n here %s\nlua5.1 %s", codes[i], got, wants[i])
		}
	}
}

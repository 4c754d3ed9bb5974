package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The blocks of a page that a test runs: a session, and a file that the
// sessions of its page can use, named in the first line.
var (
	sessionBlock = regexp.MustCompile("(?s)```console\n(.*?)```")
	fileBlock    = regexp.MustCompile("(?s)```lua\n-- (\\S+\\.lua)\n.*?```")
)

// Every session that the README and the pages in docs show is what the prompt
// prints, and every file that they show is run by a session.
func TestPages(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../README.md") {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			text, sessions := replayPage(t, string(data))
			if page == "../README.md" && sessions == 0 {
				t.Error("it shows no session")
			}
			if *update && text != string(data) {
				if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// replayPage types the sessions of a page, each at a prompt of its own, and
// gives the page with what is printed now, and how many sessions it has.
func replayPage(t *testing.T, text string) (now string, sessions int) {
	files := map[string]string{}
	for _, block := range fileBlock.FindAllStringSubmatch(text, -1) {
		files[block[1]] = strings.TrimSuffix(strings.TrimPrefix(block[0], "```lua\n"), "```")
		if !strings.Contains(text, "\n> :run "+block[1]+"\n") {
			t.Errorf("no session runs %s", block[1])
		}
	}
	now = sessionBlock.ReplaceAllStringFunc(text, func(block string) string {
		at := strings.Index(block, "\n> ")
		if at < 0 {
			return block // commands of a shell
		}
		sessions++
		session := strings.TrimSuffix(block[at+1:], "```") // above it stand the shell and the greeting
		got := replayWith(t, files, session)
		if !*update {
			compare(t, fmt.Sprintf("session %d", sessions), session, got)
		}
		return block[:at+1] + got + "```"
	})
	return now, sessions
}

//go:build !windows

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"sockpit/repl"
)

var (
	codeBlock = regexp.MustCompile("(?ms)^```.*?^```$")
	codeSpan  = regexp.MustCompile("`[^`\n]*`")
	link      = regexp.MustCompile(`\]\(([^()\s]*)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	goTest    = regexp.MustCompile(`go test [^;` + "`\n" + `]*`)
	testName  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
)

// readPages reads the pages for users: the README and those in docs, by file name.
func readPages(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("docs/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in docs: %v", err)
	}
	pages := map[string]string{}
	for _, file := range append(files, "README.md") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pages[file] = string(data)
	}
	return pages
}

// Every link of a page leads to a file of the tree, every anchor to a heading,
// and the README leads to every page.
func TestPageLinks(t *testing.T) {
	t.Parallel()
	pages := readPages(t)
	linked := map[string]bool{"README.md": true}
	for page, text := range pages {
		prose := codeSpan.ReplaceAllString(codeBlock.ReplaceAllString(text, ""), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			file, anchor, _ := strings.Cut(m[1], "#")
			if file = filepath.Join(filepath.Dir(page), file); strings.HasPrefix(m[1], "#") {
				file = page
			}
			if page == "README.md" {
				linked[file] = true
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			} else if anchor != "" && !anchors(pages[file])[anchor] {
				t.Errorf("%s links to %s: %s has no such heading", page, m[1], file)
			}
		}
	}
	for page := range pages {
		if !linked[page] {
			t.Errorf("the README does not link to %s", page)
		}
	}
}

// anchors gives the anchors that GitHub makes of a page's headings.
func anchors(text string) map[string]bool {
	set := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, m[1])
		for n, base := 1, name; set[name]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		set[name] = true
	}
	return set
}

// Every test command that a page names finds its tests in the packages it names.
func TestPageTestCommands(t *testing.T) {
	t.Parallel()
	commands := 0
	for page, text := range readPages(t) {
		for _, command := range goTest.FindAllString(text, -1) {
			commands++
			names := ""
			for _, dir := range testedPackages(command) {
				inDir, err := testNames(dir)
				if err != nil || inDir == "" {
					t.Errorf("%s: %s: no tests in %s: %v", page, command, dir, err)
				}
				names += inDir
			}
			for _, pattern := range testPatterns(command) {
				if !pattern.MatchString(names) {
					t.Errorf("%s: %s: no test matches %s", page, command, pattern)
				}
			}
		}
	}
	if commands < 10 {
		t.Errorf("%d test commands were found in all pages", commands)
	}
}

// testedPackages gives the folders of the packages that a command tests.
func testedPackages(command string) (dirs []string) {
	for _, word := range strings.Fields(command) {
		if (word == "." || strings.HasPrefix(word, "./")) && !strings.HasSuffix(word, "...") {
			dirs = append(dirs, word)
		}
	}
	return dirs
}

// testPatterns gives each alternative that a command chooses tests by, but for
// -run '^$', which chooses none.
func testPatterns(command string) (patterns []*regexp.Regexp) {
	words := strings.Fields(command)
	for i, word := range words[:len(words)-1] {
		if word != "-run" && word != "-bench" && word != "-fuzz" {
			continue
		}
		for _, text := range strings.Split(strings.Trim(words[i+1], "'"), `\|`) { // a table needs the backslash
			if text != "^$" {
				patterns = append(patterns, regexp.MustCompile(text))
			}
		}
	}
	return patterns
}

// testNames gives the names of the tests of a folder, one a line.
func testNames(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return "", err
	}
	var names strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		for _, m := range testName.FindAllSubmatch(data, -1) {
			names.Write(append(m[1], '\n'))
		}
	}
	return names.String(), nil
}

// The page on the prompt names each of its commands.
func TestPromptPage(t *testing.T) {
	t.Parallel()
	page := readPages(t)["docs/prompt.md"]
	for _, c := range repl.PromptCommands() {
		name := strings.Fields(c[0])[0]
		if !strings.Contains(page, "`"+name) {
			t.Errorf("docs/prompt.md does not name %s", name)
		}
	}
}

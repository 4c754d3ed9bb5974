//go:build !windows

package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A hostile is one script of testdata/hostile.txt, where the form is explained.
type hostile struct {
	name   string
	file   string   // what it is called on disk
	flags  []string // besides those that every run gets
	raw    bool     // nothing may be put in front of it
	want   *regexp.Regexp
	source string // not expanded yet: some are large
}

// runsOn reports whether the script may go on until its time is over: what it is
// to print may be what that gives.
func (h *hostile) runsOn() bool {
	return h.want.MatchString("evil.lua: the run took more than 200ms (limit: --timeout)\nfailed   0 steps, 0 expectations, 200 ms\n")
}

// readHostile reads the corpus.
func readHostile(t *testing.T) []hostile {
	t.Helper()
	text, err := os.ReadFile("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []hostile
	for _, entry := range strings.Split("\n"+string(text), "\n=== ")[1:] {
		entry, _, _ = strings.Cut(entry, "\n########") // a heading
		head, rest, _ := strings.Cut(entry, "\n")
		want, source, _ := strings.Cut(rest, "\n")
		want, ok := strings.CutPrefix(want, "want: ")
		re, err := regexp.Compile("(?s)" + want)
		if !ok || err != nil {
			t.Fatalf("hostile.txt: %s: second line %q: %v", head, want, err)
		}
		words := strings.Fields(expand(head))
		h := hostile{name: words[0], file: "evil.lua", want: re, source: strings.TrimSuffix(source, "\n")}
		for _, w := range words[1:] {
			switch file, isFile := strings.CutPrefix(w, "file="); {
			case isFile:
				h.file = file
			case w == "raw":
				h.raw = true
			default:
				h.flags = append(h.flags, w)
			}
		}
		all = append(all, h)
	}
	return all
}

var repeated = regexp.MustCompile(`(?s)<<(?:\\x(..)|(\d+)\*(.*?))>>`)

// expand writes out <<N*TEXT>> and <<\xNN>>.
func expand(text string) string {
	return repeated.ReplaceAllStringFunc(text, func(s string) string {
		m := repeated.FindStringSubmatch(s)
		if m[1] != "" {
			b, _ := strconv.ParseUint(m[1], 16, 8)
			return string([]byte{byte(b)})
		}
		n, _ := strconv.Atoi(m[2])
		if !strings.Contains(m[3], "%d") {
			return strings.Repeat(m[3], n)
		}
		var b strings.Builder
		for i := 1; i <= n; i++ {
			b.WriteString(strings.ReplaceAll(m[3], "%d", strconv.Itoa(i)))
		}
		return b.String()
	})
}

// Package luatest reads Lua programs, and what tests expect of them, from .lua
// files in testdata.
//
// An expectation is a comment that begins with "-->". It stands on the line that
// it is about, or on a line of its own behind it:
//
//	local d
//	print(d.x)  --> error: d is nil: it has no x
//	--> hint: d is nil because nothing has set it
//
// The word before the colon is the expectation's key; what the keys mean is up
// to the test. An expectation without one is what a program gives.
package luatest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A Case is a program of a file.
type Case struct {
	Name   string // what stands behind its "---", or its first line
	Place  string // file and line, for messages
	Source string // without the expectations
	Wants  []Want
}

// A Want is something that is expected of a case.
type Want struct {
	Line      int // of the case's source, from 1
	Key, Text string
}

// Text returns the first expectation of that key; "" means that there is none.
func (c Case) Text(key string) string {
	for _, w := range c.Wants {
		if w.Key == key {
			return w.Text
		}
	}
	return ""
}

// All returns all expectations of that key.
func (c Case) All(key string) (texts []string) {
	for _, w := range c.Wants {
		if w.Key == key {
			texts = append(texts, w.Text)
		}
	}
	return texts
}

// Line returns the line of the first expectation of that key, or 0.
func (c Case) Line(key string) int {
	for _, w := range c.Wants {
		if w.Key == key {
			return w.Line
		}
	}
	return 0
}

// Lines reads a file in which each line is a case. Comments and empty lines are
// none.
func Lines(t testing.TB, file string) []Case {
	t.Helper()
	return read(t, file, func(line string) (string, bool) {
		return program(line), program(line) != "" && !strings.HasPrefix(line, "--")
	})
}

// Cases reads a file in which a case begins behind a line "--- its name". What
// stands before the first is a comment on the file.
func Cases(t testing.TB, file string) []Case {
	t.Helper()
	return read(t, file, func(line string) (string, bool) {
		return strings.CutPrefix(line, "--- ")
	})
}

var (
	expectation = regexp.MustCompile(`(?:^|[ \t]+)--> (?:([a-z]+): )?(.*)$`)
	keyOnly     = regexp.MustCompile(`^--> `)
)

// program returns a line without its expectation.
func program(line string) string { return expectation.ReplaceAllString(line, "") }

// read divides a file before each line that begins a case.
func read(t testing.TB, file string, begins func(line string) (name string, ok bool)) []Case {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []Case
	var source [][]string
	for i, line := range strings.Split(string(data), "\n") {
		name, begun := begins(line)
		if begun {
			cases = append(cases, Case{Name: name, Place: fmt.Sprintf("%s:%d", filepath.Base(file), i+1)})
			source = append(source, nil)
		}
		if len(cases) == 0 || begun && strings.HasPrefix(line, "---") {
			continue
		}
		last := len(cases) - 1
		c := &cases[last]
		alone := keyOnly.MatchString(line)
		if !alone {
			source[last] = append(source[last], program(line))
		}
		if m := expectation.FindStringSubmatch(line); m != nil {
			c.Wants = append(c.Wants, Want{Line: len(source[last]), Key: m[1], Text: m[2]})
		}
	}
	if len(cases) == 0 {
		t.Fatalf("%s has no cases", file)
	}
	for i := range cases {
		cases[i].Source = strings.TrimRight(strings.Join(source[i], "\n"), "\n")
	}
	return cases
}

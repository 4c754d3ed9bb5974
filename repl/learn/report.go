package learn

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"

	"sockpit/repl/view"
	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
	"sockpit/scripting/exercise"
)

// A ClassReport is what many learners' progress files say.
type ClassReport struct {
	Class []view.Learner
	Fails []string // "3  accept/one-port: each client is told its own port", most first

	names    []string // of the learners
	progress []*exercise.Progress
	course   *exercise.Pack
}

// ReadReport reads the progress files in folders, or in folders one below them.
func ReadReport(course *exercise.Pack, dirs []string) (*ClassReport, error) {
	r := &ClassReport{course: course}
	for _, dir := range dirs {
		found := false
		for _, of := range progressFolders(dir) {
			p, err := exercise.ReadProgress(of)
			if err != nil {
				r.Fails = append(r.Fails, fmt.Sprintf("  ?  %s can't be read: %s", printable.Line(filepath.Join(of, exercise.ProgressFile)), atomicfile.Reason(err)))
				p = exercise.NewProgress()
			}
			found = true
			r.add(learnerOf(of), p)
		}
		if !found {
			if _, err := os.Stat(dir); err != nil {
				return nil, fmt.Errorf("report: %w", err)
			}
			return nil, fmt.Errorf("report: no %s in %s, nor in the folders below it", exercise.ProgressFile, dir)
		}
	}
	r.countFails()
	return r, nil
}

// progressFolders gives the folders with a progress file: the one, and those one or
// two below it, as learners have them.
func progressFolders(dir string) (all []string) {
	look := func(of string) {
		if _, err := os.Lstat(filepath.Join(of, exercise.ProgressFile)); err == nil {
			all = append(all, of)
		}
	}
	look(dir)
	entries, _ := os.ReadDir(dir)
	for _, below := range []string{"", DefaultDir} {
		for _, e := range entries {
			look(filepath.Join(dir, e.Name(), below))
		}
	}
	return all
}

// learnerOf names a learner after the folder: the one above, if it is called as
// every learner's is.
func learnerOf(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if filepath.Base(dir) == DefaultDir {
		dir = filepath.Dir(dir)
	}
	return filepath.Base(dir)
}

func (r *ClassReport) add(name string, p *exercise.Progress) {
	l := view.Learner{Name: name, At: p.At, Solved: r.course.Solved(p)}
	if e := p.Done[p.At]; e != nil {
		l.Tries, l.Fails = e.Tries, e.Failed
	}
	r.Class = append(r.Class, l)
	r.names, r.progress = append(r.names, name), append(r.progress, p)
}

// countFails finds the checks that fail for most learners now.
func (r *ClassReport) countFails() {
	count := map[string]int{}
	for _, p := range r.progress {
		for id, e := range p.Done {
			if e.Failed != "" && e.Solved == "" {
				count[id+": "+e.Failed]++
			}
		}
	}
	var all []string
	for f := range count {
		all = append(all, f)
	}
	sort.Strings(all)
	slices.SortStableFunc(all, func(a, b string) int { return count[b] - count[a] })
	for _, f := range all {
		r.Fails = append(r.Fails, fmt.Sprintf("%3d  %s", count[f], f))
	}
}

// CSV writes a row for each learner and exercise that was begun.
func (r *ClassReport) CSV() (string, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"learner", "exercise", "solved", "tries", "hints", "solution seen", "fails at"}}
	for i, p := range r.progress {
		for _, e := range r.course.Order {
			entry := p.Done[e.ID]
			if entry == nil {
				continue
			}
			rows = append(rows, []string{cell(r.names[i]), e.ID, cell(entry.Solved), strconv.Itoa(entry.Tries), strconv.Itoa(entry.Hints),
				strconv.FormatBool(entry.Seen), cell(entry.Failed)})
		}
	}
	err := w.WriteAll(rows)
	return b.String(), err
}

// cell keeps a text from being a formula where a table is opened.
func cell(text string) string {
	text = printable.Line(text)
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@') {
		return "'" + text
	}
	return text
}

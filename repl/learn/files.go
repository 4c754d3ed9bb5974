package learn

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sockpit/scripting/exercise"
)

// file is where the learner's program for an exercise is: in the file that says
// so in its first line, since numbers change when a course grows. Unless there
// is one, it is a file whose name no other exercise has taken; courses may call
// theirs alike.
func (s *Session) file(e *exercise.Exercise) string {
	in := func(name string) string {
		return filepath.Join(s.o.Dir, fmt.Sprintf("%02d-%s.lua", Number(s.Pack, e), name))
	}
	usual := in(e.Short())
	of, there := exerciseOf(usual)
	if of == e.ID {
		return usual
	}
	others, _ := filepath.Glob(filepath.Join(s.o.Dir, "*-"+e.Short()+".lua"))
	for _, other := range others {
		if of, _ := exerciseOf(other); of == e.ID {
			return other
		}
	}
	if there && of != "" {
		return in(strings.ReplaceAll(e.ID, "/", "-"))
	}
	return usual
}

// exerciseOf gives the id in the first line of a learner's file, as starter
// writes it; "" if the learner has taken it out. false: there is no such file.
func exerciseOf(file string) (id string, there bool) {
	f, err := os.Open(file)
	if err != nil {
		return "", false
	}
	defer f.Close()
	line, _ := bufio.NewReader(f).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	open := strings.LastIndex(line, "  (")
	if !strings.HasPrefix(line, "-- ") || open < 0 || !strings.HasSuffix(line, ")") {
		return "", true
	}
	return line[open+len("  (") : len(line)-1], true
}

// starter is what the learner's file begins as.
func (s *Session) starter(e *exercise.Exercise) string {
	var b strings.Builder
	fmt.Fprintf(&b, "-- %d. %s  (%s)\n--\n", Number(s.Pack, e), e.Title.In(s.o.Lang), e.ID)
	for line := range strings.Lines(e.Task.In(s.o.Lang)) {
		b.WriteString(strings.TrimRight("-- "+strings.TrimRight(line, "\n"), " ") + "\n")
	}
	if e.Kind == exercise.Predict && !e.Hidden {
		b.WriteString("--\n")
		for line := range strings.Lines(strings.Trim(e.World, "\n")) {
			b.WriteString(strings.TrimRight("--     "+strings.TrimRight(line, "\n"), " ") + "\n")
		}
	}
	b.WriteString("\n" + strings.TrimLeft(e.Start, "\n"))
	return b.String()
}

// ensure gives the learner's file, and writes the starter where there is none yet.
func (s *Session) ensure(e *exercise.Exercise) (name string, err error) {
	name = s.file(e)
	if err := os.MkdirAll(s.o.Dir, 0o755); err != nil {
		return name, fmt.Errorf("can't make the folder for your files: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return name, nil
	}
	if err != nil {
		return name, fmt.Errorf("can't write your file: %w", err)
	}
	_, err = f.WriteString(s.starter(e))
	if err = errors.Join(err, f.Close()); err != nil {
		return name, fmt.Errorf("%s is not whole: %w", name, err)
	}
	return name, nil
}

// program reads the learner's file.
func (s *Session) program(e *exercise.Exercise) (exercise.Program, error) {
	name, err := s.ensure(e)
	if err != nil {
		return exercise.Program{}, err
	}
	text, err := os.ReadFile(name)
	return exercise.Program{Name: filepath.Base(name), Text: string(text), Dir: s.o.Dir}, err
}

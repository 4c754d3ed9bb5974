package learn

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
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
	others, _ := os.ReadDir(s.o.Dir)
	for _, other := range others {
		if !strings.HasSuffix(other.Name(), "-"+e.Short()+".lua") {
			continue
		}
		name := filepath.Join(s.o.Dir, other.Name())
		if of, _ := exerciseOf(name); of == e.ID {
			return name
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
	f, err := atomicfile.Open(file)
	if err != nil {
		return "", !errors.Is(err, fs.ErrNotExist)
	}
	defer f.Close()
	if atomicfile.Regular(f) != nil {
		return "", true
	}
	line, _ := bufio.NewReader(io.LimitReader(f, 64<<10)).ReadString('\n')
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
	fmt.Fprintf(&b, "-- %d. %s  (%s)\n--\n", Number(s.Pack, e), printable.Line(e.Title.In(s.o.Lang)), e.ID)
	comment(&b, "-- ", e.Task.In(s.o.Lang))
	if e.Kind == exercise.Predict && !e.Hidden {
		b.WriteString("--\n")
		comment(&b, "--     ", strings.Trim(e.World, "\n"))
	}
	b.WriteString("\n" + strings.TrimLeft(e.Start, "\n"))
	return b.String()
}

// comment writes a text of a pack's as a comment: nothing in it is code, and
// nothing in it does anything to a terminal that shows the file.
func comment(b *strings.Builder, before, text string) {
	for line := range strings.Lines(text) {
		line = strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", "    ")
		b.WriteString(strings.TrimRight(before+printable.Line(line), " ") + "\n")
	}
}

// ensure gives the learner's file, and writes the starter where there is none yet.
func (s *Session) ensure(e *exercise.Exercise) (name string, err error) {
	name = s.file(e)
	if err := os.MkdirAll(s.o.Dir, 0o755); err != nil {
		return name, fmt.Errorf("can't make the folder for your files: %w", err)
	}
	switch err := atomicfile.Create(name, []byte(s.starter(e)), 0o644); {
	case errors.Is(err, fs.ErrExist):
		return name, nil
	case err != nil:
		return name, fmt.Errorf("can't write your file %s: %w", name, atomicfile.Reason(err))
	}
	return name, nil
}

// maxProgram bounds what is read of a learner's file; --max-source bounds what is
// run.
const maxProgram = 16 << 20

// program reads the learner's file.
func (s *Session) program(e *exercise.Exercise) (exercise.Program, error) {
	name, err := s.ensure(e)
	if err != nil {
		return exercise.Program{}, err
	}
	text, err := atomicfile.Read(name, maxProgram)
	if err != nil {
		return exercise.Program{}, fmt.Errorf("can't read your file %s: %w", name, atomicfile.Reason(err))
	}
	return exercise.Program{Name: filepath.Base(name), Text: string(text), Dir: s.o.Dir}, nil
}

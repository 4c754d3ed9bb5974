// Package learn is the face of exercises: the course, the learner's folder, what
// is shown of a check, and the commands of sockpit learn and :learn. It reads no
// keys and knows no terminal: repl gives it those.
package learn

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sockpit/scripting/exercise"
	"sockpit/scripting/syntax"
	"sockpit/scripts"
)

// BuiltIn gives the course that comes with sockpit.
func BuiltIn() (*exercise.Pack, error) {
	return exercise.LoadPack(scripts.Exercises(), "", "the built-in course", 0)
}

// Open gives a pack by the name of its folder or file; the built-in course for "".
// Each file may take so long to load; 0 is the usual time.
func Open(name string, within time.Duration) (*exercise.Pack, error) {
	if name == "" {
		return BuiltIn()
	}
	return exercise.OpenPack(name, within)
}

// Find gives the exercise that a learner calls by its id, the last part of it,
// its number in the course, or a part of its title.
func Find(p *exercise.Pack, name string) (*exercise.Exercise, error) {
	if e := p.Find(name); e != nil {
		return e, nil
	}
	var n int
	if _, err := fmt.Sscanf(name, "%d", &n); err == nil && fmt.Sprint(n) == name && n >= 1 && n <= len(p.Order) {
		return p.Order[n-1], nil
	}
	var names []string
	for _, e := range p.Order {
		if e.Short() == name {
			return e, nil
		}
		names = append(names, e.ID, e.Short())
	}
	for _, e := range p.Order {
		if strings.Contains(strings.ToLower(e.Title.EN), strings.ToLower(name)) {
			return e, nil
		}
	}
	text := "no exercise is called " + name
	if near := syntax.Nearest(name, names); near != "" {
		return nil, fmt.Errorf("%s. Did you mean %s?", text, near)
	}
	return nil, fmt.Errorf("%s: sockpit learn --list names them", text)
}

// Names gives what the exercises of a pack are called by, in their order.
func Names(p *exercise.Pack) []string {
	var out []string
	for _, e := range p.Order {
		out = append(out, e.ID)
	}
	return out
}

// Number is an exercise's place in the course, from 1.
func Number(p *exercise.Pack, e *exercise.Exercise) int {
	for i, other := range p.Order {
		if other == e {
			return i + 1
		}
	}
	return 0
}

// ProveTargets reads what is to be proved: a pack, a file, or an exercise of the
// course by its name.
func ProveTargets(course, name string, within time.Duration) ([]*exercise.Exercise, error) {
	if name != "" {
		if _, err := os.Stat(name); err == nil {
			p, err := exercise.OpenPack(filepath.Clean(name), within)
			if err != nil {
				return nil, err
			}
			return p.Order, nil
		}
		if strings.HasSuffix(name, ".lua") || strings.Contains(name, "/") && strings.HasPrefix(name, ".") {
			return nil, fmt.Errorf("there is no file %s", name)
		}
	}
	p, err := Open(course, within)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return p.Order, nil
	}
	e, err := Find(p, name)
	if err != nil {
		return nil, err
	}
	return []*exercise.Exercise{e}, nil
}

package exercise

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/atomicfile"
	"sockpit/scripting"
)

// A Pack is a course: exercises in order, with a welcome and a farewell.
type Pack struct {
	Title   Text
	Welcome Text
	Final   Text // said when all is solved
	Order   []*Exercise
}

// packFormat is the version of pack.lua that is read.
const packFormat = 1

// What a pack may have: more than any course needs.
const (
	maxPackFiles = 1000
	maxPackFile  = 256 << 10
)

// OpenPack reads a folder, an archive (.zip) or a single file.
func OpenPack(name string) (*Pack, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, fmt.Errorf("no pack %s: %w", name, reason(err))
	case info.IsDir():
		return LoadPack(os.DirFS(name), name, name)
	case strings.HasSuffix(name, ".lua"):
		text, err := atomicfile.Read(name, maxPackFile)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, atomicfile.Reason(err))
		}
		e, err := Load(filepath.Base(name), filepath.Dir(name), string(text))
		if err != nil {
			return nil, err
		}
		return &Pack{Title: e.Title, Order: []*Exercise{e}}, nil
	}
	return openArchive(name)
}

// reason is an error of the file system without the path, which is said already.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// openArchive reads a pack out of a .zip file. Nothing is written to the disk, so
// that no name in it can lead anywhere.
func openArchive(name string) (*Pack, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("%s: want a folder, a .lua file or a .zip with exercises: %w", name, reason(err))
	}
	defer z.Close()
	var files fs.FS = z
	if inner, _ := fs.Glob(z, "*.lua"); len(inner) == 0 { // most archives hold one folder
		if dirs, _ := fs.Glob(z, "*/*.lua"); len(dirs) > 0 {
			if files, err = fs.Sub(z, path.Dir(dirs[0])); err != nil {
				return nil, err
			}
		}
	}
	return LoadPack(files, "", name)
}

// readText reads one file of a pack.
func readText(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPackFile+1))
	if err == nil && len(data) > maxPackFile {
		err = fmt.Errorf("%s: an exercise has at most %d KB", name, maxPackFile>>10)
	}
	return string(data), err
}

// LoadPack reads the exercise files of a folder, in order of their names, and
// pack.lua if there is one. dir is where exercises may read files; "" nowhere.
func LoadPack(files fs.FS, dir, name string) (*Pack, error) {
	names, err := fs.Glob(files, "*.lua")
	if err != nil {
		return nil, err
	}
	if len(names) > maxPackFiles {
		return nil, fmt.Errorf("%s has %d files: a pack has at most %d", name, len(names), maxPackFiles)
	}
	slices.Sort(names)
	p := &Pack{}
	var faults []error
	for _, file := range names {
		text, err := readText(files, file)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if file == "pack.lua" {
			faults = append(faults, p.read(text))
			continue
		}
		e, err := Load(file, dir, text)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if p.Find(e.ID) != nil {
			faults = append(faults, fmt.Errorf("%s: another exercise has the id %s", file, e.ID))
		}
		p.Order = append(p.Order, e)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if len(p.Order) == 0 {
		return nil, fmt.Errorf("%s holds no exercises: files that end in .lua and call exercise{...}", name)
	}
	if p.Title.Empty() {
		p.Title = Text{EN: filepath.Base(name)}
	}
	return p, nil
}

// read reads pack.lua: pack{ title=, welcome=, final=, format=1 }.
func (p *Pack) read(text string) error {
	var table *lua.LTable
	give := &scripting.Func{Name: "pack", Params: []scripting.Param{{Name: "fields", Type: "table"}}}
	give.Does(func(c *scripting.Call) error { return c.Args(&table) })
	h := scripting.New(scripting.Config{Dir: dirOr(""), Functions: []*scripting.Func{give}})
	defer h.Close()
	if o := h.Run("pack.lua", text); o.Main != nil {
		return &LoadError{Place: o.Main.Place.String(), Text: o.Main.Message, Hint: o.Main.Hint}
	}
	if table == nil {
		return &LoadError{Place: "pack.lua", Text: `it must call pack{ title = "...", format = 1 }`}
	}
	r := &reader{t: table}
	format := 0
	r.number("format", &format)
	if format != packFormat {
		r.fault("format: got %d, this sockpit reads format %d", format, packFormat)
	}
	r.text("title", &p.Title, true)
	r.text("welcome", &p.Welcome, false)
	r.text("final", &p.Final, false)
	if len(r.faults) > 0 {
		return &LoadError{Place: "pack.lua", Text: strings.Join(r.faults, "\npack.lua: ")}
	}
	return nil
}

// Solved counts the exercises of the pack that a learner has solved.
func (p *Pack) Solved(by *Progress) (n int) {
	for _, e := range p.Order {
		if by.Solved(e.ID) {
			n++
		}
	}
	return n
}

// Find gives the exercise with that id, or nil.
func (p *Pack) Find(id string) *Exercise {
	for _, e := range p.Order {
		if e.ID == id {
			return e
		}
	}
	return nil
}

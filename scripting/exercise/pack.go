package exercise

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/atomicfile"
	"sockpit/scripting"
	"sockpit/scripting/api"
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
	maxPackFiles  = 1000
	maxPackFile   = 256 << 10
	maxPack       = 16 << 20 // bytes of all its texts
	maxArchive    = 64 << 20 // bytes of a .zip
	maxEntries    = 100_000  // files in a .zip, of whatever kind
	maxPackFaults = 20       // faults that are told
	packTimes     = 12       // so many times what one file may take, all may take together
)

// OpenPack reads a folder, an archive (.zip) or a single file. A file that runs
// for longer than within is an error; 0 is LoadTime.
func OpenPack(name string, within time.Duration) (*Pack, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, fmt.Errorf("no pack %s: %w", name, atomicfile.Reason(err))
	case info.IsDir():
		return LoadPack(packFolder(name), name, name, within)
	case strings.HasSuffix(name, ".lua"):
		text, err := atomicfile.Read(name, maxPackFile)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, atomicfile.Reason(err))
		}
		e, err := Load(filepath.Base(name), filepath.Dir(name), string(text), within)
		if err != nil {
			return nil, err
		}
		return &Pack{Title: e.Title, Order: []*Exercise{e}}, nil
	}
	return openArchive(name, within)
}

// packFolder is the folder of a pack: a pipe in it is not waited for.
type packFolder string

// Open opens a file of the folder, or the folder itself.
func (d packFolder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return atomicfile.Open(filepath.Join(string(d), filepath.FromSlash(name)))
}

// openArchive reads a pack out of a .zip file. Nothing is written to the disk, so
// that no name in it can lead anywhere.
func openArchive(name string, within time.Duration) (*Pack, error) {
	data, err := atomicfile.Read(name, maxArchive)
	if err != nil {
		return nil, fmt.Errorf("%s: want a folder, a .lua file or a .zip with exercises: %w", name, atomicfile.Reason(err))
	}
	return readArchive(data, name, within)
}

// readArchive reads a pack out of the bytes of a .zip file.
func readArchive(data []byte, name string, within time.Duration) (*Pack, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: want a folder, a .lua file or a .zip with exercises: %w", name, err)
	}
	if len(z.File) > maxEntries {
		return nil, fmt.Errorf("%s has %d entries, and at most %d are read: is it an archive of something else?", name, len(z.File), maxEntries)
	}
	seen := map[string]bool{}
	for _, f := range z.File {
		if seen[f.Name] {
			return nil, fmt.Errorf("%s has two entries called %q: which one is meant can't be told", name, f.Name)
		}
		seen[f.Name] = true
	}
	inner, err := packWithin(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return LoadPack(inner, "", name, within)
}

// packWithin gives the folder of an archive that has the exercises: most archives
// hold one folder.
func packWithin(z fs.FS) (fs.FS, error) {
	names, folders, err := list(z)
	if err != nil || len(names) > 0 {
		return z, err
	}
	for _, folder := range folders {
		inner, err := fs.Sub(z, folder)
		if err != nil {
			return nil, err
		}
		if names, _, err = list(inner); err == nil && len(names) > 0 {
			return inner, nil
		}
	}
	return z, nil
}

// list gives the names of a folder's Lua files, and of the folders in it, in order.
func list(files fs.FS) (lua, folders []string, err error) {
	entries, err := fs.ReadDir(files, ".")
	for _, e := range entries {
		switch {
		case e.IsDir():
			folders = append(folders, e.Name())
		case path.Ext(e.Name()) == ".lua":
			lua = append(lua, e.Name())
		}
	}
	return lua, folders, err
}

// readText reads one file of a pack.
func readText(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, atomicfile.Reason(err))
	}
	defer f.Close()
	if err := atomicfile.Regular(f); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	data, err := atomicfile.ReadFrom(f, maxPackFile)
	if big := (*atomicfile.TooBigError)(nil); errors.As(err, &big) {
		err = fmt.Errorf("%s: an exercise has at most %d KB", name, maxPackFile>>10)
	}
	return string(data), err
}

// LoadPack reads the exercise files of a folder, in order of their names, and
// pack.lua if there is one. dir is where exercises may read files; "" nowhere. A
// file that runs for longer than within is an error; 0 is LoadTime.
func LoadPack(files fs.FS, dir, name string, within time.Duration) (*Pack, error) {
	within = cmp.Or(within, LoadTime)
	names, _, err := list(files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, atomicfile.Reason(err))
	}
	if len(names) > maxPackFiles {
		return nil, fmt.Errorf("%s has %d files: a pack has at most %d", name, len(names), maxPackFiles)
	}
	r := packReader{files: files, dir: dir, within: within, until: time.Now().Add(packTimes * within)}
	for _, file := range names {
		if err := r.file(file); err != nil && !r.told(err) {
			break
		}
	}
	if err := errors.Join(r.faults...); err != nil {
		return nil, err
	}
	if len(r.pack.Order) == 0 {
		return nil, fmt.Errorf("%s holds no exercises: files that end in .lua and call exercise{...}", name)
	}
	if r.pack.Title.Empty() {
		r.pack.Title = Text{EN: filepath.Base(name)}
	}
	return &r.pack, nil
}

// A packReader reads the files of a pack one by one.
type packReader struct {
	pack   Pack
	files  fs.FS
	dir    string
	within time.Duration // for one file
	until  time.Time     // for all
	bytes  int           // of all texts so far
	faults []error
}

// told keeps a fault. It reports whether the next file should be looked at: not
// when many have faults, and not behind one that was waited for.
func (r *packReader) told(err error) bool {
	var load *LoadError
	r.faults = append(r.faults, err)
	return len(r.faults) < maxPackFaults && !(errors.As(err, &load) && load.slow)
}

func (r *packReader) file(name string) error {
	text, err := readText(r.files, name)
	if err != nil {
		return err
	}
	if time.Now().After(r.until) {
		return &LoadError{Place: name, Text: fmt.Sprintf("the files before it took %s to load, all together may (--timeout gives each file longer)", packTimes*r.within), slow: true}
	}
	if name == "pack.lua" {
		return r.pack.read(text, r.within)
	}
	e, err := Load(name, r.dir, text, r.within)
	if err != nil {
		return err
	}
	if r.bytes += len(text) + e.bytes; r.bytes > maxPack {
		return &LoadError{Place: name, Text: fmt.Sprintf("the texts of the pack have more than %d MB together", maxPack>>20), slow: true}
	}
	if r.pack.Find(e.ID) != nil {
		return fmt.Errorf("%s: another exercise has the id %s", name, e.ID)
	}
	r.pack.Order = append(r.pack.Order, e)
	return nil
}

// read reads pack.lua: pack{ title=, welcome=, final=, format=1 }.
func (p *Pack) read(text string, within time.Duration) error {
	var table *lua.LTable
	give := &scripting.Func{Name: "pack", Params: []scripting.Param{{Name: "fields", Type: "table"}}}
	give.Does(func(c *scripting.Call) error { return c.Args(&table) })
	h := api.New(scripting.Config{Dir: dirOr(""), Functions: []*scripting.Func{give}})
	defer h.Close()
	if err := runFor(within, h, "pack.lua", text); err != nil {
		return err
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
	r.oneLine("title", p.Title)
	r.text("welcome", &p.Welcome, false)
	r.text("final", &p.Final, false)
	if r.bytes > maxTexts {
		r.fault("its texts have %d bytes together, at most %d are kept", r.bytes, maxTexts)
	}
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

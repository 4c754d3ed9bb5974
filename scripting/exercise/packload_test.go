package exercise

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// an exercise file of that id, with fields in front.
func fileOf(id, fields string) string {
	return fmt.Sprintf(`exercise { %s id = %q, title = "One", task = "Do it.", start = "", solution = "", checks = {{"c", function(t) end}} }`, fields, id)
}

// A file that does not come to its end is given up, whatever it does, however it
// is given, and named.
func TestLoadTime(t *testing.T) {
	t.Parallel()
	const within = 200 * time.Millisecond
	for name, text := range map[string]string{
		"busy":   "while true do end",
		"prints": `while true do print("x") end`,
		"waits":  "accept(listen(0))",
		"sleeps": "sleep(1e6)",
		"task":   "join(spawn(function() while true do end end))",
		"caught": "while true do pcall(function() while true do end end) end",
	} {
		dir := t.TempDir()
		file, archive := filepath.Join(dir, "loop.lua"), filepath.Join(dir, "x.zip")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		data := zipOf(t, [2]string{"loop.lua", text}, [2]string{"more.lua", text})
		if err := os.WriteFile(archive, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, pack := range []string{file, dir, archive} {
			began := time.Now()
			_, err := OpenPack(pack, within)
			if err == nil || !strings.Contains(err.Error(), "loop.lua: did not finish loading in 200ms") || !strings.Contains(err.Error(), "--timeout") {
				t.Errorf("%s: got %v", name, err)
			}
			if took := time.Since(began); took > 20*within {
				t.Errorf("%s: %s took %s", name, pack, took)
			}
		}
	}
	if _, err := LoadPack(packFolder(t.TempDir()), "", "x", 0); err == nil {
		t.Error("an empty folder: no error")
	}
}

// A pack.lua that waits, and a pipe in a folder, are named too.
func TestLoadOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pack.lua"), []byte("while true do end"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPack(dir, 100*time.Millisecond); err == nil || !strings.Contains(err.Error(), "pack.lua: did not finish") {
		t.Errorf("got %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "pack.lua")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "x.lua"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, filepath.Join(dir, "x.lua")} {
		if _, err := OpenPack(name, 0); err == nil || !strings.Contains(err.Error(), "it is a pipe") {
			t.Errorf("got %v", err)
		}
	}
}

// What a pack keeps in memory is bounded: of one exercise, and of all.
func TestPackSize(t *testing.T) {
	t.Parallel()
	_, err := Load("x.lua", "", fileOf("a/b", `after = ("x"):rep(600 * 1024),`), 0)
	if err == nil || !strings.Contains(err.Error(), "its texts have") {
		t.Errorf("got %v", err)
	}
	var files [][2]string
	for i := range 40 {
		files = append(files, [2]string{fmt.Sprintf("%02d.lua", i), fileOf(fmt.Sprintf("a/n%d", i), `after = ("x"):rep(500 * 1024),`)})
	}
	if _, err := readArchive(zipOf(t, files...), "x.zip", 0); err == nil || !strings.Contains(err.Error(), "of the pack have more than 16 MB") {
		t.Errorf("got %v", err)
	}
	_, err = Load("x.lua", "", fileOf("a/b", `hints = (function() local t = {} for i = 1, 1e5 do t[i] = "x" end return t end)(),`), 0)
	if err == nil || !strings.Contains(err.Error(), "hints: got 100000 entries") {
		t.Errorf("got %v", err)
	}
}

// Names are one line that can be shown, and texts that go into files have nothing
// that can't be seen.
func TestNamesOfPacks(t *testing.T) {
	t.Parallel()
	const whole = `id = "a/b", title = "One", task = "Do it.", start = "", world = "", solution = "", checks = {{"c", function(t) end}}, wrong = {{name = "w", code = "", fails = "c"}}`
	for _, bad := range []string{`"T\nos.exit() -- \27]0;P\7"`, `"a\rb"`, `"\27[2J"`, `"\226\128\174"`, `"\255"`, `("x"):rep(201)`, `{en = "x", vi = "\7"}`} {
		for field, text := range map[string]string{
			"title":                   strings.Replace(whole, `title = "One"`, "title = "+bad, 1),
			"the name of check 1":     strings.Replace(whole, `{"c", f`, "{"+bad+", f", 1),
			"the name of answer 1":    strings.Replace(whole, `name = "w"`, "name = "+bad, 1),
			"pack.lua":                "",
			"an id of too many bytes": strings.Replace(whole, `"a/b"`, `("x"):rep(101)`, 1),
		} {
			want := field
			_, err := Load("x.lua", "", "exercise { "+text+" }", 0)
			switch field {
			case "pack.lua":
				err, want = new(Pack).read("pack { format = 1, title = "+bad+" }", LoadTime), "title: got"
			case "an id of too many bytes":
				want = "id: got"
			}
			if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\x1b\r\a") {
				t.Errorf("%s = %s: got %v", field, bad, err)
			}
		}
	}
	for _, field := range []string{"start", "world"} {
		for _, bad := range []string{`"x\rprint(1)"`, `"-- \27[2J"`, `"\226\128\174"`, `"\0"`} {
			_, err := Load("x.lua", "", "exercise { "+strings.Replace(whole, field+` = ""`, field+" = "+bad, 1)+" }", 0)
			if err == nil || !strings.Contains(err.Error(), field+": line 1") {
				t.Errorf("%s = %s: got %v", field, bad, err)
			}
		}
	}
}

// The folder in an archive may have any name.
func TestFolderInArchive(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"a*?[", "[", `back\slash`, "a b", "-", "é", strings.Repeat("x", 300)} {
		p, err := readArchive(zipOf(t, [2]string{"0/readme", ""}, [2]string{folder + "/x.lua", fileOf("a/b", "")}), "x.zip", 0)
		if folder == `back\slash` { // an invalid name, by the format
			continue
		}
		if err != nil || len(p.Order) != 1 {
			t.Errorf("%s: %v", folder, err)
		}
	}
}

// An archive may have a name twice: one of the two would be read by chance.
func TestNameTwiceInArchive(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"x.lua", "a/x.lua", "a/"} {
		_, err := readArchive(zipOf(t, [2]string{name, fileOf("a/b", "")}, [2]string{"y.lua", fileOf("a/c", "")}, [2]string{name, fileOf("a/d", "")}), "x.zip", 0)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("x.zip has two entries called %q", name)) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func zipOf(t testing.TB, files ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f[0])
		if err == nil && !strings.HasSuffix(f[0], "/") {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzPack makes packs of names, fields and values that a stranger chooses, and
// damages the archive: it is read, or refused in words, and does not crash.
//
//	go test ./scripting/exercise -run '^$' -fuzz FuzzPack -fuzztime 30m
func FuzzPack(f *testing.F) {
	f.Add("x.lua", `id = "a/b", title = "One", task = "Do it.", start = "", solution = "", checks = {{"c", function(t) end}}`, "pack.lua", `pack{format=1, title="x"}`, 0, byte(0))
	f.Add("a*?[/x.lua", `id = {}, title = {en = 1}, checks = {1, {}, {"x"}, {"x", print}}, wrong = {{}}, hints = {{}}`, "../x.lua", "exercise(1)", 40, byte(255))
	f.Add("x.lua/", "level = 0/0, par = 1e308, minutes = -1, kind = 1, hidden = 1, needs = {1}, manners = {'x'}", "", "exercise{} exercise{}", 10, byte(7))
	f.Add("./x.lua", "[1] = 2, [{}] = 3, id = setmetatable({}, {__tostring = error}), title = setmetatable({}, {__index = error})", "x.lua", "error({})", 3, byte(1))
	f.Fuzz(func(t *testing.T, name, fields, other, text string, at int, by byte) {
		if len(name)+len(other) > 60_000 || len(fields)+len(text) > 1<<16 {
			return
		}
		data := zipOf(t, [2]string{name, "exercise { " + fields + " }"}, [2]string{other, text})
		if at > 0 {
			data[at%len(data)] ^= by
		}
		p, err := readArchive(data, "x.zip", 100*time.Millisecond)
		var load *LoadError
		switch {
		case err == nil && (len(p.Order) == 0 || p.Title.Empty()):
			t.Errorf("got %+v", p)
		case errors.As(err, &load) && load.Text == "":
			t.Errorf("got %+v", load)
		}
		if p != nil {
			for _, e := range p.Order {
				for i := range e.Checks {
					e.CheckSource(i)
				}
			}
		}
	})
}

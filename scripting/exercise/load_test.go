package exercise

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sockpit/scripting/luatest"
)

// What is no exercise is refused with the reason, and what is one is loaded.
func TestLoad(t *testing.T) {
	t.Parallel()
	const whole = `id = "a/b", title = "T", task = "D", start = "", solution = "", checks = { { "c", function(t) end } }`
	for _, c := range luatest.Lines(t, "testdata/load.lua") {
		want := c.Text("error")
		_, err := Load("test.lua", "", strings.ReplaceAll(c.Source, "WHOLE", whole), 0)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %s: got %v, want an error that says %q", c.Place, c.Source, err, want)
		}
	}
}

func TestPacks(t *testing.T) {
	t.Parallel()
	ports, err := os.ReadFile("testdata/ports.lua")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := OpenPack(dir, 0); err == nil || !strings.Contains(err.Error(), "holds no exercises") {
		t.Errorf("an empty folder: %v", err)
	}
	write("02.lua", strings.Replace(string(ports), "accept/one-port-three-sockets", "mine/two", 1))
	write("01.lua", string(ports))
	write("pack.lua", `pack { format = 1, title = { en = "Mine", vi = "Của tôi" } }`)
	p, err := OpenPack(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	if p.Title.VI != "Của tôi" || len(p.Order) != 2 || p.Order[1].ID != "mine/two" {
		t.Errorf("got %+v", p)
	}
	archive := filepath.Join(t.TempDir(), "mine.zip")
	zipFolder(t, archive, dir, "mine/", map[string]string{"mine/readme.txt": "x"})
	if p, err = OpenPack(archive, 0); err != nil || len(p.Order) != 2 {
		t.Errorf("from an archive: %v, %v", p, err)
	}
	write("03.lua", string(ports))
	if _, err := OpenPack(dir, 0); err == nil || !strings.Contains(err.Error(), "another exercise has the id") {
		t.Errorf("two of one id: %v", err)
	}
	write("pack.lua", `pack { format = 9, title = "x" }`)
	if _, err := OpenPack(dir, 0); err == nil || !strings.Contains(err.Error(), "reads format 1") {
		t.Errorf("a later format: %v", err)
	}
	if _, err := OpenPack(filepath.Join(dir, "nothing"), 0); err == nil || !strings.Contains(err.Error(), "no pack") {
		t.Errorf("no such pack: %v", err)
	}
}

func zipFolder(t *testing.T, archive, dir, prefix string, more map[string]string) {
	t.Helper()
	f, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	names, _ := filepath.Glob(filepath.Join(dir, "*.lua"))
	for _, n := range names {
		text, _ := os.ReadFile(n)
		more[prefix+filepath.Base(n)] = string(text)
	}
	for name, text := range more {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

var today = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)

func TestProgress(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const before = `# progress of sockpit learn: a line for each exercise
at accept/one-port
lang vi
listen/first solved=2026-01-02 tries=3 hints=1 medal=gold
accept/one-port tries=2 seen=yes failed="each client is told \"its\" own port"
gone/since solved=2025-01-01 tries=1
a line of a later version
`
	if err := os.WriteFile(filepath.Join(dir, ProgressFile), []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := ReadProgress(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.String(); got != before {
		t.Errorf("it is not kept:\n%s", got)
	}
	if e := p.Done["accept/one-port"]; e.Failed != `each client is told "its" own port` || !e.Seen || p.Lang != Vietnamese {
		t.Errorf("got %+v", e)
	}
	if _, err := UpdateProgress(dir, func(p *Progress) { p.Entry("dial/refused").Pass(today) }); err != nil { // another session
		t.Fatal(err)
	}
	if _, err := UpdateProgress(dir, func(p *Progress) { p.Entry("accept/one-port").Pass(today) }); err != nil {
		t.Fatal(err)
	}
	last, err := ReadProgress(dir)
	if err != nil || !last.Solved("accept/one-port") || !last.Solved("dial/refused") || !last.Solved("gone/since") {
		t.Errorf("something is lost: %v\n%s", err, last)
	}
	names, _ := os.ReadDir(dir)
	if len(names) != 1 {
		t.Errorf("files are left behind: %v", names)
	}
	if _, err := UpdateProgress(filepath.Join(dir, "nothing"), func(*Progress) {}); err == nil {
		t.Error("a folder that is not there: no error")
	}
}

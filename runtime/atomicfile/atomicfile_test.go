package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, name, want string) {
	t.Helper()
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v; want %q", name, got, err, want)
	}
}

// alone expects that nothing but these files is left in a folder.
func alone(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if err != nil || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder has %q, %v; want %q", got, err, want)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	if err := Create(name, []byte("one"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := Create(name, []byte("two"), 0o640); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that is there: %v", err)
	}
	holds(t, name, "one")
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	err := Create(filepath.Join(dir, "none", "a"), nil, 0o600)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), ".sockpit-") {
		t.Errorf("a folder that is not there: %v", err)
	}
	alone(t, dir, "a")
}

// Of several that make a file at once, one does, and it is whole.
func TestCreateTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	var all sync.WaitGroup
	made := make(chan string, 8)
	for _, text := range strings.Split("abcdefgh", "") {
		text = strings.Repeat(text, 1<<16)
		all.Go(func() {
			switch err := Create(name, []byte(text), 0o600); {
			case err == nil:
				made <- text
			case !errors.Is(err, fs.ErrExist):
				t.Error(err)
			}
		})
	}
	all.Wait()
	close(made)
	holds(t, name, <-made)
	if text, more := <-made; more {
		t.Errorf("two have made it, the other one of %s", text[:1])
	}
	alone(t, dir, "a")
}

func TestReplace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a"), filepath.Join(dir, "link")
	write(t, name, "before")
	if err := os.Chmod(name, 0o604); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a", link); err != nil {
		t.Fatal(err)
	}
	if err := Replace(link, []byte("behind"), 0o666); err != nil {
		t.Fatal(err)
	}
	holds(t, name, "behind")
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Error("the link is gone")
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o604 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	alone(t, dir, "a", "link")
}

// Who waits for a file that is replaced finds the new one.
func TestLocked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	var all sync.WaitGroup
	const writers, times = 4, 25
	for range writers {
		all.Go(func() {
			for range times {
				f, err := Lock(name, 0o600)
				if err != nil || !f.Alone {
					t.Error(err, f.Why)
					return
				}
				data, err := ReadFrom(f, 1<<20)
				if err == nil {
					err = f.Replace(append(data, 'x'))
				}
				if err = errors.Join(err, f.Close()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	holds(t, name, strings.Repeat("x", writers*times))
	alone(t, dir, "a")
}

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "12345")
	if data, err := Read(filepath.Join(dir, "a"), 5); err != nil || string(data) != "12345" {
		t.Errorf("got %q, %v", data, err)
	}
	var big *TooBigError
	if _, err := Read(filepath.Join(dir, "a"), 4); !errors.As(err, &big) || big.Size != 5 {
		t.Errorf("got %v", err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	var other *NotRegularError
	for _, name := range []string{"pipe", "."} {
		if _, err := Read(filepath.Join(dir, name), 4); !errors.As(err, &other) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := Lock(filepath.Join(dir, "pipe"), 0o600); !errors.As(err, &other) {
		t.Errorf("got %v", err)
	}
}

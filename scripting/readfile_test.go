package scripting

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// While somebody swaps what a name stands for, a file or a folder on the way or
// the last one, read_file and require give what lies in the folder or an error, and
// a pipe blocks nobody.
func TestReadFileSwapped(t *testing.T) {
	t.Parallel()
	top := files(t, map[string]string{
		"in/a.lua": "return 'inside'", "in/sub/a.lua": "return 'inside'",
		"out/a.lua": "return 'secret'", "out/sub/a.lua": "return 'secret'",
	})
	in := filepath.Join(top, "in")
	if err := syscall.Mkfifo(filepath.Join(in, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	swap := func(name, to string) {
		temp := filepath.Join(in, "next")
		if err := os.Symlink(to, temp); err != nil {
			t.Error(err)
		}
		if err := os.Rename(temp, filepath.Join(in, name)); err != nil {
			t.Error(err)
		}
	}
	swap("file.lua", "a.lua")
	swap("folder", "sub")
	stop := make(chan struct{})
	var swapping sync.WaitGroup
	defer swapping.Wait()
	defer close(stop)
	swapping.Go(func() {
		for !t.Failed() {
			for _, s := range [][2]string{{"file.lua", "../out/a.lua"}, {"folder", "../out/sub"}, {"file.lua", "a.lua"}, {"folder", "sub"}, {"file.lua", "pipe"}} {
				select {
				case <-stop:
					return
				default:
					swap(s[0], s[1])
				}
			}
		}
	})
	h, _ := newHost(t, Config{Dir: in})
	r := h.Eval(`(function()
	  local own, secret = 0, 0
	  local function saw(text)
	    if text and tostring(text):find("secret") then secret = secret + 1 elseif text then own = own + 1 end
	  end
	  local n = 0
	  repeat
	    n = n + 1
	    saw(try(read_file, "file.lua"))
	    saw(try(read_file, "folder/a.lua"))
	    saw(try(require, n % 2 == 0 and "file" or "folder.a"))
	  until n >= 1000 and own >= 20 or n == 20000
	  return own >= 20, secret
	end)()`, 80)
	if r.Failed != nil || len(r.Values) != 2 || r.Values[0] != "true" || r.Values[1] != "0" {
		t.Errorf("got %q, %v; want some of its own and nothing from outside", r.Values, r.Failed)
	}
}

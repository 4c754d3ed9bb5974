package scripting

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// What is said of the path of a Unix socket is what is there: a file is no socket by its
// name, and nothing is to be removed but what nobody has any more.
func TestPathsOfSockets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "plain"), []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]int{"dead": unix.SOCK_STREAM, "deadgram": unix.SOCK_DGRAM} {
		fd, err := unix.Socket(unix.AF_UNIX, kind, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := unix.Bind(fd, &unix.SockaddrUnix{Name: filepath.Join(dir, name)}); err != nil {
			t.Fatal(err)
		}
		_ = unix.Close(fd)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	pid, out := startOther(t, `D = temp_folder() x = listen("unix://" .. D .. "/x") y = listen("unixgram://" .. D .. "/y") z = socket("unix") bind(z, "unix://" .. D .. "/z") print("P=" .. D)`)
	line, err := out.ReadString('\n')
	other := strings.TrimSpace(strings.TrimPrefix(line, "P="))
	if err != nil || other == "" {
		t.Fatal(line, err)
	}
	h, _ := newHost(t, Config{})
	h.Session.AllowFolder(dir)
	h.Session.AllowFolder(other)
	if r := h.Eval(fmt.Sprintf(`D, O = %q, %q
mine = listen("unix://" .. D .. "/mine") bound = socket("unix") bind(bound, "unix://" .. D .. "/bound") gram = listen("unixgram://" .. D .. "/gram")
shut = listen("unix://" .. D .. "/shut") shutdown(shut, "both") gone = listen("unix://" .. D .. "/gone") close(gone)
s = function() return socket("unix") end d = function() return socket("unixgram") end`, dir, other), 80); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	program := fmt.Sprintf("process %d", pid)
	for call, want := range map[string]string{
		`bind, s(), "unix://" .. D .. "/plain"`:               "is a file that is no socket",
		`connect, s(), "unix://" .. D .. "/plain"`:            "is a file that is no socket",
		`sendto, d(), "x", "unixgram://" .. D .. "/plain"`:    "is a file that is no socket",
		`bind, s(), "unix://" .. D .. "/folder"`:              "is a folder",
		`bind, s(), "unix://" .. D .. "/dangling"`:            "is a symbolic link, and bind does not follow",
		`listen, "unix://" .. D .. "/dead"`:                   "Remove the file",
		`listen, "unixgram://" .. D .. "/deadgram"`:           "Remove the file",
		`connect, s(), "unix://" .. D .. "/dead"`:             "no process is bound to it",
		`sendto, d(), "x", "unixgram://" .. D .. "/deadgram"`: "no process is bound to it",
		`listen, "unix://" .. D .. "/mine"`:                   "is taken by your own mine (made at",
		`bind, d(), "unixgram://" .. D .. "/mine"`:            "is taken by your own mine (made at",
		`listen, "unix://" .. D .. "/bound"`:                  "is taken by your own bound",
		`listen, "unix://" .. O .. "/x"`:                      program,
		`listen, "unixgram://" .. O .. "/y"`:                  program,
		`listen, "unix://" .. O .. "/z"`:                      program,
		`connect, s(), "unix://" .. O .. "/z"`:                program,
		`connect, s(), "unix://" .. O .. "/y"`:                "is of the other type",
		`connect, s(), "unix://" .. D .. "/gram"`:             ", gram, is of the other type",
		`connect, d(), "unixgram://" .. D .. "/mine"`:         ", mine, is of the other type",
		`connect, s(), "unix://" .. D .. "/bound"`:            "bound is bound to",
		`connect, s(), "unix://" .. D .. "/shut"`:             "shut does not listen any more: task 1",
		`connect, s(), "unix://" .. D .. "/gone"`:             "(gone) had it, and task 1",
		`connect, s(), "unix://" .. D .. "/none"`:             "There is no file",
		`bind, s(), "unix://" .. D .. "/none/x"`:              "There is no folder",
	} {
		if r := h.Eval("_, e = nil, nil ok, e = try("+call+")", 80); r.Failed != nil {
			t.Fatal(call, r.Failed)
		}
		reports, err := h.WhyWord("e")
		if err != nil {
			t.Errorf("%s: %v", call, err)
			continue
		}
		text := reportText(reports)
		if !strings.Contains(text, want) {
			t.Errorf("%s: want %q in\n%s", call, want, text)
		}
		if strings.Contains(text, "Remove the file") && !strings.Contains(call, "/dead") {
			t.Errorf("%s: what is to be removed?\n%s", call, text)
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, "plain")); err != nil || string(text) != "precious" {
		t.Error("the file is not what it was", err)
	}
}

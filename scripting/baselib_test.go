package scripting

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// files makes a folder with those files.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	top := files(t, map[string]string{"in/a.txt": "a\x00\xffb", "in/sub/b.txt": "b", "out/secret": "s", "more/c.txt": "c"})
	in := filepath.Join(top, "in")
	for name, to := range map[string]string{"inside": "a.txt", "outside": "../out/secret", "folder": "../out", "broken": "../out/none"} {
		if err := os.Symlink(to, filepath.Join(in, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(in, "fifo"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", filepath.Join(in, "zero")); err != nil {
		t.Fatal(err)
	}
	h, _ := newHost(t, Config{Dir: in, AllowRead: []string{filepath.Join(top, "more")}})
	const outside = " is outside the script's folder (--allow-read="
	const leads = " leads out of the script's folder by a link (--allow-read=DIR allows it, "
	for _, c := range []struct{ name, code, text string }{
		{"a.txt", "", "a\x00\xffb"}, {"./sub/../a.txt", "", "a\x00\xffb"}, {"sub/b.txt", "", "b"}, {"inside", "", "a\x00\xffb"},
		{filepath.Join(in, "a.txt"), "", "a\x00\xffb"}, {"../in/a.txt", "", "a\x00\xffb"}, {"../more/c.txt", "", "c"},
		{"none", "ENOENT", "no file none"}, {"sub/none", "ENOENT", "no file sub/none"},
		{"outside", "DENIED", "outside" + leads}, {"folder/secret", "DENIED", "folder/secret" + leads}, {"broken", "DENIED", "broken" + leads},
		{"../out/secret", "DENIED", "../out/secret" + outside}, {"../out/none", "DENIED", "../out/none" + outside},
		{"/etc/passwd", "DENIED", "/etc/passwd" + outside + "/etc allows it)"}, {"/none/none", "DENIED", "/none/none" + outside},
		{"zero", "DENIED", "zero" + leads}, {"fifo", "ERROR", "fifo is not a file"}, {"sub", "ERROR", "sub is not a file"}, {"", "ARGUMENT", `name: got \"\", want the name of a file`},
		{"a.txt/x", "ENOTDIR", "a.txt/x: not a directory"}, {"a\x00b", "EINVAL", ""},
	} {
		h.With(func() { h.prompt.env.RawSetString("name", lua.LString(c.name)) })
		r := h.Eval("local data, err = try(read_file, name) return data, err and err.code, err and err.message", 2000)
		if r.Failed != nil {
			t.Fatal(r.Failed)
		}
		got := h.prompt.env.RawGetString("_").String()
		if c.code == "" {
			if got != c.text {
				t.Errorf("%q: got %q, %v", c.name, got, r.Values)
			}
			continue
		}
		if r.Values[0] != "nil" || r.Values[1] != `"`+c.code+`"` || !strings.HasPrefix(r.Values[2], `"read_file: `+c.text) {
			t.Errorf("%q: got %v, want %s %s", c.name, r.Values, c.code, c.text)
		}
	}
}

func TestRequire(t *testing.T) {
	t.Parallel()
	top := files(t, map[string]string{
		"main/one.lua": "n = (n or 0) + 1 return {name = ..., n = n}", "main/lib/deep.lua": "return 'deep'", "main/nothing.lua": "n = 5",
		"main/bad.lua": "x = = 1", "main/fails.lua": "local function f()\n  error('inside')\nend\nf()", "main/a.lua": "return require('b')", "main/b.lua": "return require('a')",
		"main/waits.lua": "a, b = pair() spawn(send, a, 'x') return recv(b)", "plugins/extra.lua": "return 'extra'", "plugins/one.lua": "return 'shadowed'", "out.lua": "return 'out'",
		"main/binary.lua": "\x1bLua",
	})
	if err := os.Symlink("../out.lua", filepath.Join(top, "main/link.lua")); err != nil {
		t.Fatal(err)
	}
	c := Config{Dir: filepath.Join(top, "main"), Plugins: []string{filepath.Join(top, "plugins")}}
	passOn(t, c, `
expect.equal(require("one"), {name = "one", n = 1})
expect(require("one") == require("one"), "loaded once")
expect.equal(n, 1)
expect.equal(require("lib.deep"), "deep")
expect.equal(require("nothing"), true)
expect.equal(require("extra"), "extra")
expect.equal(require("waits"), "x")
for name, text in pairs{
  ["../out"] = 'got "../out", want a name like lib.frames', ["..out"] = 'got "..out", want a name like lib.frames',
  ["/etc/passwd"] = 'got "/etc/passwd", want a name like lib.frames', ["lib/../../out"] = 'got "lib/../../out", want a name like lib.frames',
  [""] = 'got "", want a name like lib.frames', ["a\0b"] = 'got "a\\x00b", want a name like lib.frames',
  none = "no module none: looked for ",
} do
  local _, err = try(require, name)
  expect(err and err.code == "ARGUMENT" and err.message:find(text, 1, true), name .. ": " .. tostring(err))
end
expect.error("DENIED", require, "link")
local _, err = try(require, "a")
expect(err and err.message:find("a requires itself"), tostring(err))
local _, err = try(require, "bad")
expect(err and tostring(err):find("bad.lua:1: did not expect '=' here"), tostring(err))
expect(try(require, "binary") == nil, "bytecode is refused")`)
	f := failsOn(t, c, "\nrequire('fails')")
	if !strings.HasSuffix(f.Place.Source, "fails.lua") || f.Place.Line != 2 || f.Message != "inside" || len(f.Trace) != 3 || f.Trace[2].Place.Line != 2 {
		t.Errorf("got %v, %v", f, f.Trace)
	}
}

// forbidden is a Stack that no call may reach.
type forbidden struct {
	kernel.Stack
	t *testing.T
}

func (f forbidden) Socket(n stack.Network) (stack.Endpoint, error) {
	ep, err := f.Stack.Socket(n)
	return unreachable{ep, f.t}, err
}

// unreachable fails the test where a packet would leave.
type unreachable struct {
	stack.Endpoint
	t *testing.T
}

func (u unreachable) Connect(to stack.Address, blocked func()) error {
	u.t.Errorf("connect to %s", to)
	return os.ErrPermission
}

func (u unreachable) Bind(a stack.Address) error {
	u.t.Errorf("bind to %s", a)
	return os.ErrPermission
}

func (u unreachable) Send(p []byte, to stack.Address, blocked func()) (int, error) {
	u.t.Errorf("send to %s", to)
	return 0, os.ErrPermission
}

// What is not on this machine is refused before any call is made (192.0.2.1
// and 2001:db8:: are addresses for documentation).
func TestNetworkIsDenied(t *testing.T) {
	t.Parallel()
	for _, call := range []string{
		`dial, "192.0.2.1:80"`, `dial, "tcp6://[2001:db8::1]:80"`, `dial, "udp://192.0.2.1:53"`, `dial, "[::ffff:192.0.2.1]:80"`,
		`dial, "169.254.169.254:80"`, `dial, 80, {from = "192.0.2.1:0"}`, `connect, socket("tcp"), "192.0.2.1:80"`,
		`connect, socket("tcp6"), "[2001:db8::1]:80"`, `connect, socket("udp"), "192.0.2.1:80"`, `sendto, socket("udp"), "x", "192.0.2.1:80"`,
		`sendto, socket("udp6"), "x", "[2001:db8::1]:80"`, `sendto, socket("udp"), "x", "255.255.255.255:80"`, `sendto, socket("udp"), "x", "224.0.0.1:80"`,
		`listen, ":0"`, `listen, "0.0.0.0:0"`, `listen, "[::]:0"`, `listen, "192.0.2.1:0"`, `listen, "udp://0.0.0.0:0"`,
		`bind, socket("tcp"), "0.0.0.0:0"`, `bind, socket("udp6"), "[::]:0"`,
		`listen, "unix:///etc/sockpit-test"`, `dial, "unix:///etc/sockpit-test"`, `listen, "unix://../sockpit-test"`,
	} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			passOn(t, Config{Session: runtime.Config{Stack: forbidden{t: t}, Policy: runtime.Policy{Dirs: []string{t.TempDir()}}}},
				`local err = expect.error("DENIED", `+call+`)
				expect(err.message:find("%-%-allow%-%a+="), err.message)`)
		})
	}
}

// The short name of a day is as C writes it, which the dates of HTTP need.
func TestDate(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	o := h.Run("date.lua", `expect.equal(os.date("!%a, %d %b %Y %H:%M:%S GMT", 784111777), "Sun, 06 Nov 1994 08:49:37 GMT")`)
	for _, f := range o.Failures {
		t.Error(f)
	}
}

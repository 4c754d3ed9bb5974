//go:build !windows

package main

import (
	"archive/zip"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// probe is code of a stranger's. It tells what it reaches by each door, in every
// guise that the door has, and what it must not reach.
const probe = `
local function said(ok, v) return ok and tostring(v) or "no" end
local function tell()
  local all = {}
  local function add(name, ok, v) all[#all + 1] = name .. "=" .. said(ok, v) end
  add("read", pcall(read_file, "mark.txt"))
  add("require", pcall(require, "mod"))
  add("task", pcall(function() return join(spawn(read_file, "mark.txt")) end))
  add("coroutine", pcall(coroutine.wrap(read_file), "mark.txt"))
  add("loaded", pcall(loadstring("return read_file('mark.txt')", "[prompt]")))
  add("listen", pcall(function() local l = listen("unix://here.sock") local c = dial("unix://here.sock") close(c) close(l) return "bound" end))
  for _, where in ipairs{"../home/", HOME .. "/"} do
    add("other", pcall(read_file, where .. "mark.txt"))
    add("other", pcall(function() return join(spawn(read_file, where .. "mark.txt")) end))
    add("other", pcall(coroutine.wrap(read_file), where .. "mark.txt"))
    add("other", pcall(require, (where .. "mod"):gsub("/", ".")))
    add("other", pcall(function() return listen("unix://" .. where .. "bad.sock") end))
    add("other", pcall(function() return dial("unix://" .. where .. "unix.sock") end))
    add("other", pcall(function() return sendto(socket("unixgram"), "x", "unixgram://" .. where .. "unixgram.sock") end))
  end
  return "[" .. table.concat(all, " ") .. "]"
end
`

// What code reads, requires and binds by a relative name is in the folder of its
// file, in every way to start it; that of the person who starts it is not its own.
func TestFolderOfAFile(t *testing.T) {
	t.Parallel()
	const none = "read=no require=no task=no coroutine=no loaded=no listen=no" + " other=no other=no other=no other=no other=no other=no other=no" + " other=no other=no other=no other=no other=no other=no other=no"
	own := strings.NewReplacer("read=no", "read=stranger", "require=no", "require=stranger", "task=no", "task=stranger",
		"coroutine=no", "coroutine=stranger", "loaded=no", "loaded=stranger", "listen=no", "listen=bound").Replace(none)
	const exercise = `exercise{id = "a/b", title = "a", task = "a", start = "", solution = "", checks = {{"c", function(t) end}}}`
	for _, w := range []struct {
		way, text, stdin string // text is the stranger's, behind the probe
		want             string
		args             []string
	}{
		{"run", "print(tell())", "", own, []string{"run", "--quiet", "../stranger/x.lua"}},
		{"file", "print(tell())", "", own, []string{"../stranger/x.lua"}},
		{"test", "error(tell())", "", own, []string{"test", "../stranger/x.lua"}},
		{"test folder", "error(tell())", "", own, []string{"test", "../stranger/sub"}},
		{"step", "print(tell())", "c\n", own, []string{"step", "../stranger/x.lua"}},
		{"-i", "print(tell())", "", own, []string{"-i", "../stranger/x.lua"}},
		{"-i, typed", "", "print(pcall(read_file, 'mark.txt'))\nprint('[' .. read_file('mark.txt') .. ']')\n", "home", []string{"-i", "../stranger/x.lua"}},
		{"-i, called", "TELL = tell", "print(TELL())\n", own, []string{"-i", "../stranger/x.lua"}},
		{":run", "print(tell())", ":run ../stranger/x.lua\n", own, nil},
		{":run, called", "TELL = tell", ":run ../stranger/x.lua\nprint(TELL())\n", own, nil},
		{":run, hidden", "local p = print print = function() print = p p(tell()) end", ":run ../stranger/x.lua\nprint(1)\n", own, nil},
		{":run, in the background", "TELL = tell", ":run ../stranger/x.lua\nt = spawn(TELL)\nprint(join(t))\n", own, nil},
		{":run, home's module first", "print(tell())", "print(require('mod'))\n:run ../stranger/x.lua\n", own, nil},
		{":step", "print(tell())", ":step ../stranger/x.lua\nc\n", own, nil},
		{"typed", "", "print('[' .. read_file('mark.txt') .. require('mod') .. ']')\n", "homehome", nil},
		{"module", "return tell()", "", own, []string{"run", "--quiet", "../stranger/requires.lua"}},
		{"/dev/stdin", "", "STDIN", none, []string{"run", "--quiet", "/dev/stdin"}},
		{"learn check", "print(tell()) error(tell())", "", own, []string{"learn", "--dir", "../stranger", "check", "first"}},
		{"pack file", "error(tell())", "", own, []string{"learn", "--pack", "../stranger/x.lua", "--list"}},
		{"pack folder", "error(tell())", "", own, []string{"learn", "--pack", "../stranger/pack", "--list"}},
		{"pack zip", "error(tell())", "", none, []string{"learn", "--pack", "../stranger/x.zip", "--list"}},
		{"prove", "error(tell())", "", own, []string{"learn", "prove", "../stranger/x.lua"}},
		{"exercise's world", "", ":learn play\n", own, nil},
		{"plugin", "TELL = tell", "print(TELL())\n", own, nil},
	} {
		t.Run(w.way, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, nil, w.args...)
			top, err := os.MkdirTemp("", "f") // a short name: that of a socket has at most 107 bytes
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(top)
			cmd.Env = append(cmd.Env, "TMPDIR="+filepath.Join(top, "tmp"), "XDG_CONFIG_HOME="+top)
			cmd.Dir = filepath.Join(top, "home")
			text := strings.ReplaceAll(probe, "HOME", fmt.Sprintf("%q", cmd.Dir))
			for _, dir := range []string{"home", "stranger", "stranger/sub", "stranger/pack"} {
				mark := filepath.Base(filepath.Dir(filepath.Join(dir, "x")))
				if mark != "home" {
					mark = "stranger"
				}
				put(t, filepath.Join(top, dir, "mark.txt"), mark)
				put(t, filepath.Join(top, dir, "mod.lua"), "return '"+mark+"'")
			}
			put(t, filepath.Join(top, "stranger/x.lua"), text+w.text)
			put(t, filepath.Join(top, "stranger/told.lua"), text+"return tell()")
			put(t, filepath.Join(top, "stranger/requires.lua"), "print(require('told'))")
			put(t, filepath.Join(top, "stranger/sub/x.lua"), text+w.text)
			for _, network := range []string{"unix", "unixgram"} { // another program's
				a := &net.UnixAddr{Name: filepath.Join(cmd.Dir, network+".sock"), Net: network}
				if network == "unix" {
					l, err := net.ListenUnix(network, a)
					if err != nil {
						t.Fatal(err)
					}
					defer l.Close()
					continue
				}
				l, err := net.ListenUnixgram(network, a)
				if err != nil {
					t.Fatal(err)
				}
				defer l.Close()
			}
			if err := os.Remove(filepath.Join(top, "stranger/pack/mod.lua")); err != nil { // it would be an exercise
				t.Fatal(err)
			}
			switch w.way {
			case "learn check":
				put(t, filepath.Join(top, "stranger/01-first.lua"), text+w.text)
			case "pack folder":
				w.want = strings.Replace(w.want, "require=stranger", "require=no", 1)
				put(t, filepath.Join(top, "stranger/pack/x.lua"), text+w.text)
			case "pack zip":
				putZip(t, filepath.Join(top, "stranger/x.zip"), map[string]string{"x.lua": text + w.text, "mark.txt": "zip"})
			case "exercise's world":
				put(t, filepath.Join(top, "stranger/x.lua"), strings.Replace(exercise, "exercise{", fmt.Sprintf("exercise{world = [==[%s print(tell())]==], ", text), 1))
				cmd.Args = append(cmd.Args, "learn", "--pack", "../stranger/x.lua")
				w.stdin = "play\n"
			case "plugin":
				put(t, filepath.Join(top, "sockpit/plugins/p.lua"), text+w.text)
				put(t, filepath.Join(top, "sockpit/plugins/mark.txt"), "stranger")
				put(t, filepath.Join(top, "sockpit/plugins/mod.lua"), "return 'stranger'")
			}
			if w.stdin == "STDIN" {
				w.stdin = text + "print(tell())"
			}
			out, _ := run(t, cmd, w.stdin)
			got := strings.Join(strings.Fields(out), " ") // a long line is broken
			if !strings.Contains(got, "["+w.want+"]") {
				t.Errorf("want %s, got\n%s", w.want, out)
			}
			for _, name := range []string{"here.sock", "bad.sock"} {
				if _, err := os.Lstat(filepath.Join(cmd.Dir, name)); err == nil {
					t.Errorf("%s was made in the other folder", name)
				}
			}
		})
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func putZip(t *testing.T, name string, files map[string]string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

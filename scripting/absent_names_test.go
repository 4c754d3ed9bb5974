package scripting

import (
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// manualNames are the indexes of the manuals of Lua 5.1 to 5.4, with what LuaJIT
// and LuaSocket add that programs use most.
const manualNames = `
_G _VERSION assert collectgarbage dofile error getfenv getmetatable ipairs load loadfile loadstring module next pairs pcall print
rawequal rawget rawset require select setfenv setmetatable tonumber tostring type unpack xpcall
coroutine.create coroutine.resume coroutine.running coroutine.status coroutine.wrap coroutine.yield
debug.debug debug.getfenv debug.gethook debug.getinfo debug.getlocal debug.getmetatable debug.getregistry debug.getupvalue debug.setfenv
debug.sethook debug.setlocal debug.setmetatable debug.setupvalue debug.traceback
file.close file.flush file.lines file.read file.seek file.setvbuf file.write
io.close io.flush io.input io.lines io.open io.output io.popen io.read io.stderr io.stdin io.stdout io.tmpfile io.type io.write
math.abs math.acos math.asin math.atan math.atan2 math.ceil math.cos math.cosh math.deg math.exp math.floor math.fmod math.frexp
math.huge math.ldexp math.log math.log10 math.max math.min math.modf math.pi math.pow math.rad math.random math.randomseed math.sin
math.sinh math.sqrt math.tan math.tanh
os.clock os.date os.difftime os.execute os.exit os.getenv os.remove os.rename os.setlocale os.time os.tmpname
package.cpath package.loaded package.loaders package.loadlib package.path package.preload package.seeall
string.byte string.char string.dump string.find string.format string.gmatch string.gsub string.len string.lower string.match string.rep
string.reverse string.sub string.upper table.concat table.insert table.maxn table.remove table.sort
_ENV rawlen bit32.arshift bit32.band bit32.bnot bit32.bor bit32.btest bit32.bxor bit32.extract bit32.lrotate bit32.lshift bit32.replace
bit32.rrotate bit32.rshift debug.getuservalue debug.setuservalue debug.upvalueid debug.upvaluejoin package.config package.searchers
package.searchpath table.pack table.unpack
coroutine.isyieldable math.maxinteger math.mininteger math.tointeger math.type math.ult string.pack string.packsize string.unpack table.move
utf8.char utf8.charpattern utf8.codepoint utf8.codes utf8.len utf8.offset
coroutine.close warn debug.setcstacklimit
gcinfo newproxy string.gfind table.foreach table.foreachi table.getn table.setn math.mod
jit.on jit.off jit.version ffi.new ffi.cdef ffi.C table.new table.clear bit.band bit.tohex
socket.tcp socket.udp socket.select socket.bind socket.connect socket.gettime socket.sleep socket.dns
exit quit
`

// Every name of the manuals is here, or calling it says what to do instead; and
// what is said to be missing is.
func TestAbsentNames(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	w := walker{L: h.root}
	for _, name := range strings.Fields(manualNames) {
		switch hint := absentHint(name); {
		case w.look(name) != lua.LNil:
			if hint != "" && !strings.HasPrefix(name, "debug.") {
				t.Errorf("%s is here, and it says: %s", name, hint)
			}
		case hint == "":
			t.Errorf("%s is not here, and nothing says what to do instead", name)
		case !strings.HasPrefix(name, "file."):
			for _, form := range []string{name + "(1)", "local x = 1 return x, " + name + "(x)"} {
				r := h.Eval(form, 80)
				if r.Failed == nil || r.Failed.Hint != hint || !strings.Contains(r.Failed.Message, name[:strings.LastIndexByte(name, '.')+1]) {
					t.Errorf("%s: got %v, hint %q, want %q", form, r.Failed, r.Failed.Hint, hint)
				}
			}
		}
	}
	for _, a := range AbsentNames {
		if name := strings.TrimSuffix(a.Name, "."); name == a.Name && w.look(name) != lua.LNil {
			t.Errorf("%s is here", name)
		}
	}
}

// What a script itself calls by such a name is its own.
func TestAbsentNamesOfScripts(t *testing.T) {
	t.Parallel()
	if f := fails(t, "local io = {} io.read()"); f.Hint != "" {
		t.Errorf("got the hint %q", f.Hint)
	}
	if f := fails(t, "local utf8\nutf8.char(5)"); f.Hint != "" {
		t.Errorf("got the hint %q", f.Hint)
	}
	pass(t, "utf8 = {char = function() return 5 end} expect.equal(utf8.char(1), 5)")
}

// What is guessed instead of a name that is nil can do what is asked of it.
func TestGuessesFit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"lst = 5 l = listen(0) accept(ls)":  "Did you mean l?",
		"l = listen(0) send(ls, 'x')":       "", // no listener can do it
		"l = listen(0) recv(ls)":            "",
		"u = socket('udp') accept(us)":      "",
		"u = socket('udp') send(us, 'x')":   "", // it is connected to nobody
		"u = socket('udp') recv(us)":        "Did you mean u?",
		"u, v = pair('unix') send(us, 'x')": "Did you mean u?",
		"os_ = 1 recv(ss)":                  "",
		"recw(1)":                           "Did you mean recv?",
		"tabel = 5 tabl()":                  "",
		"channe = 5 chanel()":               "Did you mean channel?",
	} {
		f := fails(t, text)
		if i := strings.Index(f.Message, "Did you mean"); want == "" && i >= 0 || want != "" && !strings.Contains(f.Message, want) {
			t.Errorf("%s: got %s, want %q", text, f.Message, want)
		}
	}
}

// What programs expect and opens no door is as in lua5.1.
func TestExpected(t *testing.T) {
	t.Parallel()
	_, rec := passOn(t, Config{}, `
expect.equal(io.write("a", 1, "\n"), true)
io.stdout:write("b\n") io.stdout:flush()
expect(not pcall(io.write, {}), "no tables")
expect(collectgarbage("count") > 0 and collectgarbage() == 0 and collectgarbage("step") == true, "memory")
expect.equal(select(2, pcall(collectgarbage, "x")), "bad argument #1 to 'collectgarbage' (invalid option 'x')")
expect(os.getenv("PATH") == nil and os.setlocale() == "C" and os.setlocale("de_DE") == nil, "os")
local pieces = {"return ", "1 + ", "2"}
expect.equal(load(function() return table.remove(pieces, 1) end)(), 3)
pieces = {"x = "}
expect.equal(select(2, load(function() return table.remove(pieces) end, "=c")):match("^c:1: "), "c:1: ")
local ok, err = pcall(load, function()
  return ("x"):rep(2^20) end)
expect(err.code == "LIMIT" and err.where == "t.lua:12", tostring(err.where))
expect.equal({load(function() return {} end)}, {nil, "reader function must return a string"})
local function f() return y end
y = 1
local env = {y = 2}
expect(setfenv(f, env) == f and f() == 2 and getfenv(f) == env and getfenv() == _G and getfenv(0) == _G, "functions")
local function g() setfenv(1, {y = 3, getfenv = getfenv}) return y, getfenv(1).y end
expect.equal({g()}, {3, 3})
local function outer() local function inner() setfenv(2, {y = 4}) end inner() return y end
expect.equal(outer(), 4)
expect(getfenv(print) == _G and getfenv(coroutine.yield) == _G, "functions of sockpit have the globals")
for _, own in ipairs{print, recv, coroutine.yield} do
  expect.equal(select(2, pcall(setfenv, own, {})):match("'setfenv'.*"), "'setfenv' cannot change environment of given object")
end
expect.equal(select(2, pcall(setfenv, 0, {})):match("'setfenv'.*"), "'setfenv' cannot change environment of given object")
expect.equal(select(2, pcall(getfenv, 99)):match("%(.*"), "(invalid level)")
expect.equal(setfenv(loadstring("x = 5 return x .. 'y'"), {})(), "5y")
expect.equal(x, nil)`)
	if got := rec.String(); got != "a1\nb\n" {
		t.Errorf("shown: %q", got)
	}
}

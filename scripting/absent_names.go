package scripting

import "strings"

// An AbsentName is a name of Lua that scripts don't have, with what to do instead.
// A name that ends in a dot stands for all fields of that table.
type AbsentName struct{ Name, Instead string }

// AbsentNames are the names in the manuals of Lua 5.1 to 5.4, and of libraries that
// programs expect, that are not here. What is left out can reach out of the script
// or into other functions, or is of another Lua.
var AbsentNames = []AbsentName{
	{"dofile", `scripts run no files by name: require("lib.frames") runs lib/frames.lua, once; loadstring(read_file("x.lua"))() each time`},
	{"loadfile", `scripts load no files by name: loadstring(read_file("x.lua")) does, in the script's folder`},
	{"module", `a file that require runs returns its table: local M = {} … return M`},
	{"newproxy", `there are no proxies: setmetatable({}, mt) makes a table that behaves as you say`},
	{"package.loadlib", "no C libraries are loaded"},
	{"package.loaders", "require looks in package.loaded, package.preload, the script's folder and the plugins'"},
	{"package.searchers", "require looks in package.loaded, package.preload, the script's folder and the plugins'"},
	{"package.searchpath", "require looks in package.loaded, package.preload, the script's folder and the plugins'"},
	{"package.seeall", "a file that require runs sees the globals already"},
	{"os.execute", "scripts start no programs: what should run beside the script is started in another terminal"},
	{"os.exit", "a script ends where its text ends, or with return; error(text) ends it with status 1; :quit leaves the prompt"},
	{"os.remove", "scripts change no files; temp_folder() is removed with the session"},
	{"os.rename", "scripts change no files"},
	{"os.tmpname", "temp_folder() makes a folder that goes with the session"},
	{"os.setenv", "scripts change no environment"},
	{"io.popen", "scripts start no programs"},
	{"io.read", "scripts read no keyboard: arg[1] has what stands behind the script's name; at the prompt, set a variable"},
	{"io.lines", `read_file(name) gives a file's bytes; for line in read_file(name):gmatch("[^\n]+") do … goes over its lines`},
	{"io.open", "read_file(name) gives a file's bytes, in the script's folder or where --allow-read allows; scripts write none"},
	{"io.input", "read_file(name) gives a file's bytes"},
	{"io.output", "print and io.write show text; scripts write no files"},
	{"io.close", "scripts open no files: close(s) closes a socket"},
	{"io.tmpfile", "scripts write no files: a string or a table holds what is to be kept"},
	{"io.type", "scripts open no files"},
	{"io.stdin", "scripts read no keyboard: arg[1] has what stands behind the script's name"},
	{"io.stderr", "io.write and print show text"},
	{"file.", "scripts open no files: read_file(name) gives a file's bytes"},
	{"debug.", "of debug there is traceback; sockpit step FILE.lua goes line by line and shows the variables"},
	{"string.dump", "functions can't be saved as bytes: keep their text, and loadstring it"},
	{"string.gfind", "that is Lua 5.0's name: string.gmatch"},
	// Lua 5.2 to 5.4.
	{"rawlen", "that is Lua 5.2's: #t here; where a metatable has __len, count with next"},
	{"warn", "that is Lua 5.4's: print shows text"},
	{"table.pack", "that is Lua 5.2's: {n = select(\"#\", ...), ...}"},
	{"table.unpack", "that is Lua 5.2's name: unpack"},
	{"table.move", "that is Lua 5.3's: for i = 1, n do b[i] = a[i] end"},
	{"string.pack", "that is Lua 5.3's name: pack(format, …)"},
	{"string.unpack", "that is Lua 5.3's name: unpack_bytes(format, data)"},
	{"string.packsize", "that is Lua 5.3's: #pack(format, …)"},
	{"math.type", "that is Lua 5.3's: every number is a float here; x % 1 == 0 says that it is whole"},
	{"math.tointeger", "that is Lua 5.3's: math.floor(x)"},
	{"math.ult", "that is Lua 5.3's: numbers up to 2^53 compare as they are"},
	{"math.maxinteger", "that is Lua 5.3's: 2^53 is the last whole number that is exact"},
	{"math.mininteger", "that is Lua 5.3's: -2^53 is the first whole number that is exact"},
	{"coroutine.isyieldable", "that is Lua 5.3's: coroutine.running() gives nil outside every coroutine"},
	{"coroutine.close", "that is Lua 5.4's: a coroutine that nobody resumes is forgotten"},
	{"bit32.", "that is Lua 5.2's: bit.band, bit.bor, bit.bxor, bit.bnot, bit.lshift, bit.rshift and so on"},
	{"utf8.", `that is Lua 5.3's: strings are bytes; for c in s:gmatch("[%z\1-\127\194-\244][\128-\191]*") goes over characters`},
	// What C, Python and others have for sockets.
	{"poll", "wait{a, b, timeout = 1} gives the sockets that are ready, and for what"},
	{"epoll", "wait{a, b, timeout = 1} gives the sockets that are ready, and for what"},
	{"dup", "a socket has one descriptor here: let two variables hold it"},
	{"getsockname", "s.local_address is the socket's own end, s.local_port its port"},
	{"getpeername", "s.remote_address is the other end, s.remote_port its port"},
	{"getsockopt", `getopt(s, "rcvbuf") asks for an option`},
	{"setsockopt", `setopt(s, "nodelay", true) sets an option`},
	{"setblocking", "recv(s, {timeout = 0}) does not wait; timeout(s, 0) makes it so for every call"},
	{"settimeout", "timeout(s, seconds) limits every call on the socket; {timeout = seconds} limits one"},
	{"fcntl", "recv(s, {timeout = 0}) does not wait, as with O_NONBLOCK"},
	{"read", "recv(s) receives"},
	{"write", "send(s, data) sends"},
	{"sendall", "send(s, data) waits until the kernel has taken all of data"},
	// LuaJIT, LuaSocket and the like.
	{"jit.", "that is LuaJIT's: sockpit runs Lua 5.1"},
	{"ffi.", "that is LuaJIT's: no C is called; pack and unpack_bytes make and read bytes"},
	{"table.new", "that is LuaJIT's: {}"},
	{"table.clear", "that is LuaJIT's: t = {}"},
	{"socket.select", "that is LuaSocket's: wait{a, b, timeout = 1} gives the sockets that are ready"},
	{"socket.tcp", `that is LuaSocket's: socket("tcp"), or dial(addr) and listen(addr)`},
	{"socket.udp", `that is LuaSocket's: socket("udp"), or dial("udp://…")`},
	{"socket.connect", "that is LuaSocket's: dial(addr)"},
	{"socket.bind", "that is LuaSocket's: listen(addr)"},
	{"socket.gettime", "that is LuaSocket's: now()"},
	{"socket.sleep", "that is LuaSocket's: sleep(seconds)"},
	{"socket.", `that is LuaSocket's: socket(kind) makes one socket here; help() lists the functions`},
	{"_ENV", "that is Lua 5.2's: getfenv(f) gives a function's environment, setfenv(f, t) sets it"},
	{"gcinfo", "that is Lua 5.0's: collectgarbage(\"count\")"},
	{"exit", ":quit leaves the prompt; a script ends where its text ends, or with return"},
	{"quit", ":quit leaves the prompt; a script ends where its text ends, or with return"},
}

// absentHint says what to do instead of a name that is not here; "" if it is none
// of Lua's. Only a name that is nil may be asked for.
func absentHint(name string) string {
	for {
		for _, a := range AbsentNames {
			if a.Name == name || strings.HasSuffix(a.Name, ".") && strings.HasPrefix(name+".", a.Name) {
				return a.Instead
			}
		}
		dot := strings.LastIndexByte(name, '.')
		if dot < 0 {
			return ""
		}
		name = name[:dot] // perhaps what should hold the field is no name either
	}
}

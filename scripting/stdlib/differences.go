package stdlib

// A Difference is a way in which this library, the VM under it, or the program is
// not Lua 5.1. Where Code is given, a test of the program runs it in both and finds
// these answers.
type Difference struct {
	Topic string // what it is about, such as "string.sub"
	Code  string // a snippet that shows it, or ""
	Lua51 string // what lua5.1 answers on 64-bit Linux
	Here  string // what we answer
	Why   string
}

// Differences lists every known difference of what this package offers, for
// the reference page.
var Differences = []Difference{
	{
		"string.format %s", `("%s"):format("a\0b")`, `"a"`, `"a\000b"`,
		"bytes are kept; C stops at a NUL",
	},
	{
		"string.format %c", `("%c"):format(0)`, `""`, `"\000"`,
		"bytes are kept; C stops at a NUL",
	},
	{
		"patterns", `("a\0b"):match("a\0b")`, `"a"`, `"a\000b"`,
		"a NUL in a pattern is a byte like any other, as in Lua 5.2; %z still works",
	},
	{
		"tonumber", `tonumber("10\0")`, `10`, `nil`,
		"what follows a NUL is not ignored",
	},
	{
		"tonumber", `tonumber("nan(1)") == nil`, `false`, `true`,
		"C's long form of NaN is not read",
	},
	{
		"positions", `("hello"):sub(2, math.huge)`, `""`, `"ello"`,
		"a huge number means the end; C makes it negative",
	},
	{
		"string.rep", `#("x"):rep(2^32)`, `0`, `error: string longer than 16 MB (limit: --max-string)`,
		"the count is not cut to 32 bits",
	},
	{
		"long strings", "", "", "",
		"a string built by the library or by .. is bounded; the error names the limit",
	},
	{
		"many results", `select("#", unpack({}, 1, 9000))`, `error: too many results to unpack`, `9000`,
		"the limit of unpack and string.byte is what the registry holds, not 8000",
	},
	{
		"patterns", "", "", "",
		"a pattern with 10000 nested choices raises \"pattern too complex\"; a long match can be interrupted",
	},
	{
		"string.dump", `type(string.dump)`, `"function"`, `"nil"`,
		"functions cannot be saved, nor loaded from bytes",
	},
	{
		"string.gfind", `type(string.gfind)`, `"function"`, `"nil"`,
		"Lua 5.1 only raises an error in it: use string.gmatch",
	},
	{
		"getmetatable", `type(getmetatable(""))`, `"table"`, `"string"`,
		"the metatable that all strings share is kept from scripts",
	},
	{
		"errors", `local z = "q" return z + 1`, `error: attempt to perform arithmetic on local 'z' (a string value)`, `error: cannot calculate with z: it is "q"`,
		"the program's own words, which name the variable and its value",
	},
	{
		"errors", `local f = string.rep return f()`, `error: bad argument #1 to 'f' (string expected, got no value)`, `error: bad argument #1 to 'rep' (string expected, got no value)`,
		"a function is named as the book names it, not as the caller does",
	},
	{
		"errors", `select(2, pcall(string.rep))`, `"bad argument #1 to '?' (string expected, got no value)"`, `"bad argument #1 to 'rep' (string expected, got no value)"`,
		"the name is always known",
	},
	{
		"errors", `1 + nil`, `error: attempt to perform arithmetic on a nil value`, `error: cannot calculate with nil`,
		"the program's own words",
	},
	{
		"errors", `{} < {}`, `error: attempt to compare two table values`, `error: cannot compare a table with a table`,
		"the program's own words",
	},
	{
		"errors", `select(2, pcall(loadstring("local x\nlocal s = 'a'\n.. x", "c"))):match("%d.*")`, `"3: attempt to concatenate local 'x' (a nil value)"`, `"2: cannot join with .. x: it is nil"`,
		"an expression over several lines counts as its first line",
	},
	{
		"%", `5 % math.huge`, `nan`, `5`,
		"as in Lua 5.3; Lua 5.1 computes a - floor(a/b)*b",
	},
	{
		"errors", `local t t()`, `error: attempt to call local 't' (a nil value)`, `error: t is nil, not a function`,
		"the program's own words",
	},
	{
		"errors", `local t return t.x`, `error: attempt to index local 't' (a nil value)`, `error: t is nil: it has no x`,
		"the program's own words",
	},
	{
		"%", `123456789012^3 % 3`, `0`, `2`,
		"the remainder is exact, as in Lua 5.3",
	},
	{
		"goto", `(function() local goto = 2 return goto end)()`, `2`, `syntax error`,
		"goto is a word of the language, with labels, as in Lua 5.2",
	},
	{
		"empty statements", `(function() local x = 1;; return x end)()`, `syntax error`, `1`,
		"a semicolon may stand alone, as in Lua 5.2",
	},
	{
		"calls over lines", `loadstring("local f = print\nf\n('x')") == nil`, `true`, `false`,
		"a ( that begins a line goes on with the line before; Lua 5.1 calls it ambiguous",
	},
	{
		"numbers", `0x1p4`, `16`, `syntax error`,
		"a hexadecimal number in a text has no exponent; tonumber reads it",
	},
	{
		"__len", `#setmetatable({}, {__len = function() return 7 end})`, `0`, `7`,
		"tables may have __len, as in Lua 5.2",
	},
	{
		"next", `next({}, "no such key")`, `error: invalid key to 'next'`, `nil`,
		"a key that is not there ends the traversal",
	},
	{
		"xpcall", `xpcall(function() error("a") end, function() error("b", 0) end)`, `false, "error in error handling"`, `false, "b"`,
		"an error in the handler is given as it is",
	},
	{
		"#", `#{[20] = 0, [600] = 0}`, `0`, `600`,
		"a table with holes has many lengths; another of them is given",
	},
	{
		"calls", `(function() local function f(n) return n == 0 and 0 or 1 + f(n - 1) end return pcall(f, 5000) end)()`, `true, 5000`, `false, "snippet:1: stack overflow: functions call each other more than 2048 deep (limit: --max-calls)"`,
		"calls nest as deep as a limit says; Lua 5.1 has one of its own, 16380",
	},
	{
		"coroutine.create", `type(coroutine.create(print))`, `error: bad argument #1 to 'create' (Lua function expected)`, `"thread"`,
		"a function of sockpit's may be a coroutine",
	},
	{
		"coroutine.wrap", "", "", "",
		"an error comes out as it was raised; Lua 5.1 puts the place of the call before it",
	},
	{
		"coroutine.yield", `coroutine.wrap(function() return pcall(coroutine.yield) end)()`, `false, "attempt to yield across metamethod/C-call boundary"`, `false, "attempt to yield across a protected call"`,
		"the program's own words",
	},
	{
		"require", "", "", "",
		"modules that are files are not put into package.loaded: each folder's code has its own",
	},
	{
		"print", "", "", "",
		"control bytes and what is no UTF-8 are shown escaped, in a file too",
	},
	{
		"names of chunks", "", "", "",
		"are cut at 60 characters in every error; Lua 5.1 cuts them at 80 in errors of syntax",
	},
	{
		"for", `for i = "1", 2 do end`, ``, `error: the loop's first number is "1", want a number`,
		"the bounds of a numeric for must be numbers, not strings",
	},
	{
		"sign of NaN", "", "", "",
		"prints as \"nan\" or \"-nan\", as in C, but not always the same of the two",
	},
	{
		"table.sort", "", "", "",
		"when it raises an error, the table is as it was",
	},
	{
		"math.random", "", "", "",
		"the sequence is another; each session has its own, the same at every start until math.randomseed",
	},
	{
		"os.date", "", "", "",
		"\"!%s\" is the time that was given; C reads the clock of Greenwich as a local one",
	},
	{
		"os.time", "", "", "",
		"an hour that a change of the clocks skips or repeats may be taken for the other of the two that it can mean",
	},
	{
		"trigonometry", "", "", "",
		"the last digits of sin, exp, log and the like may differ from the C library's",
	},
}

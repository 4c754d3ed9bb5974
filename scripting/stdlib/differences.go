package stdlib

// A Difference is a way in which this library, or the VM under it, is not Lua
// 5.1. Where Code is given, a test runs it in both and finds these answers.
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
		"string.rep", `#("x"):rep(2^32)`, `0`, `error: string longer than 16 MB`,
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
		"getmetatable(\"\")", `getmetatable("").__add == nil`, `true`, `false`,
		"arithmetic on strings is done by metamethods, as in Lua 5.4",
	},
	{
		"errors", `local z = "q" return z + 1`, `error: attempt to perform arithmetic on local 'z' (a string value)`, `error: attempt to perform arithmetic on a string value`,
		"arithmetic does not know the names of its operands",
	},
	{
		"errors", `local f = string.rep return f()`, `error: bad argument #1 to 'f' (string expected, got no value)`, `error: bad argument #1 to 'rep' (string expected, got no value)`,
		"a function is named as the book names it, not as the caller does",
	},
	{
		"errors", `select(2, pcall(string.rep))`, `"bad argument #1 to '?' (string expected, got no value)"`, `"snippet:1: bad argument #1 to 'rep' (string expected, got no value)"`,
		"the position is that of the innermost Lua code, and the name is always known",
	},
	{
		"errors", `1 + nil`, `error: attempt to perform arithmetic on a nil value`, `error: cannot perform add operation between number and nil`,
		"the VM's own wording",
	},
	{
		"errors", `{} < {}`, `error: attempt to compare two table values`, `error: attempt to compare table with table`,
		"the VM's own wording",
	},
	{
		"errors", `select(2, pcall(loadstring("local x\nlocal s = 'a'\n.. x", "c"))):match("%d.*")`, `"3: attempt to concatenate local 'x' (a nil value)"`, `"2: attempt to concatenate local 'x' (a nil value)"`,
		"an expression over several lines counts as its first line",
	},
	{
		"%", `5 % math.huge`, `nan`, `5`,
		"as in Lua 5.3; Lua 5.1 computes a - floor(a/b)*b",
	},
	{
		"for", `for i = "1", 2 do end`, ``, `error: for statement init must be a number`,
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

-- error levels
error("m")
error("m", 0)
error("m", 1)
error(5)
error(1/3)
error()
error(nil)
error("m", "x")
local function f() error("m") end local ok, e = pcall(f) return e
local function f() error("m", 2) end local ok, e = pcall(function() f() return 1 end) return e
local function f() error("m", 3) end local function g() f() return 1 end local ok, e = pcall(function() g() return 1 end) return e
local ok, e = pcall(error, "m") return e
local ok, e = pcall(error, "m", 2) return ok
local ok, e = pcall(error, "m", 0) return e
local ok, e = pcall(error, {1}) return e[1]
local t = setmetatable({}, {__concat = function() error("m", 2) end}) local ok, e = pcall(function() return t .. "x" end) return e
local t = setmetatable({}, {__concat = function() error("m") end}) local ok, e = pcall(function() return "x" .. t end) return e
local t = setmetatable({}, {__add = function() error("m", 2) end}) local ok, e = pcall(function() return "x" + t end) return e
local t = setmetatable({}, {__add = function() error("m", 2) end}) local ok, e = pcall(function() return t + 1 end) return e
-- assert
assert(1, 2, 3)
assert(false)
assert(nil, "m")
assert(false, "m %d")
assert(nil, 5)
assert(false, {})
assert()
local ok, e = pcall(function() assert(false, "m") end) return e
local ok, e = pcall(function() assert(false) end) return e
-- error levels over lines
local function at(code) local ok, e = pcall(loadstring(code, "x")) return (e:match(":(%d+: .*)") or e) end lines = at return at("\n\nerror('m')")
lines("local function f()\n error('m', 1) end\nlocal function g()\n f()\n return 1 end\ng()")
lines("local function f()\n error('m', 2) end\nlocal function g()\n f()\n return 1 end\ng()")
lines("local function f()\n error('m', 3) end\nlocal function g()\n f()\n return 1 end\ng()")
lines("local function f()\n error('m', 4) end\nlocal function g()\n f()\n return 1 end\ng()")
lines("local t = setmetatable({}, {__concat = function()\n error('m', 2) end})\n\nlocal s = t .. 'x'")
lines("local t = setmetatable({}, {__concat = function()\n error('m', 3) end})\nlocal function f()\n local s = 'a' .. 'b' .. t\n end\nf()")
lines("local t = setmetatable({}, {__add = function()\n error('m', 2) end})\n\nlocal s = 'x' + t")
lines("local t = setmetatable({}, {__index = function()\n error('m', 2) end})\n\nlocal s = t.x")
lines("local function f()\n assert(false, 'm') end\n\nf()")
lines("local function f()\n assert(nil) end\n\nf()")
lines("\n\nlocal s = ('x'):rep()")
-- select
select("#")
select("#", nil, nil)
select(2, "a", "b", "c")
select(-1, "a", "b", "c")
select("2", "a", "b", "c")
select(5, "a")
select(2.9, "a", "b", "c")
select(0, "a")
select(-5, "a")
select("x", "a")
select()
select({})

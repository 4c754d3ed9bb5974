"a" .. "b"
"a" .. "b" .. "c" .. 1 .. 2
1 .. 2
1/3 .. ""
2^53 .. ":" .. 1e100 .. ":" .. 0.1
-1 .. ""
("a" .. "b") .. ("c" .. "d")
(("a" .. "b") .. "c") .. "d"
"a" .. ("b" .. ("c" .. "d"))
A .. "x"
"x" .. A
A .. B
"p" .. "q" .. A .. "r" .. "s"
(A .. B) .. "z"
1 .. A .. 2 .. 3
"a" .. A .. B .. "b"
A .. 1
select("#", A .. B)
local function two() return "1", "2" end return "a" .. two(), two() .. "b"
local function two() return "1", "2" end return "a" .. two()
local function two() return "1", "2" end local t = {"a" .. two()} return #t, t[1]
local function v(...) return "x" .. ... end return v(1, 2)
local function v(...) return ... .. "x" end return v(1, 2)
local a, b = "x" .. "y" return a, b
local s = "q" s = s .. s .. s return s
local function f(s) s = s .. "!" return s end return f("hey")
local function f(s) s = "<" .. s .. ">" s = s .. s return s end return f("x")
local function f(a, s) s = a .. s; a = s .. a return a, s end return f("1", "2")
local t = {} t["k" .. 1] = "v" .. 2 return t.k1
local t = {x = "a" .. "b", ["k" .. 1] = 1, "c" .. "d"} return t.x, t.k1, t[1]
local s = "" for i = 1, 10 do s = s .. i end return s
local s = "" for i = 1, ("1" .. "0") + 0 do s = s .. i .. "," end return s
local s = "" for k in ("a" .. "bc"):gmatch("%w") do s = k .. s end return s
local s = "" repeat s = s .. "x" until s .. "y" == "xxxy" return s
local s = "" while s .. "" ~= "xxx" do s = s .. "x" end return s
if "a" .. "b" == "ab" then return "yes" elseif "x" .. "y" then return "no" end
return ("a" .. "b"):upper() .. #("c" .. "d")
return not ("a" .. "b"), -("1" .. "2"), #("a" .. "b")
return "a" .. "b" == "ab" and "c" .. "d" or "e" .. "f"
return nil and "a" .. "b" or "c" .. "d"
local function f() return "x" .. "y" end return f(), f()
local function f(...) return select("#", ...), ... end return f("a" .. "b", "c" .. "d")
local f = function(a) return function() return a .. a end end return f("q")()
local t = {f = function(self, x) return self.n .. x end, n = "n"} return t:f("a" .. "b")
function concat_global(x) return x .. "!" end return concat_global("g" .. "h")
local t = {} function t.a(x) return x .. 1 end function t:b(x) return x .. 2 end return t.a("p") .. t:b("q")
do local s = "in" .. "ner" return s end
return "\0concat 0" .. "\0\0" .. "1"
local s = "\0000" return s .. "\0001", #s
return "\00000", "a" .. "b", "\0001"
local log = {} local function n(x) log[#log + 1] = x return x end local s = n"a" .. n"b" .. n"c" return s, list(log)
return "1" .. "2" .. "3" .. "4" .. "5" .. "6" .. "7" .. "8" .. "9" .. "10" .. "11" .. "12" .. "13" .. "14" .. "15" .. "16" .. "17" .. "18" .. "19" .. "20" .. "21" .. "22" .. "23" .. "24" .. "25" .. "26" .. "27" .. "28" .. "29" .. "30" .. "31" .. "32" .. "33" .. "34" .. "35" .. "36" .. "37" .. "38" .. "39" .. "40" .. "41" .. "42" .. "43" .. "44" .. "45" .. "46" .. "47" .. "48" .. "49" .. "50" .. "51" .. "52" .. "53" .. "54" .. "55" .. "56"
-- errors
"a" .. nil
nil .. "a"
"a" .. {}
"a" .. {} .. "b"
{} .. {}
"a" .. true
"a" .. print
local x return "a" .. x
local x return x .. "a"
local x, y = "a" return x .. "b" .. y .. "c"
local x return function() return x .. "a" end, pcall(function() return x .. "a" end)
local up return pcall(function() return up .. "a" end)
return "a" .. unknown
local t = {} return "a" .. t.x
local t = {a = {}} return t.a.b .. "x"
local t = {} return t[1] .. "a"
local x = {} return "a" .. x .. "b"
local x = true return 1 .. x
local function f() end return "a" .. f()
local function f() end return f() .. "a"
local function v(...) return "x" .. ... end return v()
local y = setmetatable({}, {__concat = function() return nil end}) return "a" .. y .. "b"
local y = setmetatable({}, {__concat = function() return nil end}) return y .. "b"
local function v(...) return A .. ... end return v()
local function v(...) return A .. ... end return v(B, 1, 2)
local function f() end return A .. f()

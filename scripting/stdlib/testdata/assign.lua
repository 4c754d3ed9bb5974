local a, b = 0, 1 for i = 1, 10 do a, b = b, a + b end return a, b
local a, b = 1, 2 a, b = b, a return a, b
local a, b = 1, 10 a, b = b + 1, a + 1 return a, b
local a, b, c = 1, 2, 3 a, b, c = c, a, b return a, b, c
local s, t = "1", "2" s, t = t .. "x", s .. "y" return s, t
local a, b = 1 a, b = 2 return a, b
local a, b = 1, 2 a, b = 5 return a, b
local a, b = 1, 2 a, b = 5, 6, 7 return a, b
local function f() return 1, 2, 3 end local a, b, c, d = 0, 0, 0, 0 a, b, c, d = f() return a, b, c, d
local function f() return 1, 2, 3 end local a, b, c = 0, 0, 0 a, b, c = f(), 9 return a, b, c
local function f() return 1, 2, 3 end local a, b = 0, 0 a, b = (f()) return a, b
local function f() return 1, 2, 3 end local a a = f(), 5 return a
local n = {v = 1, next = {v = 2, next = {v = 3}}} local p while n do p, n, n.next = n, n.next, p end return p.v, p.next.v, p.next.next.v
local i, t = 1, {} i, t[i] = i + 1, 20 return i, t[1], t[2]
local i, t = 1, {} t[i], i = 20, i + 1 return i, t[1], t[2]
local t = {1, 2} t[1], t[2] = t[2], t[1] return t[1], t[2]
local t = {} t.x, t.y = 1, 2 return t.x, t.y
local t, k = {}, "x" t[k], k, t.z = 1, "y", 3 return t.x, t.y, t.z, k
local t = {} t.a, t.a = 1, 2 return t.a
local a a, a = 1, 2 return a
g1, g2 = 1, 2 g1, g2 = g2, g1 return g1, g2
local x = 1 local function f() x, g3 = x + 1, x return x, g3 end return f()
local f, t, d = 1, {}, "e" f, t.d = f, d return f, t.d
local function f(s) s = (tostring(s)) return s end return f(1)
local function f(s) local x s, x = tostring(s), 1 return s, x end return f(1)
local function f(s) s = not s and s return s end return f(false), f(1)
local function f(s) s = s or "d" return s end return f(), f("x")
local function f(s) s = s and s.x or s return s end return f({x = 5}), f(nil)
local function no() return false end local function f(s) s = no() and s or s return s end return f("main")
local function no() return false end local function f(s) local x s = (s or no()) return x, s end return f(nil)
local s = 5 s = s > 3 and s < 9 and s + 1 or s return s
local v = 1 v = -v v = {v, v} return #v
local q = "a" q = q .. (q and "b" or q) .. q return q
local a, b = {}, {} a.x, b.x, a, b = 1, 2, b, a return a.x, b.x
local t = {1, 2, 3} local i = 1 i, t[i], t[i + 1] = 3, "a", "b" return i, t[1], t[2], t[3]
local function f(a, b) a, b = b, a return a, b end return f(1, 2)
local function f(...) local a, b a, b = ... return b, a end return f(1, 2)
local function f(...) local a, b, c a, b, c = 0, ... return a, b, c end return f(1, 2)
local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v .. "!") end}) local a a, t.x = 1, "v" return a, t.x
local s = 0 for i = 1, 3 do local a, b = i, i * 2 a, b = b, a s = s + a * 10 + b end return s
-- ... into a variable with others behind it
(function(...) local x local d = "s" x = ... return x, d end)(1, 2)
(function(...) local x, c = 5, 0 repeat c = c + 1 local d = "s" x = (...) until c > 0 or d return x, c end)(1, 2)
(function(...) local x = 1 local d, e = "s", "t" x = ... return x, d, e end)()
(function(...) local x = 1 local d = "s" x = (...) if d then return x end return d end)(7)
(function(...) local x, y = 1, 2 local d = "s" x, y = ... return x, y, d end)(7)
(function(...) local x, y = 1, 2 local d = "s" x, y = 5, ... return x, y, d end)(7, 8)
(function(...) local x = 1 local d = "s" local function f() return x, d end x = ... return f() end)(7, 8)
(function(...) for i = 1, 2 do local d = i i = ... if d ~= 1 and d ~= 2 then return "lost" end end return "kept" end)(7, 8)
(function(...) local t, d = {}, "s" t.x = ... t[1], t[2] = ... return t.x, t[1], t[2], d end)(7, 8)
(function(...) local x, d = 1, "s" x = ... or 5 return x, d end)()
(function(...) local x, d = 1, "s" x = #... return x, d end)("abc")
(function(...) local x, d = 1, "s" x = ... .. "y" return x, d end)("abc")

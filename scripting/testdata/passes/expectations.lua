-- What expectations return, compare and raise.

--- what they return
expect.equal(expect(5), 5)
expect.equal(expect.equal("x", "x"), "x")
expect.equal(expect.error("", error, "x"), "t.lua:4: x" and "x")
expect.equal(expect.error("ARGUMENT", recv, 5).op, "recv")
expect.equal(expect.eventually(function() return 7 end), 7)

--- tables
local a, b = {1, x = {2}}, {1, x = {2}}
a.self, b.self = a, b
expect.equal(a, b)
local t = {}
for i = 1, 60 do t = {t, t} end
local u = {}
for i = 1, 60 do u = {u, u} end
expect.equal(t, u)

--- can be caught
local ok, err = pcall(expect, false, "why")
expect.equal(ok, false)
expect.equal(err.code, "EXPECTATION")
expect.equal(err.message, "expected something true, got false: why")

--- an error in what is called comes through
local e = {}
local ok, err = pcall(expect.eventually, function() error(e) end)
expect(err == e, "the same object")

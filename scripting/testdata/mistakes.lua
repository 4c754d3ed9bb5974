-- Mistakes that learners make: the variable is named, and its value told.

lisen(1)  --> error: no function called lisen. Did you mean listen?
for i in 1, 3 do end  --> error: for i in … goes over what a function gives: for i = 1, 3 do counts
xyzzy(1)  --> error: no function called xyzzy
--> hint: help() lists the functions
local f; f()  --> error: f is nil, not a function
local f = 5; f()  --> error: f is 5, not a function
l = listen(0); l()  --> error: l is a socket, not a function
local t = {}; t.go()  --> error: t.go is nil, not a function
local t = {run = 1}; t.rum()  --> error: t.rum is nil, not a function
--> hint: Did you mean run?
local t = {}; t[1]()  --> error: t[1] is nil, not a function
string.uper("x")  --> error: string.uper is nil, not a function
--> hint: Did you mean upper?
local s = "x"; s:uper()  --> error: s has no method called uper
--> hint: Did you mean upper?
("x"):uper()  --> error: "x" has no method called uper
--> hint: Did you mean upper?
local t = {}; t:go()  --> error: t has no method called go
print("go") ("a"):rep(3)  --> error: what print gave is not a function: if a line begins with (, end the one before with ;
for x in nothing do end  --> error: nothing is nil: for … in wants a function that gives the next value, as pairs(t) does
local t = {}; for x in t do end  --> error: t is a table: write in pairs(t) or in ipairs(t)
a, b = pair(); a:sned("x")  --> error: a socket has no sned. Did you mean send?
a, b = pair(); print(a.stat)  --> error: a socket has no stat. Did you mean state?
a, b = pair(); print(a.port)  --> error: a socket has no port. Did you mean local_port or remote_port?
t = spawn(print); print(t.don)  --> error: a task has no don. Did you mean done?
a, b = pair(); a.id = 5  --> error: the fields of a socket can't be set: they say what the kernel says; setopt(s, name, value) changes options

local d; d.x = 1  --> error: d is nil: it has no x
local d; print(d.x)  --> error: d is nil: it has no x
local d; d:upper()  --> error: d is nil: it has no upper
print(d.x)  --> error: d is nil: it has no x
local t = {}; print(t.a.b)  --> error: t.a is nil: it has no b
local t = {}; t.a.b.c = 1  --> error: t.a is nil: it has no b
local t = {}; print(t[1][2])  --> error: t[1] is nil: it has no 2
local up; local function f() return up.x end f()  --> error: up is nil: it has no x
local function f(p) return p.x end f()  --> error: p is nil: it has no x
local function f() end; print(f().x)  --> error: what f gave is nil: it has no x
local n = 5; n.x = 1  --> error: n is 5: it has no x

local x; print(x + 1)  --> error: cannot calculate with x: it is nil
local x; print(1 - x)  --> error: cannot calculate with x: it is nil
local x; print(-x)  --> error: cannot calculate with x: it is nil
local a = {}; print(a * 2)  --> error: cannot calculate with a: it is a table
local a = "x"; print(a + 2)  --> error: cannot calculate with a: it is "x"
print(true + 1)  --> error: cannot calculate with a boolean
local x; print(#x)  --> error: cannot take the length of x: it is nil
local x; print(x < 1)  --> error: cannot compare x: it is nil
print({} < {})  --> error: cannot compare a table with a table
print("a" < 1)  --> error: cannot compare a string with a number
table.sort{3, "x", 1}  --> error: cannot compare a string with a number
a, b = pair(); print(a < b)  --> error: sockets, tasks and channels have no order
local x; print("a" .. x)  --> error: cannot join with .. x: it is nil
local x = {}; print("a" .. x)  --> error: cannot join with .. x: it is a table
--> hint: tostring(x) gives the text of any value
local t = {}; print("a" .. t.b .. "c")  --> error: cannot join with .. t.b: it is nil
local x; for i = 1, x do end  --> error: the loop's last number is nil, want a number
for i = {}, 5 do end  --> error: the loop's first number is not a number
local t; for k, v in pairs(t) do end  --> error: pairs: t is nil, want a table
local t; table.insert(t, 1)  --> error: insert: t is nil, want a table
local s; print(string.rep(s, 3))  --> error: rep: s is nil, want a string

-- Tracebacks of failures: the lines from the innermost to the main chunk.

--- functions
local function f()
  error('x')
end
local function g()
  f()
end
g()
--> trace: 2 function f, 5 function g, 7 main chunk

--- a function of sockpit
local function f()
  recv(5)
end
f()
--> trace: 2 function f, 4 main chunk

--- a coroutine
local co = coroutine.wrap(function()
  local x
  x.y = 1
end)
local function use()
  co()
end
use()
--> trace: 3 coroutine of line 1, 6 function use, 8 main chunk

--- raised again
local function f()
  error({})
end
local ok, e = pcall(f)
error(e)
--> trace: 2 function of line 1, 4 main chunk

--- a task
local t = spawn(function()
  error('x')
end)
join(t)
--> trace: 2 function of line 1, 4 main chunk

--- a metamethod
local t = setmetatable({}, {__index = function()
  error('x')
end})
print(t.x)
--> trace: 2 function of line 1, 4 main chunk

--- a comparison
table.sort({2, 1}, function()
  error('x')
end)
--> trace: 2 function of line 1, 1 main chunk

--- what was caught
pcall(function()
  pcall(error)
end)
error('x')
--> trace: 4 main chunk

-- Places in which Lua calls a function; each gives what call gave.

--- plain
return call()

--- pcall
local ok, v = pcall(call) return ok and v

--- xpcall
local ok, v = xpcall(call, print) return ok and v

--- nested pcall
local _, ok, v = pcall(pcall, call) return ok and v

--- try
return (try(call))

--- error handler
local ok, v = xpcall(error, function() return call() end) return v

--- coroutine.resume
local ok, v = coroutine.resume(coroutine.create(call)) return ok and v

--- coroutine.wrap
return coroutine.wrap(call)()

--- after a yield
local co = coroutine.wrap(function() coroutine.yield(1) return call() end) co() return co()

--- pcall in a coroutine
local co = coroutine.wrap(function() local ok, v = pcall(call) coroutine.yield(v) end)
local v = co() co() return v

--- __index
return setmetatable({}, {__index = function() return call() end}).x

--- __newindex
local v; setmetatable({}, {__newindex = function() v = call() end}).x = 1 return v

--- __add
local v; local _ = setmetatable({}, {__add = function() v = call() return 1 end}) + 1 return v

--- __unm
local v; local _ = -setmetatable({}, {__unm = function() v = call() return 1 end}) return v

--- __lt
local v; local mt = {__lt = function() v = call() return true end} local _ = setmetatable({}, mt) < setmetatable({}, mt) return v

--- __le
local v; local mt = {__le = function() v = call() return true end} local _ = setmetatable({}, mt) <= setmetatable({}, mt) return v

--- __eq
local v; local mt = {__eq = function() v = call() return true end} local _ = setmetatable({}, mt) == setmetatable({}, mt) return v

--- __call
return setmetatable({}, {__call = function() return call() end})()

--- __concat
local v; local _ = setmetatable({}, {__concat = function() v = call() return "" end}) .. "x" return v

--- __tostring
local v; tostring(setmetatable({}, {__tostring = function() v = call() return "" end})) return v

--- iterator
for v in function(_, last) if last == nil then return call() end end do return v end

--- table.sort
local v; table.sort({2, 1}, function(a, b) v = v or call() return a < b end) return v

--- string.gsub
local v; string.gsub("x", "x", function() v = call() end) return v

--- table.foreach
return table.foreach({1}, function() return call() end)

--- tail call
local function f() return call() end return (f())

--- loadstring
return loadstring("return call()")()

--- expect.eventually
return expect.eventually(function() return call() end, 5)

-- Entries that never end by themselves. Each says "go" when it is about to begin; l, a, b are sockets.

--- busy loop
print("go") while true do end

--- repeat
print("go") repeat until false

--- for
print("go") for i = 1, math.huge do end

--- goto
print("go") ::again:: goto again

--- pcall loop
print("go") while true do pcall(function() while true do end end) end

--- nested pcall
print("go") local function f(n) while true do pcall(f, n + 1) end end f(1)

--- xpcall handler
print("go") while true do xpcall(error, function() while true do end end) end

--- last pcall
print("go") return pcall(function() while true do end end)

--- last try
print("go") return try(function() while true do end end)

--- coroutine
print("go") coroutine.wrap(function() while true do end end)()

--- coroutines
print("go") while true do coroutine.resume(coroutine.create(function() while true do end end)) end

--- yields
print("go") local co = coroutine.wrap(function() while true do coroutine.yield() end end) while true do co() end

--- metamethod
print("go") local t = setmetatable({}, {__index = function() while true do end end}) return t.x

--- Go functions
print("go") while true do tostring(1) end

--- our functions
print("go") while true do now() end

--- tail calls
print("go") local function f() return f() end f()

--- string.rep
print("go") while true do ("x"):rep(1000000) end

--- string.find
print("go"); ("a"):rep(100):find((".-"):rep(20) .. "b")

--- string.gsub
print("go") local s = ("a"):rep(100000) while true do s:gsub(".", "b") end

--- table.sort
print("go") local t = {} while true do for i = 1, 20000 do t[i] = -i end table.sort(t) end

--- sort with waits
print("go") table.sort({1, 2, 3}, function(x, y) sleep(100) return x < y end)

--- accept
print("go") accept(l)

--- recv
print("go") recv(b)

--- recv_exactly
print("go") recv_exactly(b, 10)

--- recv_line
print("go") recv_line(b)

--- send
print("go") while true do send(a, ("x"):rep(100000)) end

--- connect
print("go") for i = 1, 9 do connect(socket("unix"), full) end

--- join
local t = spawn(sleep, math.huge) print("go") join(t)

--- channel get
print("go") channel():get()

--- channel put
print("go") channel():put(1)

--- sleep
print("go") sleep(math.huge)

--- wait
print("go") wait{l, b}

--- expect.eventually
print("go") expect.eventually(function() return false end, 1000)

--- expect.state
print("go") expect.state(a, "TIME_WAIT", {within = 1000})

--- accept in a try
print("go") while true do try(accept, l) end

--- recv in a pcall
print("go") while true do pcall(recv, b) end

--- print
print("go") while true do print() end

-- Busy scripts.

--- ping-pong
local a, b = pair("tcp") local t = spawn(function() for i = 1, 100 do send(a, recv(a)) end end)
for i = 1, 100 do send(b, "ball") recv(b) end join(t)

--- by lines, over Unix sockets
local a, b = pair("unix") local t = spawn(function() for i = 1, 100 do send(a, recv_line(a) .. "\n") end end)
for i = 1, 100 do send(b, "ball\n") recv_line(b) end join(t)

--- datagrams
local a, b = pair("udp") local t = spawn(function() for i = 1, 100 do send(a, recv(a)) end end)
for i = 1, 100 do send(b, "ball") recv(b) end join(t)

--- full buffers
local a, b = pair("tcp") for _, s in ipairs{a, b} do setopt(s, "sndbuf", 4096) setopt(s, "rcvbuf", 4096) end
local t = spawn(function() for i = 1, 6 do send(a, ("x"):rep(20000)) recv_exactly(a, 20000) end end)
for i = 1, 6 do recv_exactly(b, 20000) send(b, ("y"):rep(20000)) end join(t)

--- full buffers over Unix sockets
local a, b = pair("unix") local t = spawn(function() for i = 1, 4 do send(a, ("x"):rep(1000000)) recv(a) end end)
for i = 1, 4 do recv_exactly(b, 1000000) send(b, "y") end join(t)

--- channels
local there, back = channel(), channel() local t = spawn(function() for i = 1, 200 do back:put(there:get()) end end)
for i = 1, 200 do there:put(i) back:get() end join(t)

--- tasks
for i = 1, 100 do join(spawn(function() join(spawn(function() end)) end)) end

--- wait for several
local a, b = pair("tcp") local c, d = pair("tcp") local t = spawn(function() for i = 1, 60 do send(i % 2 == 0 and a or c, "x") recv(a, 1) end end)
for i = 1, 60 do local r = wait{b, d} recv(i % 2 == 0 and b or d) send(b, "y") end join(t)

--- connections
local l = listen(0) local t = spawn(function() for i = 1, 30 do local s = accept(l) send(s, recv(s)) close(s) end end)
for i = 1, 30 do local c = dial(l.local_port) send(c, "x") recv(c) recv(c) close(c) end join(t)

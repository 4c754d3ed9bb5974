-- Waits that a time, the kernel or a person will end.

--- a sleeping task
local a, b = pair("tcp") spawn(function() sleep(0.3) send(a, "x") end) expect.equal(recv(b), "x")

--- a limit
local a, b = pair("tcp") expect.error("TIMEOUT", recv, b, {timeout = 0.3})

--- the socket's limit
local a, b = pair("tcp") timeout(b, 0.3) expect.error("TIMEOUT", recv_line, b)

--- a fault that delays
local a, b = pair("tcp") fault(b, {delay = 0.3}) send(a, "x") expect.equal(recv(b), "x")

--- a late end
local a, b = pair("tcp") fault(b, {delay = 0.3}) close(a) expect.equal(recv(b), nil)

--- a fault of the send
local a, b = pair("tcp") fault(a, {rate = 30}) spawn(function() send(a, "0123456789") end) expect.equal(recv_exactly(b, 10), "0123456789")

--- glued sends
local a, b = pair("tcp") fault(a, {glued = true}) send(a, "x") expect.equal(recv(b), "x")

--- a connection that is being made
local l = listen(0, {backlog = 0}) local c = dial(l.local_port)
local t = spawn(function() return dial(l.local_port) end) sleep(0.05) accept(l) join(t)

--- an expectation that waits
local a, b = pair("tcp") expect.eventually(function() return now() > 0.4 end, 1)

--- a slow reader
local a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096) local t = spawn(send, a, ("x"):rep(60000)) for i = 1, 5 do sleep(0.05) recv(b, 1000) end spawn(recv_exactly, b, 55000) join(t)

--- linger
local a, b = pair("tcp") setopt(a, "linger", 1) spawn(function() sleep(0.2) recv_all(b) end) send(a, ("x"):rep(100000)) close(a)

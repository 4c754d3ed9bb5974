-- Scripts in which nothing can go on, and what is said of them: a pattern.

--- both receive
local a, b = pair("tcp")
spawn(function()
  recv(a)
end)
recv(b)
--> says: task 1 waits in recv on b at d.lua:5 for a to send; task 2 waits in recv on a at d.lua:3 for b to send. All receive, and nobody sends

--- both receive after they have talked
local l = listen(0) local c = dial(l.local_port) local s = accept(l)
local t = spawn(function() for i = 1, 3 do send(c, "ping") recv(c) end recv(c) end)
for i = 1, 3 do recv(s) send(s, "pong") end
recv(s)
--> says: task 1 waits in recv on s at d.lua:4 for c to send; task 2 waits in recv on c at d.lua:2 for s to send

--- both receive, by other calls
local a, b = pair("tcp") send(a, "half a line") send(b, "abc")
spawn(recv_exactly, a, 10)
recv_line(b)
--> says: task 1 waits in recv_line on b at d.lua:3 for a to send; task 2 waits in recv_exactly on a at d.lua:2 for b

--- both receive on Unix sockets
local a, b = pair("unix") spawn(recv, a) recv(b)
--> says: task 1 waits in recv on b at d.lua:1 for a to send; task 2 waits in recv on a

--- both receive datagrams
local a, b = pair("udp") spawn(recv, a) recv(b)
--> says: task 1 waits in recv on b at d.lua:1 for a to send; task 2 waits in recv on a

--- one alone receives
local a, b = pair("tcp") recv(b)
--> says: deadlock: the only task waits.*task 1 waits in recv on b at d.lua:1 for a to send

--- the other waits for the end
local l = listen(0) local c = dial(l.local_port) local s = accept(l) send(c, "question")
spawn(recv_all, s)
recv(c)
--> says: task 1 waits in recv on c at d.lua:3 for s to send; task 2 waits in recv_all on s at d.lua:2 for c to send.*shutdown\(s\)

--- nobody accepts
local l = listen(0)
local c = dial(l.local_port) send(c, "question")
recv(c)
--> says: task 1 waits in recv on c at d.lua:3 for whoever accepts it from l to send

--- nobody accepts who has said all
local l = listen(0)
local c = dial(l.local_port) send(c, "question") shutdown(c, "write")
recv(c)
--> says: task 1 waits in recv on c at d.lua:3 for whoever accepts it from l to send

--- half closed
local a, b = pair("tcp") shutdown(a, "write") expect.equal(recv(b), nil)
recv(a)
--> says: task 1 waits in recv on a at d.lua:2 for b to send

--- both send
local a, b = pair("tcp") for _, s in ipairs{a, b} do setopt(s, "sndbuf", 4096) setopt(s, "rcvbuf", 4096) end
spawn(function() send(a, ("x"):rep(1e7)) end)
send(b, ("x"):rep(1e7))
--> says: task 1 waits in send on b at d.lua:3 for a to receive: both buffers are full, \d{4,} bytes here, \d{4,} bytes at a; task 2 waits in send on a at d.lua:2 .*All send, and nobody receives

--- both send on Unix sockets
local a, b = pair("unix")
spawn(function() send(a, ("x"):rep(1e7)) end)
send(b, ("x"):rep(1e7))
--> says: task 1 waits in send on b at d.lua:3 for a to receive: .*\d{4,} bytes at a; task 2 waits in send on a at d.lua:2

--- nobody receives
local a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096)
send(a, ("x"):rep(1e7))
--> says: task 1 waits in send on a at d.lua:2 for b to receive: both buffers are full

--- two send on one socket
local a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096)
spawn(send, a, ("x"):rep(1e7))
send(a, ("x"):rep(1e7))
--> says: task 1 waits in send on a at d.lua:3.*task 2 waits in send on a at d.lua:2

--- join of a task that joins
local main, t
t = spawn(function() join(main) end)
main = spawn(function() join(t) end)
join(main)
--> says: task 1 waits in join at d.lua:4 for the end of task 3; task 2 waits in join at d.lua:2 for the end of task 3; task 3 waits in join at d.lua:3 for the end of task 2

--- a channel that nobody puts into
local ch = channel()
ch:get()
--> says: task 1 waits in get at d.lua:2 for a value that nobody puts

--- a channel that nobody gets from
local ch = channel(1) ch:put(1)
ch:put(2)
--> says: task 1 waits in put at d.lua:2 for somebody to get

--- a channel and a socket
local a, b = pair("tcp") local ch = channel()
spawn(function() ch:put(recv(a)) end)
send(b, ch:get())
--> says: task 1 waits in get at d.lua:3.*task 2 waits in recv on a at d.lua:2 for b to send

--- wait for several
local a, b = pair("tcp") local c, d = pair("tcp")
wait{a, c}
--> says: task 1 waits in wait at d.lua:2

--- a fault stops the sender
local a, b = pair("tcp") fault(a, {stop = 0})
spawn(send, a, "x")
recv(b)
--> says: task 1 waits in recv on b at d.lua:3.*task 2 waits in send on a at d.lua:2, which a fault holds back.*The fault on a \(stop, set by task 1 at d.lua:1\) holds back what a sends.*fault\(a\) takes it away

--- a fault stops it
local a, b = pair("tcp") send(a, "x") fault(b, {stop = 0})
recv(b)
--> says: task 1 waits in recv on b at d.lua:2, which a fault holds back.*The fault on b \(stop, set by task 1 at d.lua:1\) holds back what has come: 1 byte in the queue of b.*fault\(b\) takes it away

--- a fault has thrown it away
local a, b = pair("tcp") fault(b, {drop = 0}) send(a, "x")
recv(b)
--> says: task 1 waits in recv on b at d.lua:2 for a to send.*The fault on b \(drop, set by task 1 at d.lua:1\) threw 1 byte away

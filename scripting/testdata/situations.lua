-- Situations that learners meet, provoked on real sockets. A number is that among the 42
-- that the tool promises to explain. "shows" is a pattern of what why shows, in which <NAME>
-- stands for what the program printed as NAME=value; "in" is a world that needs a process
-- of its own, "with" makes what the program needs.

--- 01 port of an own listener
l = listen(0) print("P=" .. l.local_port)
local _, err = try(listen, l.local_port) why(err)
--> shows: address already in use.*at why.lua:2\nPort <P> is taken by your own l \(made at why.lua:1\)

--- 02 port of another program
print("P=" .. arg[1] .. " PID=" .. arg[2])
local _, err = try(listen, arg[1]) why(err)
--> with: otherListens
--> shows: at why.lua:2\nAnother program \([^,]+, process <PID>\) has TCP port <P>: 127.0.0.1:<P>, LISTEN.\n.*another port, or 0

--- 03 port that rests in TIME_WAIT
l = listen(0) local port = l.local_port print("P=" .. port)
for i = 1, 2 do local c = dial(port) local s = accept(l) close(s) expect.equal(recv(c), nil) close(c) end close(l)
local n = socket("tcp") local _, err = try(bind, n, port) why(err)
--> in: network
--> shows: No program has TCP port <P> open, but the kernel keeps 2 closed connections there: 2 TIME_WAIT, for up to [1-6]\d s more. That is what is left of #3 \(s\), #5 \(s\). What rests there was bound with reuseaddr; the new socket has not set it.*\nSet reuseaddr before bind.\n

--- 03 port that rests in TIME_WAIT, bound without reuseaddr
l = listen(0, {reuseaddr = false}) p = l.local_port c = dial(p) s = accept(l) close(s) expect.equal(recv(c), nil) close(c) close(l)
local _, err = try(listen, p) why(err)
--> shows: the kernel keeps 1 closed connection there: 1 TIME_WAIT.*What rests there was bound without reuseaddr, and so the port is blocked whatever the new socket sets.*\nWait up to [1-6]\d s, or take another port. From now on

--- 03 port of another network
l = listen(0) u = listen("udp://" .. l.local_port) print("P=" .. l.local_port)
local _, err = try(listen, "udp://" .. l.local_port) why(err)
--> shows: Port <P> is taken by your own u \(made at why.lua:1\), which is bound to 127.0.0.1:<P> \(UDP\)

--- 03 port of what accept gave
l = listen(0, {reuseaddr = false}) p = l.local_port c = dial(p) s = accept(l) close(l) print("P=" .. p)
local _, err = try(listen, p) why(err)
--> shows: Port <P> is taken by your own s \(made at why.lua:1\): accept took it from the listener #1 \(l\).*\nreset\(s\) frees the port at once

--- 03 two bound, one listens
a = socket() setopt(a, "reuseaddr", true) bind(a, 0) b = socket() setopt(b, "reuseaddr", true) bind(b, a.local_port) listen(a, 5) print("P=" .. a.local_port)
local _, err = try(listen, b, 5) why(err)
--> shows: Port <P> is taken by your own a \(made at why.lua:1\), which listens on.*With reuseaddr both could bind, but only one may listen

--- 03 who had it was closed since
l = listen(0) print("P=" .. l.local_port) local _, err = try(listen, l.local_port)
close(l) why(err)
--> shows: Port <P> was taken by your own #1.*\(127.0.0.1:<P>, TCP\), which task 1 at why.lua:2 has closed since.\nCall it again

--- 04 every address of both families
l = listen("[::]:0") print("P=" .. l.local_port)
local _, err = try(listen, "0.0.0.0:" .. l.local_port) why(err)
--> with: anyAddress
--> shows: Port <P> is taken by your own l .*\[::\] takes IPv4 too, unless v6only is set on it.\nMake l with v6only=true

--- 04 every address while one is taken
l = listen(0) print("P=" .. l.local_port)
local _, err = try(listen, "0.0.0.0:" .. l.local_port) why(err)
--> with: anyAddress
--> shows: 0.0.0.0 means every address, and 127.0.0.1:<P> is already yours: l \(made at why.lua:1\) \(TCP\)

--- 05 address of another machine
local s = socket("tcp") local _, err = try(bind, s, "192.0.2.1:0") why(err)
--> with: anyAddress
--> shows: 192.0.2.1 is not an address of this machine.\n.*your own: .*127.0.0.1

--- 05 address of another machine, not allowed
local s = socket("tcp") local _, err = try(bind, s, "192.0.2.1:0") why(err)
--> shows: 192.0.2.1 is not a loopback address

--- 06 port that needs privileges
local _, err = try(listen, 1) why(err)
--> in: nobody
--> shows: permission denied \(EACCES\).*\nPort 1 needs privileges: on this machine, all below \d+ do.\nUse a port from \d+ to 65535

--- 07 a port that is no port
local _, err = try(dial, "127.0.0.1:70000") why(err)
--> shows: "127.0.0.1:70000".* 0 to 65535.*at why.lua:1

--- 07 no port
local _, err = try(dial, "localhost:") why(err)
--> shows: missing port: write "host:port".*at why.lua:1

--- 08 nobody listens
l = listen(0) local other = listen(0) print("P=" .. other.local_port .. " L=" .. l.local_port)
local p = other.local_port close(other)
local _, err = try(dial, p) why(err)
--> shows: nothing listens on port <P> any more: task 1 at why.lua:2 closed its listener.*Listening now: l on 127.0.0.1:<L>

--- 08 only a file is listened on
l = listen(0) local p = l.local_port close(l) u = listen("unix://@only-" .. p)
local _, err = try(dial, p) why(err) close(u)
--> shows: No TCP socket of this session listens

--- 09 wrong family
if not try(listen, "[::1]:0") then skip("no IPv6 here") end
l = listen(0) print("P=" .. l.local_port) local _, err = try(dial, "[::1]:" .. l.local_port) why(err)
--> shows: l listens on 127.0.0.1:<P> \(IPv4\); you dialled \[::1\]:<P> \(IPv6\)

--- 10 wrong address
l = listen(0) print("P=" .. l.local_port) local _, err = try(dial, "127.0.0.2:" .. l.local_port) why(err)
--> shows: l has port <P>, but on 127.0.0.1 only; you dialled 127.0.0.2

--- 11 full accept queue
l = listen(0, {backlog = 1}) for i = 1, 2 do dial(l.local_port) arrived(l, "accept_queue", i) end
local _, err = try(dial, l.local_port, {timeout = 0.05}) why(err)
--> shows: the accept queue of l is full \(2 of 1\+1\).*accept\(l\)

--- 12 no such name
local _, err = try(dial, "nosuch.invalid:80") why(err)
--> with: nobodyKnows
--> shows: EAI_NONAME.*at why.lua:1\nThe name nosuch.invalid is unknown: it has no address, and so no packet

--- 12 no network
local _, err = try(dial, "192.0.2.7:80") why(err)
--> in: network
--> with: anyAddress
--> shows: ENETUNREACH.*at why.lua:1\nThere is no way from this machine to 192.0.2.7: no packet was sent

--- 13 dial without accept
l = listen(0) c = dial(l.local_port) arrived(l, "accept_queue", 1) why(l)
--> shows: l: 1 client in its accept queue\n.*1 of up to 4096\+1 wait. That is why dial succeeds

--- 13 dial without accept, asked at the client
l = listen(0) c = dial(l.local_port) why(c)
--> shows: c: connected, but not accepted yet by l\n.*accept\(l\)

--- 13 dial without accept, by a listener of both families
l = listen("[::]:0") c = dial("127.0.0.1:" .. l.local_port) why(c)
--> with: anyAddress
--> shows: c: connected, but not accepted yet by l\n.*accept\(l\)

--- 14 accept waits
l = listen(0) t = spawn(function() accept(l) end) print("P=" .. l.local_port)
expect.eventually(function() return t.waits == "accept" end) why(t)
--> shows: task 2 waits in accept on l since \d+\.\d s at why.lua:1\n.*the queue of l is empty.\nDial 127.0.0.1:<P> from

--- 14 accept times out
l = listen(0) local _, err = try(accept, l, {timeout = 0.05}) why(err)
--> shows: No client came in \d+ ms. The listener goes on listening

--- 15 second client waits
l = listen(0) c = dial(l.local_port) s = accept(l) d = dial(l.local_port) arrived(l, "accept_queue", 1) why(l)
--> shows: 1 client in its accept queue.*accept was called for 1 client so far

--- 16 bytes on a listener
l = listen(0) c = dial(l.local_port) s = accept(l) local _, err = try(send, l, "x") why(err)
--> shows: l only accepts clients.*Talk through the socket that accept returned: s

--- 17 two sockets, one port
l = listen(0) c = dial(l.local_port) s = accept(l) d = dial(l.local_port) s2 = accept(l) print("P=" .. l.local_port .. " C=" .. c.local_port .. " D=" .. d.local_port) why(s)
--> shows: 1 other socket shares its local port <P>.*talks with 127.0.0.1:<C>, s2 with 127.0.0.1:<D>

--- 18 less than was asked
a, b = pair("tcp") send(a, "abcd")
recv(b, 100) send(a, "efghij") why(b)
--> shows: recv at why.lua:2 gave 4 of up to 100 bytes\n.*those 4.* 6 bytes more have been sent since

--- 18 a part of a send
a, b = pair("tcp") send(a, "hello") recv(b, 4) why(b)
--> shows: recv at why.lua:1 gave 4 bytes of a send of 5

--- 19 glued sends
a, b = pair("tcp") send(a, "one") send(a, "two") arrived(b, "recv_queue", 6)
recv(b) why(b)
--> shows: one recv at why.lua:2 took the bytes of 2 sends

--- 20 both receive
a, b = pair("tcp") send(b, "x") recv(a)
t = spawn(function() recv(a) end) u = spawn(function() recv(b) end)
expect.eventually(function() return t.waits and u.waits end) why(t)
--> shows: task 2 waits in recv on a since \d+\.\d s at why.lua:2\nNothing has arrived, and b, the other end, is still open. b last sent \d+ ms ago at why.lua:1. It is itself waiting in recv \(task 3 at why.lua:2\): both wait

--- 21 each waits, one for the end
l = listen(0) c = dial(l.local_port) s = accept(l) send(c, "question")
t = spawn(function() recv_all(s) end)
u = spawn(function() recv(c) end)
expect.eventually(function() return t.waits and u.waits end) why(t)
--> shows: task 2 waits in recv_all on s .*at why.lua:2\n.*c, the other end, is still open. c last sent .*at why.lua:1. It is itself waiting in recv \(task 3 at why.lua:3\).*shutdown\(c\)

--- 22 the end is no error
l = listen(0) c = dial(l.local_port) s = accept(l)
shutdown(c, "write")
expect.equal(recv(s), nil) why(s)
--> shows: s: CLOSE_WAIT: recv said "eof"\nc, the other end, has finished sending \(FIN\): task 1 at why.lua:2 called shutdown.*\n.*you may still send; then close\(s\)

--- 23 end in the middle of a frame
a, b = pair("tcp") send(a, "ab")
close(a) local _, err = try(recv_exactly, b, 10) why(err)
--> shows: was closed by task 1 at why.lua:2 after 2 of the 10 bytes you wanted: an incomplete message

--- 24 eof again and again
a, b = pair("tcp") close(a)
for i = 1, 3 do recv(b) end why(b)
--> shows: recv said "eof" 3 times, last at why.lua:2\n.*for ever

--- 25 reset with unread bytes
l = listen(0) c = dial(l.local_port) s = accept(l) send(c, "unread") arrived(s, "recv_queue", 6)
close(s)
local _, err = try(recv, c) why(err)
--> shows: at why.lua:3\n#3 \(s\), the other end, was closed by task 1 at why.lua:2 with 6 bytes unread

--- 25 reset on purpose
l = listen(0) c = dial(l.local_port) s = accept(l)
reset(s)
local _, err = try(recv, c) why(err)
--> shows: #3 \(s\), the other end, was reset on purpose by task 1 at why.lua:2

--- 25 the listener was closed
l = listen(0) c = dial(l.local_port)
close(l)
local _, err = try(recv, c) why(err)
--> shows: The listener was closed \(task 1 at why.lua:2\) while this connection waited in its accept queue

--- 26 broken pipe
l = listen(0) c = dial(l.local_port) s = accept(l)
close(s)
expect.state(c, "CLOSE_WAIT")
send(c, "one")
expect.state(c, "CLOSED")
local _, err = try(send, c, "two") why(err)
--> shows: at why.lua:6\n#3 \(s\), the other end, was closed by task 1 at why.lua:2(, \d+ ms before)?. Your send at why.lua:4 still "worked"

--- 27 sent and not received
a, b = pair("tcp") send(a, "123456789") arrived(b, "recv_queue", 9) why(a)
--> shows: 9 bytes of what was sent have not been received\n.*queue of b, which has not called recv

--- 28 send waits
a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096)
t = spawn(function() send(a, ("x"):rep(1e7)) end)
expect.eventually(function() return t.waits == "send" end) why(t)
--> shows: task 2 waits in send on a .* at why.lua:2\nBoth buffers are full: \d{4,} bytes here, \d{4,} bytes at b, which does not receive.\nb must call recv

--- 29 both send
a, b = pair("tcp") for _, s in ipairs{a, b} do setopt(s, "sndbuf", 4096) setopt(s, "rcvbuf", 4096) end
t = spawn(function() send(a, ("x"):rep(1e7)) end) u = spawn(function() send(b, ("x"):rep(1e7)) end)
expect.eventually(function() return t.waits == "send" and u.waits == "send" end) why(t)
--> shows: task 2 waits in send on a .* at why.lua:2\nDeadlock: a and b both send, and nobody receives

--- 30 every reply takes 40 ms
l = listen(0) c = dial(l.local_port) s = accept(l)
spawn(function() while true do local line = recv_line(s) if not line then return end send(s, line) end end)
local slow = 0
for i = 1, 30 do
  send(c, "a") send(c, "b\n")
  local before = now() recv_exactly(c, 2)
  if now() - before >= 0.036 then slow = slow + 1 end
  if slow == 4 then break end
end why(c)
--> shows: [2-4] replies took (3[5-9]|[4-9]\d|[12]\d\d) to (3[5-9]|[4-9]\d|[12]\d\d) ms each\nTwo small sends.*\(Nagle\).*\n.*setopt\(c, "nodelay", true\)

--- 30 every reply takes 40 ms, but by the other side
l = listen(0) c = dial(l.local_port) s = accept(l)
spawn(function() while true do local line = recv_line(s) if not line then return end sleep(0.05) send(s, line) end end)
for i = 1, 3 do send(c, "a") send(c, "b\n") recv_exactly(c, 2) end
why(c)
--> shows: \A\s*c: its other end is s

--- 31 use after close
l = listen(0)
close(l)
local _, err = try(accept, l) why(err)
--> shows: at why.lua:3\nYou closed it at why.lua:2

--- 31 closed twice
a, b = pair("tcp")
close(a)
local _, err = try(close, a) why(err)
--> shows: at why.lua:3\nYou closed it at why.lua:2.*\n.*left of this one is the kernel's

--- 32 a blocked call ended by close
l = listen(0) t = spawn(function() local _, err = try(accept, l) return err end)
expect.eventually(function() return t.waits == "accept" end)
close(l)
why(join(t))
--> shows: close at why.lua:3, by task 1, woke this accept

--- 33 rows in CLOSE_WAIT
l = listen(0) kept = {} for i = 1, 3 do local c = dial(l.local_port) kept[i] = accept(l)
  close(c) expect.state(kept[i], "CLOSE_WAIT") end s = kept[3] why(s)
--> shows: s: CLOSE_WAIT\n#\d+ \(c\), the other end, has finished sending \(FIN\): task 1 at why.lua:2 called close.* 3 sockets are in this state: their peers have closed, you have not.*\n.*close\(s\)

--- 34 a row in TIME_WAIT
l = listen(0) c = dial(l.local_port) s = accept(l) print("C=" .. c.local_port)
close(c) expect.equal(recv(s), nil) close(s)
why(c)
--> shows: is closed\nTask 1 closed it at why.lua:2. Its side closed first, and so the kernel keeps 127.0.0.1:<C> in TIME_WAIT for [1-6]\d s more

--- 35 no descriptor is left
l = listen(0) held = {} local c = dial(l.local_port) held[1] = accept(l) close(c) expect.state(held[1], "CLOSE_WAIT")
local err n = 0 repeat local s s, err = try(dial, l.local_port) if s then held[#held + 1] = s n = n + 1 end until err
print("N=" .. n + 1 .. " S=" .. n + 2) why(err)
--> in: few descriptors
--> shows: too many open files \(EMFILE\).*at why.lua:2\nNo descriptor is left, all 64 of this program are in use: this session holds <S> sockets, among them 1 listener and <N> connections, of which 1 in CLOSE_WAIT.\nThe other end has closed 1 of them

--- 36 no local port is left
l = listen(20000) held = {}
local err repeat local s s, err = try(dial, 20000) held[#held + 1] = s until err
expect.equal(#held, 4) why(err)
--> in: four ports
--> shows: \(EADDRNOTAVAIL\).*at why.lua:2\nNo free local port is left for 127.0.0.1:20000: of the 4 ports 40000-40003 \(ip_local_port_range\) 4 have a connection to it, and 0 belong

--- 36 every port is bound
l = listen(20000) m = listen(20001) held = {}
for i = 1, 4 do held[i] = dial(20000, {from = 0}) end
local _, err = try(dial, 20000, {from = 0}) why(err) local _, err = try(dial, 20001) why(err)
--> in: four ports
--> shows: The OS chooses from the ports 40000-40003 \(ip_local_port_range\), and 4 of these 4 ports are taken on 127.0.0.1 \(TCP\).*Dial without from=.*No free local port is left for 127.0.0.1:20001: of the 4 ports 40000-40003 \(ip_local_port_range\) 0 have a connection to it, and 4 belong to sockets that were bound

--- 36 the same two ends
l = listen(0) c = socket("tcp") setopt(c, "reuseaddr", true) bind(c, 0) connect(c, l.local_port) print("P=" .. l.local_port .. " C=" .. c.local_port)
local d = socket("tcp") setopt(d, "reuseaddr", true) bind(d, c.local_port)
local _, err = try(connect, d, l.local_port) why(err)
--> shows: \(EADDRNOTAVAIL\).*at why.lua:3\nThere is a connection from 127.0.0.1:<C> to 127.0.0.1:<P> already: your own c \(made at why.lua:1\) \(ESTABLISHED\)

--- 37 a fixed local port, twice
l = listen(0) c = dial(l.local_port) print("C=" .. c.local_port)
local _, err = try(dial, l.local_port, {from = c.local_port}) why(err)
--> shows: Port <C> is taken by your own c \(made at why.lua:1\), which talks from 127.0.0.1:<C>.*\nA client rarely needs a fixed local port

--- 38 cut datagram
a, b = pair("udp") send(a, "world")
recv(b, 3) why(b)
--> shows: a datagram of 5 bytes was cut to 3 at why.lua:2\n.*thrown away

--- 39 datagram to nobody
local gone = listen("udp://0") local to = gone.local_address close(gone)
u = dial("udp://" .. to) print("T=" .. to)
send(u, "one")
local err expect.eventually(function() local _, e = try(send, u, "two") err = err or e return err end) why(err)
--> shows: Nobody has <T>.*the datagram that was sent at why.lua:\d still "worked"

--- 40 datagram too long
a, b = pair("udp") local _, err = try(send, a, ("x"):rep(65508)) why(err)
--> shows: You sent 65508 bytes in one datagram; UDP over IPv4 carries at most 65507

--- 41 receive times out
a, b = pair("tcp") local _, err = try(recv, b, 5, {timeout = 0.05}) why(err)
--> shows: at why.lua:1\nNothing came in \d+ ms, the limit of this call. a has sent nothing yet

--- 41 a part came in time
a, b = pair("tcp") send(a, "abc") local _, err = try(recv_exactly, b, 5, {timeout = 0.05}) why(err)
--> shows: Only 3 bytes came in \d+ ms; the socket keeps them

--- 42 where the client's port is
l = listen(0) c = dial(l.local_port) s = accept(l) print("C=" .. c.local_port .. " P=" .. l.local_port) why(s)
--> shows: its other end is c\n.*127.0.0.1:<P> ↔ 127.0.0.1:<C>

--- every address, step by step
l = socket("tcp") bind(l, 0) listen(l, 1) print("P=" .. l.local_port)
local s = socket("tcp") local _, err = try(bind, s, l.local_port) why(err)
--> shows: Port <P> is taken by your own l

--- a second dial on one socket
l = listen(0) c = dial(l.local_port) print("P=" .. l.local_port) local _, err = try(connect, c, l.local_port) why(err)
--> shows: connected to 127.0.0.1:<P> already

--- send after shutdown
a, b = pair("tcp")
shutdown(a, "write")
local _, err = try(send, a, "x") why(err)
--> shows: You ended its sending side yourself: task 1 at why.lua:2 called shutdown

--- datagram to no address
u = socket("udp") local _, err = try(send, u, "x") why(err)
--> shows: not connected to an address.*sendto

--- this side has closed
l = listen(0) c = dial(l.local_port) s = accept(l) shutdown(c) expect.state(c, "FIN_WAIT2") why(c)
--> shows: the other end knows it; it has not closed yet.*s must close

--- the connection is over
l = listen(0) c = dial(l.local_port) s = accept(l) reset(s) expect.state(c, "CLOSED") why(c)
--> shows: over for the kernel.*close\(c\)

--- a task that joins
t = spawn(sleep, 60)
u = spawn(function() join(t) end) expect.eventually(function() return u.waits end) why(u)
--> shows: task 3 waits in join at why.lua:2 since \d+\.\d s\nIt waits for the end of task 2: task 2 waits in sleep

--- a task at a channel
ch = channel() t = spawn(function() ch:get() end) expect.eventually(function() return t.waits end) why(t)
--> shows: task 2 waits in get at why.lua:1 since \d+\.\d s\nThe channel is empty.*must put

--- tasks that wait for each other
a, b = pair("tcp") t = spawn(recv, a)
u = spawn(recv, b) expect.eventually(function() return t.waits and u.waits end) why()
--> shows: can't wake each other\ntask 2 waits in recv on a at why.lua:1 for b to send; task 3 waits in recv on b at why.lua:2 for a to send

--- nothing to remark
s = socket("tcp") why(s)
--> shows: nothing to remark

--- nothing at all
why()
--> shows: nothing has failed, nothing waits, and no socket was left behind

--- a listener that was shut down
l = listen(0) print("P=" .. l.local_port)
shutdown(l, "both")
local _, err = try(dial, l.local_port) why(err) local _, err = try(accept, l) why(err)
--> shows: nothing listens on port <P> any more: task 1 at why.lua:2 called shutdown on l.*No TCP socket of this session listens.*\nl does not listen any more: task 1 at why.lua:2 called shutdown on it

--- a datagram to a Unix socket that was closed
local path = "unixgram://" .. temp_folder() .. "/m.sock" g = listen(path) d = dial(path) send(d, "hi") recvfrom(g)
close(g)
local _, err = try(send, d, "after") why(err)
--> shows: #1 \(g\), to which d is connected, is closed: task 1 at why.lua:2 closed it. A Unix datagram socket is told so at the send itself

--- a group that was never joined
r = listen("udp://0") local _, err = try(setopt, r, "multicast_leave", "239.1.2.3") why(err)
--> shows: \nr is not a member of 239.1.2.3 on the loopback interface.\nIt can only leave

--- a broadcast address without the option
b = socket("udp") local _, err = try(sendto, b, "hi", "127.255.255.255:9999") why(err)
--> shows: \n127.255.255.255 is a broadcast address.*setopt\(b, "broadcast", true\)

--- shutdown of a datagram socket
r = listen("udp://0") local _, err = try(shutdown, r) why(err)
--> shows: \nThere is no connection that shutdown could end: r is not connected. Linux says so, and ends the receives

--- listen on a connection
l = listen(0) c = dial(l.local_port) local _, err = try(listen, c, 5) why(err)
--> shows: \nc is no socket that can listen: it is in ESTABLISHED

--- values that an option does not take
a, b = pair("tcp") local _, err = try(setopt, a, "ttl", 300) why(err) local _, err = try(setopt, a, "keepidle", 40000) why(err)
--> shows: \nThe kernel takes 1-255 for ttl; 300 is outside.\n.*The kernel takes 1-32767 s for keepidle; 40000 s is outside

--- v6only too late
if not try(listen, "[::1]:0") then skip("no IPv6 here") end
s = socket("tcp6") bind(s, "[::1]:0") local _, err = try(setopt, s, "v6only", true) why(err)
--> shows: \nv6only can be set before bind only, and s has a port already

--- no group
r = listen("udp://0") local _, err = try(setopt, r, "multicast_join", "127.0.0.1") why(err)
--> shows: \n127.0.0.1 is no multicast group.\nGroups of IPv4 are

--- a link-local address without its zone
if not try(listen, "[::1]:0") then skip("no IPv6 here") end
local _, err = try(dial, "[fe80::1]:80") why(err)
--> with: anyAddress
--> shows: \nfe80::1 is a link-local address.*Name the interface behind it, as in \[fe80::1%eth0\]

--- port 0
s = socket("udp") local _, err = try(sendto, s, "x", "127.0.0.1:0") why(err) local _, err = try(dial, 0) why(err)
--> shows: EINVAL.*\nNobody can have port 0.*ECONNREFUSED.*\nNobody can have port 0

--- no file of a Unix socket
local _, err = try(dial, "unix://" .. temp_folder() .. "/none.sock") why(err)
--> shows: ENOENT.*\nThere is no file unix://.*/none.sock

--- a Unix socket of the other type
local path = temp_folder() .. "/m.sock" g = listen("unixgram://" .. path)
local _, err = try(dial, "unix://" .. path) why(err)
--> shows: EPROTOTYPE.*\nThe socket at unix://.*, g, is of the other type: unix sockets talk with their like only.\nUse unixgram://

--- accept on datagrams
u = listen("udp://0") local _, err = try(accept, u) why(err)
--> shows: ENOTSUP.*\nudp sockets have no connections: there is nothing to accept.*\nrecvfrom\(u\)

--- a group that may not leave the machine
local s = socket("udp") local _, err = try(sendto, s, "x", "239.1.1.1:9700") why(err)
--> shows: --allow-net.*\n\nsetopt\(s, "multicast_interface", "127.0.0.1"\) keeps the datagram on this machine

--- the port of a client that the script chose
l = listen(0) probe = listen(0) p = probe.local_port close(probe) c = dial(l.local_port, {from = p}) s = accept(l) print("C=" .. p) why(s)
--> shows: its other end is c\n.*The client's port, <C>, was asked for: task 1 at why.lua:1 bound it

--- the port of a client that the OS chose
l = listen(0) c = dial(l.local_port) s = accept(l) print("C=" .. c.local_port) why(c)
--> shows: its other end is s\n.*The OS chose the client's port, <C>

--- connected to itself
probe = listen(0) p = probe.local_port close(probe) s = socket() bind(s, p) connect(s, p) print("P=" .. p) why(s)
--> shows: s: it is connected to itself\nIts destination was its own address, 127.0.0.1:<P>: its SYN came back to itself.*Nobody listens there

--- one of two listeners has it
l1 = listen(0, {reuseport = true}) l2 = listen(l1.local_port, {reuseport = true}) print("P=" .. l1.local_port)
c = dial(l1.local_port) why(c)
--> shows: c: connected, but not accepted yet: it waits in the accept queue of port <P>, at one of l1, l2\n.*accept tells

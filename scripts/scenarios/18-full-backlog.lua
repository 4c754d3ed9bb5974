-- Timeout: a full accept queue answers nobody
--
-- When a listener's queue is full the kernel throws new calls away and says
-- nothing. The client's kernel asks again and again; the client sees a call
-- that hangs, until a timeout of its own ends it. Refused means that somebody
-- said no; a timeout means that nobody said anything.
-- Watch: the state SYN_SENT, "I have called and had no answer".
-- Run:   sockpit run full-backlog      takes a few seconds: the kernel calls again after one

local listener = listen(0, {backlog = 1})
local port = listener.local_port

step("fill the queue: Linux lets one more wait than the backlog says")
local waiting = {}
for i = 1, listener.backlog + 1 do
  waiting[i] = dial(port)
end
expect.equal(listener.accept_queue, 2, "full")

step("the next call gets no answer")
expect.error("TIMEOUT", dial, port, {timeout = 0.1})
expect.equal(events{error = "TIMEOUT"}[1].call, "connect", "of the steps of dial it is connect that waits")

step("in single steps the socket is still there, calling")
local caller = socket("tcp")
expect.error("TIMEOUT", connect, caller, port, {timeout = 0.1})
expect.equal(caller.state, "SYN_SENT", "our patience ended, not the kernel's")

step("the server accepts one, which makes room")
local first = accept(listener)
expect.equal(first.remote_port, waiting[1].local_port, "the one that has waited longest")

step("the kernel calls again, and now it is answered")
expect.state(caller, "ESTABLISHED", {within = 20})
expect.eventually(function() return listener.accept_queue == 2 end, 5, "it waits in the queue like the others")

step("all are served in the end")
accept(listener):close()
local conn = accept(listener)
expect.equal(conn.remote_port, caller.local_port)
send(caller, "at last")
expect.equal(recv_exactly(conn, 7), "at last")

for _, s in ipairs{conn, caller, first, waiting[1], waiting[2], listener} do
  close(s)
end

-- Faults as scripts meet them; what the runtime does is tested there.

--- a task that waits already
a, b = pair("tcp")
local t = spawn(function() return recv(b) end)
expect.eventually(function() return tasks()[1] end, 5, "it waits")
fault(b, {stop = true, direction = "recv"})
expect.equal(b.faults, "recv: stop")
send(a, "late")
expect.state(b, "ESTABLISHED")
expect.eventually(function() return b.recv_queue == 4 end, 5, "it waits in the kernel")
fault(b, nil)
expect.equal(join(t), "late")
expect.equal(b.faults, nil)

--- other tasks run while a fault makes one wait
a, b = pair("unix")
fault(a, {stop = true})
local done = false
local t = spawn(function() send(a, "x") done = true end)
expect.eventually(function() return t.waits == "send" end, 5, "the send waits") -- and this task runs
expect.equal(done, false)
fault(a, {delay = 0.001})
join(t)
expect.equal(recv(b), "x")

--- reset
a, b = pair("tcp")
fault(a, {reset = 4, direction = "send"})
local none, err = try(send, a, "abcdefgh")
expect.equal(err.code, "ECONNRESET")
expect.equal(err.sent, 4)
expect.error("EPIPE", send, a, "x")
expect.error("ECONNRESET", recv_exactly, b, 8)
expect.equal(a.state, "CLOSED")
close(a)

--- events
a, b = pair("tcp")
a:fault{drop = 2}
send(a, "abcd")
local seen = {}
for _, e in ipairs(events()) do
  if e.call == "fault" then seen[#seen + 1] = e.note or e.arg end
end
expect.equal(table.concat(seen, "; "), "both: drop after 2 bytes; threw 2 bytes away")
expect.equal(a.bytes_sent, 2)

-- Flow control: send waits when both queues are full
--
-- Nobody reads. What is sent fills the receiver's queue, then the sender's own;
-- then send waits. So a fast sender cannot drown a slow reader.
-- Watch: the two queues, and that no byte is lost or doubled by a timeout.
-- Run:   sockpit run flow-control

-- Small buffers, so that little is enough to fill them. An accepted socket has
-- the buffer sizes of its listener.
local listener = listen(0, {rcvbuf = 8192})
local sender = dial(listener.local_port, {sndbuf = 8192})
local reader = accept(listener)

-- 200,000 bytes of which no two stretches are alike.
local lines = {}
for i = 1, 20000 do
  lines[i] = string.format("%09d\n", i)
end
local data = table.concat(lines)

step("send more than both queues hold, and let nobody read")
local err = expect.error("TIMEOUT", send, sender, data, {timeout = 0.2})
local taken = err.sent
expect(taken > 0 and taken < #data, "the kernel took a part of it: the error says how much")
expect.equal(sender.bytes_sent, taken, "the socket counts the same")

step("where those bytes are now")
expect(reader.recv_queue > 0, "some wait for the reader")
expect(sender.send_queue > 0, "the others in the sender's queue, for the reader's is full")

step("go on where it stopped, in a task: it waits")
local rest = spawn(function() return send(sender, data:sub(taken + 1)) end)
expect.eventually(function() return rest.waits == "send" end, 5, "no room: the task sits in send")

step("a reader makes room, and the sender goes on")
local first = recv_exactly(reader, 50000)
expect.eventually(function() return rest.waits == "send" end, 5, "until the room is used up again")

step("all of it arrives, once and in order")
local others = recv_exactly(reader, #data - #first)
expect(first .. others == data, "not a byte lost at the timeout, none twice")
expect.equal(join(rest), #data - taken)
expect.equal(reader.recv_queue, 0)
expect.eventually(function() return sender.send_queue == 0 end, 5, "both queues are empty again")

close(sender)
close(reader)
close(listener)

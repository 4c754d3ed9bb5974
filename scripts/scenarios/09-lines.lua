-- A line protocol: framing by a delimiter
--
-- A TCP stream has no messages. Two sends may arrive as one piece, one send as
-- many. So a protocol says where a message ends: here, at a newline.
-- Watch: the server's answers are right however the bytes are cut.
-- Run:   sockpit run lines

-- The protocol: "ADD 2 3\n" is answered by "5\n", anything else by "ERR ...\n".
local function answer(line)
  local a, b = line:match("^ADD (%-?%d+) (%-?%d+)$")
  return a and tostring(a + b) or "ERR what is " .. line .. "?"
end

local function serve(conn)
  local answered = 0
  for line in function() return recv_line(conn, {limit = 200}) end do
    send(conn, answer(line) .. "\n")
    answered = answered + 1
  end
  close(conn)
  return answered
end

step("why framing: two sends, one recv")
local a, b = pair("tcp")
send(a, "ADD 1 1\n")
send(a, "ADD 2 2\n")
expect.eventually(function() return b.recv_queue == 16 end, 5, "all of it has arrived")
expect.equal(recv(b), "ADD 1 1\nADD 2 2\n", "recv knows nothing of two messages")
close(a)
close(b)

local listener = listen(0)
local server = spawn(function() return serve(accept(listener)) end)
local client = dial(listener.local_port)

step("one request, one answer")
send(client, "ADD 2 3\n")
expect.equal(recv_line(client), "5")

step("two requests glued into one send: two answers")
send(client, "ADD 1 1\nADD -4 2\n")
expect.equal(recv_line(client), "2")
expect.equal(recv_line(client), "-2")

step("one request in pieces: no answer before its newline is there")
send(client, "ADD 10")
expect.error("TIMEOUT", recv_line, client, {timeout = 0.05})
send(client, "0 2")
send(client, "\n")
expect.equal(recv_line(client), "102")

step("a line the protocol does not know, and Windows line ends")
send(client, "hello\r\nADD 3 4\r\n")
expect.equal(recv_line(client), "ERR what is hello?", "recv_line takes \\r\\n as well")
expect.equal(recv_line(client), "7")

step("the client is done")
shutdown(client, "write")
expect.equal(join(server), 6, "six lines, six answers")
close(client)

step("a stream that ends inside a line is a message that never came whole")
local hasty = dial(listener.local_port)
local conn = accept(listener)
send(hasty, "ADD 1")
close(hasty)
local err = expect.error("EOF", recv_line, conn)
expect.equal(err.kept, 5, "what came is kept in the socket")
close(conn)
close(listener)

-- A client that says something and prints the answer
--
-- All that a simple client does: dial, send, tell the server that this was
-- all, read until the server has finished too.
-- Watch: shutdown ends only the client's own direction; the answer still comes.
-- Run:   sockpit run client                  tries itself and ends
--        sockpit run client 9000 "hello"     talks to whoever listens on 9000

-- talk sends text to addr and gives the whole answer.
local function talk(addr, text)
  local conn = dial(addr, {timeout = 10})
  send(conn, text)
  shutdown(conn, "write") -- "that was all": many servers answer only now
  local answer = recv_all(conn, {timeout = 10}) -- up to the server's own end
  close(conn)
  return answer
end

if arg[1] then
  print(talk(arg[1], (arg[2] or "hello") .. "\n"))
  return
end

step("somebody must listen: a server that answers when it has heard all")
local listener = listen(0)
local server = spawn(function()
  local conn = accept(listener)
  local heard = recv_all(conn) -- ends when the client shuts down its direction
  send(conn, "you said " .. #heard .. " bytes")
  close(conn)
  return heard
end)

step("the client talks, and both sides hear each other")
expect.equal(talk(listener.local_port, "hello"), "you said 5 bytes",
  "the answer came through the direction that was still open")
expect.equal(join(server), "hello", "the server read up to the client's end")

step("without a server there is nobody to talk to")
close(listener)
expect.error("ECONNREFUSED", talk, listener.local_address, "hello?")

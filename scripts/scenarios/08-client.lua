-- A client that says something and prints the answer
--
-- All that a simple client does: dial, send, tell the server that this was
-- all, read until the server has finished too.
-- Watch: shutdown ends only the client's own direction; the answer still comes.
-- Run:   sockpit run client                  tries itself and ends
--        sockpit run client 9000 "hello"     talks to whoever listens on 9000

-- talk sends text to addr and gives each piece of the answer to show.
local function talk(addr, text, show)
  local conn = dial(addr, {timeout = 10})
  send(conn, text)
  shutdown(conn, "write") -- "that was all": many servers answer only now
  while true do
    local piece = recv(conn, {timeout = 10})
    if not piece then
      break -- nil, "eof": the server has finished
    end
    show(piece)
  end
  close(conn)
end

if arg[1] then
  talk(arg[1], (arg[2] or "hello") .. "\n", print)
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

step("the client talks")
local answer = {}
talk(listener.local_port, "hello", function(piece) table.insert(answer, piece) end)

step("both sides have heard each other")
expect.equal(join(server), "hello", "the server read up to the client's end")
expect.equal(table.concat(answer), "you said 5 bytes", "and the answer came through the direction that was open")

step("without a server there is nobody to talk to")
close(listener)
expect.error("ECONNREFUSED", talk, listener.local_address, "hello?", print)

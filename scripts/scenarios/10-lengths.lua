-- Length-prefixed messages: framing by counting
--
-- A delimiter must not occur inside a message. A length in front has no such
-- trouble: first four bytes that say how many follow, then exactly so many.
-- Watch: newlines, zero bytes and empty messages all pass.
-- Run:   sockpit run lengths

local MOST = 1000000 -- never believe a length that a stranger sent

-- ">I4" is an unsigned number in four bytes, the high byte first (big-endian,
-- the byte order of the network). ">s4" is such a number and then the bytes.
local function put(conn, message)
  send(conn, pack(">s4", message))
end

-- get gives the next message, or nil at the end of the stream.
local function get(conn)
  local head = recv_exactly(conn, 4)
  if not head then
    return nil
  end
  local length = unpack_bytes(">I4", head)
  if length > MOST then
    error("a message of " .. length .. " bytes is too long")
  end
  local body = recv_exactly(conn, length)
  return body or error("the stream ended before the message")
end

local listener = listen(0)
local client = dial(listener.local_port)
local server = accept(listener)

step("what goes over the wire: a length, then the bytes")
put(client, "hi")
expect.equal(peek(server), "\0\0\0\2hi", "peek looks without taking")
expect.equal(get(server), "hi")

step("messages that would break a line protocol")
local messages = {"two\nlines", "a \0 byte", "", ("x"):rep(255), ("y"):rep(256), ("z"):rep(70000)}
local sender = spawn(function()
  for _, message in ipairs(messages) do
    put(client, message)
  end
end)
for _, message in ipairs(messages) do
  expect(get(server) == message, "a message of " .. #message .. " bytes comes out as it went in")
end
join(sender)

step("a message in pieces, even its length: recv_exactly waits for all of it")
local reader = spawn(get, server)
for byte in pack(">s4", "slow"):gmatch(".") do
  send(client, byte)
end
expect.equal(join(reader), "slow")

step("a length that nobody would mean")
send(client, pack(">I4", 4000000000))
local ok, why = try(get, server)
expect(not ok and tostring(why):find("too long"), "the server refuses before it waits for four gigabytes")

step("the end between two messages is the end; in the middle it is an error")
send(client, pack(">I4", 10) .. "only 6")
shutdown(client, "write")
expect.error("EOF", get, server)

for _, s in ipairs{client, server, listener} do
  close(s)
end

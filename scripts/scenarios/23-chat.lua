-- A chat server: a task for each member, one list for all
--
-- The first line a client sends is its name. Every line after that goes to all
-- the others. The list of members is shared by all tasks: only one task runs
-- at a time, and it is never interrupted between two socket calls.
-- Watch: a member that vanishes does not keep the others from hearing.
-- Run:   sockpit run chat
--        sockpit run chat 9000     serves until Ctrl-C: nc 127.0.0.1 9000

local members = {} -- in the order they came: {name =, conn =}

local function tell(others_than, line)
  for _, m in ipairs({unpack(members)}) do -- a copy: the list may change while we send
    if m ~= others_than then
      try(send, m.conn, line .. "\n", {timeout = 5}) -- one that is gone, or asleep, is no reason to stop
    end
  end
end

local function leave(member)
  for i, m in ipairs(members) do
    if m == member then
      table.remove(members, i)
    end
  end
  close(member.conn)
  tell(nil, "* " .. member.name .. " left")
end

local function serve(conn)
  local name = try(recv_line, conn, {limit = 40})
  if not name then
    return close(conn)
  end
  local member = {name = name, conn = conn}
  table.insert(members, member)
  tell(nil, "* " .. name .. " joined")
  for line in function() return (try(recv_line, conn, {limit = 1000})) end do
    tell(member, name .. ": " .. line)
  end
  leave(member)
end

local listener = listen(arg[1] or 0)
local function accept_all()
  while true do
    spawn(serve, accept(listener))
  end
end

if arg[1] then
  print("chat on " .. listener.local_address .. ", Ctrl-C stops it")
  accept_all()
end

local server = spawn(accept_all)

-- enter dials and says a name; hear checks the next line of several members.
local function enter(name)
  local c = dial(listener.local_port)
  send(c, name .. "\n")
  return c
end
local function hear(clients, line)
  for _, c in ipairs(clients) do
    expect.equal(recv_line(c, {timeout = 10}), line)
  end
end

step("ann, bob and cat come in, and all who are there hear of it")
local ann = enter("ann")
hear({ann}, "* ann joined")
local bob = enter("bob")
hear({ann, bob}, "* bob joined")
local cat = enter("cat")
hear({ann, bob, cat}, "* cat joined")

step("what one says the others hear, not the speaker")
send(ann, "hello all\n")
hear({bob, cat}, "ann: hello all")
send(bob, "hello ann\nhow are you?\n")
hear({ann, cat}, "bob: hello ann")
hear({ann, cat}, "bob: how are you?")

step("bob breaks off: a reset, no good-bye")
reset(bob)
hear({ann, cat}, "* bob left")

step("the others talk on; a line that was sent in two pieces is one line")
send(cat, "where is")
send(cat, " bob?\n")
hear({ann}, "cat: where is bob?")

step("all go, and nobody is left")
close(ann)
hear({cat}, "* ann left")
close(cat)
expect.eventually(function() return #members == 0 and #sockets{kind = "stream"} == 0 end, 5, "the server has forgotten them all")
cancel(server)
close(listener)

-- A port scanner, for ports of our own
--
-- To learn whether somebody listens on a port, call it. A connection means
-- open, a refusal closed; a call without any answer would mean that something
-- on the way threw it away. Many calls at once, for each may have to wait.
-- Watch: the scanner never speaks; a server sees clients that come and go.
-- Run:   sockpit run port-scan
-- Scan only what is yours: other people's machines are not a playground.

-- probe tells what a call to the port finds.
local function probe(port)
  local conn, err = try(dial, port, {timeout = 5})
  if conn then
    close(conn)
    return "open"
  elseif err.code == "ECONNREFUSED" then
    return "closed"
  elseif err.code == "TIMEOUT" then
    return "silent"
  end
  error(err)
end

-- scan probes all ports, so many at a time, and gives a table: port = finding.
local function scan(ports, at_a_time)
  local todo, found, workers = channel(#ports), {}, {}
  for _, port in ipairs(ports) do
    todo:put(port)
  end
  todo:close() -- get gives what is left, then nil
  for i = 1, at_a_time do
    workers[i] = spawn(function()
      for port in function() return (todo:get()) end do
        found[port] = probe(port)
      end
    end)
  end
  for _, worker in ipairs(workers) do
    join(worker)
  end
  return found
end

step("three listeners, and three ports that are taken but have no listener")
local listeners, silent, ports = {}, {}, {}
for i = 1, 3 do
  listeners[i] = listen(0)
  silent[i] = bind(socket("tcp"), 0)
  table.insert(ports, listeners[i].local_port)
  table.insert(ports, silent[i].local_port)
end

step("scan them, four at a time")
local found = scan(ports, 4)
for i = 1, 3 do
  expect.equal(found[listeners[i].local_port], "open")
  expect.equal(found[silent[i].local_port], "closed", "bound is not listening")
end

step("what the scanned servers see: a client that says nothing")
for _, l in ipairs(listeners) do
  local conn = accept(l)
  local data, why = recv(conn)
  expect.equal(data, nil)
  expect.equal(why, "eof", "it was gone before it was accepted")
  close(conn)
end

step("one server stops, one starts: another scan tells")
close(listeners[1])
local kept = bind(socket("tcp"), 0)
listen(silent[1])
found = scan({silent[1].local_port, kept.local_port}, 2)
expect.equal(found, {[silent[1].local_port] = "open", [kept.local_port] = "closed"})

for _, s in ipairs{listeners[2], listeners[3], silent[1], silent[2], silent[3], kept} do
  close(s)
end

-- An option that a call is given is set, and the log shows it; or the call refuses it.

--- every option
local values = {reuseaddr = true, reuseport = true, nodelay = true, rcvbuf = 10000, sndbuf = 10000, linger = 3, keepalive = true,
  broadcast = true, ttl = 9, v6only = true, multicast_interface = "127.0.0.1", multicast_ttl = 3, multicast_loop = false, oobinline = true,
  keepidle = 7, keepintvl = 8, keepcnt = 4, user_timeout = 2, cork = true, quickack = false, maxseg = 1000, tos = 16, priority = 3,
  multicast_join = "239.1.2.3", multicast_leave = "239.1.2.3", error = "none", accepting = true}
local readable = {multicast_join = false, multicast_leave = false}
local dir, n = temp_folder(), 0
local function path(scheme)
  n = n + 1
  return scheme .. "://" .. dir .. "/" .. n
end
local makers = {
  ["listen tcp"] = function(o) return listen(0, o) end,
  ["listen tcp6"] = function(o) return listen("[::1]:0", o) end,
  ["listen udp"] = function(o) return listen("udp://0", o) end,
  ["listen unix"] = function(o) return listen(path("unix"), o) end,
  ["listen unixgram"] = function(o) return listen(path("unixgram"), o) end,
  ["dial tcp"] = function(o) return dial(server.local_port, o) end,
  ["dial udp"] = function(o) return dial("udp://" .. gram.local_port, o) end,
  ["dial unix"] = function(o) return dial(file.local_address, o) end,
}
server, gram, file = listen(0), listen("udp://0"), listen(path("unix"))
local taken, refused = 0, 0
for how, make in pairs(makers) do
  for name, value in pairs(values) do
    local what = how .. " " .. name
    local before = #events()
    local s, err = try(make, {[name] = value})
    if not s then
      expect(err.code ~= "ERROR", what .. ": " .. tostring(err))
      refused = refused + 1
    else
      taken = taken + 1
      local logged = false
      for _, e in ipairs(events{socket = s.id}) do
        logged = logged or e.call == "setsockopt" and e.arg:match("^" .. name .. " = ") ~= nil
      end
      expect(logged, what .. ": the log has no setsockopt")
      if readable[name] ~= false then
        local is = getopt(s, name)
        expect(is == value or (name == "rcvbuf" or name == "sndbuf") and is == 2 * value or name == "maxseg" and is > 0 or
          name == "quickack", what .. ": " .. tostring(is))
      end
      close(s)
    end
  end
end
expect(taken > 60 and refused > 40, taken .. " were taken, " .. refused .. " refused")

--- reuseaddr that is left out is off
local s = listen(0, {reuseaddr = false})
expect.equal(getopt(s, "reuseaddr"), false)
expect.error("MISUSE", listen, "unix://" .. temp_folder() .. "/x", {reuseaddr = true})

--- two datagram sockets that ask for it share a port
local a = listen("udp://0", {reuseaddr = true})
local b = listen("udp://" .. a.local_port, {reuseaddr = true})
expect.equal(getopt(b, "reuseaddr"), true)

--- the log says what came of an option
local c = socket("tcp")
setopt(c, "rcvbuf", 1)
local e = events()[#events()]
expect(e.note:match("^it is %d+: the least"), e.note)
setopt(c, "rcvbuf", 1000000000)
expect(events()[#events()].note:match("net.core.rmem_max"), events()[#events()].note)
setopt(c, "nodelay", true)
expect.equal(events()[#events()].note, nil)

--- the file of a Unix socket goes, and the log says so
local folder = temp_folder()
local l = listen("unix://" .. folder .. "/s")
close(l)
local e = events()[#events()]
expect(e.note:match("^removed .*/s"), e.note)
local l, d = listen("unix://" .. folder .. "/t"), dial("unix://" .. folder .. "/t")
close(d)
expect.equal(events()[#events()].note, nil, "it had no file")

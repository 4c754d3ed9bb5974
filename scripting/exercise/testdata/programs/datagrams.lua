-- A server of datagrams.

--- the exercise
exercise {
  id = "test/datagrams", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "echo", function(t)
    t:run()
    local a, b = t:udp(), t:udp()
    a:send("one"); b:send(""); a:expect("one"); b:expect("")
    a:send("two"); a:expect("two", "echo each"); a:expect_nothing()
  end } },
}

--- an echo of each
local s = listen("udp://127.0.0.1:" .. PORT)
while true do
  local d, from = recvfrom(s)
  sendto(s, d, from)
end

--- an echo of two
local s = listen("udp://127.0.0.1:" .. PORT)
for i = 1, 2 do
  local d, from = recvfrom(s)
  sendto(s, d, from)
end
recvfrom(s)
recvfrom(s)
--> fails: expected the datagram "two", got nothing
--> fails: echo each

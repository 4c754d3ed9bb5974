exercise {
  id      = "udp/nobody-home",
  title   = { en = "Nobody home, and no word of it", vi = "Không có ai ở nhà, và chẳng ai nói" },
  level   = 3, minutes = 10,
  needs   = { "udp/datagrams", "dial/three-answers" },
  teaches = { "udp-is-silent", "connected-udp" },

  task = { en = [[
There are three UDP ports, ONE, TWO and THREE. Nobody has one of them. Find out which, and print
its name and "nobody": TWO nobody

A send to nobody succeeds. But a CONNECTED socket, dial("udp://127.0.0.1:" .. port), is told later: the
kernel's answer to the first datagram makes the next call fail with ECONNREFUSED.]],
  vi = [[
Có ba cổng UDP: ONE, TWO và THREE. Một trong số đó không ai giữ. Hãy tìm xem cổng nào, rồi in tên của nó
và chữ "nobody": TWO nobody

Gửi cho không ai cả vẫn thành công. Nhưng một socket ĐÃ KẾT NỐI, dial("udp://127.0.0.1:" .. port), sẽ được
báo sau: câu trả lời của nhân cho gói tin đầu làm lời gọi kế tiếp thất bại với ECONNREFUSED.]] },

  start = [[
for _, name in ipairs{"ONE", "TWO", "THREE"} do
  local c = dial("udp://127.0.0.1:" .. _G[name])
  local n, err = try(send, c, "anybody?")
  if err then print(name .. " nobody") end   -- TODO: this send never fails
end
]],

  setup = function(t)
    local names = { "ONE", "TWO", "THREE" }
    EMPTY = table.remove(names, t:number(1, 3))
    t:port_for(EMPTY)
    HOMES = names
    t:udp{ name = names[1] }; t:udp{ name = names[2] }
  end,

  checks = {
    { "the port that nobody has is named", function(t)
        t:run()
        t:expect_print(EMPTY .. " nobody", { en = "The first send only gives the datagram to the kernel. Its answer, port unreachable, fails the NEXT call: send again.",
          vi = "Lần send đầu chỉ trao gói tin cho nhân. Câu trả lời \"không tới được cổng\" làm lời gọi KẾ TIẾP thất bại: hãy send lần nữa." })
      end, vi = "nêu tên cổng không ai giữ" },
    { "and no other", function(t)
        t:run()
        t:settle()
        for _, name in ipairs(HOMES) do
          t:ok(not t:printed():find(name .. " nobody", 1, true), {
            en = "Somebody has " .. name .. ", and only does not answer. Silence does not tell the two apart: the error does.",
            vi = "Có người giữ " .. name .. ", chỉ là không trả lời. Im lặng không phân biệt được hai trường hợp: lỗi mới phân biệt được." })
        end
      end, vi = "và không nêu cổng nào khác" },
  },

  hints = {
    { en = "Send twice through the same connected socket.", vi = "Gửi hai lần qua cùng một socket đã kết nối." },
    { en = "send(c, \"a\")  local n, err = try(send, c, \"b\")", vi = "send(c, \"a\")  local n, err = try(send, c, \"b\")" },
  },

  solution = [[
for _, name in ipairs{"ONE", "TWO", "THREE"} do
  local c = dial("udp://127.0.0.1:" .. _G[name])
  send(c, "anybody?")
  local n, err = try(send, c, "hello?")
  if err and err.code == "ECONNREFUSED" then print(name .. " nobody") end
end
]],

  after = {
    en = "UDP has no handshake: a datagram leaves whether anybody is there or not. An ICMP answer comes back if the port is closed, and only a connected socket hears of it, one call late. See udp(7), connect(2).",
    vi = "UDP không bắt tay: gói tin ra đi dù có ai ở đó hay không. Nếu cổng đóng thì có trả lời ICMP, và chỉ socket đã kết nối mới biết, chậm một lời gọi. Xem udp(7), connect(2)." },

  wrong = {
    { name = "trusts the first send", vi = "tin vào lần send đầu", fails = "the port that nobody has is named", code = 'for _, n in ipairs{"ONE", "TWO", "THREE"} do local c = dial("udp://127.0.0.1:" .. _G[n]) local ok, err = try(send, c, "x") if err then print(n .. " nobody") end end' },
    { name = "takes silence for absence", vi = "tưởng im lặng là vắng mặt", fails = "and no other", code = 'for _, n in ipairs{"ONE", "TWO", "THREE"} do local c = dial("udp://127.0.0.1:" .. _G[n]) send(c, "x") local d, err = try(recv, c, {timeout=0.2}) if err then print(n .. " nobody") end end' },
    { name = "uses a socket that is not connected", vi = "dùng socket chưa kết nối", fails = "the port that nobody has is named", code = 'local s = socket("udp")\nfor _, n in ipairs{"ONE", "TWO", "THREE"} do for i = 1, 2 do local ok, err = try(sendto, s, "x", _G[n]) if err then print(n .. " nobody") end end end' },
  },
}

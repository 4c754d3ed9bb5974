exercise {
  id      = "udp/nobody-home",
  title   = { en = "Nobody home, and no word of it", vi = "Không ai ở nhà, cũng chẳng ai báo" },
  level   = 3, minutes = 10,
  needs   = { "udp/datagrams", "dial/three-answers" },
  teaches = { "udp-is-silent", "connected-udp" },

  task = { en = [[
There are three UDP ports: ONE, TWO and THREE. Two belong to programs that listen and never
answer; the third belongs to nobody. Find it, and print its name and "nobody", like this:

    TWO nobody

A send to nobody succeeds. But a CONNECTED socket, dial("udp://127.0.0.1:" .. port), hears of it
late: the kernel's answer to the first datagram makes the next call fail with ECONNREFUSED.

  send 1 ────────────► port without owner     send said: ok
         ◄── ICMP: port unreachable ──        noted in the socket
  send 2 ✗                                    ECONNREFUSED]],
  vi = [[
Có ba cổng UDP: ONE, TWO và THREE. Hai cổng thuộc về những chương trình chỉ nghe mà không bao giờ
trả lời; cổng thứ ba không ai giữ. Hãy tìm cổng đó, rồi in tên của nó và chữ "nobody", như sau:

    TWO nobody

Gửi đến chỗ không có ai vẫn thành công. Nhưng một socket ĐÃ KẾT NỐI, tức là
dial("udp://127.0.0.1:" .. port), sẽ biết chuyện, dù muộn: lời đáp của nhân cho gói tin đầu tiên
làm lời gọi kế tiếp thất bại với ECONNREFUSED.

  send 1 ────────────► cổng không ai giữ      send báo: ok
         ◄── ICMP: port unreachable ──        ghi lại trong socket
  send 2 ✗                                    ECONNREFUSED]] },

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

    -- why a program that has not found the port could not find it
    function why_not()
      if t:printed():find(EMPTY, 1, true) then
        return { en = "That is the port. Print its name, a space and the word nobody.",
          vi = "Đúng cổng ấy rồi. Hãy in tên của nó, một dấu cách và chữ nobody." }
      elseif #t:events{ call = "connect" } == 0 then
        return { en = "A socket that is not connected never hears of it: whom would the kernel's answer be about? dial(\"udp://...\") connects it to ONE port.",
          vi = "Socket chưa kết nối thì không bao giờ biết: lời đáp của nhân là nói về ai đây? dial(\"udp://...\") kết nối nó với MỘT cổng." }
      end
      return { en = "The first send only gives the datagram to the kernel. The answer, port unreachable, comes after it and fails the NEXT call: send again.",
        vi = "Lần send đầu chỉ trao gói tin cho nhân. Lời đáp \"port unreachable\" đến sau đó và làm lời gọi KẾ TIẾP thất bại: hãy send lần nữa." }
    end
  end,

  checks = {
    { "it is found by sending", function(t)
        t:run()
        for _, e in ipairs(t:events{ call = "socket" }) do
          t:ok(not e.arg:find("^tcp"), {
            en = "dial(port) is TCP, and TCP's ports and UDP's are two sets: nobody listens there, which says nothing about UDP. dial(\"udp://127.0.0.1:\" .. port)",
            vi = "dial(port) dùng TCP, mà cổng TCP và cổng UDP là hai tập riêng: bên TCP không ai lắng nghe, điều đó không nói gì về UDP. Hãy dùng dial(\"udp://127.0.0.1:\" .. port)." })
        end
        t:eq(#t:events{ call = "bind", error = "EADDRINUSE" }, 0, { en = "attempts to take a port that has an owner", vi = "số lần thử chiếm cổng đã có chủ" }, {
          en = "Taking the port yourself answers only for your own machine. Ask by sending, as you would ask a far one.",
          vi = "Tự chiếm cổng chỉ cho biết chuyện trên máy của bạn. Hãy hỏi bằng cách gửi, như khi hỏi một máy ở xa." })
        t:ok(#t:events{ call = "send" } + #t:events{ call = "sendto" } > 0, {
          en = "Your program has sent nothing: how could it know?", vi = "Chương trình của bạn chưa gửi gì: làm sao nó biết được?" })
      end, vi = "tìm ra bằng cách gửi" },
    { "the port that nobody has is named", function(t)
        t:run()
        t:settle()
        t:eq(#t:tasks{ waits = "recv" }, 0, { en = "tasks that wait for an answer", vi = "số tác vụ đang chờ câu trả lời" }, {
          en = "Somebody is home there who never answers, so recv waits for ever. An answer is not needed: send a second time.",
          vi = "Ở đó có người nhưng không bao giờ trả lời, nên recv chờ mãi. Không cần câu trả lời: hãy send lần thứ hai." })
        t:expect_print(EMPTY .. " nobody", why_not())
      end, vi = "nêu đúng tên cổng không ai giữ" },
    { "and no other", function(t)
        t:run()
        t:settle()
        for _, name in ipairs(HOMES) do
          t:ok(not t:printed():find(name .. " nobody", 1, true), {
            en = "Somebody has " .. name .. ", and only does not answer. Silence does not tell the two apart: the error does.",
            vi = "Cổng " .. name .. " có người giữ, chỉ là không trả lời. Im lặng không phân biệt được hai trường hợp: lỗi mới phân biệt được." })
        end
      end, vi = "và không nêu cổng nào khác" },
  },

  hints = {
    { en = "Send twice through the same connected socket: the second send is the one that can fail.",
      vi = "Hãy gửi hai lần qua cùng một socket đã kết nối: lần gửi thứ hai mới là lần có thể thất bại." },
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
    en = "UDP has no handshake: a datagram leaves whether anybody is there or not. If the port has no owner an ICMP message may come back, and only a connected socket hears of it, one call late. See udp(7), connect(2), RFC 1122 section 4.1.3.3.",
    vi = "UDP không bắt tay: gói tin cứ thế ra đi, dù bên kia có ai hay không. Nếu cổng không có chủ thì có thể có một thông báo ICMP quay về, và chỉ socket đã kết nối mới biết, muộn một lời gọi. Xem udp(7), connect(2), RFC 1122 mục 4.1.3.3." },

  wrong = {
    { name = "trusts the first send", vi = "tin vào lần send đầu tiên", fails = "the port that nobody has is named", code = 'for _, n in ipairs{"ONE", "TWO", "THREE"} do local c = dial("udp://127.0.0.1:" .. _G[n]) local ok, err = try(send, c, "x") if err then print(n .. " nobody") end end' },
    { name = "waits for an answer without a limit", vi = "chờ câu trả lời mà không có hạn", fails = "the port that nobody has is named", code = 'for _, n in ipairs{"ONE", "TWO", "THREE"} do local c = dial("udp://127.0.0.1:" .. _G[n]) send(c, "x") local d, err = try(recv, c) if err then print(n .. " nobody") end end' },
    { name = "takes silence for absence", vi = "tưởng im lặng là vắng mặt", fails = "and no other", code = 'for _, n in ipairs{"ONE", "TWO", "THREE"} do local c = dial("udp://127.0.0.1:" .. _G[n]) send(c, "x") local d, err = try(recv, c, {timeout=0.2}) if err then print(n .. " nobody") end end' },
    { name = "uses a socket that is not connected", vi = "dùng socket chưa kết nối", fails = "the port that nobody has is named", code = 'local s = socket("udp")\nfor _, n in ipairs{"ONE", "TWO", "THREE"} do for i = 1, 2 do local ok, err = try(sendto, s, "x", "udp://127.0.0.1:" .. _G[n]) if err then print(n .. " nobody") end end end' },
    { name = "asks TCP", vi = "hỏi bằng TCP", fails = "it is found by sending", code = 'for _, n in ipairs{"ONE", "TWO", "THREE"} do local c, err = try(dial, _G[n]) if err then print(n .. " nobody") end end' },
  },
}

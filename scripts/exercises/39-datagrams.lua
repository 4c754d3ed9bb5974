exercise {
  id      = "udp/datagrams",
  title   = { en = "Datagrams keep their boundaries", vi = "Gói tin UDP giữ nguyên ranh giới" },
  level   = 2, minutes = 8,
  needs   = { "stream/two-sends" },
  teaches = { "message-boundaries", "empty-datagram" },

  task = { en = [[
UDP carries datagrams: each recvfrom gives one of them, whole, as it was sent. Nobody connects,
and there is no accept: one socket hears everybody.

  client 1 ── "one" ────►┐
  client 2 ── "" ───────►├── s   recvfrom(s) → "one", the address of client 1
  client 1 ── "three" ──►┘       recvfrom(s) → "",    the address of client 2

Listen on UDP: s = listen("udp://127.0.0.1:" .. PORT). Three datagrams come. Print the length
of each on a line of its own, and answer its sender with that length: sendto(s, data, from).
A datagram may be empty.]],
  vi = [[
UDP chuyển từng gói tin riêng rẽ: mỗi lần recvfrom trả về đúng một gói, nguyên vẹn như lúc gửi.
Không ai kết nối, cũng không có accept: một socket nghe được tất cả.

  máy khách 1 ── "one" ────►┐
  máy khách 2 ── "" ───────►├── s   recvfrom(s) → "one", địa chỉ của máy khách 1
  máy khách 1 ── "three" ──►┘       recvfrom(s) → "",    địa chỉ của máy khách 2

Hãy lắng nghe bằng UDP: s = listen("udp://127.0.0.1:" .. PORT). Sẽ có ba gói tin đến. Hãy in độ
dài của mỗi gói trên một dòng riêng, và trả lời người gửi bằng độ dài ấy: sendto(s, data, from).
Gói tin có thể rỗng.]] },

  start = [[
local s = listen("udp://127.0.0.1:" .. PORT)
local data, from = recvfrom(s)
print(#data)
-- TODO: answer its sender, and take the next one
]],

  checks = {
    { "three datagrams, three lengths", function(t)
        t:run()
        t:eq(#t:sockets{ kind = "listener" }, 0, { en = "TCP listeners", vi = "số socket lắng nghe TCP" }, {
          en = "listen(PORT) makes a TCP listener. TCP's ports and UDP's are two sets: datagrams need listen(\"udp://127.0.0.1:\" .. PORT).",
          vi = "listen(PORT) tạo socket lắng nghe TCP. Cổng TCP và cổng UDP là hai tập riêng: muốn nhận gói tin UDP phải dùng listen(\"udp://127.0.0.1:\" .. PORT)." })
        local c = t:udp()
        local lengths = { t:number(1, 9), t:number(10, 40), t:number(41, 60) }
        for _, n in ipairs(lengths) do c:send(("x"):rep(n)) end
        for i, n in ipairs(lengths) do
          c:expect(tostring(n), i == 1 and {
            en = "One recvfrom gives one datagram, even when three have come. Answer the sender of each with its length: sendto(s, tostring(#data), from).",
            vi = "Mỗi recvfrom chỉ trả về một gói tin, dù đã có ba gói đến. Hãy trả lời người gửi từng gói bằng độ dài của gói ấy: sendto(s, tostring(#data), from)." } or {
            en = "Three datagrams have come, and each needs a recvfrom and an answer of its own.",
            vi = "Đã có ba gói tin đến, mỗi gói cần một recvfrom và một câu trả lời riêng." })
        end
        t:expect_print(table.concat(lengths, "\n") .. "\n", {
          en = "Print each length, too, on a line of its own.", vi = "Hãy in cả độ dài của từng gói, mỗi số một dòng." })
      end, vi = "ba gói tin, ba độ dài" },
    { "an empty one is a datagram, not an end", function(t)
        t:run()
        local a, b = t:udp(), t:udp()
        a:send("one")
        a:expect("3")
        b:send("")
        a:expect_nothing({ en = "This datagram came from somebody else. The answer goes to the address that THIS recvfrom gave.",
          vi = "Gói tin này do người khác gửi đến. Phải trả lời vào địa chỉ mà CHÍNH lần recvfrom này trả về." })
        b:expect("0", {
          en = "An empty datagram has length 0, and a sender who waits for an answer. UDP has no end of stream.",
          vi = "Gói tin rỗng có độ dài 0, và có một người gửi đang chờ trả lời. UDP không có khái niệm hết luồng." })
        a:send("three")
        a:expect("5", { en = "After an empty datagram others may come: go on.", vi = "Sau gói rỗng vẫn có thể có gói khác: hãy tiếp tục." })
      end, vi = "gói rỗng cũng là gói tin, không phải là hết" },
    { "a long one comes whole", function(t)
        t:run()
        local c, n = t:udp(), t:number(5000, 9000)
        c:send(("y"):rep(n))
        c:expect(tostring(n), {
          en = "recvfrom(s, max) throws away what does not fit into max: of a datagram nothing waits for a second recvfrom.",
          vi = "recvfrom(s, max) vứt bỏ phần không vừa max: với gói tin UDP, không có gì còn lại cho lần recvfrom sau." })
      end, vi = "gói dài đến nguyên vẹn" },
  },

  hints = {
    { en = "recvfrom gives two values: the data, and the address that it came from.", vi = "recvfrom trả về hai giá trị: dữ liệu, và địa chỉ nơi gửi." },
    { en = "Three datagrams: for i = 1, 3 do ... end", vi = "Ba gói tin: for i = 1, 3 do ... end" },
    { en = "sendto(s, tostring(#data), from)", vi = "sendto(s, tostring(#data), from)" },
  },

  solution = [[
local s = listen("udp://127.0.0.1:" .. PORT)
for i = 1, 3 do
  local data, from = recvfrom(s)
  print(#data)
  sendto(s, tostring(#data), from)
end
]],

  after = {
    en = "A datagram comes whole or not at all; it may be empty, and what you do not take of it is gone. A TCP stream is the opposite: nothing is lost, and nothing is kept apart. See udp(7), RFC 768.",
    vi = "Một gói tin UDP hoặc đến nguyên vẹn, hoặc không đến; nó có thể rỗng, và phần bạn không lấy sẽ mất. Luồng byte của TCP thì ngược lại: không mất gì, nhưng cũng không giữ ranh giới nào. Xem udp(7), RFC 768." },

  wrong = {
    { name = "takes the empty one for the end", vi = "tưởng gói rỗng là hết luồng", fails = "an empty one is a datagram, not an end", code = 'local s = listen("udp://127.0.0.1:" .. PORT)\nfor i = 1, 3 do local d, from = recvfrom(s) if #d == 0 then break end print(#d) sendto(s, tostring(#d), from) end' },
    { name = "believes that UDP is a stream", vi = "tưởng UDP là luồng byte", fails = "three datagrams, three lengths", code = 'local s = listen("udp://127.0.0.1:" .. PORT)\nlocal all, from = "", nil\nfor i = 1, 3 do local d d, from = recvfrom(s) all = all .. d end\nprint(#all) sendto(s, tostring(#all), from)' },
    { name = "believes that the first sender is connected", vi = "tưởng người gửi đầu tiên đã kết nối", fails = "an empty one is a datagram, not an end", code = 'local s = listen("udp://127.0.0.1:" .. PORT)\nlocal first\nfor i = 1, 3 do local d, from = recvfrom(s) first = first or from print(#d) sendto(s, tostring(#d), first) end' },
    { name = "cuts datagrams", vi = "cắt cụt gói tin", fails = "a long one comes whole", code = 'local s = listen("udp://127.0.0.1:" .. PORT)\nfor i = 1, 3 do local d, from = recvfrom(s, 512) print(#d) sendto(s, tostring(#d), from) end' },
    { name = "listens on TCP", vi = "lắng nghe bằng TCP", fails = "three datagrams, three lengths", code = 'local l = listen(PORT)\nfor i = 1, 3 do local s = accept(l) local d = recv(s) print(#d) send(s, tostring(#d)) end' },
  },
}

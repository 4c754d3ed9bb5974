exercise {
  id      = "udp/datagrams",
  title   = { en = "Datagrams keep their boundaries", vi = "Gói tin UDP giữ ranh giới" },
  level   = 2, minutes = 8,
  needs   = { "stream/two-sends" },
  teaches = { "message-boundaries", "empty-datagram" },

  task = { en = [[
UDP carries datagrams: each recvfrom gives one of them, whole, as it was sent.

Listen on UDP: s = listen("udp://127.0.0.1:" .. PORT). Three datagrams come. Print the length of
each on a line of its own, and answer each sender with that length: sendto(s, data, from).
A datagram may be empty.]],
  vi = [[
UDP chuyển từng gói tin: mỗi recvfrom trả về đúng một gói, nguyên vẹn như lúc gửi.

Lắng nghe bằng UDP: s = listen("udp://127.0.0.1:" .. PORT). Sẽ có ba gói tin đến. Hãy in độ dài
của từng gói trên một dòng riêng, và trả lời người gửi bằng độ dài đó: sendto(s, data, from).
Gói tin có thể rỗng.]] },

  start = [[
local s = listen("udp://127.0.0.1:" .. PORT)
local data, from = recvfrom(s)
print(#data)
-- TODO: answer, and take the next one
]],

  checks = {
    { "three datagrams, three lengths", function(t)
        t:run()
        local c = t:udp()
        local lengths = { t:number(1, 40), t:number(41, 90), t:number(91, 200) }
        for _, n in ipairs(lengths) do c:send(("x"):rep(n)) end
        for _, n in ipairs(lengths) do
          c:expect(tostring(n), { en = "One recvfrom gives one datagram, however many have come: call it once for each.",
            vi = "Một recvfrom trả về một gói tin, dù đã có bao nhiêu gói đến: hãy gọi một lần cho mỗi gói." })
        end
        t:expect_print(table.concat(lengths, "\n") .. "\n", { en = "Print each length on a line.", vi = "In mỗi độ dài trên một dòng." })
      end, vi = "ba gói tin, ba độ dài" },
    { "an empty one is a datagram, not an end", function(t)
        t:run()
        local a, b = t:udp(), t:udp()
        a:send("one"); b:send(""); a:send("three")
        a:expect("3")
        b:expect("0", { en = "An empty datagram has length 0 and a sender who waits for an answer. UDP has no end of stream.",
          vi = "Gói tin rỗng có độ dài 0 và có người gửi đang chờ trả lời. UDP không có khái niệm hết luồng." })
        a:expect("5")
      end, vi = "gói rỗng vẫn là gói tin, không phải hết luồng" },
    { "a long one comes whole", function(t)
        t:run()
        local c, n = t:udp(), t:number(5000, 9000)
        c:send(("y"):rep(n))
        c:expect(tostring(n), { en = "recvfrom(s, max) throws away what does not fit: of UDP nothing waits for a second recv.",
          vi = "recvfrom(s, max) vứt bỏ phần không vừa: với UDP không có gì chờ lần recv thứ hai." })
      end, vi = "gói dài đến nguyên vẹn" },
  },

  hints = {
    { en = "recvfrom gives two values: the data, and the address that it came from.", vi = "recvfrom trả về hai giá trị: dữ liệu, và địa chỉ nơi nó đến." },
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
    en = "A datagram arrives whole, alone, or not at all; it may be empty, and what you do not take of it is gone. That is the other bargain than TCP's stream. See udp(7), RFC 768.",
    vi = "Gói tin UDP đến nguyên vẹn, riêng lẻ, hoặc không đến; nó có thể rỗng, và phần bạn không lấy sẽ mất. Đó là sự đánh đổi khác với luồng byte của TCP. Xem udp(7), RFC 768." },

  wrong = {
    { name = "takes the empty one for the end", vi = "tưởng gói rỗng là hết", fails = "an empty one is a datagram, not an end", code = 'local s = listen("udp://127.0.0.1:" .. PORT)\nfor i = 1, 3 do local d, from = recvfrom(s) if #d == 0 then break end print(#d) sendto(s, tostring(#d), from) end' },
    { name = "believes that UDP is a stream", vi = "tưởng UDP là luồng byte", fails = "three datagrams, three lengths", code = 'local s = listen("udp://127.0.0.1:" .. PORT)\nlocal all, from = "", nil\nfor i = 1, 3 do local d d, from = recvfrom(s) all = all .. d end\nprint(#all) sendto(s, tostring(#all), from)' },
    { name = "cuts datagrams", vi = "cắt cụt gói tin", fails = "a long one comes whole", code = 'local s = listen("udp://127.0.0.1:" .. PORT)\nfor i = 1, 3 do local d, from = recvfrom(s, 512) print(#d) sendto(s, tostring(#d), from) end' },
  },
}

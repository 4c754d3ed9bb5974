exercise {
  id      = "stream/up-to",
  title   = { en = "recv gives up to n bytes; the rest waits", vi = "recv trả về tối đa n byte; phần còn lại vẫn chờ" },
  level   = 2, minutes = 8,
  needs   = { "stream/two-sends" },
  teaches = { "partial-read" },
  manners = { "whole", "dribble", "halves" },

  task = { en = [[
Your hands are small: you may ask recv for at most 3 bytes at a time.

Listen on PORT, accept one client. It sends exactly 10 bytes and waits. Read them all,
in recv(s, 3) or less, and send the 10 bytes back in one send.]],
  vi = [[
Tay bạn nhỏ: mỗi lần chỉ được xin recv tối đa 3 byte.

Lắng nghe trên PORT, accept một máy khách. Nó gửi đúng 10 byte rồi chờ. Hãy đọc hết,
bằng recv(s, 3) hoặc ít hơn, rồi gửi trả 10 byte đó trong một lần send.]] },

  start = [[
local l = listen(PORT)
local s = accept(l)
local data = recv(s, 3)
-- TODO: there is more
send(s, data)
recv(s)   -- stay until the client has gone
]],

  checks = {
    { "all ten bytes come back", function(t)
        t:run()
        local c, data = t:client(), t:bytes(10)
        c:send(data)
        c:expect(data, { en = "recv(s, 3) gives one, two or three bytes; the rest waits in the queue. Go on until you have ten.",
          vi = "recv(s, 3) trả về một, hai hoặc ba byte; phần còn lại chờ trong hàng đợi. Hãy đọc tiếp cho đủ mười." })
      end, vi = "đủ mười byte trở về" },
    { "no recv takes more than three, and one send answers", function(t)
        t:run()
        local c, data = t:client(), t:bytes(10)
        c:send(data)
        c:expect(data)
        for _, e in ipairs(t:events{ call = "recv" }) do
          t:ok(e.n <= 3, { en = "A recv took " .. e.n .. " bytes. Ask for 3 at most.", vi = "Một lần recv lấy " .. e.n .. " byte. Hãy xin tối đa 3." })
        end
        t:eq(#t:events{ call = "send" }, 1, { en = "sends", vi = "số lần send" }, {
          en = "Collect the pieces in a string, and send it once.", vi = "Hãy gom các mảnh vào một chuỗi rồi gửi một lần." })
      end, vi = "mỗi recv không quá ba byte, và chỉ một send" },
  },

  hints = {
    { en = "The last piece may be one byte: 3 + 3 + 3 + 1. And a network may cut anywhere.", vi = "Mảnh cuối có thể chỉ một byte: 3 + 3 + 3 + 1. Và mạng có thể cắt ở bất cứ đâu." },
    { en = "while #data < 10 do data = data .. recv(s, 3) end", vi = "while #data < 10 do data = data .. recv(s, 3) end" },
  },

  solution = [[
local l = listen(PORT)
local s = accept(l)
local data = ""
while #data < 10 do
  data = data .. recv(s, 3)
end
send(s, data)
recv(s)
]],

  after = {
    en = "The number in recv is the most that you take, not what you get. What you leave stays in the queue, in order, until the next recv. See recv(2).",
    vi = "Con số trong recv là mức tối đa bạn lấy, không phải lượng bạn nhận được. Phần bạn để lại nằm trong hàng đợi, đúng thứ tự, cho đến lần recv sau. Xem recv(2)." },

  wrong = {
    { name = "receives once", vi = "chỉ recv một lần", fails = "all ten bytes come back", code = "local s = accept(listen(PORT))\nsend(s, recv(s, 3))\nrecv(s)" },
    { name = "counts four receives", vi = "đếm đúng bốn lần recv", fails = "all ten bytes come back", code = "local s = accept(listen(PORT))\nlocal d = \"\"\nfor i = 1, 4 do d = d .. recv(s, 3) end\nsend(s, d)\nrecv(s)" },
    { name = "takes all at once", vi = "lấy tất cả một lần", fails = "no recv takes more than three, and one send answers", code = "local s = accept(listen(PORT))\nsend(s, recv_exactly(s, 10))\nrecv(s)" },
  },
}

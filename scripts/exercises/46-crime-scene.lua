exercise {
  id      = "capstone/crime-scene",
  kind    = "predict",
  hidden  = true,
  title   = { en = "Capstone: the crime scene", vi = "Bài tổng hợp: hiện trường vụ án" },
  level   = 4, minutes = 20,
  needs   = { "end/eof", "end/half-close", "stream/two-sends" },
  teaches = { "read-the-log", "unread-bytes-reset" },

  task = { en = [[
A script has run; you are not shown it. Its client was told "sorry", but when it wanted to read the end of
the stream it met a reset. Its author swears that the server closes in good order.

All that is left are the events and the sockets. Look with :events, :sockets and :diagram, and write into your file:
the LINE of the script at fault, and what was left UNREAD there, in bytes, when it happened.]],
  vi = [[
Một kịch bản đã chạy; bạn không được xem nó. Máy khách của nó nhận được "sorry", nhưng khi muốn đọc đến hết
luồng thì gặp lệnh đặt lại kết nối (reset). Tác giả thề rằng máy chủ đóng kết nối đàng hoàng.

Chỉ còn lại các sự kiện và các socket. Hãy xem bằng :events, :sockets và :diagram, rồi viết vào tệp của bạn:
DÒNG có lỗi của kịch bản, và khi đó còn bao nhiêu byte CHƯA ĐỌC ở chỗ ấy.]] },

  world = [[
-- the server reads a line, and answers
l = listen(PORT)
c = dial(PORT)
s = accept(l)
send(c, "order 1\n")
send(c, "order 2, much longer than the first\n")
first = recv_line(s)
send(s, "sorry\n")
close(s)
-- the client
answer = recv_line(c)
rest, err = try(recv, c)
close(c)
close(l)
]],

  start = [[
line   = "?"   -- of the call at fault, as :events names it: a number
unread = "?"   -- bytes that waited there and were never read: a number
]],

  checks = {
    { "the line at fault", function(t)
        t:run()
        local sent, closed = {}, nil
        local s = t:events{ call = "accept" }[1].made
        for _, e in ipairs(t:events{ call = "close" }) do
          if e.socket == s then closed = tonumber(e.line:match(":(%d+)$")) end
        end
        t:predicted("line", closed, {
          en = "Who sent the reset? The kernel of the side that closed while bytes waited unread: look for the close before the client's error.",
          vi = "Ai đã gửi lệnh đặt lại? Nhân của bên đóng khi còn byte chưa đọc: hãy tìm lời gọi close trước lỗi của máy khách." })
      end, vi = "dòng có lỗi" },
    { "what was left unread", function(t)
        t:run()
        local sent, got = 0, 0
        local s = t:events{ call = "accept" }[1].made
        for _, e in ipairs(t:events{ call = "send" }) do
          if e.socket ~= s then sent = sent + e.n end
        end
        for _, e in ipairs(t:events{ call = "recv" }) do
          if e.socket == s then got = got + e.n end
        end
        t:predicted("unread", sent - got, {
          en = "Count what the client sent, and what recv took at s: the rest lay in its queue.",
          vi = "Hãy đếm số byte máy khách đã gửi và số byte recv đã lấy ở s: phần còn lại nằm trong hàng đợi của nó." })
      end, vi = "những gì chưa đọc" },
  },

  hints = {
    { en = "A close with unread bytes sends RST instead of FIN.", vi = "close khi còn byte chưa đọc sẽ gửi RST thay vì FIN." },
    { en = ":events 40 shows every call with its line and its bytes.", vi = ":events 40 cho thấy từng lời gọi với dòng và số byte." },
  },

  solution = "line, unread = 9, 36\n",

  after = {
    en = "A close that throws unread bytes away tells the other side so with a reset, which may even destroy an answer that is on its way. Shut down, read to the end, then close. See RFC 2525 section 2.17, RFC 9293 section 3.6.",
    vi = "close khi vứt bỏ byte chưa đọc sẽ báo cho bên kia bằng lệnh đặt lại, có thể hủy cả câu trả lời đang trên đường. Hãy shutdown, đọc đến hết, rồi mới close. Xem RFC 2525 mục 2.17, RFC 9293 mục 3.6." },

  wrong = {
    { name = "blames the call that met the reset", vi = "đổ lỗi cho lời gọi gặp reset", fails = "the line at fault", code = "line, unread = 12, 36" },
    { name = "blames the answer", vi = "đổ lỗi cho câu trả lời", fails = "the line at fault", code = "line, unread = 8, 36" },
    { name = "counts all that the client sent", vi = "đếm mọi thứ máy khách gửi", fails = "what was left unread", code = "line, unread = 9, 44" },
  },
}

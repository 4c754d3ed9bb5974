exercise {
  id      = "capstone/crime-scene",
  kind    = "predict",
  hidden  = true,
  title   = { en = "Capstone: the crime scene", vi = "Bài tổng hợp: hiện trường vụ án" },
  level   = 4, minutes = 20,
  needs   = { "end/eof", "end/half-close", "end/unread" },
  teaches = { "read-the-log", "unread-bytes-reset" },

  task = { en = [[
A script has run; you are not shown it. Its client was told "sorry", but when it wanted to read
to the end of the stream it met a reset. The author swears that the server closes in good order.

All that is left are the events and the sockets. Look with :events, :sockets and :diagram. Then
write into your file the LINE of the script at fault, and how many bytes were still UNREAD when
it ran.]],
  vi = [[
Một chương trình đã chạy xong; bạn không được xem nó. Máy khách của nó nhận được "sorry", nhưng
khi muốn đọc cho đến hết luồng thì kết nối lại bị đặt lại (reset). Tác giả thề rằng máy chủ đóng
kết nối rất đàng hoàng.

Tất cả những gì còn lại là các sự kiện và các socket. Hãy xem bằng :events, :sockets và :diagram.
Rồi viết vào tệp của bạn DÒNG có lỗi của chương trình, và khi dòng ấy chạy thì còn bao nhiêu byte
CHƯA ĐỌC.]] },

  world = [[
-- two clients of one server; the second one is well served
l = listen(PORT)
c = dial(PORT)
s = accept(l)
d = dial(PORT)
r = accept(l)
send(c, "order 1\n")
send(d, "order 7\n")
send(c, "order 2, much longer than the first\n")
first = recv_line(s)
other = recv_line(r)
send(r, "done\n")
send(s, "sorry\n")
close(r)
close(s)
-- the clients
thanks = recv_line(d)
fine, eof = recv(d)
close(d)
answer = recv_line(c)
rest, err = try(recv, c)
]],

  start = [[
line   = "?"   -- of the call at fault, as :events names it: a number
unread = "?"   -- bytes that waited there and were never read: a number
]],

  setup = function(t)
    -- a number that the learner wrote: 9, "9" or "world.lua:9"
    function written(name)
      local v = tostring(t:value(name)):match("(%d+)%s*$")
      t:ok(v, { en = name .. " has no number yet. Look at :events, and write what you think.",
        vi = name .. " chưa có số nào. Hãy xem :events, rồi viết điều bạn nghĩ." })
      return tonumber(v)
    end
    function line_of(e) return tonumber(e.line:match(":(%d+)$")) end
    -- the socket that met the reset, and the one at its other end
    function scene()
      local victim, culprit
      for _, e in ipairs(t:events{ call = "recv", error = "ECONNRESET" }) do victim = e end
      local order = {}
      for _, e in ipairs(t:events()) do
        if e.call == "connect" then order[#order + 1] = e.socket end
      end
      for i, e in ipairs(t:events{ call = "accept" }) do
        if order[i] == victim.socket then culprit = e.made end
      end
      return victim, culprit
    end
  end,

  checks = {
    { "the line at fault", function(t)
        t:run()
        local guess, victim, culprit = written("line"), scene()
        local at
        for _, e in ipairs(t:events()) do
          if e.socket == culprit and e.call == "close" then at = line_of(e) end
        end
        local about
        for _, e in ipairs(t:events()) do
          if line_of(e) == guess and guess ~= at then about = e end
        end
        t:ok(about or guess == at, { en = "No call was made at line " .. guess .. ". :events names the line of each call, behind world.lua:",
          vi = "Không có lời gọi nào ở dòng " .. guess .. ". :events ghi dòng của từng lời gọi, sau chữ world.lua:" })
        if guess == at then return end
        if about.error then
          t:fail({ en = "Line " .. guess .. " is where the reset was met. Who met it is the victim: look for what the other end did before.",
            vi = "Dòng " .. guess .. " là nơi gặp reset. Kẻ gặp nó là nạn nhân: hãy tìm xem đầu bên kia đã làm gì trước đó." })
        elseif about.call == "close" then
          t:fail({ en = "Line " .. guess .. " closes another connection, and its client read to the end in peace. What had that socket read before its close, and the other one not?",
            vi = "Dòng " .. guess .. " đóng kết nối khác, và máy khách của nó đã đọc êm thấm đến hết. Trước khi đóng, socket ấy đã đọc hết điều gì mà socket kia thì chưa?" })
        elseif about.call == "send" then
          t:fail({ en = "Line " .. guess .. " only sends, and what it sent has arrived. A send breaks no connection.",
            vi = "Dòng " .. guess .. " chỉ gửi, và những gì nó gửi đều đã đến nơi. send không làm hỏng kết nối." })
        elseif about.call == "recv" or about.call == "peek" then
          t:fail({ en = "Line " .. guess .. " reads what it was asked to read. That more waits behind it is no fault yet: it can still be read. Which call made that impossible?",
            vi = "Dòng " .. guess .. " đọc đúng phần nó được yêu cầu. Phía sau còn byte chờ thì chưa phải là lỗi: vẫn đọc tiếp được. Lời gọi nào làm cho không đọc được nữa?" })
        end
        t:fail({ en = "Line " .. guess .. " did its work. Who sent the reset? The kernel of the side that gave its socket back while bytes waited there.",
          vi = "Dòng " .. guess .. " đã làm đúng việc của nó. Ai gửi reset? Nhân ở phía đã trả lại socket khi byte còn chờ trong đó." })
      end, vi = "dòng có lỗi" },
    { "what was left unread", function(t)
        t:run()
        local guess, victim, culprit = written("unread"), scene()
        local sent, got = 0, 0
        for _, e in ipairs(t:events{ call = "send" }) do
          if e.socket == victim.socket then sent = sent + e.n end
        end
        for _, e in ipairs(t:events{ call = "recv" }) do
          if e.socket == culprit then got = got + e.n end
        end
        t:ok(guess == sent - got, guess == sent - got - 1 and {
          en = "Almost. The newline is a byte, too.", vi = "Gần đúng. Ký tự xuống dòng cũng là một byte." } or guess == sent and {
          en = "That is all that this client sent. A part of it was read: subtract what recv took at the other end.",
          vi = "Đó là tất cả những gì máy khách này gửi. Một phần đã được đọc: hãy trừ đi phần mà recv đã lấy ở đầu bên kia." } or {
          en = guess .. " is not it. Count what the client that met the reset sent, and subtract what recv took at the other end (a peek takes nothing): the rest lay in the queue.",
          vi = guess .. " chưa đúng. Hãy đếm số byte mà máy khách gặp reset đã gửi, rồi trừ đi phần recv đã lấy ở đầu bên kia (peek không lấy gì): phần còn lại nằm trong hàng đợi." })
      end, vi = "còn bao nhiêu byte chưa đọc" },
  },

  hints = {
    { en = ":events 40 shows every call with its line and its bytes. Follow the two ends of the connection that was reset.",
      vi = ":events 40 cho thấy từng lời gọi với dòng và số byte. Hãy lần theo hai đầu của kết nối bị đặt lại." },
    { en = "A close with unread bytes sends RST instead of FIN.", vi = "close khi còn byte chưa đọc sẽ gửi RST thay vì FIN." },
    { en = "Two lines were sent, and one was read, before the close.", vi = "Trước lần close ấy, hai dòng đã được gửi mà chỉ một dòng được đọc." },
  },

  solution = "line, unread = 15, 36\n",

  after = {
    en = "A close that throws unread bytes away tells the other side so with a reset, which may even destroy an answer that is on its way. Shut down, read to the end, then close. See RFC 2525 section 2.17, RFC 9293 section 3.6.1.",
    vi = "close mà vứt bỏ byte chưa đọc thì báo cho bên kia bằng một reset, và reset có thể hủy cả câu trả lời còn đang trên đường. Hãy shutdown, đọc đến hết, rồi mới close. Xem RFC 2525 mục 2.17, RFC 9293 mục 3.6.1." },

  wrong = {
    { name = "blames the call that met the reset", vi = "đổ lỗi cho lời gọi gặp reset", fails = "the line at fault", code = "line, unread = 21, 36" },
    { name = "blames the close of the other connection", vi = "đổ lỗi cho lần đóng kết nối kia", fails = "the line at fault", code = "line, unread = 14, 36" },
    { name = "blames the answer", vi = "đổ lỗi cho câu trả lời", fails = "the line at fault", code = "line, unread = 13, 36" },
    { name = "blames the read that took one line only", vi = "đổ lỗi cho lần đọc chỉ lấy một dòng", fails = "the line at fault", code = "line, unread = 10, 36" },
    { name = "counts all that the client sent", vi = "đếm mọi thứ máy khách gửi", fails = "what was left unread", code = "line, unread = 15, 44" },
  },
}

-- close with unread bytes is a reset: an answer may never be looked at.
exercise {
  id      = "end/unread",
  kind    = "fix",
  title   = { en = "A goodbye that turns into a reset", vi = "Lời chào cuối biến thành đặt lại kết nối" },
  level   = 4, minutes = 12,
  needs   = { "end/half-close", "end/reset" },
  teaches = { "close-with-unread-bytes", "shutdown-drain-close" },

  task = { en = [[
A client sends a long letter. This server reads its first line, has enough, answers "no\n" and closes.
But the rest of the letter is in its queue, unread, and that turns close into a reset: the client
is told that the connection broke, and may never look at the answer.

Mend it: the client gets "no\n" and then the end of the stream, even if it is still sending.

  client                      server
    ── line, more ──►         recv_line, send "no\n", close with bytes unread
    ◄── no\n ────────
    ◄── RST ─────────         should be FIN]],
  vi = [[
Máy khách gửi một bức thư dài. Máy chủ này đọc dòng đầu, thấy đủ rồi, trả lời "no\n" và đóng. Nhưng phần
còn lại của thư vẫn nằm trong hàng đợi, chưa ai đọc, và điều đó biến close thành một lần đặt lại kết nối:
máy khách được báo là kết nối bị hỏng, và có thể chẳng bao giờ nhìn đến câu trả lời.

Hãy sửa: máy khách nhận "no\n" rồi hết luồng, ngay cả khi nó còn đang gửi.

  máy khách                   máy chủ
    ── dòng, rồi nữa ──►      recv_line, send "no\n", close khi còn byte chưa đọc
    ◄── no\n ───────────
    ◄── RST ────────────      lẽ ra phải là FIN]] },

  start = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  recv_line(s)
  send(s, "no\n")
  close(s)
end
]],

  checks = {
    { "the answer ends in eof, not in a reset", function(t)
        t:run()
        local c = t:client()
        c:send(t:word() .. "\n" .. t:bytes(2000))
        c:expect("no\n", { en = "The client waits for an answer, and will not end its letter before it has one. Answer after the first line.",
          vi = "Máy khách đang chờ câu trả lời, và chưa có thì nó chưa kết thúc thư. Hãy trả lời ngay sau dòng đầu." })
        c:expect_eof({ en = 'The client must get "no\\n", then the end of the stream. After a close with unread bytes it gets a reset; if you only go on reading, it gets no end at all. shutdown(s) ends your direction without closing.',
          vi = 'Máy khách phải nhận được "no\\n" rồi hết luồng. close khi còn byte chưa đọc thì nó bị đặt lại; chỉ mải đọc tiếp thì nó chẳng thấy kết thúc. shutdown(s) kết thúc chiều gửi của bạn mà không đóng socket.' })
        c:close()
      end, vi = "câu trả lời kết thúc bằng eof, không phải bị đặt lại" },
    { "a client that is still sending is heard out", function(t)
        t:run()
        local c = t:client()
        local why = { en = "You closed while the client was still sending: what comes then is answered with RST, and the client's next send fails. After shutdown go on receiving, and throw it away, until eof.",
          vi = "Bạn đã đóng khi máy khách còn đang gửi: những gì đến sau đó bị đáp lại bằng RST, và lần send kế tiếp của máy khách thất bại. Sau shutdown hãy nhận tiếp rồi bỏ đi, cho đến eof." }
        c:send(t:word() .. "\n" .. t:bytes(500))
        for i = 1, 4 do t:settle(); c:send(t:bytes(2000), why) end
        c:expect("no\n", why)
        c:expect_eof(why)
        t:settle()
        t:eq(c.state, "CLOSE_WAIT", { en = "state of the client's end", vi = "trạng thái đầu của máy khách" }, why)
        c:close()
      end, vi = "máy khách còn đang gửi được nghe cho hết" },
    { "nothing is left, and the next client is served", function(t)
        t:run()
        for i = 1, 3 do
          local c = t:client()
          c:send(t:word() .. "\n" .. t:bytes(100))
          c:expect("no\n", { en = "Is the server still busy with the last client? When that one has ended its stream, too, go on to the next.",
            vi = "Máy chủ còn bận với máy khách trước à? Khi máy khách ấy cũng đã kết thúc luồng thì hãy sang người kế tiếp." })
          c:expect_eof()
          c:close()
        end
        t:settle()
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "shutdown ends a direction, it does not close: after the client's eof call close(s), too.",
          vi = "shutdown chỉ kết thúc một chiều chứ không đóng: sau eof của máy khách hãy gọi cả close(s)." })
      end, vi = "không sót lại gì, và máy khách kế tiếp được phục vụ" },
  },

  hints = {
    { en = "Three things, in this order: say that you have finished; listen until the client has finished; close.",
      vi = "Ba việc, theo thứ tự: báo rằng bạn đã nói xong; nghe cho đến khi máy khách nói xong; đóng." },
    { en = "The first is shutdown(s). The second is a loop around recv that throws away what it gets.",
      vi = "Việc đầu là shutdown(s). Việc thứ hai là một vòng lặp quanh recv, nhận được gì thì bỏ đi." },
    { en = "shutdown(s)  while recv(s) do end  close(s)", vi = "shutdown(s)  while recv(s) do end  close(s)" },
  },

  solution = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  recv_line(s)
  send(s, "no\n")
  shutdown(s)
  while recv(s) do end
  close(s)
end
]],

  after = {
    en = [[
close while bytes are unread, or while more are coming, sends RST: the kernel says honestly that they were lost, and the other side may lose your answer over it. So whoever ends a talk early says so with shutdown, drains, and then closes; a real server bounds the time of the draining.
See RFC 9293 section 3.6.1, and RFC 9112 section 9.6, where HTTP asks for exactly this.]],
    vi = [[
close khi còn byte chưa đọc, hoặc khi còn byte đang đến, sẽ gửi RST: nhân thành thật báo rằng chúng đã mất, và bên kia có thể vì thế mà mất luôn câu trả lời của bạn. Vì vậy ai muốn kết thúc sớm thì báo bằng shutdown, đọc cho cạn rồi mới close; máy chủ thật còn đặt hạn cho việc đọc cạn.
Xem RFC 9293 mục 3.6.1, và RFC 9112 mục 9.6, nơi HTTP yêu cầu đúng như vậy.]] },

  wrong = {
    { name = "reads to the end before it answers", vi = "đọc đến hết rồi mới trả lời", fails = "the answer ends in eof, not in a reset", code = [[
local l = listen(PORT)
while true do local s = accept(l) recv_line(s) while recv(s) do end send(s, "no\n") close(s) end]] },
    { name = "closes with bytes unread", vi = "đóng khi còn byte chưa đọc", fails = "the answer ends in eof, not in a reset", code = [[
local l = listen(PORT)
while true do local s = accept(l) recv_line(s) send(s, "no\n") close(s) end]] },
    { name = "drains, but does not say that it has finished", vi = "đọc cạn mà không báo đã nói xong", fails = "the answer ends in eof, not in a reset", code = [[
local l = listen(PORT)
while true do local s = accept(l) recv_line(s) send(s, "no\n") while recv(s) do end close(s) end]] },
    { name = "shuts down and closes at once", vi = "shutdown xong đóng ngay", fails = "a client that is still sending is heard out", code = [[
local l = listen(PORT)
while true do local s = accept(l) recv_line(s) send(s, "no\n") shutdown(s) recv(s) close(s) end]] },
    { name = "empties the queue once", vi = "dọn hàng đợi một lần", fails = "a client that is still sending is heard out", code = [[
local l = listen(PORT)
while true do local s = accept(l) recv_line(s) send(s, "no\n")
  while s.recv_queue > 0 do recv(s) end shutdown(s) close(s) end]] },
    { name = "never closes", vi = "không bao giờ đóng", fails = "nothing is left, and the next client is served", code = [[
local l = listen(PORT)
while true do local s = accept(l) recv_line(s) send(s, "no\n") shutdown(s) spawn(function() while recv(s) do end end) end]] },
  },
}

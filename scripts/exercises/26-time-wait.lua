exercise {
  id      = "end/time-wait",
  kind    = "fix",
  title   = { en = "TIME_WAIT: who closes first", vi = "TIME_WAIT: ai đóng trước" },
  level   = 3, minutes = 8,
  needs   = { "end/whose-turn" },
  teaches = { "time-wait", "active-close" },

  task = { en = [[
Whoever closes first keeps the connection in TIME_WAIT for a minute. This server says "bye\n" and
closes, so with many clients its table fills up.

Change who closes first: say "bye\n", wait until the CLIENT has closed, then close.
A client closes when it has read "bye\n".]],
  vi = [[
Ai đóng trước thì phải giữ kết nối ở TIME_WAIT trong một phút. Máy chủ này nói "bye\n" rồi đóng,
nên khi có nhiều máy khách, bảng của nó đầy lên.

Hãy đổi người đóng trước: nói "bye\n", chờ cho đến khi MÁY KHÁCH đã đóng, rồi mới đóng.
Máy khách sẽ đóng khi đọc được "bye\n".]] },

  start = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  send(s, "bye\n")
  close(s)
end
]],

  checks = {
    { "the client is told bye", function(t)
        t:run()
        local rst = { en = "A reset leaves no TIME_WAIT, but it is no way to say bye: it throws away what the client has not read yet.",
          vi = "Đặt lại kết nối thì không để lại TIME_WAIT, nhưng đó không phải cách chào tạm biệt: nó vứt bỏ những gì máy khách chưa đọc." }
        local c = t:client(nil, rst)
        c:expect("bye\n", { en = "The client waits for bye, and closes when it has read it: speak first, then wait.",
          vi = "Máy khách chờ bye, đọc xong rồi mới đóng: hãy nói trước, sau đó mới chờ." })
        if c.state == "CLOSED" then t:fail(rst) end
        c:expect_nothing({ en = "You closed first. Let the client do it: recv(s) until it gives nil.",
          vi = "Bạn đã đóng trước. Hãy để máy khách làm việc đó: recv(s) cho đến khi nhận nil." })
      end, vi = "máy khách được chào tạm biệt" },
    { "nothing stays behind on the server", function(t)
        t:run()
        for i = 1, 5 do
          local c = t:client()
          c:expect("bye\n")
          c:close()
          t:settle()
        end
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "When the client has closed, you must close, too.", vi = "Khi máy khách đã đóng, bạn cũng phải đóng." })
        t:eq(#t:around{ role = "left", state = "TIME_WAIT" } + #t:around{ role = "left", state = "FIN_WAIT2" }, 0,
          { en = "connections that the server's kernel must still keep", vi = "số kết nối mà nhân bên máy chủ còn phải giữ" }, {
          en = "TIME_WAIT is at the side whose FIN came first. Close only after the client's eof.",
          vi = "TIME_WAIT nằm ở bên gửi FIN trước. Chỉ đóng sau khi gặp eof của máy khách." })
      end, vi = "không còn gì sót lại ở máy chủ" },
  },

  hints = {
    { en = "How does a server learn that the client has closed?", vi = "Làm sao máy chủ biết máy khách đã đóng?" },
    { en = "while recv(s) do end  before  close(s)", vi = "while recv(s) do end  trước  close(s)" },
  },

  solution = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  spawn(function()
    send(s, "bye\n")
    while recv(s) do end
    close(s)
  end)
end
]],

  after = {
    en = "The side that closes first keeps TIME_WAIT, so that late packets of this connection can't disturb the next one. It is harmless; but a protocol decides at which side the rows pile up. See RFC 9293 section 3.6, tcp(7).",
    vi = "Bên đóng trước giữ TIME_WAIT để các gói tin đến muộn của kết nối này không quấy rầy kết nối sau. Nó vô hại; nhưng giao thức quyết định các hàng ấy dồn về phía nào. Xem RFC 9293 mục 3.6, tcp(7)." },

  wrong = {
    { name = "resets to be rid of it", vi = "đặt lại kết nối cho rảnh", fails = "the client is told bye", code = 'local l = listen(PORT)\nwhile true do local s = accept(l) send(s, "bye\\n") reset(s) end' },
    { name = "waits for the client before it speaks", vi = "chờ máy khách trước khi nói", fails = "the client is told bye", code = 'local l = listen(PORT)\nwhile true do local s = accept(l) while recv(s) do end send(s, "bye\\n") close(s) end' },
    { name = "closes first", vi = "đóng trước", fails = "the client is told bye", code = 'local l = listen(PORT)\nwhile true do local s = accept(l) send(s, "bye\\n") close(s) end' },
    { name = "shuts down first", vi = "shutdown trước", fails = "the client is told bye", code = 'local l = listen(PORT)\nwhile true do local s = accept(l) send(s, "bye\\n") shutdown(s) while recv(s) do end close(s) end' },
    { name = "never closes", vi = "không bao giờ đóng", fails = "nothing stays behind on the server", code = 'local l = listen(PORT)\nwhile true do local s = accept(l) spawn(function() send(s, "bye\\n") while recv(s) do end end) end' },
  },
}

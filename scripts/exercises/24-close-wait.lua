exercise {
  id      = "end/close-wait",
  kind    = "fix",
  title   = { en = "CLOSE_WAIT: you have not closed", vi = "CLOSE_WAIT: chính bạn chưa đóng" },
  level   = 2, minutes = 6,
  needs   = { "end/eof" },
  teaches = { "close-wait", "leak" },

  task = { en = [[
This server greets its clients and listens to what they say. After a day it has thousands of sockets
in CLOSE_WAIT, and no client. Find out what CLOSE_WAIT waits for, and mend the leak.]],
  vi = [[
Máy chủ này chào máy khách và lắng nghe họ nói. Sau một ngày nó có hàng nghìn socket ở trạng thái
CLOSE_WAIT mà không còn máy khách nào. Hãy tìm xem CLOSE_WAIT chờ điều gì, và vá chỗ rò rỉ.]] },

  start = [[
local function serve(s)
  send(s, "hello\n")
  while recv(s) do end
end

local l = listen(PORT)
while true do
  spawn(serve, accept(l))
end
]],

  checks = {
    { "clients are greeted", function(t)
        t:run()
        t:client():expect("hello\n")
      end, vi = "máy khách được chào" },
    { "many come and go, and nothing is left", function(t)
        t:run()
        for i = 1, 5 do
          local c = t:client()
          c:expect("hello\n")
          c:close()
        end
        t:settle()
        t:eq(#t:sockets{ state = "CLOSE_WAIT" }, 0, { en = "sockets in CLOSE_WAIT", vi = "số socket ở CLOSE_WAIT" }, {
          en = "CLOSE_WAIT means: the other side has closed, and the kernel waits for YOUR close. Call it when recv says eof.",
          vi = "CLOSE_WAIT nghĩa là: bên kia đã đóng, và nhân chờ BẠN đóng. Hãy gọi close khi recv báo eof." })
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "open connections", vi = "số kết nối còn mở" })
      end, vi = "nhiều người đến rồi đi, không còn gì sót lại" },
    { "who stays is not hung up on", function(t)
        t:run()
        local stays, goes = t:client(), t:client()
        goes:expect("hello\n"); goes:close()
        stays:expect("hello\n")
        stays:expect_nothing({ en = "You closed a client that has not left.", vi = "Bạn đã đóng một máy khách chưa rời đi." })
      end, vi = "người còn ở lại thì không bị ngắt" },
  },

  hints = {
    { en = "recv(s) gave nil: the client has sent FIN. Who must act now?", vi = "recv(s) trả về nil: máy khách đã gửi FIN. Bây giờ ai phải hành động?" },
    { en = "close(s) after the loop", vi = "close(s) sau vòng lặp" },
  },

  solution = [[
local function serve(s)
  send(s, "hello\n")
  while recv(s) do end
  close(s)
end

local l = listen(PORT)
while true do
  spawn(serve, accept(l))
end
]],

  after = {
    en = "CLOSE_WAIT has no timer: the socket stays until its own program closes it. Rows of it are always a bug of the program that owns them. See RFC 9293 section 3.3.2, tcp(7).",
    vi = "CLOSE_WAIT không có hạn: socket ở đó cho đến khi chính chương trình của nó đóng. Nhiều hàng như vậy luôn là lỗi của chương trình sở hữu chúng. Xem RFC 9293 mục 3.3.2, tcp(7)." },

  wrong = {
    { name = "never closes", vi = "không bao giờ đóng", fails = "many come and go, and nothing is left", code = 'local l = listen(PORT)\nwhile true do spawn(function(s) send(s, "hello\\n") while recv(s) do end end, accept(l)) end' },
    { name = "closes at once", vi = "đóng ngay lập tức", fails = "who stays is not hung up on", code = 'local l = listen(PORT)\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
    { name = "shuts down instead of closing", vi = "shutdown thay vì close", fails = "many come and go, and nothing is left", code = 'local l = listen(PORT)\nwhile true do spawn(function(s) send(s, "hello\\n") while recv(s) do end shutdown(s, "read") end, accept(l)) end' },
  },
}

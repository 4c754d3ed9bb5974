exercise {
  id      = "many/ports-run-out",
  kind    = "fix",
  title   = { en = "No port left to call from", vi = "Hết cổng để gọi đi" },
  level   = 4, minutes = 12,
  needs   = { "dial/own-port", "stream/lines" },
  teaches = { "ephemeral-ports-run-out", "keep-the-connection" },

  task = { en = [[
This client asks the server 40 questions, a line each, with a new connection for every one. The OS has
only 4 ports for it here, and a port stays taken for a minute after a close (TIME_WAIT): at the fifth dial
it fails with EADDRNOTAVAIL.

Mend it: ask all 40, "question 1" to "question 40", and read each answer before the next question.]],
  vi = [[
Máy khách này hỏi máy chủ 40 câu, mỗi câu một dòng, mỗi lần mở một kết nối mới. Ở đây hệ điều hành chỉ có
4 cổng cho nó, và sau khi đóng, cổng còn bị giữ một phút (TIME_WAIT): lần gọi thứ năm
thất bại với EADDRNOTAVAIL.

Hãy sửa: hỏi đủ 40 câu, từ "question 1" đến "question 40", và đọc câu trả lời trước khi hỏi câu kế tiếp.]] },

  start = [[
for i = 1, 40 do
  local c = dial(PORT)
  send(c, "question " .. i .. "\n")
  print(recv_line(c))
  close(c)
end
]],

  setup = function(t)
    S = t:server()
    t:limit{ ports = 4 }
    -- answers n questions, from as many connections as the program makes
    function answer(n)
      local c = S:accept()
      for i = 1, n do
        local line = c:line({ en = "Keep one connection for all questions: each new one takes a port, and a closed one gives it back only after a minute.",
          vi = "Hãy giữ một kết nối cho tất cả câu hỏi: mỗi kết nối mới tốn một cổng, và cổng chỉ được trả lại một phút sau khi đóng." })
        t:eq(line, "question " .. i, { en = "question", vi = "câu hỏi" })
        c:send("answer " .. i .. "\n")
      end
      return c
    end
  end,

  checks = {
    { "all questions are asked, and answered", function(t)
        t:run()
        answer(40)
        t:settle()
        t:ended()
      end, vi = "hỏi đủ, và được trả lời đủ" },
    { "one question at a time", function(t)
        t:run()
        local c = S:accept()
        t:eq(c:line(), "question 1", { en = "question", vi = "câu hỏi" })
        c:expect_nothing({ en = "You asked again before the answer had come.", vi = "Bạn hỏi tiếp khi câu trả lời chưa đến." })
      end, vi = "mỗi lần một câu hỏi" },
  },

  hints = {
    { en = "A connection is not used up by one question.", vi = "Một kết nối không bị dùng hết chỉ vì một câu hỏi." },
    { en = "Take dial out of the loop.", vi = "Đưa dial ra khỏi vòng lặp." },
  },

  solution = [[
local c = dial(PORT)
for i = 1, 40 do
  send(c, "question " .. i .. "\n")
  print(recv_line(c))
end
close(c)
]],

  after = {
    en = "A connection is named by four numbers; to one server only your own port is free to differ, and there are some 28,000 of them, each kept for a minute after you close first. Keep the connection (HTTP keep-alive), or let the other side close. See ip(7).",
    vi = "Kết nối được gọi tên bằng bốn con số; với một máy chủ, chỉ cổng của bạn là thay đổi được, và chỉ có khoảng 28.000 cổng, mỗi cổng bị giữ một phút nếu bạn đóng trước. Hãy giữ kết nối (HTTP keep-alive), hoặc để bên kia đóng. Xem ip(7)." },

  wrong = {
    { name = "a new connection for each question", vi = "mỗi câu hỏi một kết nối mới", fails = "all questions are asked, and answered", code = [[
for i = 1, 40 do local c = dial(PORT); send(c, "question " .. i .. "\n"); print(recv_line(c)); close(c) end]] },
    { name = "tries again until it works", vi = "thử lại cho đến khi được", fails = "all questions are asked, and answered", code = [[
for i = 1, 40 do
  local c = try(dial, PORT)
  if c then send(c, "question " .. i .. "\n"); print(recv_line(c)); close(c) end
end]] },
    { name = "asks everything at once", vi = "hỏi tất cả cùng lúc", fails = "one question at a time", code = [[
local c = dial(PORT)
for i = 1, 40 do send(c, "question " .. i .. "\n") end
for i = 1, 40 do print(recv_line(c)) end]] },
  },
}

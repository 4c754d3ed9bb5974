exercise {
  id      = "many/ports-run-out",
  kind    = "fix",
  title   = { en = "No port left to call from", vi = "Hết cổng để gọi đi" },
  level   = 4, minutes = 12,
  needs   = { "dial/own-port", "stream/lines" },
  teaches = { "ephemeral-ports-run-out", "keep-the-connection" },

  task = { en = [[
This client asks the server 40 questions, a line each, with a new connection for every one.
The OS has only 4 ports for it here, and a port stays taken for a minute after the client has
closed (TIME_WAIT): the fifth dial fails with EADDRNOTAVAIL.

Mend it: ask all 40, "question 1" to "question 40", and read each answer before you ask
the next question.]],
  vi = [[
Máy khách này hỏi máy chủ 40 câu, mỗi câu một dòng, và mỗi câu lại mở một kết nối mới. Ở đây hệ
điều hành chỉ có 4 cổng cho nó, và sau khi máy khách đóng, cổng còn bị giữ một phút (TIME_WAIT):
lần dial thứ năm thất bại với EADDRNOTAVAIL.

Hãy sửa: hỏi đủ 40 câu, từ "question 1" đến "question 40", và đọc câu trả lời trước khi hỏi
câu kế tiếp.]] },

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
    LINE = { en = "A question is a line: end it with \\n.", vi = "Mỗi câu hỏi là một dòng: hãy kết thúc bằng \\n." }
    KEEP = { en = "The next question does not come on this connection. Keep ONE for all questions: each new dial takes another of the 4 ports, and a closed one gives its port back only after a minute.",
      vi = "Câu hỏi kế tiếp không đến trên kết nối này. Hãy giữ MỘT kết nối cho mọi câu hỏi: mỗi lần dial lại chiếm thêm một trong 4 cổng, và kết nối đã đóng phải một phút sau mới trả lại cổng." }
  end,

  checks = {
    { "all questions are asked, and answered", function(t)
        t:run()
        local c = S:accept()
        for i = 1, 40 do
          t:eq(c:line(i == 1 and LINE or KEEP), "question " .. i, { en = "question", vi = "câu hỏi" })
          c:send("answer " .. i .. "\n", KEEP)
        end
        t:settle()
        t:ended()
      end, vi = "hỏi đủ, và được trả lời đủ" },
    { "one question at a time", function(t)
        t:run()
        local c = S:accept()
        t:eq(c:line(LINE), "question 1", { en = "question", vi = "câu hỏi" })
        c:expect_nothing({ en = "You asked again before the answer had come.", vi = "Câu trả lời chưa đến mà bạn đã hỏi tiếp." })
      end, vi = "mỗi lần một câu hỏi" },
  },

  hints = {
    { en = "A connection is not used up by one question.", vi = "Hỏi xong một câu, kết nối vẫn còn dùng được." },
    { en = "Take dial and close out of the loop.", vi = "Đưa dial và close ra khỏi vòng lặp." },
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
    en = "Four numbers name a connection; to one server only your own port can differ, and the OS has a limited range of them, each kept for a minute after you close first. Keep the connection (HTTP calls it keep-alive), or let the other side close. See ip(7), ip_local_port_range.",
    vi = "Bốn con số làm nên tên của một kết nối; với một máy chủ, chỉ cổng của bạn là thay đổi được, mà hệ điều hành chỉ có một khoảng cổng giới hạn, mỗi cổng bị giữ một phút nếu bạn đóng trước. Hãy giữ kết nối (HTTP gọi là keep-alive), hoặc để bên kia đóng. Xem ip(7), ip_local_port_range." },

  wrong = {
    { name = "a new connection for each question", vi = "mỗi câu hỏi một kết nối mới", fails = "all questions are asked, and answered", code = [[
for i = 1, 40 do local c = dial(PORT); send(c, "question " .. i .. "\n"); print(recv_line(c)); close(c) end]] },
    { name = "keeps every connection open", vi = "giữ mở mọi kết nối", fails = "all questions are asked, and answered", code = [[
local all = {}
for i = 1, 40 do all[i] = dial(PORT); send(all[i], "question " .. i .. "\n"); print(recv_line(all[i])) end]] },
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

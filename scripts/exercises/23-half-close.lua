exercise {
  id      = "end/half-close",
  title   = { en = "Two streams, two ends", vi = "Hai luồng, hai lần kết thúc" },
  level   = 3, minutes = 8,
  needs   = { "end/eof" },
  teaches = { "half-close", "shutdown" },

  task = { en = [[
Be a client. The server on PORT counts lines: it answers when YOUR stream has ended.
Send the three lines "one", "two", "three", end your stream, read the answer, and print it.

  you ───── one\ntwo\nthree\n ─────►│ eof   server
      ◄──────────── 3 lines\n ──────┘]],
  vi = [[
Hãy làm máy khách. Máy chủ ở PORT đếm dòng: nó trả lời khi luồng của BẠN đã kết thúc.
Gửi ba dòng "one", "two", "three", kết thúc luồng của bạn, đọc câu trả lời rồi in ra.

  bạn ───── one\ntwo\nthree\n ─────►│ eof   máy chủ
      ◄──────────── 3 lines\n ──────┘]] },

  start = [[
local c = dial(PORT)
send(c, "one\ntwo\nthree\n")
-- TODO: the server still waits for more. Tell it that there is no more.
print(recv_line(c))
]],

  setup = function(t) S = t:server() end,

  checks = {
    { "the server reads three lines and the end", function(t)
        t:run()
        local c = S:accept()
        t:eq(c:rest({ en = "You and the server both wait: it for your end, you for its answer. shutdown(c) ends your direction.",
          vi = "Bạn và máy chủ cùng chờ: nó chờ bạn kết thúc, bạn chờ nó trả lời. shutdown(c) kết thúc chiều gửi của bạn." }),
          "one\ntwo\nthree\n", { en = "what the server read", vi = "những gì máy chủ đọc được" }, {
          en = "Three lines, and each ends in \\n: the sends alone leave no marks in the stream.",
          vi = "Ba dòng, dòng nào cũng kết thúc bằng \\n: các lần send không để lại dấu vết gì trong luồng." })
      end, vi = "máy chủ đọc được ba dòng và hết luồng" },
    { "the answer is printed", function(t)
        t:run()
        local c, n = S:accept(), t:number(3, 99)
        c:rest()
        c:send(n .. " lines\n")
        c:close()
        t:expect_print(n .. " lines", { en = "close ends both directions, and so does shutdown(c, \"both\"): then the answer can't be read. shutdown(c, \"write\") ends one.",
          vi = "close kết thúc cả hai chiều, shutdown(c, \"both\") cũng vậy: khi đó không đọc được câu trả lời nữa. shutdown(c, \"write\") chỉ kết thúc một chiều." })
        t:ended()
      end, vi = "câu trả lời được in ra" },
  },

  hints = {
    { en = "Which call ends one direction and leaves the other open? help(\"shutdown\")", vi = "Lời gọi nào kết thúc một chiều và để chiều kia mở? help(\"shutdown\")" },
    { en = "shutdown(c, \"write\")", vi = "shutdown(c, \"write\")" },
  },

  solution = [[
local c = dial(PORT)
send(c, "one\ntwo\nthree\n")
shutdown(c, "write")
print(recv_line(c))
close(c)
]],

  after = {
    en = "A connection is two streams, and each ends on its own: shutdown(c, \"write\") sends FIN, the other side reads eof, and can still answer. See shutdown(2), RFC 9293 section 3.6.",
    vi = "Một kết nối là hai luồng, và mỗi luồng kết thúc riêng: shutdown(c, \"write\") gửi FIN, bên kia đọc thấy eof và vẫn trả lời được. Xem shutdown(2), RFC 9293 mục 3.6." },

  wrong = {
    { name = "waits without ending its stream", vi = "chờ mà không kết thúc luồng của mình", fails = "the server reads three lines and the end", code = 'local c = dial(PORT)\nsend(c, "one\\ntwo\\nthree\\n")\nprint(recv_line(c))' },
    { name = "closes instead of half-closing", vi = "đóng hẳn thay vì đóng nửa", fails = "the answer is printed", code = 'local c = dial(PORT)\nsend(c, "one\\ntwo\\nthree\\n")\nclose(c)\nprint(try(recv_line, c))' },
    { name = "shuts both directions", vi = "đóng cả hai chiều", fails = "the answer is printed", code = 'local c = dial(PORT)\nsend(c, "one\\ntwo\\nthree\\n")\nshutdown(c, "both")\nprint(try(recv_line, c))' },
    { name = "shuts the wrong direction", vi = "đóng nhầm chiều", fails = "the server reads three lines and the end", code = 'local c = dial(PORT)\nsend(c, "one\\ntwo\\nthree\\n")\nshutdown(c, "read")\nprint(recv_line(c))\nchannel():get()' },
  },
}

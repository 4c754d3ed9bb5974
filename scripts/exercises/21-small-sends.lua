-- Nagle's algorithm and delayed acknowledgements: two small sends, then a recv.
exercise {
  id      = "stream/small-sends",
  kind    = "fix",
  title   = { en = "Forty milliseconds for nothing", vi = "Mất bốn mươi mili giây vô ích" },
  level   = 3, minutes = 10,
  needs   = { "stream/lines" },
  teaches = { "nagle", "delayed-ack", "one-send-per-message" },

  task = { en = [[
This client asks the server on PORT N questions, one after the other: "GET 1", "GET 2", ...
It works, but each answer takes about 40 ms, though the server answers at once.

  you      send "GET "     ────────►  arrives                               kernel of the
           send "1\n"      ──┐        "no hurry to acknowledge: perhaps     server
             held back until │         an answer goes the same way soon"
             "GET " is       │        ... some 40 ms later ...
             acknowledged  ◄─┼──────  acknowledged
                             └─────►  only now the line is complete

Mend it without changing an option of the socket (leave nodelay and the others alone): give
the kernel each question in one send. Wait for each answer before you ask the next.]],
  vi = [[
Máy khách này hỏi máy chủ ở PORT N câu, câu này xong mới đến câu kia: "GET 1", "GET 2", ...
Nó chạy đúng, nhưng mỗi câu trả lời mất khoảng 40 ms, dù máy chủ trả lời ngay.

  bạn      send "GET "     ────────►  đã đến                                nhân của
           send "1\n"      ──┐        "chưa vội báo nhận: biết đâu sắp có   máy chủ
             bị giữ lại cho  │         câu trả lời đi cùng chiều"
             đến khi "GET "  │        ... chừng 40 ms sau ...
             được báo nhận ◄─┼──────  báo nhận
                             └─────►  đến lúc này dòng mới đủ

Hãy sửa mà không đổi tùy chọn nào của socket (đừng đụng đến nodelay và các tùy chọn khác): hãy
trao mỗi câu hỏi cho nhân trong một lần send. Chờ câu trả lời rồi mới hỏi câu kế tiếp.]] },

  start = [[
local c = dial(PORT)
for i = 1, N do
  send(c, "GET ")
  send(c, i .. "\n")
  print(recv_line(c))
end
]],

  setup = function(t)
    N = t:number(4, 6)
    t:give("N", N)
    S = t:server()
    -- Answers all questions.
    ANSWER = function()
      t:start()
      local c = S:accept()
      for i = 1, N do
        t:eq(c:line({ en = "Ask all questions on one connection, each a line that ends in \\n.", vi = "Hãy hỏi mọi câu trên cùng một kết nối, mỗi câu là một dòng kết thúc bằng \\n." }),
          "GET " .. i, { en = "question " .. i, vi = "câu hỏi " .. i })
        if i == 1 then
          c:expect_nothing({
            en = "The second question came before the first was answered: ask one after the other.",
            vi = "Câu hỏi thứ hai đến khi câu thứ nhất chưa được trả lời: hãy hỏi lần lượt." })
        end
        local answer = t:word()
        c:send(answer .. "\n")
        t:expect_print(answer, { en = "Print each answer.", vi = "Hãy in từng câu trả lời." })
      end
    end
  end,

  checks = {
    { "every question is answered", function(t) ANSWER() end, vi = "mọi câu hỏi đều được trả lời" },
    { "one send for each question", function(t)
        ANSWER()
        local waited = 0
        for _, e in ipairs(t:events()) do -- recv_line peeks before it takes
          if e.call == "recv" or e.call == "peek" then waited = waited + (e.took or 0) end
        end
        local ms = string.format("%.0f", waited * 1000)
        local sends = #t:events{ call = "send" }
        t:eq(sends, N, { en = "sends for " .. N .. " questions", vi = "số lần send cho " .. N .. " câu hỏi" },
          #t:events{ call = "setsockopt" } > 0 and {
            en = "The option makes it quick, but each question is still cut in two and goes out as two packets. Put the question together, and the option is not needed.",
            vi = "Tùy chọn ấy làm nó nhanh lên, nhưng mỗi câu hỏi vẫn bị cắt đôi và đi thành hai gói tin. Hãy ghép câu hỏi lại, khi đó không cần tùy chọn nữa." } or {
            en = "Your program waited " .. ms .. " ms for the answers. A small second piece is held back while the first is not acknowledged (Nagle's algorithm); the other kernel delays that, since it has no answer yet to send along. Put the question together first.",
            vi = "Chương trình của bạn đã chờ " .. ms .. " ms để nhận câu trả lời. Mẩu nhỏ thứ hai bị giữ lại khi mẩu thứ nhất chưa được báo nhận (thuật toán Nagle); nhân bên kia lại trì hoãn báo nhận vì chưa có câu trả lời nào để gửi kèm. Hãy ghép câu hỏi lại trước đã." })
      end, vi = "mỗi câu hỏi một lần send" },
    { "the options of the socket are as they were", function(t)
        ANSWER()
        t:eq(#t:events{ call = "setsockopt" }, 0, { en = "options that were set", vi = "số tùy chọn đã đặt" }, {
          en = "With one send for each question nothing is held back: the option only hides that a message was cut.",
          vi = "Mỗi câu hỏi một lần send thì không có gì bị giữ lại: tùy chọn ấy chỉ che đi việc thông điệp bị cắt." })
      end, vi = "các tùy chọn của socket vẫn như cũ" },
  },

  hints = {
    { en = "The stream has no messages: the server does not see how many sends there were. Only your kernel does.",
      vi = "Luồng byte không có thông điệp: máy chủ không thấy có mấy lần send. Chỉ nhân của bạn mới thấy." },
    { en = "Join the pieces with .. before you send.", vi = "Hãy nối các mẩu bằng .. trước khi gửi." },
    { en = 'send(c, "GET " .. i .. "\\n")', vi = 'send(c, "GET " .. i .. "\\n")' },
  },

  solution = [[
local c = dial(PORT)
for i = 1, N do
  send(c, "GET " .. i .. "\n")
  print(recv_line(c))
end
]],

  after = {
    en = [[
send, send, recv is the slow pattern: Nagle's algorithm waits for an acknowledgement, and the receiver's kernel waits with it for an answer. One send for each message needs no option and makes one packet instead of two.
TCP_NODELAY turns Nagle off, for programs that must send small pieces at once. See tcp(7), RFC 9293 section 3.7.4, RFC 1122 section 4.2.3.2.]],
    vi = [[
send, send, recv là kiểu chậm: thuật toán Nagle chờ báo nhận, còn nhân bên nhận thì chờ câu trả lời rồi mới báo nhận. Mỗi thông điệp một lần send thì không cần tùy chọn nào, và chỉ tốn một gói tin thay vì hai.
TCP_NODELAY tắt Nagle, dành cho chương trình phải gửi ngay các mẩu nhỏ. Xem tcp(7), RFC 9293 mục 3.7.4, RFC 1122 mục 4.2.3.2.]] },

  wrong = {
    { name = "sends a message in two pieces", vi = "gửi một thông điệp thành hai mẩu", fails = "one send for each question", code = [[
local c = dial(PORT)
for i = 1, N do
  send(c, "GET " .. i)
  send(c, "\n")
  print(recv_line(c))
end]] },
    { name = "turns Nagle off instead", vi = "tắt Nagle cho xong", fails = "one send for each question", code = [[
local c = dial(PORT)
setopt(c, "nodelay", true)
for i = 1, N do
  send(c, "GET "); send(c, i .. "\n")
  print(recv_line(c))
end]] },
    { name = "turns Nagle off as well", vi = "vẫn tắt thêm Nagle", fails = "the options of the socket are as they were", code = [[
local c = dial(PORT, {nodelay=true})
for i = 1, N do
  send(c, "GET " .. i .. "\n")
  print(recv_line(c))
end]] },
    { name = "asks everything at once", vi = "hỏi tất cả cùng lúc", fails = "every question is answered", code = [[
local c = dial(PORT)
local all = ""
for i = 1, N do all = all .. "GET " .. i .. "\n" end
send(c, all)
for i = 1, N do print(recv_line(c)) end]] },
    { name = "forgets the end of the line", vi = "quên ký tự kết thúc dòng", fails = "every question is answered", code = [[
local c = dial(PORT)
for i = 1, N do
  send(c, "GET " .. i)
  print(recv_line(c))
end]] },
  },
}

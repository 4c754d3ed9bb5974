exercise {
  id      = "accept/before-accept",
  kind    = "predict",
  title   = { en = "dial is done before accept", vi = "dial xong trước khi có accept" },
  level   = 2, minutes = 5,
  needs   = { "listen/first", "dial/own-port" },
  teaches = { "accept-queue", "handshake-by-the-kernel" },

  task = { en = [[
Nobody calls accept in this scenario. Predict what the kernel has when it has run:
the state of c, how many connections wait at l, and how many bytes send took.
Write your answers into the file, in place of the question marks.]],
  vi = [[
Trong kịch bản này không ai gọi accept. Hãy dự đoán nhân hệ điều hành đang giữ gì sau khi nó chạy:
trạng thái của c, bao nhiêu kết nối đang chờ ở l, và send đã nhận lấy bao nhiêu byte.
Viết câu trả lời vào tệp, thay cho các dấu hỏi.]] },

  world = [[
l = listen(PORT)
c = dial(PORT)
send(c, "hello")
-- and no accept
]],

  start = [[
state   = "?"   -- of c: "SYN_SENT" while it dials, "ESTABLISHED" when it is connected
waiting = "?"   -- l.accept_queue: a number
sent    = "?"   -- c.bytes_sent: a number
]],

  checks = {
    { "the state of c", function(t)
        t:run()
        t:predicted("state", t:value("c.state"), {
          en = "The kernel does the handshake by itself: dial does not wait for accept.",
          vi = "Nhân tự bắt tay: dial không chờ accept." })
      end, vi = "trạng thái của c" },
    { "what waits at l", function(t)
        t:run()
        t:predicted("waiting", t:value("l.accept_queue"), {
          en = "The finished connection waits in the accept queue of l; accept will only take it out.",
          vi = "Kết nối đã xong nằm chờ trong hàng đợi chấp nhận của l; accept chỉ việc lấy nó ra." })
      end, vi = "những gì chờ ở l" },
    { "what send took", function(t)
        t:run()
        t:predicted("sent", t:value("c.bytes_sent"), {
          en = "c is connected, so it may send. The bytes wait in the kernel, at a socket that no program holds yet.",
          vi = "c đã kết nối nên được phép gửi. Các byte chờ trong nhân, ở một socket chưa chương trình nào cầm." })
      end, vi = "send nhận lấy bao nhiêu" },
  },

  hints = {
    { en = "Who sends SYN, and who answers it: the server program, or the kernel of its machine?", vi = "Ai gửi SYN, và ai trả lời: chương trình máy chủ, hay nhân của máy đó?" },
    { en = "Say play to see the scenario's world, then :sockets.", vi = "Gõ play để xem thế giới của kịch bản, rồi gõ :sockets." },
  },

  solution = 'state, waiting, sent = "ESTABLISHED", 1, 5\n',

  after = {
    en = "The kernel finishes the handshake and puts the connection into the accept queue; dial returns and send works before any accept. accept makes no connection, it takes one out of the queue. See listen(2), tcp(7).",
    vi = "Nhân hoàn tất bắt tay và đặt kết nối vào hàng đợi chấp nhận; dial trả về và send hoạt động trước khi có accept. accept không tạo kết nối, nó lấy kết nối ra khỏi hàng đợi. Xem listen(2), tcp(7)." },

  wrong = {
    { name = "believes that accept makes the connection", vi = "tưởng accept tạo ra kết nối", fails = "the state of c", code = 'state, waiting, sent = "SYN_SENT", 0, 0' },
    { name = "believes that nothing waits", vi = "tưởng không có gì chờ", fails = "what waits at l", code = 'state, waiting, sent = "ESTABLISHED", 0, 5' },
    { name = "believes that send needs accept", vi = "tưởng send cần accept", fails = "what send took", code = 'state, waiting, sent = "ESTABLISHED", 1, 0' },
  },
}

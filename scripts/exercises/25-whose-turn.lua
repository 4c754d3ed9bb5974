exercise {
  id      = "end/whose-turn",
  kind    = "predict",
  title   = { en = "Half-closed: whose turn is it?", vi = "Đóng nửa: đến lượt ai?" },
  level   = 3, minutes = 6,
  needs   = { "end/half-close", "end/close-wait" },
  teaches = { "fin-wait2", "close-wait" },

  task = { en = [[
a and b are the two ends of a connection; one of them ends its stream. Predict the state of each end
when both have heard of it, and who must act before the connection can be over.]],
  vi = [[
a và b là hai đầu của một kết nối; một đầu kết thúc luồng của mình. Hãy dự đoán trạng thái của từng đầu
khi cả hai đã biết tin, và ai phải hành động thì kết nối mới có thể chấm dứt.]] },

  world = [[
a, b = pair("tcp")
shutdown(a, "write")
expect.state(a, "FIN_WAIT2")   -- wait until b's kernel has answered
]],

  start = [[
-- ESTABLISHED, FIN_WAIT2, CLOSE_WAIT, TIME_WAIT or CLOSED
state_a = "?"
state_b = "?"
acts    = "?"   -- "a" or "b"
]],

  checks = {
    { "the end that spoke", function(t)
        t:run()
        t:predicted("state_a", t:value("a.state"), {
          en = "a has sent its FIN, and b's kernel has confirmed it: a now waits for b's FIN. That is FIN_WAIT2.",
          vi = "a đã gửi FIN, và nhân của b đã xác nhận: giờ a chờ FIN của b. Đó là FIN_WAIT2." })
      end, vi = "đầu đã lên tiếng" },
    { "the end that heard it", function(t)
        t:run()
        t:predicted("state_b", t:value("b.state"), {
          en = "b has got a FIN and has not closed yet: its kernel waits for close. That is CLOSE_WAIT.",
          vi = "b đã nhận FIN và chưa đóng: nhân của nó chờ close. Đó là CLOSE_WAIT." })
      end, vi = "đầu nghe được tin" },
    { "whose turn it is", function(t)
        t:run()
        t:predicted("acts", t:value('a.state == "FIN_WAIT2" and "b" or "a"'), {
          en = "a has done its part. Only b can end the other stream.", vi = "a đã làm xong phần mình. Chỉ b mới kết thúc được luồng còn lại." })
      end, vi = "đến lượt ai" },
  },

  hints = {
    { en = "The names say what is waited for: FIN_WAIT for the other's FIN, CLOSE_WAIT for one's own close.", vi = "Cái tên nói lên điều đang chờ: FIN_WAIT chờ FIN của bên kia, CLOSE_WAIT chờ chính mình close." },
    { en = "play, then :sockets", vi = "play, rồi :sockets" },
  },

  solution = 'state_a, state_b, acts = "FIN_WAIT2", "CLOSE_WAIT", "b"\n',

  after = {
    en = "FIN_WAIT2 means that the other side has not closed, CLOSE_WAIT that you have not. An orphan in FIN_WAIT2, closed by its program, is kept for a minute only; one that a program holds waits for ever. See tcp(7), tcp_fin_timeout.",
    vi = "FIN_WAIT2 nghĩa là bên kia chưa đóng, CLOSE_WAIT nghĩa là bạn chưa đóng. Socket mồ côi ở FIN_WAIT2, đã bị chương trình đóng, chỉ được giữ một phút; socket còn chương trình cầm thì chờ mãi. Xem tcp(7), tcp_fin_timeout." },

  wrong = {
    { name = "believes that one FIN ends both streams", vi = "tưởng một FIN kết thúc cả hai luồng", fails = "the end that spoke", code = 'state_a, state_b, acts = "CLOSED", "CLOSED", "b"' },
    { name = "swaps the two", vi = "lẫn lộn hai trạng thái", fails = "the end that spoke", code = 'state_a, state_b, acts = "CLOSE_WAIT", "FIN_WAIT2", "a"' },
    { name = "believes that the speaker must act again", vi = "tưởng bên đã lên tiếng phải làm tiếp", fails = "whose turn it is", code = 'state_a, state_b, acts = "FIN_WAIT2", "CLOSE_WAIT", "a"' },
  },
}

exercise {
  id      = "stream/two-sends",
  kind    = "predict",
  title   = { en = "Two sends, one recv", vi = "Hai lần send, một lần recv" },
  level   = 2, minutes = 4,
  needs   = { "accept/before-accept" },
  teaches = { "no-message-boundaries" },

  task = { en = [[
a and b are the two ends of one connection. Predict what recv gives, and what waits at b before
and after it. Write your answers in place of the question marks.]],
  vi = [[
a và b là hai đầu của một kết nối. Hãy dự đoán recv trả về gì, và có bao nhiêu byte đang chờ ở b
trước và sau đó. Viết câu trả lời thay cho các dấu hỏi.]] },

  world = [[
a, b = pair("tcp")
send(a, "hello")
send(a, "world")
queued = b.recv_queue
data = recv(b, 100)
left = b.recv_queue
]],

  start = [[
before = "?"   -- queued: a number of bytes
got    = "?"   -- data: a string
after  = "?"   -- left: a number of bytes
]],

  checks = {
    { "what waits before", function(t)
        t:run()
        t:predicted("before", t:value("queued"), {
          en = "b's queue holds bytes, not messages: those of both sends, one behind the other.",
          vi = "Hàng đợi của b chứa byte, không chứa thông điệp: byte của cả hai lần send nối đuôi nhau." })
      end, vi = "những gì chờ trước đó" },
    { "what recv gives", function(t)
        t:run()
        t:predicted("got", t:value("data"), {
          en = "recv gives what is there, up to 100 bytes. Where one send ended, nobody knows any more.",
          vi = "recv trả về những gì đang có, tối đa 100 byte. Lần send này kết thúc ở đâu thì không ai còn biết." })
      end, vi = "recv trả về gì" },
    { "what is left", function(t)
        t:run()
        t:predicted("after", t:value("left"), {
          en = "recv took all that was there: it was less than 100 bytes.",
          vi = "recv đã lấy hết những gì có: chưa đến 100 byte." })
      end, vi = "còn lại gì" },
  },

  hints = {
    { en = "TCP is a stream of bytes, like water in a pipe. Does water remember the buckets?", vi = "TCP là một luồng byte, như nước trong ống. Nước có nhớ từng xô không?" },
    { en = "Say play, then look at what data is.", vi = "Gõ play, rồi xem data là gì." },
  },

  solution = 'before, got, after = 10, "helloworld", 0\n',

  after = {
    en = "TCP carries a stream of bytes and keeps no boundaries between sends. If a message must end somewhere, the two programs must agree how to tell. See tcp(7), RFC 9293 section 3.7.",
    vi = "TCP chuyển một luồng byte và không giữ ranh giới giữa các lần send. Nếu thông điệp phải kết thúc ở đâu đó, hai chương trình phải tự thỏa thuận cách nhận biết. Xem tcp(7), RFC 9293 mục 3.7." },

  wrong = {
    { name = "believes that one recv is one message", vi = "tưởng một recv là một thông điệp", fails = "what recv gives", code = 'before, got, after = 10, "hello", 5' },
    { name = "counts messages", vi = "đếm thông điệp", fails = "what waits before", code = 'before, got, after = 2, "helloworld", 0' },
    { name = "believes that recv waits for 100 bytes", vi = "tưởng recv chờ đủ 100 byte", fails = "what recv gives", code = 'before, got, after = 10, "", 10' },
  },
}

exercise {
  id      = "capstone/rescue",
  kind    = "rescue",
  title   = { en = "Capstone: rescue", vi = "Bài tổng hợp: giải cứu" },
  level   = 4, minutes = 20,
  needs   = { "end/close-wait", "stream/up-to", "end/half-close" },
  teaches = { "read-the-table", "who-waits-for-whom" },

  task = { en = [[
A world is stuck. Make it healthy: no task waits any more, nothing is in CLOSE_WAIT, nothing
lies in a queue; and nothing is cut off that could still be finished.

Look with :sockets, :tasks, :why and :map. Try your cure at the prompt (play begins anew), then
write it into your file. The variables of the world are yours.]],
  vi = [[
Một thế giới đang bị kẹt. Hãy làm cho nó khỏe lại: không tác vụ nào còn phải chờ, không socket nào
ở CLOSE_WAIT, không byte nào nằm lại trong hàng đợi; và không cắt ngang việc gì còn có thể làm xong.

Hãy quan sát bằng :sockets, :tasks, :why và :map. Thử cách chữa ngay ở dấu nhắc (gõ play để bắt đầu
lại), rồi viết vào tệp của bạn. Bạn dùng được mọi biến của thế giới ấy.]] },

  world = [[
l = listen(PORT)
c1 = dial(PORT)
s1 = accept(l)
c2 = dial(PORT)
s2 = accept(l)
c3 = dial(PORT)
s3 = accept(l)
cargo = ("x"):rep(9000000)
t1 = spawn(function() return recv_line(c1) end)
t2 = spawn(function() local q = recv_line(s1) send(s1, "answer to " .. q .. "\n") end)
close(c2)
t3 = spawn(function() send(c3, cargo) shutdown(c3, "write") end)
]],

  start = "-- What does each row of the table wait for, and who could give it?\n",

  checks = {
    { "the two who wait for each other", function(t)
        t:run()
        t:settle()
        t:ok(t:value("t2.done") or not t:value("t1.done"), {
          en = "c1's task is done, but s1's task was never asked and still waits. Let s1 give the answer itself: ask it, through c1.",
          vi = "Tác vụ ở c1 đã xong, nhưng tác vụ ở s1 chưa hề được hỏi và vẫn còn chờ. Hãy để chính s1 trả lời: hãy hỏi nó, qua c1." })
        t:ok(t:value("t1.done") and t:value("t2.done"), {
          en = "c1 waits to be answered, and s1 waits to be asked. s1's task asks for nothing but a line: give it a whole one, with its newline, through c1.",
          vi = "c1 chờ được trả lời, còn s1 chờ được hỏi. Tác vụ ở s1 chỉ cần một dòng: hãy gửi cho nó trọn một dòng, kèm ký tự xuống dòng, qua c1." })
        t:ok((t:value('tostring((try(join, t1)))') or ""):find("answer to", 1, true), {
          en = "t1 ended without its answer: to cancel or to close is no cure. Ask through c1, and let s1 answer.",
          vi = "t1 kết thúc mà không nhận được câu trả lời: hủy hay đóng không phải là chữa. Hãy hỏi qua c1, và để s1 trả lời." })
      end, vi = "hai bên chờ lẫn nhau" },
    { "the one whose partner has gone", function(t)
        t:run()
        t:settle()
        t:eq(#t:sockets{ state = "CLOSE_WAIT", name = "s2" }, 0, { en = "s2 in CLOSE_WAIT", vi = "số lần thấy s2 ở CLOSE_WAIT" }, {
          en = "c2 was closed, and no more comes from there. s2 stays in CLOSE_WAIT until its own side closes it.",
          vi = "c2 đã đóng, từ đó không còn gì đến nữa. s2 sẽ ở mãi CLOSE_WAIT cho đến khi phía của chính nó đóng nó." })
      end, vi = "bên có đối tác đã đi mất" },
    { "the one who can't get rid of its bytes", function(t)
        t:run()
        t:settle()
        t:ok(t:value("t3.done"), { en = "Both buffers are full: c3 can't send the rest, because nobody receives at s3. One recv takes only what is there: go on until eof.",
          vi = "Cả hai bộ đệm đều đầy: c3 không gửi nốt được vì không ai recv ở s3. Một lần recv chỉ lấy được những gì đang có: hãy recv tiếp cho đến eof." })
        t:eq(t:value("s3.bytes_received"), t:value("#cargo"), { en = "bytes that came out at s3", vi = "số byte lấy ra ở s3" },
          (t:value("s3.closed") or t:value("c3.closed")) and {
            en = "A socket was closed before all had come through: the rest is cut off, and lost. First receive to the end, then close.",
            vi = "Có socket bị đóng khi byte chưa qua hết: phần còn lại bị cắt ngang và mất. Hãy recv cho đến hết luồng, rồi mới close." } or {
            en = "Receive until the end of the stream: the rest still lies in the queue.",
            vi = "Hãy recv cho đến hết luồng: phần còn lại vẫn nằm trong hàng đợi." })
      end, vi = "bên không gửi hết được byte" },
    { "no connection is left half-closed", function(t)
        t:run()
        t:settle()
        t:eq(#t:sockets{ state = "CLOSE_WAIT" }, 0, { en = "sockets in CLOSE_WAIT", vi = "số socket ở CLOSE_WAIT" }, {
          en = "c3 has ended its stream, and s3 has read it to the end: now s3 should be closed, too.",
          vi = "c3 đã kết thúc luồng của nó, và s3 đã đọc đến hết: giờ cũng nên đóng s3." })
        t:eq(#t:tasks(), 0, { en = "tasks that still wait", vi = "số tác vụ còn chờ" })
      end, vi = "không kết nối nào còn đóng nửa" },
  },

  hints = {
    { en = ":why names who waits for whom.", vi = ":why cho biết ai đang chờ ai." },
    { en = "send(c1, \"well?\\n\") wakes two of them.", vi = "send(c1, \"sao rồi?\\n\") đánh thức được hai tác vụ." },
    { en = "while recv(s3) do end, and close(s2), close(s3)", vi = "while recv(s3) do end, rồi close(s2), close(s3)" },
  },

  solution = [[
send(c1, "well?\n")
join(t1)
close(s2)
while recv(s3) do end
close(s3)
]],

  after = {
    en = "Every stuck row waits for something in particular: a byte, an end, a reader, a close. Find what, and who can give it, before you pull a plug. ss(8) and netstat(8) show such rows of any program; their states are in RFC 9293 section 3.3.2.",
    vi = "Hàng nào bị kẹt cũng đang chờ một điều cụ thể: một byte, một lần hết luồng, một người đọc, một lần close. Hãy tìm ra điều đó và ai đáp ứng được, trước khi rút phích cắm. ss(8) và netstat(8) cho thấy những hàng như vậy của mọi chương trình; các trạng thái được nói ở RFC 9293 mục 3.3.2." },

  wrong = {
    { name = "pulls the plug on everything", vi = "rút phích cắm tất cả", fails = "the two who wait for each other", code = "for _, t in ipairs{t1, t2, t3} do cancel(t) end\nfor _, s in ipairs{c1, s1, s2, c3, s3} do close(s) end" },
    { name = "answers, though nobody has asked", vi = "trả lời khi chưa ai hỏi", fails = "the two who wait for each other", code = 'send(s1, "answer to nothing\\n") join(t1)\nclose(s2)\nwhile recv(s3) do end close(s3)' },
    { name = "forgets the one in CLOSE_WAIT", vi = "quên socket ở CLOSE_WAIT", fails = "the one whose partner has gone", code = 'send(c1, "well?\\n") join(t1)\nwhile recv(s3) do end close(s3)' },
    { name = "receives once", vi = "chỉ recv một lần", fails = "the one who can't get rid of its bytes", code = 'send(c1, "well?\\n") join(t1)\nclose(s2)\nrecv(s3, 1000)' },
    { name = "closes where bytes still come", vi = "đóng khi byte còn đang đến", fails = "the one who can't get rid of its bytes", code = 'send(c1, "well?\\n") join(t1)\nclose(s2) cancel(t3) close(c3) close(s3)' },
    { name = "reads and does not close", vi = "đọc mà không đóng", fails = "no connection is left half-closed", code = 'send(c1, "well?\\n") join(t1)\nclose(s2)\nwhile recv(s3) do end' },
  },
}

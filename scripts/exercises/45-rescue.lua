exercise {
  id      = "capstone/rescue",
  kind    = "rescue",
  title   = { en = "Capstone: rescue", vi = "Bài tổng hợp: giải cứu" },
  level   = 4, minutes = 20,
  needs   = { "end/close-wait", "stream/up-to", "end/half-close" },
  teaches = { "read-the-table", "who-waits-for-whom" },

  task = { en = [[
A world is stuck. Make it healthy: no task waits any more, nothing is in CLOSE_WAIT, nothing lies in a queue;
and nothing is cut off that could still be finished.

Look with :sockets, :tasks, :why and :map. Try your cure at the prompt (play begins anew), then write it into
your file. The variables of the world are yours.]],
  vi = [[
Một thế giới bị kẹt. Hãy làm nó khỏe lại: không tác vụ nào còn chờ, không gì ở CLOSE_WAIT, không gì nằm trong
hàng đợi; và không được cắt ngang những gì còn có thể hoàn tất.

Hãy xem bằng :sockets, :tasks, :why và :map. Thử cách chữa ngay ở dấu nhắc (play bắt đầu lại), rồi viết nó vào
tệp của bạn. Các biến của thế giới là của bạn.]] },

  world = [[
l = listen(PORT)
c1 = dial(PORT)
s1 = accept(l)
c2 = dial(PORT)
s2 = accept(l)
c3 = dial(PORT)
s3 = accept(l)
t1 = spawn(function() return recv_line(c1) end)
t2 = spawn(function() local q = recv_line(s1) send(s1, "answer to " .. q .. "\n") end)
close(c2)
t3 = spawn(function() send(c3, ("x"):rep(9000000)) shutdown(c3, "write") end)
]],

  start = "-- What does each row of the table wait for, and who could give it?\n",

  checks = {
    { "the two who wait for each other", function(t)
        t:run()
        t:settle()
        t:ok(t:value("t1.done") and t:value("t2.done"), {
          en = "c1 waits to be answered, s1 waits to be asked: somebody must speak first. recv_line wants a whole line.",
          vi = "c1 chờ được trả lời, s1 chờ được hỏi: phải có người nói trước. recv_line cần trọn một dòng." })
        t:ok((t:value('tostring((try(join, t1)))') or ""):find("answer to", 1, true), {
          en = "t1 ended without its answer: cancelling or closing is no cure. Ask through c1.",
          vi = "t1 kết thúc mà không có câu trả lời: hủy hay đóng không phải là chữa. Hãy hỏi qua c1." })
      end, vi = "hai bên chờ lẫn nhau" },
    { "the one whose partner has gone", function(t)
        t:run()
        t:settle()
        t:eq(#t:sockets{ state = "CLOSE_WAIT", name = "s2" }, 0, { en = "is s2 in CLOSE_WAIT", vi = "s2 còn ở CLOSE_WAIT không" }, {
          en = "c2 was closed. s2 stays in CLOSE_WAIT until its own program closes it.", vi = "c2 đã đóng. s2 ở mãi CLOSE_WAIT cho đến khi chính chương trình của nó đóng nó." })
      end, vi = "bên có đối tác đã đi mất" },
    { "the one who can't get rid of its bytes", function(t)
        t:run()
        t:settle()
        t:ok(t:value("t3.done"), { en = "Both buffers are full: c3 can't send, because nobody receives at s3.",
          vi = "Cả hai bộ đệm đều đầy: c3 không gửi được, vì không ai recv ở s3." })
        t:eq(t:value("s3.bytes_received"), 9000000, { en = "bytes received at s3", vi = "số byte s3 đã nhận" }, {
          en = "Receive until the end of the stream: the rest still lies in the queue.", vi = "Hãy recv cho đến hết luồng: phần còn lại vẫn nằm trong hàng đợi." })
      end, vi = "bên không gửi hết được byte" },
    { "no connection is left half-closed", function(t)
        t:run()
        t:settle()
        t:eq(#t:sockets{ state = "CLOSE_WAIT" }, 0, { en = "sockets in CLOSE_WAIT", vi = "số socket ở CLOSE_WAIT" }, {
          en = "s3 has read to the end: now it should close, too.", vi = "s3 đã đọc đến hết: giờ nó cũng nên đóng." })
        t:eq(#t:tasks(), 0, { en = "tasks that still wait", vi = "số tác vụ còn chờ" })
      end, vi = "không kết nối nào còn đóng nửa" },
  },

  hints = {
    { en = ":why names who waits for whom.", vi = ":why cho biết ai chờ ai." },
    { en = "send(c1, \"well?\\n\") wakes two of them.", vi = "send(c1, \"sao rồi?\\n\") đánh thức hai trong số đó." },
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
    en = "Every stuck row waits for something in particular: a byte, an end, a reader, a close. Find what, and who can give it, before you pull a plug. netstat(8) and ss(8) show the same rows of any program.",
    vi = "Mỗi hàng bị kẹt đều chờ một điều cụ thể: một byte, một lần kết thúc, một người đọc, một lần đóng. Hãy tìm xem điều gì và ai đáp ứng được, trước khi rút phích cắm. netstat(8) và ss(8) cho thấy các hàng như vậy của mọi chương trình." },

  wrong = {
    { name = "pulls the plug on everything", vi = "rút phích cắm tất cả", fails = "the two who wait for each other", code = "for _, t in ipairs{t1, t2, t3} do cancel(t) end\nfor _, s in ipairs{c1, s1, s2, c3, s3} do close(s) end" },
    { name = "forgets the one in CLOSE_WAIT", vi = "quên socket ở CLOSE_WAIT", fails = "the one whose partner has gone", code = 'send(c1, "well?\\n") join(t1)\nwhile recv(s3) do end close(s3)' },
    { name = "receives once", vi = "chỉ recv một lần", fails = "the one who can't get rid of its bytes", code = 'send(c1, "well?\\n") join(t1)\nclose(s2)\nrecv(s3, 1000)' },
    { name = "reads and does not close", vi = "đọc mà không đóng", fails = "no connection is left half-closed", code = 'send(c1, "well?\\n") join(t1)\nclose(s2)\nwhile recv(s3) do end' },
  },
}

-- Flow control: send waits when the buffers at both ends are full.
exercise {
  id      = "stream/full",
  kind    = "rescue",
  title   = { en = "Nobody reads, so nobody can write", vi = "Không ai đọc thì không ai ghi được" },
  level   = 2, minutes = 8,
  needs   = { "stream/confirmed" },
  teaches = { "flow-control", "send-blocks", "buffers" },

  task = { en = [[
A task of this world sends SIZE bytes from c to s, and is stuck in send. Look with :sockets.

  c ──► [ send queue ]────────►[ receive queue ] ──► s      nobody calls recv
          full                   full

Make the world healthy: the sender comes to its end, all SIZE bytes have been received at s,
and both sockets stay open. What you write runs in this world; c, s and sender are there.]],
  vi = [[
Trong thế giới này một tác vụ đang gửi SIZE byte từ c đến s, và kẹt trong send. Xem bằng :sockets.

  c ──► [ hàng đợi gửi ]──────►[ hàng đợi nhận ] ──► s      không ai gọi recv
          đầy                    đầy

Hãy chữa cho thế giới này khỏe lại: tác vụ gửi kết thúc, cả SIZE byte đã được nhận ở s, và hai
socket vẫn mở. Những gì bạn viết sẽ chạy trong thế giới này; c, s và sender có sẵn ở đó.]] },

  world = [[
SIZE = 200000
l = listen(PORT, {rcvbuf=8192})     -- small buffers: they are full soon
c = dial(PORT, {sndbuf=8192})
s = accept(l)
sender = spawn(function()
  send(c, ("x"):rep(SIZE))
end)
]],

  start = [[
local data = recv(s)
print("took " .. #data .. " bytes")
-- TODO: is the sender free now?
]],

  -- Both ends are in this world, so bytes between them may be on their way while
  -- every task waits: it is over when no more come.
  setup = function(t)
    COME = function(done, why)
      t:run()
      repeat
        local before = t:value("s.bytes_received")
        t:eventually(function() return done() or t:value("s.bytes_received") > before end, why)
      until done()
    end
    ALL = function()
      COME(function() return t:value("s.bytes_received") == t:value("SIZE") end, {
        en = "The sender does not wait any more, but not all SIZE bytes have come to s: they sit in a buffer, or are lost. Only recv brings them to s.",
        vi = "Tác vụ gửi không chờ nữa, nhưng chưa đủ SIZE byte đến s: chúng nằm trong bộ đệm hoặc đã mất. Chỉ có recv mới đưa chúng đến s." })
    end
  end,

  checks = {
    { "the sender is free again", function(t)
        COME(function() return t:value("sender.done") end, {
          en = "The sender still waits in send: it may go on as far as there is room. What one recv takes is filled up again at once; go on receiving until all has come.",
          vi = "Tác vụ gửi vẫn đang chờ trong send: nó chỉ đi tiếp được khi còn chỗ. Chỗ mà một lần recv lấy ra lập tức lại đầy; hãy nhận tiếp cho đến khi tất cả đã đến." })
      end, vi = "tác vụ gửi được giải thoát" },
    { "all bytes have been received", function(t)
        ALL()
      end, vi = "mọi byte đã được nhận" },
    { "both sockets are open", function(t)
        ALL()
        t:settle()
        for _, name in ipairs{ "c", "s" } do
          t:eq(t:value(name .. ".state"), "ESTABLISHED", { en = "the state of " .. name, vi = "trạng thái của " .. name }, {
            en = "Nothing was wrong with the connection: it only needed somebody who reads.",
            vi = "Kết nối không có lỗi gì: nó chỉ cần có người đọc." })
        end
      end, vi = "cả hai socket đều mở" },
  },

  hints = {
    { en = "Say play, type recv(s) a few times, and look at the queues each time: one empties, and fills up again.",
      vi = "Gõ play, gọi recv(s) vài lần và mỗi lần nhìn các hàng đợi: vơi đi rồi lại đầy." },
    { en = "Receive in a loop. You know how many bytes come: SIZE. s.bytes_received says how many came.",
      vi = "Hãy nhận trong vòng lặp. Bạn biết có bao nhiêu byte sẽ đến: SIZE. s.bytes_received cho biết đã đến bao nhiêu." },
    { en = "while s.bytes_received < SIZE do recv(s) end", vi = "while s.bytes_received < SIZE do recv(s) end" },
  },

  solution = [[
while s.bytes_received < SIZE do
  recv(s)
end
]],

  after = {
    en = [[
send copies into the kernel's buffer, and waits when that is full; it is full when the other end's buffer is full, which is when nobody calls recv there. So a slow reader slows the writer down: that is flow control.
The receiver tells how much room it has in every segment, the window. See tcp(7) under tcp_wmem, RFC 9293 section 3.8.6.]],
    vi = [[
send chép vào bộ đệm của nhân, và phải chờ khi bộ đệm ấy đầy; nó đầy khi bộ đệm ở đầu kia đầy, tức là khi bên đó không ai gọi recv. Nhờ vậy bên đọc chậm kìm bên ghi lại: đó là điều khiển luồng.
Trong mỗi segment, bên nhận báo mình còn bao nhiêu chỗ, gọi là cửa sổ (window). Xem tcp(7) mục tcp_wmem, RFC 9293 mục 3.8.6.]] },

  wrong = {
    { name = "believes that one recv is enough", vi = "tưởng một lần recv là đủ", fails = "the sender is free again", code = "recv(s)" },
    { name = "cancels the sender", vi = "hủy tác vụ gửi", fails = "all bytes have been received", code = "cancel(sender)" },
    { name = "makes the buffer larger instead of reading", vi = "nới bộ đệm thay vì đọc", fails = "all bytes have been received", code = 'setopt(c, "sndbuf", 400000)\nsetopt(s, "rcvbuf", 400000)\nrecv(s)' },
    { name = "hangs up when all has come", vi = "nhận xong thì ngắt", fails = "both sockets are open", code = "while s.bytes_received < SIZE do recv(s) end\nclose(s)" },
  },
}

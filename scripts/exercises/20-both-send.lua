-- Both ends send before they read: all four buffers are full.
exercise {
  id      = "stream/both-send",
  kind    = "fix",
  title   = { en = "Two who only talk", vi = "Hai người chỉ biết nói" },
  level   = 3, minutes = 10,
  needs   = { "stream/full" },
  teaches = { "flow-control", "send-deadlock", "read-while-sending" },

  task = { en = [[
The server on PORT sends every byte back as soon as it has it. Send it DATA, 8 million bytes,
take the echo, and print "same" if it is equal to DATA.

  you     send ──► [full]──────►[full] ──►  recv │  server
          recv ◄── [full]◄──────[full] ◄──  send │

This program works with little data. With so much, all four buffers are full, you wait in
send, the server waits in send, and nobody receives. Mend it; larger buffers only move the
limit.]],
  vi = [[
Máy chủ ở PORT gửi trả lại từng byte ngay khi có nó. Hãy gửi cho nó DATA, 8 triệu byte, nhận
tiếng vọng, và in "same" nếu nó giống hệt DATA.

  bạn     send ──► [đầy]───────►[đầy] ──►  recv │  máy chủ
          recv ◄── [đầy]◄───────[đầy] ◄──  send │

Chương trình này chạy được khi dữ liệu ít. Với chừng ấy dữ liệu, cả bốn bộ đệm đều đầy, bạn
chờ trong send, máy chủ cũng chờ trong send, và không ai nhận. Hãy sửa nó; nới bộ đệm chỉ đẩy
giới hạn ra xa hơn.]] },

  start = [[
local c = dial(PORT)
send(c, DATA)                             -- first everything goes out,
local echo = recv_exactly(c, #DATA)       -- then everything comes back
if echo == DATA then print("same") end
]],

  setup = function(t)
    S = t:server{ buffer = 65536 } -- a server that keeps little itself
    -- Gives the program n bytes, and echoes them.
    ECHO = function(n, why)
      local some = t:bytes(math.min(n, 50000))
      t:give("DATA", some:rep(n / #some))
      t:start()
      local c = S:accept({ en = "Dial PORT.", vi = "Hãy dial PORT." })
      c:echo(n, why)
      t:expect_print("same", {
        en = "All of the echo is on its way to you: receive all of it before you compare, and don't end before that: when the main part of a program ends, its tasks end, too (join waits for one).",
        vi = "Toàn bộ tiếng vọng đang đến với bạn: hãy nhận cho hết rồi mới so sánh, và đừng kết thúc sớm: khi phần chính của chương trình kết thúc thì các tác vụ của nó cũng kết thúc (join chờ một tác vụ)." })
    end
  end,

  checks = {
    { "a little data comes back", function(t)
        ECHO(500, {
          en = "The server sends back what it gets, and it has not got all of DATA: send that first. Who waits for an echo without having spoken waits for ever.",
          vi = "Máy chủ gửi trả những gì nó nhận, mà nó chưa nhận đủ DATA: hãy gửi đã. Chưa nói gì mà ngồi chờ tiếng vọng thì chờ mãi." })
      end, vi = "ít dữ liệu thì nhận lại được" },
    { "much data comes back", function(t)
        ECHO(8000000, {
          en = "Nobody receives: your program waits in send until the server takes more, and the server waits in send until you take what it has sent back. Receive while you send.",
          vi = "Không ai nhận: chương trình của bạn chờ trong send đến khi máy chủ lấy bớt, còn máy chủ chờ trong send đến khi bạn lấy những gì nó đã gửi trả. Hãy vừa gửi vừa nhận." })
      end, vi = "nhiều dữ liệu cũng nhận lại được" },
  },

  hints = {
    { en = "Who could take bytes out of a full buffer here? Only your program can, and it is in send.",
      vi = "Ở đây ai có thể lấy byte ra khỏi bộ đệm đầy? Chỉ có chương trình của bạn, mà nó đang kẹt trong send." },
    { en = "Two tasks can use one socket: one sends, the other receives.",
      vi = "Hai tác vụ có thể dùng chung một socket: một bên gửi, một bên nhận." },
    { en = "spawn(send, c, DATA)   -- and receive beside it", vi = "spawn(send, c, DATA)   -- và nhận song song với nó" },
  },

  solution = [[
local c = dial(PORT)
spawn(send, c, DATA)                      -- goes out in a task of its own
local echo = recv_exactly(c, #DATA)       -- and comes back meanwhile
if echo == DATA then print("same") end
]],

  after = {
    en = [[
Each end waits for room that only the other's recv can make: a deadlock, which shows only when the data is larger than all buffers together, so seldom in a test.
Whoever sends much and is answered meanwhile must read while it sends: with a task of its own, or with poll. See tcp(7), poll(2).]],
    vi = [[
Mỗi đầu chờ chỗ trống mà chỉ recv của đầu kia mới tạo ra: bế tắc (deadlock). Nó chỉ lộ ra khi dữ liệu lớn hơn tất cả bộ đệm cộng lại, nên thử nghiệm ít khi gặp.
Ai gửi nhiều mà trong lúc đó được trả lời thì phải vừa gửi vừa đọc: bằng một tác vụ riêng, hoặc bằng poll. Xem tcp(7), poll(2).]] },

  wrong = {
    { name = "sends everything before it reads", vi = "gửi hết rồi mới đọc", fails = "much data comes back", code = [[
local c = dial(PORT)
send(c, DATA)
local echo = recv_exactly(c, #DATA)
if echo == DATA then print("same") end]] },
    { name = "sends in small pieces, but reads after the last", vi = "gửi từng mẩu nhỏ nhưng sau mẩu cuối mới đọc", fails = "much data comes back", code = [[
local c = dial(PORT)
for i = 1, #DATA, 1000 do send(c, DATA:sub(i, i + 999)) end
local echo = recv_exactly(c, #DATA)
if echo == DATA then print("same") end]] },
    { name = "makes the buffers larger", vi = "nới rộng bộ đệm", fails = "much data comes back", code = [[
local c = dial(PORT, {sndbuf=1000000, rcvbuf=1000000})
send(c, DATA)
local echo = recv_exactly(c, #DATA)
if echo == DATA then print("same") end]] },
    { name = "reads before it sends", vi = "đọc trước khi gửi", fails = "a little data comes back", code = [[
local c = dial(PORT)
local echo = recv_exactly(c, #DATA)
send(c, DATA)
if echo == DATA then print("same") end]] },
    { name = "takes one recv for the whole echo", vi = "tưởng một lần recv là cả tiếng vọng", fails = "much data comes back", code = [[
local c = dial(PORT)
spawn(send, c, DATA)
local echo = recv(c, #DATA)
if echo == DATA then print("same") end
while recv(c) do end]] },
  },
}

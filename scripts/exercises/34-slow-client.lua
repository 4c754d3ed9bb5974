exercise {
  id      = "many/slow-client",
  kind    = "fix",
  title   = { en = "One slow client", vi = "Một máy khách chậm" },
  level   = 2, minutes = 8,
  needs   = { "accept/four-tuple" },
  teaches = { "sequential-server", "concurrency" },

  task = { en = [[
This server tells each client the length of the line that it sends. It works, as long as
everybody is quick: a client that says nothing makes all the others wait in the accept queue.

Mend it, so that a slow client keeps nobody waiting.

  c1 ── s   recv … recv … recv …       c2 ── ? waits in l's queue, and nobody accepts]],
  vi = [[
Máy chủ này báo cho mỗi máy khách độ dài của dòng mà nó gửi. Nó chạy tốt, miễn là ai cũng nhanh:
một máy khách im lặng làm tất cả những người khác phải chờ trong hàng đợi chấp nhận.

Hãy sửa để một máy khách chậm không bắt ai phải chờ.

  c1 ── s   recv … recv … recv …       c2 ── ? chờ trong hàng đợi của l, không ai accept]] },

  start = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  local line = recv_line(s)
  if line then send(s, #line .. "\n") end
  close(s)
end
]],

  checks = {
    { "a client gets its length", function(t)
        t:run()
        local c, w = t:client(), t:word()
        c:send(w .. "\n")
        c:expect(#w .. "\n")
        c:expect_eof({ en = "When a client is served, close its socket.", vi = "Phục vụ xong thì đóng socket của máy khách." })
      end, vi = "máy khách nhận được độ dài" },
    { "a silent client keeps nobody waiting", function(t)
        t:run()
        local silent, quick, w = t:client(), t:client(), t:word()
        quick:send(w .. "\n")
        quick:expect(#w .. "\n", { en = "Your program sits in recv for the first client, and the second waits unaccepted. Serve each one in a task: spawn(f, s).",
          vi = "Chương trình của bạn ngồi trong recv vì máy khách thứ nhất, còn máy khách thứ hai chưa được accept. Hãy phục vụ mỗi người trong một tác vụ: spawn(f, s)." })
        silent:send("at last\n")
        silent:expect("7\n", { en = "The slow client wants its answer, too.", vi = "Máy khách chậm cũng muốn có câu trả lời." })
      end, vi = "máy khách im lặng không bắt ai chờ" },
    { "ten silent clients keep nobody waiting", function(t)
        t:run()
        for i = 1, 10 do t:client() end
        local quick = t:client()
        quick:send("now\n")
        quick:expect("3\n", { en = "However many are silent: accept goes on in a loop of its own.", vi = "Dù bao nhiêu người im lặng: accept vẫn tiếp tục trong vòng lặp riêng." })
      end, vi = "mười máy khách im lặng cũng không bắt ai chờ" },
  },

  hints = {
    { en = "What must never wait for a client is the loop with accept.", vi = "Thứ không bao giờ được chờ một máy khách là vòng lặp có accept." },
    { en = "Put the part after accept into a function serve(s), and call spawn(serve, s).", vi = "Đưa phần sau accept vào một hàm serve(s), rồi gọi spawn(serve, s)." },
  },

  solution = [[
local function serve(s)
  local line = recv_line(s)
  if line then send(s, #line .. "\n") end
  close(s)
end

local l = listen(PORT)
while true do
  spawn(serve, accept(l))
end
]],

  after = {
    en = "A call that waits stops the whole task that makes it. A server that waits for one client at a time serves at the pace of the slowest; so each client gets a task (or a thread, or an event loop: select(2), epoll(7)).",
    vi = "Một lời gọi phải chờ sẽ dừng cả tác vụ gọi nó. Máy chủ chờ từng máy khách một thì chạy theo nhịp của người chậm nhất; vì thế mỗi máy khách cần một tác vụ (hay một luồng, hay vòng lặp sự kiện: select(2), epoll(7))." },

  wrong = {
    { name = "one after the other", vi = "lần lượt từng người", fails = "a silent client keeps nobody waiting", code = [[
local l = listen(PORT)
while true do local s = accept(l); local d = recv_line(s); if d then send(s, #d .. "\n") end; close(s) end]] },
    { name = "two tasks that accept", vi = "hai tác vụ cùng accept", fails = "ten silent clients keep nobody waiting", code = [[
local l = listen(PORT)
local function work() while true do local s = accept(l); local d = recv_line(s); if d then send(s, #d .. "\n") end; close(s) end end
spawn(work) spawn(work) work()]] },
    { name = "gives up on who is slow", vi = "bỏ rơi người chậm", fails = "a silent client keeps nobody waiting", code = [[
local l = listen(PORT)
while true do local s = accept(l); local d = try(recv_line, s, {timeout=0.05}); if d then send(s, #d .. "\n") end; close(s) end]] },
  },
}

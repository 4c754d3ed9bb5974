exercise {
  id      = "many/slow-client",
  kind    = "fix",
  title   = { en = "One slow client", vi = "Một máy khách chậm" },
  level   = 2, minutes = 8,
  needs   = { "accept/four-tuple" },
  teaches = { "sequential-server", "concurrency" },

  task = { en = [[
This server tells each client the length of the line that it sends. It works as long as
everybody is quick: a client that says nothing makes all the others wait in the accept queue.

Mend it, so that a slow client keeps nobody waiting.

  c1 ── s   recv … recv … recv …
  c2 ── ?   waits in l's accept queue: nobody calls accept]],
  vi = [[
Máy chủ này báo cho mỗi máy khách độ dài của dòng mà nó gửi. Khi ai cũng gửi nhanh thì mọi việc
đều ổn; nhưng chỉ cần một máy khách im lặng là các máy khách khác phải nằm chờ trong hàng đợi
chấp nhận.

Hãy sửa để một máy khách chậm không làm ai phải chờ.

  c1 ── s   recv … recv … recv …
  c2 ── ?   nằm trong hàng đợi chấp nhận của l: không ai gọi accept]] },

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
        c:expect(#w .. "\n", {
          en = "The length of the line without its newline, and a newline after the number.",
          vi = "Độ dài của dòng, không tính ký tự xuống dòng; sau con số có một ký tự xuống dòng." })
        c:expect_eof({ en = "When a client is served, close its socket.",
          vi = "Phục vụ xong máy khách nào thì đóng socket của máy khách ấy." })
      end, vi = "máy khách nhận được độ dài" },
    { "a silent client keeps nobody waiting", function(t)
        t:run()
        local silent, quick, w = t:client(), t:client(), t:word()
        quick:send(w .. "\n")
        quick:expect(#w .. "\n", {
          en = "Your program waits for the first client, and the second is not even accepted. Serve each one in a task of its own: spawn(f, s).",
          vi = "Chương trình của bạn đang đứng chờ máy khách thứ nhất, nên máy khách thứ hai chưa được accept. Hãy phục vụ mỗi máy khách trong một tác vụ riêng: spawn(f, s)." })
        silent:send("at last\n")
        silent:expect("7\n", {
          en = "A slow client wants its answer, too, however late it speaks: no time limit, and a socket variable that only its own task has (local, or handed over by spawn(f, s)).",
          vi = "Máy khách chậm cũng cần câu trả lời, dù nó nói muộn đến đâu: đừng đặt hạn chờ, và mỗi tác vụ phải có biến socket của riêng mình (local, hoặc truyền qua spawn(f, s))." })
      end, vi = "máy khách im lặng không làm ai phải chờ" },
    { "ten silent clients keep nobody waiting", function(t)
        t:run()
        for i = 1, 10 do t:client() end
        local quick = t:client()
        quick:send("now\n")
        quick:expect("3\n", {
          en = "A fixed number of tasks is used up by as many silent clients. The loop with accept must wait for nothing but accept.",
          vi = "Số tác vụ cố định thì chỉ cần chừng ấy máy khách im lặng là hết. Vòng lặp gọi accept không được chờ gì khác ngoài accept." })
      end, vi = "mười máy khách im lặng cũng không làm ai phải chờ" },
  },

  hints = {
    { en = "The loop that calls accept must never wait for a client.",
      vi = "Vòng lặp gọi accept không bao giờ được dừng lại chờ một máy khách." },
    { en = "Put the part after accept into a function serve(s), and call spawn(serve, s).",
      vi = "Đưa phần sau accept vào một hàm serve(s), rồi gọi spawn(serve, s)." },
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
    en = "A call that waits stops the whole task that makes it, so a server that waits for one client at a time is as slow as the slowest of them. Give each client a task (elsewhere: a thread, or an event loop). See select(2), epoll(7).",
    vi = "Một lời gọi phải chờ sẽ làm dừng cả tác vụ đã gọi nó, nên máy chủ chờ lần lượt từng máy khách sẽ chậm như máy khách chậm nhất. Hãy dành cho mỗi máy khách một tác vụ (nơi khác thì dùng thread hoặc vòng lặp sự kiện). Xem select(2), epoll(7)." },

  wrong = {
    { name = "one after the other", vi = "phục vụ lần lượt từng máy khách", fails = "a silent client keeps nobody waiting", code = [[
local l = listen(PORT)
while true do local s = accept(l); local d = recv_line(s); if d then send(s, #d .. "\n") end; close(s) end]] },
    { name = "two tasks that accept", vi = "hai tác vụ cùng accept", fails = "ten silent clients keep nobody waiting", code = [[
local l = listen(PORT)
local function work() while true do local s = accept(l); local d = recv_line(s); if d then send(s, #d .. "\n") end; close(s) end end
spawn(work) spawn(work) work()]] },
    { name = "gives up on who is slow", vi = "bỏ rơi máy khách chậm", fails = "a silent client keeps nobody waiting", code = [[
local l = listen(PORT)
while true do local s = accept(l); local d = try(recv_line, s, {timeout=0.05}); if d then send(s, #d .. "\n") end; close(s) end]] },
    { name = "all tasks share one variable", vi = "mọi tác vụ dùng chung một biến", fails = "a silent client keeps nobody waiting", code = [[
local l = listen(PORT)
while true do s = accept(l); spawn(function() local d = recv_line(s); if d then send(s, #d .. "\n") end; close(s) end) end]] },
  },
}

local greeting = { en = "The first client gets number 1, and the line ends in \\n.", vi = "Máy khách đầu tiên nhận số 1, và dòng kết thúc bằng \\n." }

exercise {
  id      = "accept/queue",
  title   = { en = "First come, first served; and room for so many", vi = "Ai đến trước được phục vụ trước; và chỗ chờ có hạn" },
  level   = 2, minutes = 10,
  needs   = { "accept/before-accept", "accept/one-port" },
  teaches = { "accept-queue", "backlog" },

  task = { en = [[
Be a doctor with one room. Listen on PORT with a backlog of 2:

    listen(PORT, {backlog=2})

For each client, one at a time and in the order in which they came:

  1. accept, and send "you are number 1\n" (2, 3, ...)
  2. recv until the client has gone, and close
  3. only then accept the next one

The others wait in the accept queue. When it is full, a dial gets no answer.]],
  vi = [[
Hãy làm bác sĩ có một phòng khám. Lắng nghe trên PORT với backlog bằng 2:

    listen(PORT, {backlog=2})

Với mỗi máy khách, từng người một và theo thứ tự họ đến:

  1. accept, rồi gửi "you are number 1\n" (2, 3, ...)
  2. recv cho đến khi máy khách đi, rồi close
  3. lúc đó mới accept người kế tiếp

Những người khác chờ trong hàng đợi chấp nhận. Khi hàng đợi đầy, lời gọi không được trả lời.]] },

  start = [[
local l = listen(PORT)
local k = 0
while true do
  local s = accept(l)
  k = k + 1
  send(s, "you are number " .. k .. "\n")
  -- TODO: wait until this client has gone before the next one is accepted
end
]],

  checks = {
    { "the clients get their numbers in order", function(t)
        t:run()
        local a, b, c = t:client(), t:client(), t:client()
        a:expect("you are number 1\n", greeting)
        a:close()
        b:expect("you are number 2\n", { en = "When recv gives nil, the first client has gone: leave the loop, close its socket and accept the next one.",
          vi = "Khi recv trả về nil, máy khách thứ nhất đã đi: hãy ra khỏi vòng lặp, đóng socket của nó và accept người kế tiếp." })
        b:close()
        c:expect("you are number 3\n", { en = "accept takes the one that has waited longest.", vi = "accept lấy người đã chờ lâu nhất." })
      end, vi = "các máy khách nhận số đúng thứ tự" },
    { "the others wait their turn", function(t)
        t:run()
        local a, b = t:client(), t:client()
        a:expect("you are number 1\n", greeting)
        a:expect_nothing({ en = "You closed the first client's socket while the client is still there: recv(s) until it gives nil, then close.",
          vi = "Bạn đóng socket của máy khách thứ nhất khi người đó còn ở đó: hãy recv(s) cho đến khi nó trả về nil rồi mới close." })
        a:send("it hurts\n") -- to speak is not to leave
        b:expect_nothing({ en = "You accepted the second client while the first is still there: recv(s) until it gives nil.",
          vi = "Bạn đã accept máy khách thứ hai khi người thứ nhất còn đó: hãy recv(s) cho đến khi nó trả về nil." })
      end, vi = "những người khác chờ đến lượt" },
    { "the queue has an end", function(t)
        t:run()
        local a = t:client()
        a:expect("you are number 1\n", greeting)
        for i = 1, 3 do -- backlog 2 means 2 + 1 on Linux
          t:client(nil, { en = "Your queue is too short: listen(PORT, {backlog=2}).", vi = "Hàng đợi của bạn quá ngắn: listen(PORT, {backlog=2})." })
        end
        t:unanswered(nil, { en = "Your queue is too long: listen(PORT, {backlog=2}).", vi = "Hàng đợi của bạn quá dài: listen(PORT, {backlog=2})." })
      end, vi = "hàng đợi có giới hạn" },
  },

  hints = {
    { en = "recv gives nil when the client has gone: while recv(s) do end", vi = "recv trả về nil khi máy khách đã đi: while recv(s) do end" },
    { en = "while recv(s) do end  close(s)", vi = "while recv(s) do end  close(s)" },
    { en = "listen(PORT, {backlog=2})", vi = "listen(PORT, {backlog=2})" },
  },

  solution = [[
local l = listen(PORT, {backlog=2})
local k = 0
while true do
  local s = accept(l)
  k = k + 1
  send(s, "you are number " .. k .. "\n")
  while recv(s) do end
  close(s)
end
]],

  after = {
    en = "Finished connections wait in a queue, oldest first, and the queue is finite: on Linux backlog + 1 fit. A dial into a full queue gets no answer at all, which is why it hangs instead of being refused. See listen(2).",
    vi = "Các kết nối đã xong chờ trong hàng đợi, ai đến trước đứng trước, và hàng đợi có hạn: trên Linux chứa được backlog + 1. Gọi vào hàng đợi đầy thì không ai trả lời, nên lời gọi treo chứ không bị từ chối. Xem listen(2)." },

  wrong = {
    { name = "accepts everybody at once", vi = "accept tất cả ngay", fails = "the others wait their turn", code = [[
local l = listen(PORT, {backlog=2})
local k = 0
while true do local s = accept(l); k = k + 1; send(s, "you are number " .. k .. "\n") end]] },
    { name = "closes without waiting", vi = "đóng mà không chờ", fails = "the others wait their turn", code = [[
local l = listen(PORT, {backlog=2})
local k = 0
while true do local s = accept(l); k = k + 1; send(s, "you are number " .. k .. "\n"); close(s) end]] },
    { name = "goes on with recv after the end", vi = "vẫn gọi recv sau khi đã hết luồng", fails = "the clients get their numbers in order", code = [[
local l = listen(PORT, {backlog=2})
local k = 0
while true do local s = accept(l); k = k + 1; send(s, "you are number " .. k .. "\n"); while true do recv(s) end end]] },
    { name = "leaves the queue as long as it is", vi = "để hàng đợi dài như mặc định", fails = "the queue has an end", code = [[
local l = listen(PORT)
local k = 0
while true do local s = accept(l); k = k + 1; send(s, "you are number " .. k .. "\n"); while recv(s) do end; close(s) end]] },
    { name = "serves one client only", vi = "chỉ phục vụ một người", fails = "the clients get their numbers in order", code = [[
local l = listen(PORT, {backlog=2})
local s = accept(l)
send(s, "you are number 1\n")
while recv(s) do end
recv(dial(PORT))]] },
  },
}

exercise {
  id      = "accept/four-tuple",
  title   = { en = "How the bytes find their way", vi = "Làm sao byte tìm đúng đường" },
  level   = 2, minutes = 8,
  needs   = { "accept/one-port" },
  teaches = { "four-tuple", "one-socket-per-client" },

  task = { en = [[
Three clients are connected to PORT at the same time. Each sends one short word, in an order
that you can't know. Send each word back to the client that sent it.

Accept the three first. Then let one task serve each client: spawn(f, s) runs f(s) beside the rest.

   a  :PORT ── :53410  client 1
   b  :PORT ── :53420  client 2      one local port, three remote ends
   c  :PORT ── :53430  client 3]],
  vi = [[
Ba máy khách cùng lúc kết nối đến PORT. Mỗi máy khách gửi một từ ngắn, theo thứ tự mà bạn không
biết trước. Hãy gửi trả mỗi từ về đúng máy khách đã gửi nó.

Trước hết hãy accept cả ba. Rồi cho mỗi máy khách một tác vụ: spawn(f, s) chạy f(s) song song.

   a  :PORT ── :53410  máy khách 1
   b  :PORT ── :53420  máy khách 2   một cổng cục bộ, ba đầu xa
   c  :PORT ── :53430  máy khách 3]] },

  start = [[
local l = listen(PORT)
local a, b, c = accept(l), accept(l), accept(l)

send(c, recv(a))     -- TODO: to whom does the answer belong?

while true do accept(l) end
]],

  checks = {
    { "each word comes back to its client", function(t)
        t:run()
        local clients = { t:client(), t:client(), t:client() }
        local first = t:number(2, 3)
        for i = 0, 2 do
          local c = clients[(first + i - 1) % 3 + 1]
          local w = t:word()
          c:send(w)
          c:expect(w, { en = "Answer through the socket that the word came from: it is the pair of ends that names a connection, not the port.",
            vi = "Hãy trả lời qua chính socket mà từ đó đi đến: tên của kết nối là cặp điểm cuối, không phải là cổng." })
        end
      end, vi = "mỗi từ trở về đúng máy khách" },
    { "nobody gets another's word", function(t)
        t:run()
        local a, b, c = t:client(), t:client(), t:client()
        local w = t:word()
        b:send(w)
        b:expect(w)
        a:expect_nothing({ en = "You sent the word to everybody. Each accepted socket leads to one client.",
          vi = "Bạn đã gửi từ đó cho tất cả. Mỗi socket do accept trả về chỉ dẫn đến một máy khách." })
        c:expect_nothing()
      end, vi = "không ai nhận từ của người khác" },
  },

  hints = {
    { en = "Which client speaks first is not known: recv(a) before recv(b) waits for the wrong one.", vi = "Không biết máy khách nào nói trước: recv(a) rồi mới recv(b) là chờ nhầm người." },
    { en = "local function serve(s) send(s, recv(s)) recv(s) end", vi = "local function serve(s) send(s, recv(s)) recv(s) end" },
    { en = "spawn(serve, accept(l)) three times", vi = "spawn(serve, accept(l)) ba lần" },
  },

  solution = [[
local l = listen(PORT)
local function serve(s)
  while true do
    local data = recv(s)
    if not data then break end
    send(s, data)
  end
  close(s)
end
while true do
  spawn(serve, accept(l))
end
]],

  after = {
    en = "All three sockets have the same local port. The kernel finds the right one by all four numbers: both addresses and both ports (the 4-tuple, RFC 9293 section 3.1).",
    vi = "Cả ba socket có cùng cổng cục bộ. Nhân tìm đúng socket nhờ cả bốn con số: hai địa chỉ và hai cổng (bộ bốn, RFC 9293 mục 3.1)." },

  wrong = {
    { name = "answers the one who came last", vi = "trả lời người đến sau cùng", fails = "each word comes back to its client", code = [[
local l = listen(PORT)
local last
while true do
  last = accept(l)
  spawn(function(s) while true do local d = recv(s); if not d then return end; send(last, d) end end, last)
end]] },
    { name = "answers everybody", vi = "trả lời tất cả", fails = "each word comes back to its client", code = [[
local l = listen(PORT)
local all = {}
while true do
  local s = accept(l)
  all[#all + 1] = s
  spawn(function() while true do local d = recv(s); if not d then return end; for _, x in ipairs(all) do send(x, d) end end end)
end]] },
    { name = "serves them one after the other", vi = "phục vụ lần lượt từng người", fails = "each word comes back to its client", code = [[
local l = listen(PORT)
local a, b, c = accept(l), accept(l), accept(l)
for _, s in ipairs{a, b, c} do send(s, recv(s)) end
while true do accept(l) end]] },
  },
}

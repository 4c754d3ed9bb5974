-- how many bytes the program has sent to each client, by the client's port
local function sent(t)
  local bytes = {}
  for _, s in ipairs(t:sockets{ kind = "conn" }) do bytes[s.remote_port or 0] = s.bytes_sent end
  return bytes
end

-- client k sends a word and wants it back: what became of it?
local function follow(t, clients, k)
  local c, w, before = clients[k], t:word(), sent(t)
  c:send(w)
  t:settle()
  t:ok(#t:around{ role = "queued", remote_port = c.port } == 0, {
    en = "Client " .. k .. " still waits in the accept queue: your program waits for another client. Accept all three before you serve.",
    vi = "Máy khách " .. k .. " vẫn chờ trong hàng đợi chấp nhận: chương trình của bạn đang chờ máy khách khác. Hãy accept cả ba trước khi phục vụ." })
  local mine = t:sockets{ kind = "conn", remote_port = c.port }[1]
  t:ok(not mine or mine.recv_queue == 0, {
    en = "The word of client " .. k .. " waits unread: no task of yours reads from that socket now. Give each client a task of its own: spawn(f, s).",
    vi = "Từ của máy khách " .. k .. " nằm chờ chưa được đọc: lúc này không tác vụ nào của bạn đọc socket đó. Hãy cho mỗi máy khách một tác vụ riêng: spawn(f, s)." })
  local after = sent(t)
  for i, other in ipairs(clients) do
    t:ok(i == k or (after[other.port] or 0) <= (before[other.port] or 0), {
      en = "The word of client " .. k .. " went to client " .. i .. ". Answer through the socket that it came from: each accepted socket leads to one client.",
      vi = "Từ của máy khách " .. k .. " lại đến máy khách " .. i .. ". Hãy trả lời qua chính socket mà nó đi đến: mỗi socket do accept trả về dẫn đến một máy khách." })
  end
  c:expect(w, {
    en = "Send the word back as it came, through the socket that it came from; and keep your program alive until then.",
    vi = "Hãy gửi trả nguyên từ đó, qua chính socket mà nó đi đến; và giữ cho chương trình sống đến lúc ấy." })
end

exercise {
  id      = "accept/four-tuple",
  title   = { en = "How the bytes find their way", vi = "Làm sao byte tìm đúng đường" },
  level   = 2, minutes = 8,
  needs   = { "accept/one-port" },
  teaches = { "four-tuple", "one-socket-per-client" },

  task = { en = [[
Three clients are connected to PORT at the same time. Each sends one short word, in an order
that you can't know. Send each word back to the client that sent it.

Let one task serve each client: spawn(f, s) runs f(s) beside the rest of the program.
In f, recv(s) waits for the word, send(s, word) sends it.

   a  :PORT ── :53410  client 1
   b  :PORT ── :53420  client 2      one local port, three remote ends
   c  :PORT ── :53430  client 3]],
  vi = [[
Ba máy khách cùng lúc kết nối đến PORT. Mỗi máy khách gửi một từ ngắn, theo thứ tự mà bạn không
biết trước. Hãy gửi trả mỗi từ về đúng máy khách đã gửi nó.

Hãy cho mỗi máy khách một tác vụ: spawn(f, s) chạy f(s) song song với phần còn lại.
Trong f, recv(s) chờ từ gửi đến, send(s, word) gửi đi.

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
    { "each word comes back to its client, and to nobody else", function(t)
        t:run()
        local clients = { t:client(), t:client(), t:client() }
        for k = 1, 3 do follow(t, clients, k) end
      end, vi = "mỗi từ trở về đúng máy khách, không đến ai khác" },
    { "whoever speaks first is answered first", function(t)
        t:run()
        local clients = { t:client(), t:client(), t:client() }
        local first = t:number(2, 3)
        for i = 0, 2 do follow(t, clients, (first + i - 1) % 3 + 1) end
      end, vi = "ai nói trước được trả lời trước" },
  },

  hints = {
    { en = "Which client speaks first is not known: recv(a) before recv(b) waits for the wrong one.", vi = "Không biết máy khách nào nói trước: recv(a) rồi mới recv(b) là chờ nhầm người." },
    { en = "local function serve(s) send(s, recv(s)) end", vi = "local function serve(s) send(s, recv(s)) end" },
    { en = "spawn(serve, a): the function and its socket, with a comma. spawn(serve(a)) would call serve at once, and wait.",
      vi = "spawn(serve, a): hàm và socket, cách nhau bằng dấu phẩy. spawn(serve(a)) thì gọi serve ngay, và phải chờ." },
  },

  solution = [[
local l = listen(PORT)
local a, b, c = accept(l), accept(l), accept(l)

local function serve(s)
  send(s, recv(s))
end
spawn(serve, a)
spawn(serve, b)
spawn(serve, c)

while true do accept(l) end   -- stay
]],

  after = {
    en = "All three sockets have the same local port. The kernel finds the right one by all four numbers: both addresses and both ports (the 4-tuple, RFC 9293 section 3.1).",
    vi = "Cả ba socket có cùng cổng cục bộ. Nhân tìm đúng socket nhờ cả bốn con số: hai địa chỉ và hai cổng (bộ bốn, RFC 9293 mục 3.1)." },

  wrong = {
    { name = "answers the one who came last", vi = "trả lời người đến sau cùng", fails = "each word comes back to its client, and to nobody else", code = [[
local l = listen(PORT)
local last
while true do
  last = accept(l)
  spawn(function(s) while true do local d = recv(s); if not d then return end; send(last, d) end end, last)
end]] },
    { name = "answers everybody", vi = "trả lời tất cả", fails = "each word comes back to its client, and to nobody else", code = [[
local l = listen(PORT)
local all = {}
while true do
  local s = accept(l)
  all[#all + 1] = s
  spawn(function() while true do local d = recv(s); if not d then return end; for _, x in ipairs(all) do send(x, d) end end end)
end]] },
    { name = "serves them one after the other", vi = "phục vụ lần lượt từng người", fails = "whoever speaks first is answered first", code = [[
local l = listen(PORT)
local a, b, c = accept(l), accept(l), accept(l)
for _, s in ipairs{a, b, c} do send(s, recv(s)) end
while true do accept(l) end]] },
    { name = "calls serve itself instead of handing it to spawn", vi = "tự gọi serve thay vì đưa nó cho spawn", fails = "each word comes back to its client, and to nobody else", code = [[
local l = listen(PORT)
local a, b, c = accept(l), accept(l), accept(l)
local function serve(s) send(s, recv(s)) end
spawn(serve(a)) spawn(serve(b)) spawn(serve(c))
while true do accept(l) end]] },
  },
}

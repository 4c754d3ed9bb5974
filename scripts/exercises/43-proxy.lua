exercise {
  id      = "capstone/proxy",
  title   = { en = "Capstone: a proxy", vi = "Bài tổng hợp: proxy" },
  level   = 4, minutes = 25,
  needs   = { "end/half-close", "many/slow-client", "stream/lines" },
  teaches = { "proxy", "half-close", "two-tasks-per-connection" },
  manners = { "whole", "dribble" },

  task = { en = [[
Write a proxy. Clients dial PORT; for each one you dial the server on UPSTREAM, and copy bytes
both ways until both streams have ended. Pass an end on as an end: when one side stops
sending, shut down the other side's direction, and go on copying the other way.

  client ──► s   PORT │ your proxy │ c ──► UPSTREAM  server
         ◄──                          ◄──]],
  vi = [[
Viết một proxy. Máy khách gọi đến PORT; với mỗi máy khách, bạn gọi đến máy chủ ở UPSTREAM và chép byte
cả hai chiều cho đến khi cả hai luồng kết thúc. Hãy chuyển tiếp việc kết thúc: khi một bên ngừng
gửi, hãy shutdown chiều tương ứng của bên kia, và vẫn chép tiếp chiều còn lại.

  máy khách ──► s   PORT │ proxy của bạn │ c ──► UPSTREAM  máy chủ
            ◄──                             ◄──]] },

  start = [[
local function copy(from, to)
  while true do
    local data = recv(from)
    if not data then break end
    send(to, data)
  end
  -- TODO: from has ended. What must `to` be told?
end

local l = listen(PORT)
while true do
  local s = accept(l)
  local c = dial(UPSTREAM)
  copy(s, c)    -- TODO: and the other way, at the same time; and the next client
end
]],

  setup = function(t) UP = t:server{ name = "UPSTREAM" } end,

  checks = {
    { "bytes go both ways, whoever speaks first", function(t)
        t:run()
        local c = t:client()
        local u = UP:accept({ en = "For each client, dial UPSTREAM.", vi = "Với mỗi máy khách, hãy gọi UPSTREAM." })
        local a, b = t:word(), t:word()
        u:send(a)
        c:expect(a, { en = "The server may speak first: both directions need a task of their own.", vi = "Máy chủ có thể nói trước: mỗi chiều cần một tác vụ riêng." })
        c:send(b)
        u:expect(b)
      end, vi = "byte đi cả hai chiều, ai nói trước cũng được" },
    { "an end is passed on, and the answer still comes", function(t)
        t:run()
        local c = t:client()
        local u, a, b = UP:accept(), t:word(), t:word()
        c:send(a); c:half_close()
        u:expect(a)
        u:expect_eof({ en = "The client has ended its stream; the server must hear it: shutdown(c, \"write\").",
          vi = "Máy khách đã kết thúc luồng của nó; máy chủ phải biết: shutdown(c, \"write\")." })
        u:send(b)
        c:expect(b, { en = "You closed too early: only one of the two streams has ended.", vi = "Bạn đóng quá sớm: mới chỉ một trong hai luồng kết thúc." })
        u:close()
        c:expect_eof({ en = "The server's end must be passed on, too.", vi = "Việc kết thúc của máy chủ cũng phải được chuyển tiếp." })
      end, vi = "việc kết thúc được chuyển tiếp, và câu trả lời vẫn đến" },
    { "two clients at once, each with its own server connection", function(t)
        t:run()
        local c1 = t:client(); local u1 = UP:accept()
        local c2 = t:client()
        local u2 = UP:accept({ en = "While the first client is connected, the second must be served: spawn.", vi = "Khi máy khách thứ nhất còn kết nối, máy khách thứ hai vẫn phải được phục vụ: spawn." })
        local a, b = t:word(), t:word()
        c1:send(a); c2:send(b)
        u1:expect(a); u2:expect(b)
      end, vi = "hai máy khách cùng lúc, mỗi người một kết nối riêng" },
    { "nothing is left when all have gone", function(t)
        t:run()
        for i = 1, 5 do
          local c = t:client()
          local u = UP:accept()
          c:send("x"); u:expect("x")
          c:close(); u:expect_eof(); u:close()
        end
        t:settle()
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "When both streams have ended, close both sockets.", vi = "Khi cả hai luồng đã kết thúc, hãy đóng cả hai socket." })
      end, vi = "mọi người đi hết thì không còn gì sót lại" },
  },

  hints = {
    { en = "Each client needs two tasks: copy(s, c) and copy(c, s).", vi = "Mỗi máy khách cần hai tác vụ: copy(s, c) và copy(c, s)." },
    { en = "At the end of copy: try(shutdown, to, \"write\")", vi = "Ở cuối copy: try(shutdown, to, \"write\")" },
    { en = "One task joins the other, then closes both: local t = spawn(copy, s, c)  copy(c, s)  join(t)  close(s)  close(c)", vi = "Một tác vụ join tác vụ kia, rồi đóng cả hai: local t = spawn(copy, s, c)  copy(c, s)  join(t)  close(s)  close(c)" },
  },

  solution = [[
local function copy(from, to)
  while true do
    local data = try(recv, from)
    if not data or not try(send, to, data) then break end
  end
  try(shutdown, to, "write")
end

local function serve(s)
  local c = dial(UPSTREAM)
  local there = spawn(copy, s, c)
  copy(c, s)
  join(there)
  close(s)
  close(c)
end

local l = listen(PORT)
while true do
  spawn(serve, accept(l))
end
]],

  after = {
    en = "A proxy is two connections and two copies, and each of the four streams ends on its own. Most faulty proxies close where they should shut down. Compare rinetd, socat(1), HAProxy.",
    vi = "Proxy là hai kết nối và hai phép chép, và mỗi luồng trong bốn luồng kết thúc riêng. Phần lớn proxy lỗi là do đóng hẳn ở chỗ lẽ ra chỉ shutdown. Hãy so với rinetd, socat(1), HAProxy." },

  wrong = {
    { name = "one direction after the other", vi = "hết chiều này mới đến chiều kia", fails = "bytes go both ways, whoever speaks first", code = [[
local function copy(a, b) while true do local d = recv(a); if not d then break end; send(b, d) end; shutdown(b) end
local l = listen(PORT)
while true do local s = accept(l); spawn(function() local c = dial(UPSTREAM); copy(s, c); copy(c, s); close(s); close(c) end) end]] },
    { name = "closes both at the first end", vi = "một bên kết thúc thì đóng cả hai", fails = "an end is passed on, and the answer still comes", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end; try(close, a); try(close, b) end
local l = listen(PORT)
while true do local s = accept(l); local c = dial(UPSTREAM); spawn(copy, s, c); spawn(copy, c, s) end]] },
    { name = "keeps the end to itself", vi = "không chuyển tiếp việc kết thúc", fails = "an end is passed on, and the answer still comes", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end end
local l = listen(PORT)
while true do local s = accept(l); local c = dial(UPSTREAM); spawn(copy, s, c); spawn(copy, c, s) end]] },
    { name = "never closes", vi = "không bao giờ đóng", fails = "nothing is left when all have gone", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end; try(shutdown, b, "write") end
local l = listen(PORT)
local keep = {}
while true do local s = accept(l); local c = dial(UPSTREAM); keep[#keep + 1] = {s, c}; spawn(copy, s, c); spawn(copy, c, s) end]] },
  },
}

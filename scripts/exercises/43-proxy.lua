exercise {
  id      = "capstone/proxy",
  title   = { en = "Capstone: a proxy", vi = "Bài tổng hợp: proxy" },
  level   = 4, minutes = 25,
  needs   = { "end/half-close", "many/slow-client", "stream/lines" },
  teaches = { "proxy", "half-close", "two-tasks-per-connection" },
  manners = { "whole", "dribble" },

  task = { en = [[
Write a proxy. Clients dial PORT; for each one you dial the server on UPSTREAM, and copy bytes
both ways until both streams have ended. Pass an end on as an end: when one side stops sending,
shut down the other side's direction, and go on copying the other way.

            ┌─────── your proxy ───────┐
  client ──►│ s (PORT)                c│──► server (UPSTREAM)
         ◄──│                          │◄──
            └──────────────────────────┘

When both streams have ended, or the connection is broken, nothing may be left open.]],
  vi = [[
Hãy viết một proxy. Máy khách gọi đến PORT; với mỗi máy khách, bạn gọi đến máy chủ ở UPSTREAM và
chép byte cả hai chiều cho đến khi cả hai luồng đều hết. Hết luồng thì phải chuyển tiếp đúng là hết
luồng: khi một bên ngừng gửi, hãy shutdown chiều ấy ở bên kia, và vẫn chép tiếp chiều còn lại.

               ┌───── proxy của bạn ──────┐
  máy khách ──►│ s (PORT)                c│──► máy chủ (UPSTREAM)
            ◄──│                          │◄──
               └──────────────────────────┘

Khi cả hai luồng đã hết, hoặc khi kết nối bị hỏng, không được để sót socket nào còn mở.]] },

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
        local u = UP:accept({ en = "For each client, dial UPSTREAM.", vi = "Với mỗi máy khách, hãy dial đến UPSTREAM." })
        local a, b = t:word(), t:word()
        u:send(a)
        c:expect(a, { en = "The server may speak first, so each direction needs a task of its own. And pass on what recv gives at once: nobody said that these are lines.",
          vi = "Máy chủ có thể nói trước, nên mỗi chiều cần một tác vụ riêng. Và recv trả về gì thì chuyển đi ngay: không ai nói rằng đây là các dòng." })
        c:send(b)
        u:expect(b, { en = "The client's bytes must go to the server, too.", vi = "Byte của máy khách cũng phải đến máy chủ." })
      end, vi = "byte đi cả hai chiều, ai nói trước cũng được" },
    { "the client's end is passed on, and the answer still comes", function(t)
        t:run()
        local c = t:client()
        local u, a, b = UP:accept(), t:word(), t:word()
        c:send(a); c:half_close()
        u:expect(a)
        u:expect_eof({ en = "The client sends no more, and the server must hear it: shutdown(c, \"write\").",
          vi = "Máy khách không gửi nữa, và máy chủ phải biết điều đó: shutdown(c, \"write\")." })
        u:send(b)
        c:expect(b, { en = "You closed too early: only one of the two streams has ended.", vi = "Bạn đóng quá sớm: mới chỉ một trong hai luồng đã hết." })
        u:close()
        c:expect_eof({ en = "The server's end must be passed on, too.", vi = "Khi máy chủ hết gửi, máy khách cũng phải biết." })
      end, vi = "máy khách hết gửi: máy chủ được biết, và câu trả lời vẫn đến" },
    { "the server may end first", function(t)
        t:run()
        local c = t:client()
        local u, a, b = UP:accept(), t:word(), t:word()
        u:send(a); u:half_close()
        c:expect(a)
        c:expect_eof({ en = "The server sends no more, and the client must hear it.",
          vi = "Máy chủ không gửi nữa, và máy khách phải biết điều đó." })
        c:send(b)
        u:expect(b, { en = "Only the server's stream has ended. The client's goes on: do not close for both when the copy in one direction is over.",
          vi = "Mới chỉ luồng từ máy chủ là hết. Luồng từ máy khách vẫn còn: đừng đóng cả hai khi việc chép một chiều vừa xong." })
        c:close()
        u:expect_eof({ en = "Now the client's stream has ended, too: pass it on.", vi = "Giờ luồng từ máy khách cũng hết: hãy chuyển tiếp." })
      end, vi = "máy chủ cũng có thể hết gửi trước" },
    { "two clients at once, each with its own server connection", function(t)
        t:run()
        local c1 = t:client(); local u1 = UP:accept()
        local c2 = t:client()
        t:settle()
        t:eq(#t:around{ role = "queued" }, 0, { en = "clients that nobody has accepted", vi = "số máy khách chưa ai accept" }, {
          en = "While the first client is connected, your program does not come back to accept: spawn a task for each client.",
          vi = "Khi máy khách thứ nhất còn kết nối, chương trình của bạn không quay lại accept: hãy spawn một tác vụ cho mỗi máy khách." })
        local u2 = UP:accept({ en = "Each client needs a dial(UPSTREAM) of its own: in one connection nobody could tell whose bytes are whose.",
          vi = "Mỗi máy khách cần một dial(UPSTREAM) riêng: dùng chung một kết nối thì không ai biết byte nào là của ai." })
        local a, b = t:word(), t:word()
        c1:send(a); c2:send(b)
        u1:expect(a); u2:expect(b)
      end, vi = "hai máy khách cùng lúc, mỗi máy khách một kết nối riêng" },
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
          en = "When both streams have ended, close both sockets.", vi = "Khi cả hai luồng đã hết, hãy đóng cả hai socket." })
      end, vi = "tất cả đi hết thì không còn gì sót lại" },
    { "nothing is left when a client is reset", function(t)
        t:run()
        local c, w = t:client(), t:word()
        local u = UP:accept()
        c:send(w); u:expect(w)
        c:reset()
        t:settle()
        u:close()
        t:settle()
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "After a reset, recv, send and shutdown raise errors, and an error ends the task before it can close. Catch them with try, then close both.",
          vi = "Sau khi bị đặt lại (reset), recv, send và shutdown đều báo lỗi, và lỗi làm tác vụ kết thúc trước khi kịp đóng. Hãy bắt lỗi bằng try, rồi đóng cả hai." })
      end, vi = "máy khách đặt lại kết nối thì cũng không còn gì sót lại" },
  },

  hints = {
    { en = "Each client needs two tasks: copy(s, c) and copy(c, s).", vi = "Mỗi máy khách cần hai tác vụ: copy(s, c) và copy(c, s)." },
    { en = "At the end of copy: try(shutdown, to, \"write\")", vi = "Ở cuối copy: try(shutdown, to, \"write\")" },
    { en = "One task waits for the other, then closes both: local there = spawn(copy, s, c)  copy(c, s)  join(there)  close(s)  close(c)",
      vi = "Một tác vụ chờ tác vụ kia xong, rồi đóng cả hai: local there = spawn(copy, s, c)  copy(c, s)  join(there)  close(s)  close(c)" },
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
    en = "A proxy is two connections and two copies, and each of the streams ends on its own. Most faulty proxies close where they should shut down. See shutdown(2), RFC 9293 section 3.6, and compare socat(1).",
    vi = "Proxy là hai kết nối và hai việc chép, và luồng nào cũng kết thúc riêng. Phần lớn proxy hỏng là vì close ở chỗ lẽ ra chỉ được shutdown. Xem shutdown(2), RFC 9293 mục 3.6, và so sánh với socat(1)." },

  wrong = {
    { name = "one direction after the other", vi = "chép hết chiều này mới đến chiều kia", fails = "bytes go both ways, whoever speaks first", code = [[
local function copy(a, b) while true do local d = recv(a); if not d then break end; send(b, d) end; shutdown(b) end
local l = listen(PORT)
while true do local s = accept(l); spawn(function() local c = dial(UPSTREAM); copy(s, c); copy(c, s); close(s); close(c) end) end]] },
    { name = "closes both at the first end", vi = "một luồng hết thì đóng cả hai", fails = "the client's end is passed on, and the answer still comes", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end; try(close, a); try(close, b) end
local l = listen(PORT)
while true do local s = accept(l); local c = dial(UPSTREAM); spawn(copy, s, c); spawn(copy, c, s) end]] },
    { name = "keeps the end to itself", vi = "không chuyển tiếp việc hết luồng", fails = "the client's end is passed on, and the answer still comes", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end end
local l = listen(PORT)
while true do local s = accept(l); local c = dial(UPSTREAM); spawn(copy, s, c); spawn(copy, c, s) end]] },
    { name = "is over when the server ends", vi = "máy chủ hết gửi là coi như xong", fails = "the server may end first", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end; try(shutdown, b, "write") end
local l = listen(PORT)
while true do local s = accept(l); spawn(function() local c = dial(UPSTREAM); spawn(copy, s, c); copy(c, s); close(s); close(c) end) end]] },
    { name = "one connection to the server for all", vi = "mọi máy khách dùng chung một kết nối đến máy chủ", fails = "two clients at once, each with its own server connection", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end; try(shutdown, b, "write") end
local l, c = listen(PORT), dial(UPSTREAM)
while true do local s = accept(l); spawn(copy, s, c); spawn(copy, c, s) end]] },
    { name = "never closes", vi = "không bao giờ đóng", fails = "nothing is left when all have gone", code = [[
local function copy(a, b) while true do local d = try(recv, a); if not d or not try(send, b, d) then break end end; try(shutdown, b, "write") end
local l = listen(PORT)
local keep = {}
while true do local s = accept(l); local c = dial(UPSTREAM); keep[#keep + 1] = {s, c}; spawn(copy, s, c); spawn(copy, c, s) end]] },
    { name = "does not expect a reset", vi = "không lường trước việc kết nối bị đặt lại", fails = "nothing is left when a client is reset", code = [[
local function copy(a, b) while true do local d = recv(a); if not d then break end; send(b, d) end; shutdown(b, "write") end
local l = listen(PORT)
while true do local s = accept(l); spawn(function() local c = dial(UPSTREAM)
  local there = spawn(copy, s, c); copy(c, s); join(there); close(s); close(c) end) end]] },
  },
}

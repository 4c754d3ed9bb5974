exercise {
  id      = "many/descriptors",
  kind    = "fix",
  title   = { en = "Too many open files", vi = "Quá nhiều tệp đang mở" },
  level   = 3, minutes = 10,
  needs   = { "many/slow-client" },
  teaches = { "descriptor-limit", "accept-can-fail" },

  task = { en = [[
A program may have so many descriptors, and each socket takes one. Here it may have 6.
When they are all in use, accept fails with EMFILE ("too many open files"), and this server dies of it.

Mend it: with no descriptor left it must go on listening, serve those whom it has, and accept again when one
of them has left. The one who waits in the accept queue meanwhile loses nothing.]],
  vi = [[
Một chương trình chỉ được có chừng ấy bộ mô tả tệp, và mỗi socket dùng một. Ở đây chỉ có 6.
Khi dùng hết, accept thất bại với EMFILE ("too many open files"), và máy chủ này chết vì nó.

Hãy sửa: khi không còn bộ mô tả, nó vẫn phải lắng nghe, phục vụ những người đang có, và accept lại khi một
người trong số họ rời đi. Người đang chờ trong hàng đợi chấp nhận không mất gì cả.]] },

  start = [[
local function serve(s)
  while true do
    local line = recv_line(s)
    if not line then break end
    send(s, line .. "\n")
  end
  close(s)
end

local l = listen(PORT)
while true do
  local s = accept(l)      -- TODO: this can fail
  spawn(serve, s)
end
]],

  setup = function(t)
    t:limit{ descriptors = 6 }
    WHY = { en = "accept failed with EMFILE and ended your program. Catch it: try(accept, l) gives nil and the error.",
      vi = "accept thất bại với EMFILE và làm chương trình của bạn kết thúc. Hãy bắt lỗi: try(accept, l) trả về nil và lỗi." }
  end,

  checks = {
    { "four clients are served", function(t)
        t:run()
        for i = 1, 4 do
          local c, w = t:client(), t:word()
          c:send(w .. "\n")
          c:expect(w .. "\n")
        end
      end, vi = "bốn máy khách được phục vụ" },
    { "with no descriptor left, those who are there are served", function(t)
        t:run()
        local all = {}
        for i = 1, 7 do all[i] = t:client(nil, WHY) end
        t:settle()
        local w = t:word()
        all[3]:send(w .. "\n")
        all[3]:expect(w .. "\n", WHY)
      end, vi = "hết bộ mô tả thì người đang có vẫn được phục vụ" },
    { "when one leaves, the next one is accepted", function(t)
        t:run()
        local all = {}
        for i = 1, 7 do all[i] = t:client(nil, WHY) end
        t:settle()
        all[1]:close()
        local w = t:word()
        all[6]:send(w .. "\n")
        all[6]:expect(w .. "\n", { en = "Close the socket of who has left, and go on accepting: the queue kept the next client for you.",
          vi = "Hãy đóng socket của người đã đi và accept tiếp: hàng đợi đã giữ máy khách kế tiếp cho bạn." })
      end, vi = "một người đi thì người kế tiếp được chấp nhận" },
  },

  hints = {
    { en = "local s, err = try(accept, l)", vi = "local s, err = try(accept, l)" },
    { en = "If it failed, wait a little before you try again: sleep(0.02). Else the loop does nothing but fail.", vi = "Nếu thất bại, hãy chờ một chút rồi thử lại: sleep(0.02). Nếu không, vòng lặp chỉ toàn thất bại." },
  },

  solution = [[
local function serve(s)
  while true do
    local line = recv_line(s)
    if not line then break end
    send(s, line .. "\n")
  end
  close(s)
end

local l = listen(PORT)
while true do
  local s, err = try(accept, l)
  if s then
    spawn(serve, s)
  else
    sleep(0.02)
  end
end
]],

  after = {
    en = "Descriptors are finite (ulimit -n), and accept fails when they run out, though the listener and the queue are well. A server waits and goes on; one that never closes what has left runs out sooner. See accept(2), getrlimit(2).",
    vi = "Bộ mô tả tệp là có hạn (ulimit -n), và accept thất bại khi hết, dù socket lắng nghe và hàng đợi vẫn ổn. Máy chủ phải chờ rồi làm tiếp; máy chủ không đóng socket của người đã đi sẽ cạn sớm hơn. Xem accept(2), getrlimit(2)." },

  wrong = {
    { name = "dies of EMFILE", vi = "chết vì EMFILE", fails = "with no descriptor left, those who are there are served", code = [[
local l = listen(PORT)
while true do local s = accept(l)
  spawn(function() for d in function() return recv_line(s) end do send(s, d .. "\n") end; close(s) end) end]] },
    { name = "stops accepting after the first failure", vi = "thôi accept sau lần thất bại đầu", fails = "when one leaves, the next one is accepted", code = [[
local l = listen(PORT)
while true do local s = try(accept, l); if not s then break end
  spawn(function() for d in function() return recv_line(s) end do send(s, d .. "\n") end; close(s) end) end
channel():get()]] },
    { name = "never closes who has left", vi = "không đóng socket của người đã đi", fails = "when one leaves, the next one is accepted", code = [[
local l = listen(PORT)
while true do local s = try(accept, l)
  if s then spawn(function() for d in function() return recv_line(s) end do send(s, d .. "\n") end end) else sleep(0.02) end end]] },
  },
}

exercise {
  id      = "many/descriptors",
  kind    = "fix",
  title   = { en = "Too many open files", vi = "Quá nhiều tệp đang mở" },
  level   = 3, minutes = 10,
  needs   = { "many/slow-client" },
  teaches = { "descriptor-limit", "accept-can-fail" },

  task = { en = [[
Each socket takes a descriptor, and a program may have only so many. Here it may have 6.
When all are in use, accept fails with EMFILE ("too many open files"), and this server dies
of it.

Mend it: with no descriptor left it must go on listening, serve those whom it has, and accept
again when one of them has left. Who waits in the accept queue meanwhile loses nothing.]],
  vi = [[
Mỗi socket dùng một bộ mô tả tệp (file descriptor), và một chương trình chỉ được có chừng ấy bộ.
Ở đây chỉ có 6. Khi đã dùng hết, accept thất bại với EMFILE ("too many open files"), và máy chủ
này chết vì thế.

Hãy sửa: khi không còn bộ mô tả nào, nó vẫn phải lắng nghe, phục vụ các máy khách đang có, và
accept tiếp khi một trong số đó rời đi. Ai đang chờ trong hàng đợi chấp nhận không mất gì cả.]] },

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
    DIED = { en = "accept failed with EMFILE, and your program ended with it. Catch the error: try(accept, l) gives nil and the error.",
      vi = "accept thất bại với EMFILE, và chương trình của bạn kết thúc theo. Hãy bắt lỗi: try(accept, l) trả về nil và lỗi." }
    LOST = { en = "A client that you had accepted lost its connection. Keep those whom you have: the next one waits safely in the accept queue.",
      vi = "Một máy khách đã được accept lại mất kết nối. Hãy giữ những máy khách đang có: máy khách kế tiếp vẫn an toàn trong hàng đợi chấp nhận." }
    QUEUE = { en = "Close the socket of who has left, and go on accepting on the SAME listener: its queue kept the next client for you.",
      vi = "Hãy đóng socket của máy khách đã đi, và accept tiếp trên CHÍNH socket lắng nghe ấy: hàng đợi của nó đã giữ máy khách kế tiếp cho bạn." }
    -- more clients than there are descriptors
    function crowd()
      local all = {}
      for i = 1, 7 do all[i] = t:client(nil, DIED) end
      t:settle()
      return all
    end
  end,

  checks = {
    { "four clients are served", function(t)
        t:run()
        for i = 1, 4 do
          local c, w = t:client(), t:word()
          c:send(w .. "\n")
          c:expect(w .. "\n", { en = "Send each line back, with its newline.", vi = "Hãy gửi trả mỗi dòng, kèm ký tự xuống dòng." })
        end
      end, vi = "bốn máy khách được phục vụ" },
    { "with no descriptor left, those who are there are served", function(t)
        t:run()
        local all = crowd()
        local why = #t:sockets{ state = "LISTEN" } == 0 and DIED or LOST
        for i = 1, 4 do
          local w = t:word()
          all[i]:send(w .. "\n", why)
          all[i]:expect(w .. "\n", why)
        end
      end, vi = "hết bộ mô tả thì các máy khách đang có vẫn được phục vụ" },
    { "when one leaves, the next one is accepted", function(t)
        t:run()
        local all, w = crowd(), t:word()
        all[1]:close()
        all[6]:send(w .. "\n", QUEUE)
        all[6]:expect(w .. "\n", QUEUE)
      end, vi = "một máy khách đi thì máy khách kế tiếp được chấp nhận" },
  },

  hints = {
    { en = "local s, err = try(accept, l)", vi = "local s, err = try(accept, l)" },
    { en = "If it failed, wait a little before you try again: sleep(0.02). Without a pause the loop is busy with nothing but failing.",
      vi = "Nếu thất bại, hãy nghỉ một chút rồi thử lại: sleep(0.02). Không nghỉ thì vòng lặp chỉ bận rộn thất bại mãi." },
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
    en = "Descriptors are finite (ulimit -n), and accept fails when they run out, though the listener and its queue are well. A server pauses and goes on; one that never closes the sockets of who has left runs out sooner. See accept(2), getrlimit(2).",
    vi = "Bộ mô tả tệp là có hạn (ulimit -n), và accept thất bại khi chúng cạn, dù socket lắng nghe và hàng đợi vẫn ổn. Máy chủ nên nghỉ một chút rồi làm tiếp; máy chủ không đóng socket của máy khách đã đi thì sẽ cạn sớm hơn. Xem accept(2), getrlimit(2)." },

  wrong = {
    { name = "dies of EMFILE", vi = "chết vì EMFILE", fails = "with no descriptor left, those who are there are served", code = [[
local l = listen(PORT)
while true do local s = accept(l)
  spawn(function() for d in function() return recv_line(s) end do send(s, d .. "\n") end; close(s) end) end]] },
    { name = "makes room by throwing somebody out", vi = "đuổi máy khách cũ để lấy chỗ", fails = "with no descriptor left, those who are there are served", code = [[
local l, all = listen(PORT), {}
while true do local s = try(accept, l)
  if s then all[#all + 1] = s
    spawn(function() for d in function() return try(recv_line, s) end do send(s, d .. "\n") end; try(close, s) end)
  else try(close, table.remove(all, 1)) end end]] },
    { name = "stops accepting after the first failure", vi = "thôi accept sau lần thất bại đầu tiên", fails = "when one leaves, the next one is accepted", code = [[
local l = listen(PORT)
while true do local s = try(accept, l); if not s then break end
  spawn(function() for d in function() return recv_line(s) end do send(s, d .. "\n") end; close(s) end) end
channel():get()]] },
    { name = "never closes who has left", vi = "không đóng socket của máy khách đã đi", fails = "when one leaves, the next one is accepted", code = [[
local l = listen(PORT)
while true do local s = try(accept, l)
  if s then spawn(function() for d in function() return recv_line(s) end do send(s, d .. "\n") end end) else sleep(0.02) end end]] },
  },
}

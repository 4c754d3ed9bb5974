-- A listener and the connections that came from it end one by one.
exercise {
  id      = "end/graceful",
  kind    = "fix",
  title   = { en = "Close the door, serve the guests", vi = "Đóng cửa nhưng vẫn phục vụ khách" },
  level   = 3, minutes = 12,
  needs   = { "accept/one-port", "end/close-wait" },
  teaches = { "graceful-stop", "listener-is-not-its-connections" },

  task = { en = [[
An echo server. When a client sends the line "stop", it closes its listener, and that is right. But
the clients who are still there lose their connection. Mend it:

  · after "stop", new clients are refused at once
  · those who are connected are served until they leave
  · when the last one has left, the program ends

  l   127.0.0.1:PORT   LISTEN        ◄── close(l): nobody new
  s1  127.0.0.1:PORT ─── client 1    goes on
  s2  127.0.0.1:PORT ─── client 2    goes on]],
  vi = [[
Một máy chủ lặp lại lời khách. Khi một máy khách gửi dòng "stop", nó đóng socket lắng nghe, và làm thế là
đúng. Nhưng những máy khách còn đang ở đó lại bị mất kết nối. Hãy sửa:

  · sau "stop", máy khách mới bị từ chối ngay
  · ai đang kết nối thì được phục vụ cho đến khi rời đi
  · khi người cuối cùng đã rời đi, chương trình kết thúc

  l   127.0.0.1:PORT   LISTEN           ◄── close(l): không nhận ai mới
  s1  127.0.0.1:PORT ─── máy khách 1    vẫn tiếp tục
  s2  127.0.0.1:PORT ─── máy khách 2    vẫn tiếp tục]] },

  start = [[
local l = listen(PORT)

local function serve(s)
  for line in function() return recv_line(s) end do
    if line == "stop" then close(l) else send(s, line .. "\n") end
  end
  close(s)
end

while true do
  local s = try(accept, l)
  if not s then break end   -- the listener was closed
  spawn(serve, s)
end
-- The program ends here, and with it all its tasks and sockets.
]],

  setup = function(t)
    ECHO = function(c, why) local w = t:word(); c:send(w .. "\n", why); c:expect(w .. "\n", why) end
  end,

  checks = {
    { "every client is echoed", function(t)
        t:run()
        local a, b = t:client(), t:client()
        local why = { en = "One client at a time? Each needs a task of its own, and the loop must go on to the next accept at once.",
          vi = "Mỗi lúc chỉ một máy khách? Mỗi máy khách cần một tác vụ riêng, và vòng lặp phải quay lại accept ngay." }
        ECHO(a, why); ECHO(b, why); ECHO(a, why)
      end, vi = "lời của mọi máy khách được lặp lại" },
    { "after stop, new clients are refused", function(t)
        t:run()
        local a, b = t:client(), t:client()
        ECHO(a); ECHO(b)
        a:send("stop\n")
        t:settle()
        t:refused(nil, { en = "PORT is still open, so the kernel finishes the handshake of whoever dials, and lets him wait in the accept queue for nothing. To refuse, close the listener.",
          vi = "PORT vẫn mở, nên nhân vẫn hoàn tất bắt tay với bất cứ ai gọi đến, rồi để người ấy chờ vô ích trong hàng đợi chấp nhận. Muốn từ chối thì phải đóng socket lắng nghe." })
      end, vi = "sau stop, máy khách mới bị từ chối" },
    { "those who are there are served to their end", function(t)
        t:run()
        local a, b = t:client(), t:client()
        ECHO(a); ECHO(b)
        a:send("stop\n")
        t:settle()
        t:ok(#t:sockets{ kind = "conn" } == 2 or #t:tasks() == 0, {
          en = "You closed the sockets of clients who have not left. stop is for those who would come: close(l), and leave the others alone.",
          vi = "Bạn đã đóng socket của những máy khách chưa rời đi. stop chỉ nhằm vào người sắp đến: hãy close(l) và để yên những người khác." })
        local why = { en = "Closing the listener closes no connection: each accepted socket lives on by itself. But the end of the program closes all of them: wait for its tasks first.",
          vi = "Đóng socket lắng nghe không đóng kết nối nào: mỗi socket đã chấp nhận vẫn sống tiếp. Nhưng chương trình kết thúc thì đóng tất cả: hãy chờ các tác vụ của nó trước đã." }
        ECHO(b, why); ECHO(a, why)
        a:close()
        t:settle()
        ECHO(b, { en = "One client has left, another is still there: wait for all of them, not for the first.",
          vi = "Một máy khách đã đi, người khác vẫn còn: hãy chờ tất cả, chứ không chỉ người đầu tiên." })
        b:close()
        t:ended{ en = "The last client has left, and nobody new can come: let the program end.",
          vi = "Máy khách cuối cùng đã rời đi và không ai mới đến được nữa: hãy để chương trình kết thúc." }
      end, vi = "ai đang ở đó được phục vụ đến cùng" },
  },

  hints = {
    { en = "Why do the clients lose their connection: because of close(l), or because of the last line of the program?",
      vi = "Vì sao máy khách mất kết nối: tại close(l), hay tại chương trình chạy đến dòng cuối?" },
    { en = "spawn returns the task, and join(task) waits until it has ended.", vi = "spawn trả về tác vụ, và join(task) chờ đến khi tác vụ ấy kết thúc." },
    { en = "all[#all + 1] = spawn(serve, s)  in the loop;  for _, task in ipairs(all) do join(task) end  after it",
      vi = "all[#all + 1] = spawn(serve, s)  trong vòng lặp;  for _, task in ipairs(all) do join(task) end  sau vòng lặp" },
  },

  solution = [[
local l = listen(PORT)
local all = {}

local function serve(s)
  for line in function() return recv_line(s) end do
    if line == "stop" then close(l) else send(s, line .. "\n") end
  end
  close(s)
end

while true do
  local s = try(accept, l)
  if not s then break end   -- the listener was closed
  all[#all + 1] = spawn(serve, s)
end
for _, task in ipairs(all) do join(task) end
]],

  after = {
    en = [[
The listener is a socket of its own: closing it ends what nobody has accepted yet (those clients are reset) and the answering of new dials, but no accepted connection.
So a server stops gracefully in this order: close the listener, finish the work, end. See close(2), accept(2).]],
    vi = [[
Socket lắng nghe là một socket riêng: đóng nó thì những kết nối chưa ai accept bị đặt lại và không ai trả lời cuộc gọi mới nữa, nhưng không kết nối nào đã chấp nhận bị đóng.
Vì thế máy chủ dừng êm đẹp theo thứ tự: đóng socket lắng nghe, làm xong việc, rồi kết thúc. Xem close(2), accept(2).]] },

  wrong = {
    { name = "only stops accepting", vi = "chỉ thôi không accept nữa", fails = "after stop, new clients are refused", code = [[
local l, all = listen(PORT), {}
local stop = false
local function serve(s)
  for line in function() return recv_line(s) end do
    if line == "stop" then stop = true else send(s, line .. "\n") end
  end
  close(s)
end
while not stop do all[#all + 1] = spawn(serve, accept(l)) end
for _, task in ipairs(all) do join(task) end]] },
    { name = "hangs up on everybody", vi = "ngắt kết nối của mọi người", fails = "those who are there are served to their end", code = [[
local l, all = listen(PORT), {}
local function serve(s)
  all[#all + 1] = s
  for line in function() return recv_line(s) end do
    if line == "stop" then close(l); for _, o in ipairs(all) do close(o) end return end
    send(s, line .. "\n")
  end
  close(s)
end
while true do local s = try(accept, l); if not s then break end; spawn(serve, s) end
channel():get()]] },
    { name = "ends with the program", vi = "kết thúc cùng chương trình", fails = "those who are there are served to their end", code = [[
local l = listen(PORT)
local function serve(s)
  for line in function() return recv_line(s) end do
    if line == "stop" then close(l) else send(s, line .. "\n") end
  end
  close(s)
end
while true do local s = try(accept, l); if not s then break end; spawn(serve, s) end]] },
    { name = "waits for one client only", vi = "chỉ chờ một máy khách", fails = "those who are there are served to their end", code = [[
local l, first = listen(PORT)
local function serve(s)
  for line in function() return recv_line(s) end do
    if line == "stop" then close(l) else send(s, line .. "\n") end
  end
  close(s)
end
while true do local s = try(accept, l); if not s then break end; local x = spawn(serve, s); first = first or x end
join(first)]] },
    { name = "stays for ever", vi = "ở lại mãi mãi", fails = "those who are there are served to their end", code = [[
local l = listen(PORT)
local function serve(s)
  for line in function() return recv_line(s) end do
    if line == "stop" then close(l) else send(s, line .. "\n") end
  end
  close(s)
end
while true do local s = try(accept, l); if not s then break end; spawn(serve, s) end
channel():get()]] },
  },
}

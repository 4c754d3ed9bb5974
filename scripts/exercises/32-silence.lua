-- Nobody tells you that the other side has vanished: ask it.
exercise {
  id      = "end/silence",
  title   = { en = "Silence is not death", vi = "Im lặng chưa phải là chết" },
  level   = 4, minutes = 15,
  needs   = { "end/eof", "end/close-wait" },
  teaches = { "heartbeat", "dead-peer", "keepalive" },

  task = { en = [[
Watch over one client on PORT. If it says nothing for QUIET seconds, ask: send "ping\n". Any byte
is a sign of life. If a ping brings none within LIMIT seconds, print "dead"; if the client ends its
stream, print "left". Then close.

  you                      client                  the kernel says
     ─── ping ───►
     ◄── pong ────         silent, but alive       ESTABLISHED
     ─── ping ───►
        (LIMIT)            hangs                   ESTABLISHED, for ever
     print "dead"]],
  vi = [[
Hãy trông chừng một máy khách ở PORT. Nếu nó không nói gì suốt QUIET giây thì hỏi: gửi "ping\n". Byte nào
cũng là dấu hiệu còn sống. Nếu hỏi rồi mà LIMIT giây trôi qua vẫn không có byte nào, in "dead"; nếu máy khách
kết thúc luồng, in "left". Sau đó đóng kết nối.

  bạn                      máy khách               nhân nói gì
     ─── ping ───►
     ◄── pong ────         im lặng, nhưng còn sống ESTABLISHED
     ─── ping ───►
        (LIMIT)            bị treo                 ESTABLISHED, mãi mãi
     in "dead"]] },

  start = [[
local l = listen(PORT)
local s = accept(l)
while true do
  local data, err = try(recv, s, {timeout = QUIET})
  if err == "eof" then print("left") break end
  if err then print("dead") break end   -- TODO: is it?
end
close(s)
]],

  setup = function(t)
    -- The program is in a hurry only where it should give up.
    PATIENT = function() t:give("QUIET", 0.05); t:give("LIMIT", 5) end
    STRICT  = function() t:give("QUIET", 0.05); t:give("LIMIT", 0.3) end
    ASK = { en = 'A client that has nothing to say is silent, too. Do not give it up for that: ask it with "ping\\n".',
      vi = 'Máy khách không có gì để nói thì cũng im lặng. Đừng vì thế mà bỏ nó: hãy hỏi bằng "ping\\n".' }
  end,

  checks = {
    { "who answers is alive, however long it is silent", function(t)
        PATIENT(); t:run()
        local c = t:client()
        c:expect("ping\n", ASK)
        for i = 1, 3 do
          c:send("pong\n")
          c:expect("ping\n", { en = "The client had answered, so it is alive. After a sign of life everything starts anew: QUIET seconds, then a ping. Wait with recv: an answer ends that wait at once.",
            vi = "Máy khách đã trả lời, nghĩa là còn sống. Sau mỗi dấu hiệu còn sống, mọi thứ bắt đầu lại: QUIET giây, rồi ping. Hãy chờ bằng recv: có trả lời là hết chờ ngay." })
        end
        c:send(t:word() .. "\n")
        c:expect("ping\n", { en = 'Any byte is a sign of life, not only "pong".', vi = 'Byte nào cũng là dấu hiệu còn sống, không chỉ riêng "pong".' })
        t:ok(not t:printed():find("dead", 1, true), ASK)
      end, vi = "còn trả lời là còn sống, dù im lặng bao lâu" },
    { "who no longer answers is dead", function(t)
        STRICT(); t:run()
        local c = t:client()
        c:expect("ping\n", ASK)
        t:step{ en = "client 1's program hangs: no answer, no FIN, no RST", vi = "chương trình của máy khách 1 bị treo: không trả lời, không FIN, không RST" }
        t:eventually(function() return t:printed():find("dead", 1, true) end, {
          en = 'You asked, and LIMIT seconds went by without a byte. No error tells you that a program hangs: its kernel still confirms your pings, and the questions of keepalive too, so the state stays ESTABLISHED. Give your wait for the answer the limit LIMIT, then print "dead".',
          vi = 'Bạn đã hỏi, và LIMIT giây trôi qua không có byte nào. Không có lỗi nào báo rằng một chương trình bị treo: nhân của nó vẫn xác nhận các ping của bạn, cả câu hỏi của keepalive, nên trạng thái vẫn là ESTABLISHED. Hãy đặt hạn LIMIT cho việc chờ trả lời, rồi in "dead".' })
        c:expect_eof({ en = "You gave the client up: send it nothing more, and close. It will not close by itself, and your socket would stay ESTABLISHED.",
          vi = "Bạn đã coi máy khách là chết: đừng gửi gì nữa mà hãy đóng. Nó sẽ không tự đóng, và socket của bạn sẽ ở lại ESTABLISHED." })
      end, vi = "không trả lời nữa là chết" },
    { "who hangs up has left", function(t)
        PATIENT(); t:run()
        local c = t:client()
        c:expect("ping\n", ASK)
        c:close()
        t:expect_print("left", { en = "eof came: the client said itself that it sends no more. It is not dead, it has left; there is nothing to ask.",
          vi = "eof đã đến: chính máy khách báo rằng nó không gửi nữa. Nó không chết, nó đã rời đi; không còn gì để hỏi." })
        t:ok(not t:printed():find("dead", 1, true), { en = "It was not dead: it had said goodbye.", vi = "Nó không chết: nó đã chào tạm biệt." })
      end, vi = "tự ngắt kết nối là rời đi" },
  },

  hints = {
    { en = "The program has two moods: content (nothing was asked) and worried (a ping is out). What does a timeout mean in each?",
      vi = "Chương trình có hai tâm trạng: yên tâm (chưa hỏi gì) và lo lắng (đã gửi ping). Trong mỗi tâm trạng, hết hạn chờ có nghĩa gì?" },
    { en = "A variable asked: false after every byte, true after a ping. The timeout is asked and LIMIT or QUIET.",
      vi = "Dùng biến asked: false sau mỗi byte nhận được, true sau khi ping. Hạn chờ là asked and LIMIT or QUIET." },
    { en = 'if data then asked = false elseif err == "eof" then print("left") break elseif asked then print("dead") break else send(s, "ping\\n") asked = true end',
      vi = 'if data then asked = false elseif err == "eof" then print("left") break elseif asked then print("dead") break else send(s, "ping\\n") asked = true end' },
  },

  solution = [[
local l = listen(PORT)
local s = accept(l)
local asked = false
while true do
  local data, err = try(recv, s, {timeout = asked and LIMIT or QUIET})
  if data then
    asked = false
  elseif err == "eof" then
    print("left")
    break
  elseif asked then
    print("dead")
    break
  else
    send(s, "ping\n")
    asked = true
  end
end
close(s)
]],

  after = {
    en = [[
An idle connection sends no packets at all, so one whose other side is gone looks like one that is silent: ESTABLISHED. A protocol that must know asks, and sets a limit of its own for the answer.
SO_KEEPALIVE lets the kernel ask, after two hours unless told otherwise: that finds a machine without power, but not a program that hangs, because it is its kernel that answers. See tcp(7), RFC 9293 section 3.8.4.]],
    vi = [[
Kết nối nhàn rỗi không gửi gói tin nào, nên khi bên kia đã biến mất, nó trông giống hệt như khi bên kia chỉ im lặng: ESTABLISHED. Giao thức nào cần biết thì phải hỏi, và tự đặt hạn cho câu trả lời.
SO_KEEPALIVE nhờ nhân hỏi, sau hai giờ nếu không chỉnh lại: cách đó phát hiện được máy mất điện, nhưng không phát hiện được chương trình bị treo, vì người trả lời là nhân của máy ấy. Xem tcp(7), RFC 9293 mục 3.8.4.]] },

  wrong = {
    { name = "takes silence for death", vi = "coi im lặng là chết", fails = "who answers is alive, however long it is silent", code = [[
local s = accept(listen(PORT))
while true do
  local data, err = try(recv, s, {timeout = LIMIT})
  if err == "eof" then print("left") break end
  if err then print("dead") break end
end
close(s)]] },
    { name = "asks once only", vi = "chỉ hỏi một lần", fails = "who answers is alive, however long it is silent", code = [[
local s = accept(listen(PORT))
local asked = false
while true do
  local data, err = try(recv, s, {timeout = QUIET})
  if err == "eof" then print("left") break
  elseif err and asked then print("dead") break
  elseif err then send(s, "ping\n") asked = true end
end
close(s)]] },
    { name = "waits for the kernel to tell", vi = "chờ nhân báo tin", fails = "who no longer answers is dead", code = [[
local s = accept(listen(PORT))
while true do
  local data, err = try(recv, s, {timeout = QUIET})
  if err == "eof" then print("left") break end
  if err and not try(send, s, "ping\n") then print("dead") break end
end
close(s)]] },
    { name = "leaves it to keepalive", vi = "phó mặc cho keepalive", fails = "who no longer answers is dead", code = [[
local s = accept(listen(PORT))
setopt(s, "keepalive", true); setopt(s, "keepidle", 1); setopt(s, "keepintvl", 1); setopt(s, "keepcnt", 1)
local n = 0
while true do
  local data, err = try(recv, s, {timeout = QUIET})
  if err == "eof" then print("left") break
  elseif err and err.code ~= "TIMEOUT" then print("dead") break
  elseif err then send(s, "ping\n") recv(s) end
end
close(s)]] },
    { name = "calls everybody dead", vi = "gọi ai cũng là chết", fails = "who hangs up has left", code = [[
local s = accept(listen(PORT))
local asked = false
while true do
  local data = try(recv, s, {timeout = asked and LIMIT or QUIET})
  if data then asked = false
  elseif asked then print("dead") break
  else send(s, "ping\n") asked = true end
end
close(s)]] },
  },
}

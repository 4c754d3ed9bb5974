-- A time limit says that nothing came so far, and nothing else.
exercise {
  id      = "end/deadline",
  title   = { en = "A deadline is not the end", vi = "Hết hạn chờ chưa phải là hết" },
  level   = 3, minutes = 10,
  needs   = { "end/eof", "stream/lines" },
  teaches = { "timeout", "timeout-is-not-eof", "keep-what-came" },
  manners = { "whole", "dribble" },

  task = { en = [[
A thermometer on PORT sends a line now and then. You have other things to do meanwhile, so wait at
most TICK seconds at a time. Print

    each line, when it is whole
    waiting      whenever TICK seconds went by without one
    end          when the thermometer has ended the stream; then stop

  thermometer ──── 21.5\n ─────────────── 21 ─────── .7\n ──┤ eof
  you              21.5    waiting waiting    waiting 21.7   end]],
  vi = [[
Một nhiệt kế ở PORT thỉnh thoảng gửi một dòng. Trong lúc đó bạn còn việc khác, nên mỗi lần chỉ chờ
nhiều nhất TICK giây. Hãy in ra

    từng dòng, khi dòng đã trọn vẹn
    waiting      mỗi khi TICK giây trôi qua mà chưa có dòng nào
    end          khi nhiệt kế đã kết thúc luồng; rồi dừng

  nhiệt kế ─────── 21.5\n ─────────────── 21 ─────── .7\n ──┤ eof
  bạn              21.5    waiting waiting    waiting 21.7   end]] },

  start = [[
local c = dial(PORT)
while true do
  local line, err = try(recv_line, c, {timeout = TICK})
  if not line then break end   -- TODO: there are two reasons for no line
  print(line)
end
print("end")
]],

  setup = function(t)
    t:give("TICK", 0.05)
    S = t:server()
    WAITS = function() return select(2, t:printed():gsub("waiting", "")) end
    PRINTED = function(text, why) t:eventually(function() return t:printed():find(text, 1, true) end, why) end
    PAUSE = function(why) -- until two more limits have passed
      local before = WAITS()
      t:eventually(function() return WAITS() > before + 1 end, why)
    end
  end,

  checks = {
    { "a pause is not the end", function(t)
        t:start()
        local c, w = S:accept(), t:word()
        t:eventually(function() return t:printed() ~= "" end, {
          en = "Nothing came for longer than TICK seconds, and you printed nothing. Without {timeout = TICK} recv_line waits for ever; with it, it fails with TIMEOUT, which try catches.",
          vi = "Đã quá TICK giây không có gì đến mà bạn chưa in gì. Không có {timeout = TICK} thì recv_line chờ mãi; có thì nó báo lỗi TIMEOUT, và try bắt được lỗi ấy." })
        PAUSE{ en = 'TIMEOUT only says that nothing came for TICK seconds. The connection is as it was: print "waiting" and call recv_line again.',
          vi = 'TIMEOUT chỉ nói rằng suốt TICK giây không có gì đến. Kết nối vẫn nguyên như cũ: hãy in "waiting" rồi gọi recv_line lần nữa.' }
        t:ok(not t:printed():find("end", 1, true), { en = "You printed end, and the thermometer has only paused.",
          vi = "Bạn đã in end, trong khi nhiệt kế chỉ tạm ngừng." })
        t:eq(#t:events{ call = "connect" }, 1, { en = "connections that you made", vi = "số kết nối bạn đã tạo" }, {
          en = "A limit that passed does not break the connection: there is no reason to dial again.",
          vi = "Hết hạn chờ không làm hỏng kết nối: chẳng có lý do gì để dial lại." })
        c:send(w .. "\n")
        PRINTED(w .. "\n", { en = "The line came after the limit had passed. It waits in the same socket: receive from that one.",
          vi = "Dòng này đến sau khi hết hạn chờ. Nó nằm trong chính socket đó: hãy nhận từ socket ấy." })
        PAUSE{ en = "After a line you must go on waiting, with a new limit.", vi = "Nhận được một dòng rồi vẫn phải chờ tiếp, với hạn chờ mới." }
      end, vi = "tạm ngừng chưa phải là hết" },
    { "half a line is kept over a limit", function(t)
        t:start()
        local c, a, b = S:accept(), t:word(), t:word()
        c:send(a)
        PAUSE{
          en = "Half a line has come, which is not a line yet. Do not wait for its other half without a limit either: print waiting.",
          vi = "Mới có nửa dòng, chưa thành một dòng. Cũng đừng chờ nửa còn lại mà không đặt hạn: vẫn phải in waiting." }
        c:send(b .. "\n")
        PRINTED(a .. b .. "\n", { en = "The first half had come before the limit passed, and got lost. Keep what came: a buffer must live longer than one wait (recv_line has its own).",
          vi = "Nửa đầu đã đến trước khi hết hạn chờ, rồi bị mất. Hãy giữ những gì đã đến: bộ đệm phải sống lâu hơn một lần chờ (recv_line có sẵn bộ đệm của nó)." })
      end, vi = "nửa dòng được giữ lại qua lần hết hạn chờ" },
    { "the end is the end", function(t)
        t:start()
        local c, w = S:accept(), t:word()
        c:send(w .. "\n")
        PRINTED(w .. "\n")
        c:close()
        PRINTED("end", { en = 'The stream has ended: recv_line gives nil and "eof" at once, every time. That is no timeout; waiting longer brings nothing.',
          vi = 'Luồng đã hết: recv_line trả về nil và "eof" ngay lập tức, lần nào cũng vậy. Đó không phải hết hạn chờ; chờ thêm cũng chẳng có gì.' })
        t:ended{ en = "Nothing more will come: leave the loop.", vi = "Sẽ không còn gì đến nữa: hãy thoát khỏi vòng lặp." }
      end, vi = "hết luồng mới là hết" },
  },

  hints = {
    { en = "try gives nil and a reason. Print the reason: what is it after a pause, what after the end?",
      vi = "try trả về nil và một lý do. Hãy in lý do ấy ra: sau khi tạm ngừng nó là gì, sau khi hết luồng nó là gì?" },
    { en = 'At the end of the stream the reason is the string "eof". After a pause it is an error whose code is "TIMEOUT".',
      vi = 'Khi hết luồng, lý do là chuỗi "eof". Khi hết hạn chờ, đó là một lỗi có code là "TIMEOUT".' },
    { en = 'if line then print(line) elseif err == "eof" then break else print("waiting") end',
      vi = 'if line then print(line) elseif err == "eof" then break else print("waiting") end' },
  },

  solution = [[
local c = dial(PORT)
while true do
  local line, err = try(recv_line, c, {timeout = TICK})
  if line then
    print(line)
  elseif err == "eof" then
    break
  else
    print("waiting")
  end
end
print("end")
]],

  after = {
    en = [[
A time limit belongs to your call, not to the connection: when it has passed nothing is broken, nothing is lost, and the next call may have a new one.
The end of the stream comes from the other side, and is final. See recv(2), and SO_RCVTIMEO in socket(7).]],
    vi = [[
Hạn chờ là của lời gọi, không phải của kết nối: hết hạn rồi thì không có gì hỏng, không có gì mất, và lời gọi sau có thể đặt hạn mới.
Còn hết luồng là tin từ bên kia gửi đến, và không thể đảo ngược. Xem recv(2), và SO_RCVTIMEO trong socket(7).]] },

  wrong = {
    { name = "takes a timeout for the end", vi = "coi hết hạn chờ là hết luồng", fails = "a pause is not the end", code = [[
local c = dial(PORT)
while true do
  local line, err = try(recv_line, c, {timeout = TICK})
  if not line then print("waiting") break end
  print(line)
end
print("end")]] },
    { name = "dials again after a timeout", vi = "dial lại sau khi hết hạn chờ", fails = "a pause is not the end", code = [[
local c = dial(PORT)
while true do
  local line, err = try(recv_line, c, {timeout = TICK})
  if line then print(line) elseif err == "eof" then break
  else print("waiting") close(c) c = dial(PORT) end
end
print("end")]] },
    { name = "throws half a line away", vi = "vứt mất nửa dòng", fails = "half a line is kept over a limit", code = [[
local c = dial(PORT)
local buf = ""
while true do
  local data, err = try(recv, c, {timeout = TICK})
  if data then
    buf = buf .. data
    for line in buf:gmatch("(.-)\n") do print(line) end
    buf = buf:match("[^\n]*$")
  elseif err == "eof" then break
  else print("waiting") buf = "" end
end
print("end")]] },
    { name = "takes the end for a timeout", vi = "coi hết luồng là hết hạn chờ", fails = "the end is the end", code = [[
local c = dial(PORT)
while true do
  local line = try(recv_line, c, {timeout = TICK})
  if line then print(line) else print("waiting") end
end]] },
    { name = "waits without a limit", vi = "chờ không có hạn", fails = "a pause is not the end", code = [[
local c = dial(PORT)
while true do
  local line = recv_line(c)
  if not line then break end
  print(line)
end
print("end")]] },
  },
}

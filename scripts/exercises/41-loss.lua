exercise {
  id      = "udp/loss",
  title   = { en = "Some are lost", vi = "Có gói bị mất" },
  level   = 3, minutes = 12,
  needs   = { "udp/datagrams" },
  teaches = { "udp-loses", "timeout-and-count" },

  task = { en = [[
Write a pinger. Somebody on UDP port PORT answers "ping 1" with "pong 1", but not always: datagrams get lost.

Send "ping 1" to "ping 6", one after the other. Wait for each answer for half a second at most.
At the end print how many came: answered 4 of 6]],
  vi = [[
Hãy viết một chương trình ping. Ở cổng UDP PORT có người trả lời "ping 1" bằng "pong 1", nhưng không phải
lúc nào cũng vậy: gói tin có thể mất.

Gửi lần lượt từ "ping 1" đến "ping 6". Mỗi lần chờ câu trả lời nhiều nhất nửa giây.
Cuối cùng in ra số câu trả lời đã đến: answered 4 of 6]] },

  start = [[
local c = dial("udp://127.0.0.1:" .. PORT)
local answered = 0
for i = 1, 6 do
  send(c, "ping " .. i)
  local pong = recv(c)       -- TODO: and if it never comes?
  answered = answered + 1
end
print("answered " .. answered .. " of 6")
]],

  setup = function(t)
    HOME = t:udp{ name = "PORT" }
    function answer(lost)
      local n = 0
      for i = 1, 6 do
        HOME:expect("ping " .. i, { en = "An answer may be lost for ever: recv needs a time limit, or your program waits for it for ever.",
          vi = "Câu trả lời có thể mất hẳn: recv cần hạn chờ, nếu không chương trình của bạn chờ mãi." })
        if not lost[i] then HOME:send("pong " .. i); n = n + 1 end
      end
      return n
    end
  end,

  checks = {
    { "nothing lost", function(t)
        t:start()
        answer{}
        t:expect_print("answered 6 of 6")
      end, vi = "không mất gói nào" },
    { "two lost", function(t)
        t:start()
        local first = t:number(1, 3)
        answer{ [first] = true, [first + 2] = true }
        t:expect_print("answered 4 of 6", { en = "Count what came, not what you sent.", vi = "Hãy đếm những gì đã đến, không đếm những gì đã gửi." })
      end, vi = "mất hai gói" },
    { "a late answer is not taken for another", function(t)
        t:start()
        HOME:expect("ping 1")
        HOME:expect("ping 2", { en = "An answer may be lost for ever: recv needs a time limit.", vi = "Câu trả lời có thể mất hẳn: recv cần hạn chờ." })
        HOME:send("pong 1") -- late: its ping was given up
        for i = 3, 6 do HOME:expect("ping " .. i); HOME:send("pong " .. i) end
        t:expect_print("answered 4 of 6", { en = "pong 1 came when you waited for pong 2. Compare the numbers, and go on waiting.",
          vi = "pong 1 đến khi bạn đang chờ pong 2. Hãy so số, và chờ tiếp." })
      end, vi = "câu trả lời muộn không bị lấy nhầm" },
  },

  hints = {
    { en = "try(recv, c, {timeout=0.5}) gives nil when nothing has come.", vi = "try(recv, c, {timeout=0.5}) trả về nil khi không có gì đến." },
    { en = "Receive in a loop until the pong has the right number, or nothing comes any more.", vi = "Nhận trong một vòng lặp cho đến khi pong đúng số, hoặc không còn gì đến." },
  },

  solution = [[
local c = dial("udp://127.0.0.1:" .. PORT)
local answered = 0
for i = 1, 6 do
  send(c, "ping " .. i)
  local pong
  repeat
    pong = try(recv, c, {timeout=0.5})
    if pong == "pong " .. i then answered = answered + 1 end
  until not pong or pong == "pong " .. i
end
print("answered " .. answered .. " of 6")
]],

  after = {
    en = "UDP loses datagrams, may bring them late, and says nothing. Whoever needs to know must number them, wait with a limit, and count; TCP does just that for you. See udp(7).",
    vi = "UDP có thể làm mất gói tin, có thể đưa đến muộn, và không nói gì. Ai cần biết thì phải đánh số, chờ có hạn, và đếm; TCP làm chính việc đó giúp bạn. Xem udp(7)." },

  wrong = {
    { name = "waits without a limit", vi = "chờ không có hạn", fails = "two lost", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do send(c, "ping " .. i) if recv(c) then n = n + 1 end end\nprint("answered " .. n .. " of 6")' },
    { name = "counts what it sent", vi = "đếm những gì đã gửi", fails = "two lost", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do n = n + send(c, "ping " .. i) / 6 try(recv, c, {timeout=0.5}) end\nprint("answered " .. n .. " of 6")' },
    { name = "takes any answer for the one it waits for", vi = "lấy bất cứ câu trả lời nào", fails = "a late answer is not taken for another", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do send(c, "ping " .. i) if try(recv, c, {timeout=0.5}) then n = n + 1 end end\nprint("answered " .. n .. " of 6")' },
  },
}

exercise {
  id      = "udp/loss",
  title   = { en = "Some are lost", vi = "Có gói bị mất" },
  level   = 3, minutes = 12,
  needs   = { "udp/datagrams" },
  teaches = { "udp-loses", "timeout-and-count" },

  task = { en = [[
Write a pinger. Somebody on UDP port PORT answers "ping 1" with "pong 1", but not always:
datagrams get lost, and one may come late.

  ping 1 ──►   ◄── pong 1      counts
  ping 2 ──►   ✗               after half a second: lost
  ping 3 ──►   ◄── pong 2      late, and not the answer to ping 3: go on waiting

Send "ping 1" to "ping 6", one after the other, each once. Wait for its answer for half a second
at most. At the end print how many came in time: answered 4 of 6]],
  vi = [[
Hãy viết một chương trình ping. Ở cổng UDP PORT có người trả lời "ping 1" bằng "pong 1", nhưng
không phải lúc nào cũng vậy: gói tin có thể mất, và có gói đến muộn.

  ping 1 ──►   ◄── pong 1      được tính
  ping 2 ──►   ✗               quá nửa giây: coi như mất
  ping 3 ──►   ◄── pong 2      đến muộn, không phải lời đáp cho ping 3: chờ tiếp

Hãy gửi lần lượt từ "ping 1" đến "ping 6", mỗi gói một lần. Chờ câu trả lời của mỗi gói nhiều nhất
nửa giây. Cuối cùng in ra có bao nhiêu câu trả lời đến kịp: answered 4 of 6]] },

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
    LOST = { en = "An answer was lost, and this ping should come next. recv needs a time limit, or it waits for ever; the limit is an error to catch (try), and then the loop goes on. No ping is sent twice.",
      vi = "Một câu trả lời đã mất, và gói ping này phải là gói kế tiếp. recv cần hạn chờ, nếu không nó chờ mãi; hết hạn chờ là một lỗi phải bắt (try), rồi vòng lặp đi tiếp. Không gửi lại ping nào." }
    function answer(lost)
      for i = 1, 6 do
        HOME:expect("ping " .. i, LOST)
        if not lost[i] then HOME:send("pong " .. i) end
      end
    end
  end,

  checks = {
    { "nothing lost", function(t)
        t:start()
        answer{}
        t:expect_print("answered 6 of 6", { en = "All six were answered at once.", vi = "Cả sáu gói đều được trả lời ngay." })
        local before
        for _, e in ipairs(t:events()) do
          t:ok(not (before == "send" and e.call == "send"), {
            en = "You sent the next ping before you had waited for an answer to the last one: one after the other.",
            vi = "Bạn gửi ping kế tiếp khi chưa chờ câu trả lời của ping trước: hãy làm lần lượt từng gói." })
          before = e.call
        end
      end, vi = "không mất gói nào" },
    { "two lost", function(t)
        t:start()
        local first = t:number(1, 3)
        answer{ [first] = true, [first + 2] = true }
        t:expect_print("answered 4 of 6", { en = "Count what came, not what you sent.", vi = "Hãy đếm những gì đã đến, không đếm những gì đã gửi." })
      end, vi = "mất hai gói" },
    { "a late answer is not taken for another", function(t)
        t:start()
        HOME:expect("ping 1", LOST)
        HOME:expect("ping 2", LOST)
        HOME:send("pong 1") -- late: its ping was given up
        HOME:send("pong 2")
        for i = 3, 5 do HOME:expect("ping " .. i, LOST); HOME:send("pong " .. i) end
        HOME:expect("ping 6", LOST)
        t:expect_print("answered 4 of 6", {
          en = "When you waited for pong 2, the late pong 1 came first. It is not the answer to ping 2, and not a reason to stop waiting for it.",
          vi = "Khi bạn đang chờ pong 2 thì gói pong 1 đến muộn lại tới trước. Nó không phải câu trả lời cho ping 2, cũng không phải lý do để thôi chờ." })
      end, vi = "câu trả lời đến muộn không bị nhận nhầm" },
  },

  hints = {
    { en = "try(recv, c, {timeout=0.5}) gives nil when nothing has come in half a second.",
      vi = "try(recv, c, {timeout=0.5}) trả về nil khi sau nửa giây vẫn không có gì đến." },
    { en = "Receive in a loop until the pong has the right number, or nothing comes any more.",
      vi = "Hãy nhận trong một vòng lặp cho đến khi gặp pong đúng số, hoặc không còn gì đến." },
    { en = "repeat pong = try(recv, c, {timeout=0.5}) until not pong or pong == \"pong \" .. i",
      vi = "repeat pong = try(recv, c, {timeout=0.5}) until not pong or pong == \"pong \" .. i" },
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
    en = "UDP may lose datagrams or bring them late, and says nothing. Whoever needs to know must number them, wait with a limit, and count; TCP does just that for you. See udp(7), RFC 8085 section 3.",
    vi = "UDP có thể làm mất gói tin hoặc đưa đến muộn mà không nói gì. Ai cần biết thì phải tự đánh số, chờ có hạn, và đếm; TCP làm chính những việc đó thay bạn. Xem udp(7), RFC 8085 mục 3." },

  wrong = {
    { name = "waits without a limit", vi = "chờ mà không có hạn", fails = "two lost", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do send(c, "ping " .. i) if recv(c) then n = n + 1 end end\nprint("answered " .. n .. " of 6")' },
    { name = "sends everything at once", vi = "gửi tất cả cùng lúc", fails = "nothing lost", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do send(c, "ping " .. i) end\nfor i = 1, 6 do if try(recv, c, {timeout=0.5}) then n = n + 1 end end\nprint("answered " .. n .. " of 6")' },
    { name = "sends again until it is answered", vi = "gửi lại cho đến khi được trả lời", fails = "two lost", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do repeat send(c, "ping " .. i) until try(recv, c, {timeout=0.5}) n = n + 1 end\nprint("answered " .. n .. " of 6")' },
    { name = "counts what it sent", vi = "đếm những gì đã gửi", fails = "two lost", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do send(c, "ping " .. i) n = n + 1 try(recv, c, {timeout=0.5}) end\nprint("answered " .. n .. " of 6")' },
    { name = "a late answer ends the wait", vi = "gặp câu trả lời muộn thì thôi chờ", fails = "a late answer is not taken for another", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do send(c, "ping " .. i) if try(recv, c, {timeout=0.5}) == "pong " .. i then n = n + 1 end end\nprint("answered " .. n .. " of 6")' },
    { name = "takes any answer for the one it waits for", vi = "nhận bừa câu trả lời nào cũng được", fails = "a late answer is not taken for another", code = 'local c = dial("udp://127.0.0.1:" .. PORT)\nlocal n = 0\nfor i = 1, 6 do send(c, "ping " .. i) if try(recv, c, {timeout=0.5}) then n = n + 1 end end\nprint("answered " .. n .. " of 6")' },
  },
}

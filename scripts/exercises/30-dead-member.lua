-- The first send to a peer that has closed succeeds; the second fails.
exercise {
  id      = "end/dead-member",
  kind    = "fix",
  title   = { en = "The first send to the dead succeeds", vi = "Lần gửi đầu cho người đã đi vẫn thành công" },
  level   = 4, minutes = 15,
  needs   = { "stream/confirmed", "end/close-wait" },
  teaches = { "broken-pipe", "broadcast" },

  task = { en = [[
A radio: whoever dials PORT is a member, and hears each line that comes from the speaker, who dials
TALK. Members only listen. One day a member leaves, and one line later the radio is dead.

Mend it: whoever is gone is closed and forgotten, and all others hear every line.

  radio                       a member that has closed
    ── send "one\n" ──►       "there is nobody here"
    ◄── RST ───────────
    ── send "two\n" ──✗       EPIPE, broken pipe]],
  vi = [[
Một đài phát thanh: ai gọi đến PORT là thành viên, và nghe được từng dòng của người nói, là người gọi đến
TALK. Thành viên chỉ nghe. Một hôm có thành viên rời đi, và sau một dòng nữa thì đài tắt tiếng.

Hãy sửa: ai đã đi thì đóng và quên, còn mọi người khác nghe được mọi dòng.

  đài                         một thành viên đã đóng
    ── send "one\n" ──►       "ở đây không còn ai"
    ◄── RST ───────────
    ── send "two\n" ──✗       EPIPE, broken pipe]] },

  start = [[
local members = {}

spawn(function()
  local l = listen(PORT)
  while true do members[#members + 1] = accept(l) end
end)

local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  for i = 1, #members do
    send(members[i], line .. "\n")
  end
end
]],

  setup = function(t)
    local talk = t:port_for("TALK")
    OPEN = function(n) -- the radio with its speaker and n members
      t:run()
      SPEAKER = t:client(talk)
      local all = {}
      for i = 1, n do all[i] = t:client(); t:settle() end
      return all
    end
    SAY = function(list, why) -- a line that all of the list must hear
      local w = t:word() .. "\n"
      SPEAKER:send(w, why)
      for _, c in ipairs(list) do c:expect(w, why) end
      t:settle()
    end
  end,

  checks = {
    { "all members hear all lines", function(t)
        local all = OPEN(3)
        for i = 1, 3 do SAY(all) end
      end, vi = "mọi thành viên nghe mọi dòng" },
    { "one leaves, and the others hear every line", function(t)
        local all = OPEN(4)
        SAY(all)
        all[2]:close()
        t:settle()
        local left = { all[1], all[3], all[4] }
        SAY(left, { en = "The member that left is no reason to be silent for the others.", vi = "Một thành viên rời đi không phải lý do để im tiếng với những người khác." })
        local why = {
          en = "Nobody may miss a line because somebody else has left. The first send after that succeeded: it only filled your own kernel's queue. Its answer was a reset, so the next one fails with EPIPE: catch that for this member alone (try), and take care not to skip the one behind it.",
          vi = "Không ai được lỡ một dòng chỉ vì người khác đã đi. Lần gửi đầu tiên sau đó thành công: nó chỉ đổ vào hàng đợi trong nhân của bạn. Câu trả lời là một gói đặt lại, nên lần kế tiếp thất bại với EPIPE: hãy bắt lỗi ấy (try) cho riêng thành viên này, và coi chừng bỏ sót người đứng ngay sau." }
        for i = 1, 3 do SAY(left, why) end
      end, vi = "một người đi, những người khác vẫn nghe mọi dòng" },
    { "who is gone is closed and forgotten", function(t)
        local all = OPEN(4)
        all[2]:close(); all[3]:close()
        t:settle()
        for i = 1, 3 do SAY{ all[1], all[4] } end
        t:eq(#t:sockets{ kind = "conn" }, 3, { en = "open connections: two members and the speaker", vi = "số kết nối còn mở: hai thành viên và người nói" }, {
          en = "When send has failed, that member is gone for good: close its socket and take it out of the list.",
          vi = "Khi send đã thất bại thì thành viên ấy đã đi hẳn: hãy đóng socket của nó và bỏ nó khỏi danh sách." })
        local failed = 0
        for _, e in ipairs(t:events{ call = "send" }) do if e.error then failed = failed + 1 end end
        t:ok(failed <= 2, { en = "You went on sending to members whose send had failed already.", vi = "Bạn vẫn tiếp tục gửi cho những thành viên mà lần gửi trước đã thất bại." })
      end, vi = "ai đã đi thì bị đóng và bị quên" },
    { "who has only ended its own stream still hears", function(t)
        local all = OPEN(3)
        all[2]:half_close()
        t:settle()
        for i = 1, 3 do
          SAY(all, { en = "This member sent FIN: it says no more, but it may still listen, and CLOSE_WAIT looks the same in both cases. Only the answer to what you send tells.",
            vi = "Thành viên này đã gửi FIN: nó không nói nữa nhưng có thể vẫn nghe, và CLOSE_WAIT trông giống nhau trong cả hai trường hợp. Chỉ phản hồi cho thứ bạn gửi mới phân biệt được." })
        end
      end, vi = "ai chỉ kết thúc luồng của mình thì vẫn nghe" },
  },

  hints = {
    { en = "send raises an error at the second line after the member left. What becomes of the loop then?",
      vi = "send báo lỗi ở dòng thứ hai sau khi thành viên rời đi. Khi đó vòng lặp ra sao?" },
    { en = "try(send, m, line) gives nil for a member that is gone. Build a new list of those for whom it worked.",
      vi = "try(send, m, line) trả về nil với thành viên đã đi. Hãy lập danh sách mới gồm những người gửi được." },
    { en = "for i = #members, 1, -1 do if not try(send, members[i], line .. \"\\n\") then close(members[i]) table.remove(members, i) end end",
      vi = "for i = #members, 1, -1 do if not try(send, members[i], line .. \"\\n\") then close(members[i]) table.remove(members, i) end end" },
  },

  solution = [[
local members = {}

spawn(function()
  local l = listen(PORT)
  while true do members[#members + 1] = accept(l) end
end)

local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  for i = #members, 1, -1 do   -- backwards: what is removed moves those behind it
    if not try(send, members[i], line .. "\n") then
      close(members[i])
      table.remove(members, i)
    end
  end
end
]],

  after = {
    en = [[
FIN says that the other side sends no more, not that it has stopped listening. So the first send to a closed peer is accepted; it is answered with RST, and the next fails with EPIPE (broken pipe).
A program that only sends learns late, and a line is lost meanwhile: that is why protocols have answers. See send(2), RFC 9293 section 3.6.1.]],
    vi = [[
FIN nói rằng bên kia không gửi nữa, chứ không nói nó đã thôi nghe. Vì thế lần gửi đầu cho đầu xa đã đóng vẫn được nhận; nó bị đáp lại bằng RST, và lần sau thất bại với EPIPE (broken pipe).
Chương trình chỉ gửi mà không nhận thì biết tin muộn, và trong lúc ấy mất một dòng: vì thế giao thức mới cần câu trả lời. Xem send(2), RFC 9293 mục 3.6.1.]] },

  wrong = {
    { name = "dies of a broken pipe", vi = "chết vì broken pipe", fails = "one leaves, and the others hear every line", code = [[
local members = {}
spawn(function() local l = listen(PORT) while true do members[#members + 1] = accept(l) end end)
local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  for _, m in ipairs(members) do send(m, line .. "\n") end
end]] },
    { name = "skips the one behind the dead", vi = "bỏ sót người đứng sau người đã đi", fails = "one leaves, and the others hear every line", code = [[
local members = {}
spawn(function() local l = listen(PORT) while true do members[#members + 1] = accept(l) end end)
local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  for i, m in ipairs(members) do
    if not try(send, m, line .. "\n") then close(m) table.remove(members, i) end
  end
end]] },
    { name = "stops at the first dead", vi = "dừng ở người đã đi đầu tiên", fails = "one leaves, and the others hear every line", code = [[
local members = {}
spawn(function() local l = listen(PORT) while true do members[#members + 1] = accept(l) end end)
local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  pcall(function() for _, m in ipairs(members) do send(m, line .. "\n") end end)
end]] },
    { name = "keeps the dead", vi = "giữ lại người đã đi", fails = "who is gone is closed and forgotten", code = [[
local members = {}
spawn(function() local l = listen(PORT) while true do members[#members + 1] = accept(l) end end)
local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  for _, m in ipairs(members) do try(send, m, line .. "\n") end
end]] },
    { name = "takes eof for gone", vi = "tưởng eof là đã đi", fails = "who has only ended its own stream still hears", code = [[
local members = {}
spawn(function() local l = listen(PORT) while true do local s = accept(l) members[s] = true
  spawn(function() while try(recv, s) do end members[s] = nil close(s) end) end end)
local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  for m in pairs(members) do try(send, m, line .. "\n") end
end]] },
    { name = "reads it from the state", vi = "đoán từ trạng thái", fails = "who has only ended its own stream still hears", code = [[
local members = {}
spawn(function() local l = listen(PORT) while true do members[#members + 1] = accept(l) end end)
local speaker = accept(listen(TALK))
for line in function() return recv_line(speaker) end do
  for i = #members, 1, -1 do
    if members[i].state ~= "ESTABLISHED" then close(members[i]) table.remove(members, i)
    else try(send, members[i], line .. "\n") end
  end
end]] },
  },
}

-- RST is not FIN: one says that all has been said, the other throws it away.
exercise {
  id      = "end/reset",
  kind    = "fix",
  title   = { en = "RST is not FIN", vi = "RST không phải là FIN" },
  level   = 3, minutes = 10,
  needs   = { "end/eof", "end/time-wait" },
  teaches = { "reset", "fin-and-rst", "survive-a-client" },

  task = { en = [[
A connection can end in two ways, and the other side sees which:

  close(c) ── FIN ──►  recv gives nil, "eof"       "I have said all"
  reset(c) ── RST ──►  recv fails: ECONNRESET      "forget this connection"

This server serves one client after the other, takes what it says, and prints how it ended. It knows
one way only. Mend it: print "eof" or "reset" for each client, close its socket, serve the next.]],
  vi = [[
Một kết nối có thể kết thúc theo hai cách, và bên kia thấy được đó là cách nào:

  close(c) ── FIN ──►  recv trả về nil, "eof"      "tôi nói xong rồi"
  reset(c) ── RST ──►  recv báo lỗi ECONNRESET     "hãy bỏ kết nối này"

Máy chủ này phục vụ lần lượt từng máy khách, nhận những gì nó nói, rồi in ra nó đã kết thúc thế nào. Nhưng nó
chỉ biết một cách. Hãy sửa: với mỗi máy khách, in "eof" hoặc "reset", đóng socket, rồi phục vụ người kế tiếp.]] },

  start = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  while recv(s) do end
  print("eof")
  close(s)
end
]],

  setup = function(t)
    -- A client that says something and ends; the program has read what it said.
    VISIT = function(how)
      local c, before = t:client(), t:printed()
      for i = 1, 2 do c:send(t:word()); t:settle() end
      t:ok(t:printed() == before, { en = "This client has not ended yet, it only paused. Receive again and again, until recv gives no bytes.",
        vi = "Máy khách này chưa kết thúc, nó chỉ tạm ngừng. Hãy recv nhiều lần, cho đến khi recv không trả về byte nào nữa." })
      c[how](c)
      t:settle()
    end
  end,

  checks = {
    { "who closes is told by eof", function(t)
        t:run()
        VISIT("close")
        t:expect_print("eof", { en = "FIN came: recv gave nil and \"eof\".", vi = "FIN đã đến: recv trả về nil và \"eof\"." })
        t:ok(not t:printed():find("reset", 1, true), { en = "This client said goodbye properly: that is no reset.",
          vi = "Máy khách này đã chào đàng hoàng: đó không phải là đặt lại kết nối." })
      end, vi = "ai đóng thì nhận ra nhờ eof" },
    { "who resets is told by ECONNRESET", function(t)
        t:run()
        VISIT("reset")
        t:ok(not t:printed():find("eof", 1, true), { en = "Nobody has ended a stream here: the client threw the connection away. nil alone does not say which it was; the second result of try(recv, s) does: \"eof\", or an error whose err.code is \"ECONNRESET\". It is told once only.",
          vi = "Ở đây không ai kết thúc luồng cả: máy khách đã vứt bỏ kết nối. Chỉ nhìn nil thì không biết là trường hợp nào; giá trị thứ hai của try(recv, s) mới cho biết: \"eof\", hoặc một lỗi có err.code là \"ECONNRESET\". Lỗi ấy chỉ được báo một lần." })
        t:expect_print("reset", { en = "RST is no end of the stream: recv raises the error ECONNRESET, and an error that nobody catches stops the program. try(recv, s) gives it as nil, err.",
          vi = "RST không phải là hết luồng: recv báo lỗi ECONNRESET, và lỗi không ai bắt sẽ làm chương trình dừng. try(recv, s) trả nó về dưới dạng nil, err." })
      end, vi = "ai đặt lại thì nhận ra nhờ ECONNRESET" },
    { "one client's reset concerns no other", function(t)
        t:run()
        VISIT("reset"); VISIT("close"); VISIT("reset"); VISIT("close")
        local got = {}
        for how in t:printed():gmatch("%a+") do got[#got + 1] = how end
        t:eq(table.concat(got, " "), "reset eof reset eof", { en = "what was printed", vi = "những gì được in ra" }, {
          en = "A reset ends one connection; the listener and all others know nothing of it. Leave the inner loop, and go on with accept.",
          vi = "Đặt lại chỉ chấm dứt một kết nối; socket lắng nghe và các kết nối khác không hề biết. Hãy thoát vòng lặp trong rồi accept tiếp." })
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "sockets that are left of them", vi = "số socket họ để lại" }, {
          en = "After a reset the connection is gone, but your socket is not: it still has a descriptor. close(s) in both cases.",
          vi = "Sau khi bị đặt lại, kết nối không còn nhưng socket của bạn vẫn còn: nó vẫn giữ một bộ mô tả tệp. Hãy close(s) trong cả hai trường hợp." })
      end, vi = "một máy khách đặt lại không liên quan đến ai khác" },
  },

  hints = {
    { en = "try(recv, s) never raises: it gives the bytes, or nil and a reason. How do the two reasons differ?",
      vi = "try(recv, s) không bao giờ báo lỗi: nó trả về các byte, hoặc nil và một lý do. Hai lý do khác nhau thế nào?" },
    { en = 'The one is the string "eof", the other an error whose code is "ECONNRESET".',
      vi = 'Một cái là chuỗi "eof", cái kia là một lỗi có code là "ECONNRESET".' },
    { en = 'local data, err = try(recv, s)  if not data then print(err == "eof" and "eof" or "reset") break end',
      vi = 'local data, err = try(recv, s)  if not data then print(err == "eof" and "eof" or "reset") break end' },
  },

  solution = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  local data, err
  repeat data, err = try(recv, s) until not data
  print(err == "eof" and "eof" or "reset")
  close(s)
end
]],

  after = {
    en = [[
FIN ends one stream in order, behind the last byte; RST ends both at once, needs no answer and leaves no TIME_WAIT. You get one when a program dies, closes with bytes unread, or no longer knows the connection, so every server must survive it.
See RFC 9293 section 3.5.2 and 3.6, recv(2) ECONNRESET.]],
    vi = [[
FIN kết thúc một luồng theo thứ tự, sau byte cuối cùng; RST chấm dứt cả hai luồng ngay lập tức, không cần trả lời và không để lại TIME_WAIT. Bạn gặp nó khi một chương trình chết, đóng lúc còn byte chưa đọc, hoặc không còn biết đến kết nối ấy; vì thế máy chủ nào cũng phải chịu được.
Xem RFC 9293 mục 3.5.2 và 3.6, recv(2) ECONNRESET.]] },

  wrong = {
    { name = "receives once only", vi = "chỉ recv một lần", fails = "who closes is told by eof", code = [[
local l = listen(PORT)
while true do local s = accept(l) print(try(recv, s) and "eof" or "reset") close(s) end]] },
    { name = "dies of a reset", vi = "chết vì bị đặt lại", fails = "who resets is told by ECONNRESET", code = [[
local l = listen(PORT)
while true do local s = accept(l) while recv(s) do end print("eof") close(s) end]] },
    { name = "calls every end eof", vi = "gọi mọi kết thúc là eof", fails = "who resets is told by ECONNRESET", code = [[
local l = listen(PORT)
while true do local s = accept(l) while try(recv, s) do end print("eof") close(s) end]] },
    { name = "calls every end a reset", vi = "gọi mọi kết thúc là reset", fails = "who closes is told by eof", code = [[
local l = listen(PORT)
while true do local s = accept(l)
  while true do local data, err = try(recv, s) if err then print("reset") break end end
  close(s) end]] },
    { name = "stops serving after a reset", vi = "bị đặt lại thì thôi phục vụ", fails = "one client's reset concerns no other", code = [[
local l = listen(PORT)
local ok, err = pcall(function()
  while true do local s = accept(l) while recv(s) do end print("eof") close(s) end
end)
print("reset")
accept(l)
channel():get()]] },
    { name = "does not close what was reset", vi = "không đóng socket đã bị đặt lại", fails = "one client's reset concerns no other", code = [[
local l = listen(PORT)
while true do local s = accept(l)
  local data, err
  repeat data, err = try(recv, s) until not data
  if err == "eof" then print("eof") close(s) else print("reset") end
end]] },
  },
}

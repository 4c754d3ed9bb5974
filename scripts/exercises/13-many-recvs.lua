exercise {
  id      = "stream/many-recvs",
  kind    = "fix",
  title   = { en = "One message, many recvs", vi = "Một thông điệp, nhiều lần recv" },
  level   = 2, minutes = 8,
  needs   = { "stream/up-to" },
  teaches = { "no-message-boundaries", "partial-read" },
  manners = { "whole", "halves", "dribble" },

  task = { en = [[
A station sends reports of exactly 16 bytes, one after the other. For each report this server
should answer its checksum: the sum of its bytes, as a line.

On a kind network it works. On others a report comes in pieces. Mend it.]],
  vi = [[
Một trạm gửi các bản tin dài đúng 16 byte, hết bản này đến bản khác. Với mỗi bản tin, máy chủ này
phải trả lời tổng kiểm tra: tổng các byte của nó, trên một dòng.

Trên mạng tốt thì nó chạy đúng. Trên mạng khác, bản tin đến thành từng mảnh. Hãy sửa.]] },

  start = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  while true do
    local report = recv(s, 16)
    if not report then break end
    local sum = 0
    for i = 1, #report do sum = sum + report:byte(i) end
    send(s, sum .. "\n")
  end
  close(s)
end
]],

  checks = {
    { "one report, one checksum", function(t)
        t:run()
        local c, r = t:client(), t:bytes(16)
        local sum = 0
        for i = 1, 16 do sum = sum + r:byte(i) end
        c:send(r)
        c:expect(sum .. "\n", { en = "A report is 16 bytes, however many recvs it takes. recv(s, 16) may give fewer.",
          vi = "Một bản tin là 16 byte, dù phải recv bao nhiêu lần. recv(s, 16) có thể trả về ít hơn." })
      end, vi = "một bản tin, một tổng kiểm tra" },
    { "half a report gets no answer", function(t)
        t:run()
        local c = t:client()
        c:send(t:bytes(9))
        c:expect_nothing({ en = "You answered before the report was complete.", vi = "Bạn trả lời khi bản tin chưa đủ." })
      end, vi = "nửa bản tin thì chưa trả lời" },
    { "reports behind each other", function(t)
        t:run()
        local c, all, want = t:client(), "", ""
        for i = 1, 3 do
          local r, sum = t:bytes(16), 0
          for k = 1, 16 do sum = sum + r:byte(k) end
          all, want = all .. r, want .. sum .. "\n"
        end
        c:send(all:sub(1, 25)); c:send(all:sub(26))
        c:expect(want, { en = "What belongs to the next report must not be lost.", vi = "Những byte thuộc bản tin sau không được để mất." })
      end, vi = "các bản tin nối đuôi nhau" },
  },

  hints = {
    { en = "Collect: report = report .. piece, until it has 16 bytes. Ask only for what is missing.", vi = "Hãy gom: report = report .. piece, cho đến khi đủ 16 byte. Chỉ xin phần còn thiếu." },
    { en = "recv_exactly(s, 16) does just that.", vi = "recv_exactly(s, 16) làm đúng việc đó." },
  },

  solution = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  while true do
    local report = recv_exactly(s, 16)
    if not report then break end
    local sum = 0
    for i = 1, #report do sum = sum + report:byte(i) end
    send(s, sum .. "\n")
  end
  close(s)
end
]],

  after = {
    en = "A message may need many receives, because the network cuts the stream where it likes. A reader collects until the message is whole, and leaves what follows. See recv(2), MSG_WAITALL.",
    vi = "Một thông điệp có thể cần nhiều lần recv, vì mạng cắt luồng byte ở đâu tùy ý. Người đọc phải gom cho đến khi thông điệp trọn vẹn, và để yên phần đến sau. Xem recv(2), MSG_WAITALL." },

  wrong = {
    { name = "believes that one recv is one report", vi = "tưởng một recv là một bản tin", fails = "one report, one checksum", code = [[
local l = listen(PORT)
while true do local s = accept(l)
  while true do local r = recv(s, 16); if not r then break end
    local sum = 0; for i = 1, #r do sum = sum + r:byte(i) end; send(s, sum .. "\n") end
  close(s) end]] },
    { name = "throws the rest away", vi = "vứt bỏ phần thừa", fails = "reports behind each other", code = [[
local l = listen(PORT)
while true do local s = accept(l)
  while true do local r = ""
    while #r < 16 do local d = recv(s, 100); if not d then return end; r = r .. d end
    local sum = 0; for i = 1, 16 do sum = sum + r:byte(i) end; send(s, sum .. "\n") end end]] },
    { name = "waits for the end of the stream", vi = "chờ đến hết luồng", fails = "one report, one checksum", code = [[
local l = listen(PORT)
while true do local s = accept(l); local r = recv_all(s); local sum = 0
  for i = 1, #r do sum = sum + r:byte(i) end; send(s, sum .. "\n"); close(s) end]] },
  },
}

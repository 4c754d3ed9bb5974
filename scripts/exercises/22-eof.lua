exercise {
  id      = "end/eof",
  title   = { en = "eof is news, not an error", vi = "eof là tin báo, không phải lỗi" },
  level   = 2, minutes = 8,
  needs   = { "stream/lines" },
  teaches = { "eof", "bytes-before-eof" },
  manners = { "whole", "dribble" },

  task = { en = [[
Write a server on PORT that counts. A client sends any number of bytes and then ends its stream.
Only then answer how many bytes came, as a line, and close. Serve one client after the other.

recv gives nil and "eof" at the end of the stream. You can still send then.]],
  vi = [[
Viết một máy chủ biết đếm trên PORT. Máy khách gửi bao nhiêu byte tùy ý rồi kết thúc luồng của nó.
Chỉ khi đó mới trả lời đã có bao nhiêu byte đến, trên một dòng, rồi đóng. Phục vụ lần lượt từng máy khách.

Khi hết luồng, recv trả về nil và "eof". Lúc ấy bạn vẫn gửi được.]] },

  start = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  local data = recv(s)
  send(s, #data .. "\n")   -- TODO: was that all?
  close(s)
end
]],

  checks = {
    { "the count comes after the end", function(t)
        t:run()
        local c = t:client()
        c:send("hello"); c:send("world!")
        c:half_close()
        c:expect("11", { en = "Go on receiving until recv gives nil: that is the end of the client's stream.",
          vi = "Hãy recv tiếp cho đến khi nhận nil: đó là lúc luồng của máy khách kết thúc." })
        c:expect("\n", { en = "The number is right. A line ends in \\n: that is how the client knows that there is no further digit.",
          vi = "Con số thì đúng. Một dòng kết thúc bằng \\n: nhờ thế máy khách biết không còn chữ số nào nữa." })
        c:expect_eof({ en = "When you have answered, close.", vi = "Trả lời xong thì đóng." })
      end, vi = "kết quả đếm đến sau khi hết luồng" },
    { "no answer before the end", function(t)
        t:run()
        local c = t:client()
        c:send(t:bytes(20))
        c:expect_nothing({ en = "A pause is not an end: the client may send more.", vi = "Ngừng một lúc chưa phải là hết: máy khách có thể còn gửi." })
      end, vi = "chưa hết thì chưa trả lời" },
    { "an empty stream has 0 bytes, and the next client is served", function(t)
        t:run()
        local c = t:client()
        c:half_close()
        c:expect("0\n", { en = "eof can come first: then nothing was sent.", vi = "eof có thể đến ngay: khi đó không có gì được gửi." })
        local d, n = t:client(), t:number(1, 3000)
        d:send(t:bytes(n)); d:half_close()
        d:expect(n .. "\n", { en = "Put accept into a loop.", vi = "Hãy đặt accept trong vòng lặp." })
      end, vi = "luồng rỗng có 0 byte, và máy khách kế tiếp được phục vụ" },
  },

  hints = {
    { en = "A loop: local data = recv(s); if not data then break end", vi = "Một vòng lặp: local data = recv(s); if not data then break end" },
    { en = "n = n + #data inside the loop, send after it", vi = "n = n + #data trong vòng lặp, send sau vòng lặp" },
  },

  solution = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  local n = 0
  while true do
    local data = recv(s)
    if not data then break end
    n = n + #data
  end
  send(s, n .. "\n")
  close(s)
end
]],

  after = {
    en = "The end of a stream is told like data, in its place: all bytes before it come first. It says that the other side sends no more, not that the connection is over. See recv(2), RFC 9293 section 3.6.",
    vi = "Hết luồng được báo như dữ liệu, đúng chỗ của nó: mọi byte trước đó đến trước. Nó cho biết bên kia không gửi nữa, chứ không phải kết nối đã chấm dứt. Xem recv(2), RFC 9293 mục 3.6." },

  wrong = {
    { name = "answers after the first recv", vi = "trả lời sau lần recv đầu", fails = "the count comes after the end", code = [[
local l = listen(PORT)
while true do local s = accept(l); local d = recv(s) or ""; send(s, #d .. "\n"); close(s) end]] },
    { name = "takes a pause for the end", vi = "tưởng ngừng gửi là hết", fails = "no answer before the end", code = [[
local l = listen(PORT)
while true do local s, n = accept(l), 0
  while true do local d = try(recv, s, {timeout=0.3}); if not d then break end; n = n + #d end
  send(s, n .. "\n"); close(s) end]] },
    { name = "takes eof for an error", vi = "coi eof là lỗi", fails = "the count comes after the end", code = [[
local l = listen(PORT)
while true do local s, n = accept(l), 0
  while true do local d, why = recv(s); if why then close(s) break end; n = n + #d end
  if not s.closed then send(s, n .. "\n") end end]] },
  },
}

exercise {
  id      = "stream/lines",
  title   = { en = "A line is not a recv", vi = "Một dòng không phải là một lần recv" },
  level   = 3, minutes = 15,
  needs   = { "accept/four-tuple", "stream/two-sends" },
  teaches = { "framing-by-delimiter", "partial-read", "concurrency", "close-your-side" },
  manners = { "whole", "dribble", "halves" },

  task = { en = [[
Write a server on PORT. For every line that a client sends (it ends in "\n"),
answer the same line in capitals. Serve many clients at the same time.
When a client stops sending (eof), close its socket.]],
  vi = [[
Viết một máy chủ trên PORT. Với mỗi dòng mà máy khách gửi (kết thúc bằng "\n"),
hãy trả lời chính dòng đó bằng chữ hoa. Phục vụ nhiều máy khách cùng lúc.
Khi máy khách ngừng gửi (eof), hãy đóng socket của nó.]] },

  start = [[
local l = listen(PORT)
local s = accept(l)
local line = recv(s, 1024)
send(s, line:upper())
]],

  checks = {
    { "one line, one answer", function(t)
        t:run()
        local c, w = t:client(), t:word()
        c:send(w .. "\n")
        c:expect(w:upper() .. "\n", { en = "One recv is not one line: collect bytes until you see \\n.",
          vi = "Một lần recv không phải là một dòng: hãy gom byte cho đến khi thấy \\n." })
      end, vi = "một dòng, một câu trả lời" },
    { "two lines in one send", function(t)
        t:run()
        local c, a, b = t:client(), t:word(), t:word()
        c:send(a .. "\n" .. b .. "\n")
        c:expect(a:upper() .. "\n" .. b:upper() .. "\n", { en = "One recv may hold two lines.", vi = "Một lần recv có thể chứa hai dòng." })
      end, vi = "hai dòng trong một lần send" },
    { "an unfinished line gets no answer yet", function(t)
        t:run()
        local c, a = t:client(), t:word()
        c:send(a)
        c:expect_nothing({ en = "You answered before the line was complete.", vi = "Bạn trả lời khi dòng chưa trọn." })
        c:send("!\n")
        c:expect(a:upper() .. "!\n", { en = "Keep the unfinished line until its end comes.", vi = "Hãy giữ lại dòng dở dang cho đến khi phần cuối đến." })
      end, vi = "dòng dở dang thì chưa trả lời" },
    { "a slow client does not block the others", function(t)
        t:run()
        local slow, quick = t:client(), t:client()
        slow:send("I am thinking") -- no newline
        quick:send("now\n")
        quick:expect("NOW\n", { en = "Your server is busy with the first client. spawn(f, s) serves each client on its own.",
          vi = "Máy chủ của bạn đang bận với máy khách thứ nhất. spawn(f, s) phục vụ từng máy khách riêng." })
        slow:send("\n")
        slow:expect("I AM THINKING\n")
      end, vi = "máy khách chậm không cản người khác" },
    { "after the client's end: close", function(t)
        t:run()
        local c = t:client()
        c:send("bye\n"); c:half_close()
        c:expect("BYE\n", { en = "eof on recv means that the client sends no more; you may still send.",
          vi = "recv gặp eof nghĩa là máy khách không gửi nữa; bạn vẫn gửi được." })
        c:expect_eof({ en = "Your socket is still open (CLOSE_WAIT). Call close(s) when recv says eof.",
          vi = "Socket của bạn vẫn mở (CLOSE_WAIT). Hãy gọi close(s) khi recv báo eof." })
      end, vi = "máy khách hết gửi thì đóng" },
  },

  hints = {
    { en = "Keep a string for each client: add what recv gives, then take whole lines off its front.", vi = "Giữ một chuỗi cho mỗi máy khách: nối thêm những gì recv trả về, rồi lấy từng dòng trọn vẹn ở đầu chuỗi." },
    { en = "recv_line(s) does that for you, and gives nil at the end.", vi = "recv_line(s) làm việc đó giúp bạn, và trả về nil khi hết luồng." },
    { en = "spawn(function() ... end) for each client that accept gives", vi = "spawn(function() ... end) cho mỗi máy khách mà accept trả về" },
  },

  solution = [[
local function serve(s)
  local buf = ""
  while true do
    local data = recv(s, 1024)
    if not data then break end
    buf = buf .. data
    while true do
      local line, rest = buf:match("^(.-)\n(.*)$")
      if not line then break end
      send(s, line:upper() .. "\n")
      buf = rest
    end
  end
  close(s)
end

local l = listen(PORT)
while true do
  spawn(serve, accept(l))
end
]],

  after = {
    en = "Where a message ends is the business of the two programs: here a delimiter says it. The reader keeps what is unfinished, and treats whatever is whole. Most protocols of the net are lines (RFC 5321, RFC 9112).",
    vi = "Thông điệp kết thúc ở đâu là chuyện của hai chương trình: ở đây một ký tự phân cách cho biết. Người đọc giữ phần dở dang và xử lý phần trọn vẹn. Phần lớn giao thức Internet dùng dòng (RFC 5321, RFC 9112)." },

  wrong = {
    { name = "one recv = one line", vi = "một recv = một dòng", fails = "one line, one answer", code = [[
local l = listen(PORT)
while true do local s = accept(l); spawn(function()
  while true do local d = recv(s, 1024); if not d then break end
    if d:sub(-1) ~= "\n" then d = d .. "\n" end; send(s, d:upper()) end; close(s) end) end]] },
    { name = "echo without lines", vi = "gửi trả mà không xét dòng", fails = "an unfinished line gets no answer yet", code = [[
local l = listen(PORT)
while true do local s = accept(l); spawn(function()
  while true do local d = recv(s, 1024); if not d then break end; send(s, d:upper()) end; close(s) end) end]] },
    { name = "one client at a time", vi = "mỗi lúc một máy khách", fails = "a slow client does not block the others", code = [[
local l = listen(PORT)
while true do local s = accept(l)
  while true do local d = recv_line(s); if not d then break end; send(s, d:upper() .. "\n") end
  close(s) end]] },
    { name = "never closes", vi = "không bao giờ đóng", fails = "after the client's end: close", code = [[
local l = listen(PORT)
while true do local s = accept(l); spawn(function()
  while true do local d = recv_line(s); if not d then break end; send(s, d:upper() .. "\n") end end) end]] },
  },
}

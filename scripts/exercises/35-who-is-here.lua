exercise {
  id      = "many/who-is-here",
  title   = { en = "Serve many, forget who has left", vi = "Phục vụ nhiều, quên ai đã đi" },
  level   = 3, minutes = 15,
  needs   = { "many/slow-client", "stream/lines" },
  teaches = { "broadcast", "forget-who-left" },
  manners = { "whole", "dribble" },

  task = { en = [[
Write a loudspeaker on PORT. Every line that one client sends goes to all OTHER clients
that are connected. Who has left is forgotten: out of the list, and its socket closed.

          ┌──── a   "hello\n" ──►
  l ──────┼──── b   ◄── "hello\n"
          └──── c   ◄── "hello\n"]],
  vi = [[
Hãy viết một chiếc loa trên PORT. Mỗi dòng mà một máy khách gửi sẽ được chuyển đến tất cả máy
khách KHÁC đang kết nối. Ai đã đi thì phải quên: bỏ khỏi danh sách, và đóng socket của nó.

          ┌──── a   "hello\n" ──►
  l ──────┼──── b   ◄── "hello\n"
          └──── c   ◄── "hello\n"]] },

  start = [[
local here = {}   -- here[s] = true for each client that is connected

local function serve(s)
  here[s] = true
  for line in function() return recv_line(s) end do
    for other in pairs(here) do
      send(other, line .. "\n")   -- TODO: to all OTHERS
    end
  end
  -- TODO: this client has left
end

local l = listen(PORT)
while true do spawn(serve, accept(l)) end
]],

  checks = {
    { "a line reaches the others, and not who sent it", function(t)
        t:run()
        local a, b, c, w = t:client(), t:client(), t:client(), t:word()
        t:settle()
        a:send(w .. "\n")
        b:expect(w .. "\n", {
          en = "Send the line, and its newline, to every other client that is connected.",
          vi = "Hãy gửi dòng ấy, kèm ký tự xuống dòng, cho mọi máy khách khác đang kết nối." })
        c:expect(w .. "\n", {
          en = "One other client heard the line, and this one did not. Send it to all of them.",
          vi = "Một máy khách khác đã nghe được, còn máy khách này thì chưa. Hãy gửi cho tất cả." })
        a:expect_nothing({ en = "Who sent the line knows it already: leave it out.",
          vi = "Người gửi đã biết dòng ấy rồi: đừng gửi lại cho nó." })
      end, vi = "dòng đến các máy khách khác, không về lại người gửi" },
    { "lines are passed on whole", function(t)
        t:run()
        local a, b, c = t:client(), t:client(), t:client()
        local a1, a2, b1, b2 = t:word(), t:word(), t:word(), t:word()
        t:settle()
        a:send(a1); b:send(b1)   -- two who type at the same time
        t:settle()
        a:send(a2 .. "\n")
        c:expect(a1 .. a2 .. "\n", {
          en = "Two clients were in the middle of a line, and yours mixed their bytes. recv gives whatever has come: pass a line on when it is whole.",
          vi = "Hai máy khách cùng đang gửi dở một dòng, và bạn đã trộn lẫn byte của chúng. recv trả về những gì vừa đến: chỉ chuyển một dòng đi khi nó đã trọn vẹn." })
        b:send(b2 .. "\n")
        c:expect(b1 .. b2 .. "\n")
      end, vi = "dòng được chuyển đi trọn vẹn" },
    { "after three of five have left, two still hear", function(t)
        t:run()
        local all = {}
        for i = 1, 5 do all[i] = t:client() end
        t:settle()
        for i = 2, 4 do all[i]:close() end
        t:settle()
        local w = t:word()
        all[1]:send(w .. "\n")
        all[5]:expect(w .. "\n", {
          en = "Those who stayed must still hear. Take who has left out of the list before you close its socket: a send to a closed socket fails, and ends the task that tried.",
          vi = "Ai còn ở lại vẫn phải nghe được. Hãy bỏ người đã đi khỏi danh sách trước khi đóng socket của nó: send vào socket đã đóng sẽ thất bại và làm tác vụ gọi nó kết thúc." })
      end, vi = "năm máy khách, ba đi rồi, hai còn lại vẫn nghe" },
    { "who has left is forgotten", function(t)
        t:run()
        local all = {}
        for i = 1, 5 do all[i] = t:client() end
        t:settle()
        for i = 2, 4 do all[i]:close() end
        t:settle()
        t:eq(#t:sockets{ kind = "conn" }, 2, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "recv_line said eof: that client has left. Take it out of the list and close its socket.",
          vi = "recv_line đã báo eof: máy khách ấy đã đi. Hãy bỏ nó khỏi danh sách và đóng socket của nó." })
      end, vi = "ai đã đi thì được quên" },
  },

  hints = {
    { en = "Two things are missing: who sent the line is not to hear it, and after the loop the client has left.",
      vi = "Còn thiếu hai điều: người gửi không nghe lại dòng của mình, và sau vòng lặp thì máy khách ấy đã đi." },
    { en = "if other ~= s then send(other, line .. \"\\n\") end", vi = "if other ~= s then send(other, line .. \"\\n\") end" },
    { en = "After the loop: here[s] = nil, then close(s).", vi = "Sau vòng lặp: here[s] = nil, rồi close(s)." },
  },

  solution = [[
local here = {}

local function serve(s)
  here[s] = true
  for line in function() return recv_line(s) end do
    for other in pairs(here) do
      if other ~= s then try(send, other, line .. "\n") end
    end
  end
  here[s] = nil
  close(s)
end

local l = listen(PORT)
while true do spawn(serve, accept(l)) end
]],

  after = {
    en = "A server with many clients keeps a list of those who are there, and takes each one out at its eof. One that has left must neither cost a socket nor stop the others. See recv(2) on the return value 0, and poll(2) for doing it without tasks.",
    vi = "Máy chủ có nhiều máy khách giữ danh sách những ai đang có mặt, và gạch tên từng máy khách khi gặp eof. Máy khách đã đi không được chiếm thêm một socket, cũng không được làm dừng những máy khách khác. Xem recv(2) về giá trị trả về 0, và poll(2) nếu muốn làm mà không cần tác vụ." },

  wrong = {
    { name = "answers the sender, too", vi = "gửi lại cho cả người gửi", fails = "a line reaches the others, and not who sent it", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[s] = true
  for line in function() return recv_line(s) end do for o in pairs(here) do try(send, o, line .. "\n") end end
  here[s] = nil; close(s) end, accept(l)) end]] },
    { name = "one recv = one line", vi = "tưởng một recv là một dòng", fails = "lines are passed on whole", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[s] = true
  for data in function() return recv(s) end do for o in pairs(here) do if o ~= s then try(send, o, data) end end end
  here[s] = nil; close(s) end, accept(l)) end]] },
    { name = "forgets nobody", vi = "không quên ai", fails = "who has left is forgotten", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[s] = true
  for line in function() return recv_line(s) end do for o in pairs(here) do if o ~= s then try(send, o, line .. "\n") end end end
  end, accept(l)) end]] },
    { name = "closes, and leaves it in the list", vi = "đóng socket nhưng vẫn giữ trong danh sách", fails = "after three of five have left, two still hear", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[#here + 1] = s
  for line in function() return recv_line(s) end do for _, o in ipairs(here) do if o ~= s then send(o, line .. "\n") end end end
  close(s) end, accept(l)) end]] },
    { name = "stops for everybody when one leaves", vi = "một máy khách đi thì dừng tất cả", fails = "after three of five have left, two still hear", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[s] = true
  for line in function() return recv_line(s) end do for o in pairs(here) do if o ~= s then try(send, o, line .. "\n") end end end
  for o in pairs(here) do close(o) end here = {} end, accept(l)) end]] },
  },
}

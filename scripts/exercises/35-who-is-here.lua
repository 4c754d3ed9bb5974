exercise {
  id      = "many/who-is-here",
  title   = { en = "Serve many, forget who has left", vi = "Phục vụ nhiều người, quên người đã đi" },
  level   = 3, minutes = 15,
  needs   = { "many/slow-client", "stream/lines" },
  teaches = { "broadcast", "forget-who-left" },
  manners = { "whole", "dribble" },

  task = { en = [[
Write a loudspeaker on PORT. Every line that one client sends goes to all OTHER clients
that are connected. Who has left must be forgotten: its socket closed, nothing sent to it.]],
  vi = [[
Viết một chiếc loa trên PORT. Mỗi dòng mà một máy khách gửi được chuyển đến tất cả máy khách
KHÁC đang kết nối. Ai đã rời đi thì phải quên: đóng socket của nó, không gửi gì cho nó nữa.]] },

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
        b:expect(w .. "\n", { en = "Send the line to every other client that is connected.", vi = "Hãy gửi dòng đó cho mọi máy khách khác đang kết nối." })
        c:expect(w .. "\n")
        a:expect_nothing({ en = "Who sent the line knows it already: leave it out.", vi = "Người gửi đã biết dòng đó rồi: hãy bỏ qua người ấy." })
      end, vi = "dòng đến những người khác, không về người gửi" },
    { "after three of five have left, two still hear", function(t)
        t:run()
        local all = {}
        for i = 1, 5 do all[i] = t:client() end
        t:settle()
        for i = 2, 4 do all[i]:close() end
        t:settle()
        local w = t:word()
        all[1]:send(w .. "\n")
        all[5]:expect(w .. "\n", { en = "Those who stayed must still hear, whatever became of the others.",
          vi = "Người ở lại vẫn phải nghe được, dù những người kia ra sao." })
      end, vi = "ba trong năm người đi, hai người còn lại vẫn nghe" },
    { "who has left is forgotten", function(t)
        t:run()
        local all = {}
        for i = 1, 5 do all[i] = t:client() end
        t:settle()
        for i = 2, 4 do all[i]:close() end
        t:settle()
        t:eq(#t:sockets{ kind = "conn" }, 2, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "recv gave eof: that client has left. Take it out of the list and close its socket.",
          vi = "recv đã báo eof: máy khách ấy đã đi. Hãy bỏ nó khỏi danh sách và đóng socket của nó." })
      end, vi = "người đã đi bị quên" },
  },

  hints = {
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
    en = "A server with many clients keeps a list of those who are there, and takes each one out at its eof. One that has left must neither cost a socket nor stop the others. See poll(2) for doing it without tasks.",
    vi = "Máy chủ có nhiều máy khách giữ danh sách những người đang có mặt, và gạch tên từng người khi gặp eof. Người đã đi không được tốn một socket, cũng không được làm dừng người khác. Xem poll(2) để làm mà không cần tác vụ." },

  wrong = {
    { name = "answers the sender, too", vi = "gửi trả cả người gửi", fails = "a line reaches the others, and not who sent it", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[s] = true
  for line in function() return recv_line(s) end do for o in pairs(here) do try(send, o, line .. "\n") end end
  here[s] = nil; close(s) end, accept(l)) end]] },
    { name = "forgets nobody", vi = "không quên ai", fails = "who has left is forgotten", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[s] = true
  for line in function() return recv_line(s) end do for o in pairs(here) do if o ~= s then try(send, o, line .. "\n") end end end
  end, accept(l)) end]] },
    { name = "stops for everybody when one leaves", vi = "một người đi thì dừng tất cả", fails = "after three of five have left, two still hear", code = [[
local here = {}
local l = listen(PORT)
while true do spawn(function(s) here[s] = true
  for line in function() return recv_line(s) end do for o in pairs(here) do if o ~= s then try(send, o, line .. "\n") end end end
  for o in pairs(here) do close(o) end here = {} end, accept(l)) end]] },
  },
}

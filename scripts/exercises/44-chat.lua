exercise {
  id      = "capstone/chat",
  title   = { en = "Capstone: a chat room", vi = "Bài tổng hợp: phòng chat" },
  level   = 4, minutes = 30,
  needs   = { "many/who-is-here", "stream/lines" },
  teaches = { "chat", "state-per-client", "broadcast" },
  manners = { "whole", "dribble" },

  task = { en = [[
Write a chat server on PORT. All is lines.

  The first line of a client is its name. All others who are in the room are told "* NAME is here",
  and the newcomer is told who is in the room already: "* in the room: ANA, BO" (in the order in which they came).
  Every later line goes to all others as "NAME: line".
  When somebody leaves, the others are told "* NAME has left".

Whoever has not said a name yet is not in the room: hears nothing, and is not told of.]],
  vi = [[
Viết một máy chủ chat trên PORT. Mọi thứ đều là dòng.

  Dòng đầu của máy khách là tên của nó. Mọi người đang ở trong phòng được báo "* NAME is here",
  còn người mới được báo những ai đã ở trong phòng: "* in the room: ANA, BO" (theo thứ tự đến).
  Mỗi dòng sau đó được gửi cho tất cả người khác dưới dạng "NAME: line".
  Khi ai đó rời đi, những người khác được báo "* NAME has left".

Ai chưa xưng tên thì chưa ở trong phòng: không nghe gì, và cũng không được nhắc đến.]] },

  start = [[
local room = {}   -- a list of {name=, socket=}, in the order in which they came

local function serve(s)
  local name = recv_line(s)
  -- TODO: tell the others, tell the newcomer, pass lines on, say goodbye
end

local l = listen(PORT)
while true do spawn(serve, accept(l)) end
]],

  setup = function(t)
    -- a client who has said its name and was told who is there
    function join_room(name, others)
      local c = t:client()
      c:send(name .. "\n")
      c:expect("* in the room: " .. others .. "\n", {
        en = "The newcomer is told who is in the room already, in the order in which they came; nobody: an empty list.",
        vi = "Người mới được báo ai đã ở trong phòng, theo thứ tự đến; nếu chưa có ai thì danh sách rỗng." })
      return c
    end
  end,

  checks = {
    { "a newcomer hears who is there, and is announced", function(t)
        t:run()
        local n1, n2 = t:word(), t:word()
        local a = join_room(n1, "")
        local b = join_room(n2, n1)
        a:expect("* " .. n2 .. " is here\n", { en = "Those who are in the room are told of the newcomer.", vi = "Những người trong phòng được báo có người mới." })
      end, vi = "người mới biết ai đang ở đó, và được giới thiệu" },
    { "a line goes to the others, with the name", function(t)
        t:run()
        local n1, n2, n3, w = t:word(), t:word(), t:word(), t:word()
        local a, b, c = join_room(n1, ""), nil, nil
        b = join_room(n2, n1)
        c = join_room(n3, n1 .. ", " .. n2)
        a:expect("* " .. n2 .. " is here\n* " .. n3 .. " is here\n")
        b:expect("* " .. n3 .. " is here\n")
        a:send(w .. "\n")
        b:expect(n1 .. ": " .. w .. "\n", { en = "Every line goes to all others as NAME: line.", vi = "Mỗi dòng được gửi cho tất cả người khác dưới dạng NAME: line." })
        c:expect(n1 .. ": " .. w .. "\n")
        a:expect_nothing({ en = "Who wrote the line does not get it back.", vi = "Người viết không nhận lại dòng của mình." })
      end, vi = "dòng chữ đến những người khác, kèm tên" },
    { "who has no name is not in the room", function(t)
        t:run()
        local n1, n2 = t:word(), t:word()
        local shy = t:client()
        local a = join_room(n1, "")
        local b = join_room(n2, n1)
        a:expect("* " .. n2 .. " is here\n")
        a:send("hi\n")
        b:expect(n1 .. ": hi\n")
        shy:expect_nothing({ en = "A client that has not said its name is not in the room yet: put it into the list after its first line.",
          vi = "Máy khách chưa xưng tên thì chưa ở trong phòng: chỉ đưa nó vào danh sách sau dòng đầu tiên." })
        shy:close()
        b:expect_nothing({ en = "Nobody has left: that client was never in the room.", vi = "Không ai rời đi cả: máy khách đó chưa từng ở trong phòng." })
      end, vi = "ai chưa có tên thì chưa ở trong phòng" },
    { "goodbye is said, and nothing is left", function(t)
        t:run()
        local n1, n2 = t:word(), t:word()
        local a = join_room(n1, "")
        local b = join_room(n2, n1)
        a:expect("* " .. n2 .. " is here\n")
        b:close()
        a:expect("* " .. n2 .. " has left\n", { en = "eof on recv_line: take the client out of the room and tell the others.", vi = "recv_line gặp eof: hãy đưa máy khách ra khỏi phòng và báo cho những người khác." })
        a:send("anybody?\n"); a:close()
        t:settle()
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "Close the socket of whoever has left.", vi = "Hãy đóng socket của người đã rời đi." })
      end, vi = "có lời tạm biệt, và không còn gì sót lại" },
  },

  hints = {
    { en = "Write a function tell(text, but) that sends a line to everybody in the room but one.", vi = "Viết một hàm tell(text, but) gửi một dòng cho mọi người trong phòng trừ một người." },
    { en = "for line in function() return recv_line(s) end do ... end ends at eof.", vi = "for line in function() return recv_line(s) end do ... end kết thúc khi gặp eof." },
    { en = "try(send, ...) does not fail when somebody has just left.", vi = "try(send, ...) không thất bại khi ai đó vừa rời đi." },
  },

  solution = [[
local room = {}

local function tell(text, but)
  for _, m in ipairs(room) do
    if m ~= but then try(send, m.socket, text .. "\n") end
  end
end

local function serve(s)
  local name = try(recv_line, s)
  if not name then close(s) return end
  local names = {}
  for i, m in ipairs(room) do names[i] = m.name end
  local me = { name = name, socket = s }
  tell("* " .. name .. " is here")
  room[#room + 1] = me
  try(send, s, "* in the room: " .. table.concat(names, ", ") .. "\n")
  while true do
    local line = try(recv_line, s)
    if not line then break end
    tell(name .. ": " .. line, me)
  end
  for i, m in ipairs(room) do
    if m == me then table.remove(room, i) break end
  end
  tell("* " .. name .. " has left")
  close(s)
end

local l = listen(PORT)
while true do spawn(serve, accept(l)) end
]],

  after = {
    en = "A chat room is all of this course at once: framing, a task for each client, state that follows who comes and goes, and care for those who leave in the middle. Protohackers problem 3 is its bigger sister; IRC is RFC 2812.",
    vi = "Phòng chat là cả khóa học gộp lại: đóng khung, mỗi máy khách một tác vụ, trạng thái theo người đến người đi, và cẩn thận với ai rời đi giữa chừng. Bài 3 của Protohackers là người chị lớn của nó; IRC là RFC 2812." },

  wrong = {
    { name = "lets everybody in at once", vi = "cho vào phòng ngay khi kết nối", fails = "who has no name is not in the room", code = [[
local room = {}
local function tell(text, but) for _, m in ipairs(room) do if m ~= but then try(send, m.socket, text .. "\n") end end end
local function serve(s)
  local me = { socket = s }
  local names = {}
  for _, m in ipairs(room) do names[#names + 1] = m.name end
  room[#room + 1] = me
  me.name = try(recv_line, s)
  if not me.name then tell("* ? has left", me) close(s) return end
  tell("* " .. me.name .. " is here", me)
  names = {} for _, m in ipairs(room) do if m ~= me and m.name then names[#names + 1] = m.name end end
  try(send, s, "* in the room: " .. table.concat(names, ", ") .. "\n")
  while true do local line = try(recv_line, s) if not line then break end tell(me.name .. ": " .. line, me) end
  for i, m in ipairs(room) do if m == me then table.remove(room, i) break end end
  tell("* " .. me.name .. " has left") close(s)
end
local l = listen(PORT)
while true do spawn(serve, accept(l)) end]] },
    { name = "says nothing when somebody leaves", vi = "không nói gì khi có người đi", fails = "goodbye is said, and nothing is left", code = [[
local room = {}
local function tell(text, but) for _, m in ipairs(room) do if m ~= but then try(send, m.socket, text .. "\n") end end end
local function serve(s)
  local name = try(recv_line, s) if not name then close(s) return end
  local names = {} for i, m in ipairs(room) do names[i] = m.name end
  local me = { name = name, socket = s }
  tell("* " .. name .. " is here") room[#room + 1] = me
  try(send, s, "* in the room: " .. table.concat(names, ", ") .. "\n")
  while true do local line = try(recv_line, s) if not line then break end tell(name .. ": " .. line, me) end
  close(s)
end
local l = listen(PORT)
while true do spawn(serve, accept(l)) end]] },
    { name = "sends lines back to their author", vi = "gửi trả dòng cho chính người viết", fails = "a line goes to the others, with the name", code = [[
local room = {}
local function tell(text) for _, m in ipairs(room) do try(send, m.socket, text .. "\n") end end
local function serve(s)
  local name = try(recv_line, s) if not name then close(s) return end
  local names = {} for i, m in ipairs(room) do names[i] = m.name end
  tell("* " .. name .. " is here") room[#room + 1] = { name = name, socket = s }
  try(send, s, "* in the room: " .. table.concat(names, ", ") .. "\n")
  while true do local line = try(recv_line, s) if not line then break end tell(name .. ": " .. line) end
  tell("* " .. name .. " has left") close(s)
end
local l = listen(PORT)
while true do spawn(serve, accept(l)) end]] },
  },
}

exercise {
  id      = "capstone/chat",
  title   = { en = "Capstone: a chat room", vi = "Bài tổng hợp: phòng chat" },
  level   = 4, minutes = 30,
  needs   = { "many/who-is-here", "stream/lines" },
  teaches = { "chat", "state-per-client", "broadcast" },
  manners = { "whole", "dribble" },

  task = { en = [[
Write a chat server on PORT. All is lines.

  The first line of a client is its name. With it the client enters the room: it is told who
  is in the room already, in the order in which they came, and those are told of it.
  Every later line goes to all OTHERS. When somebody leaves, the others are told.

  ANA sends      BO sends       ANA is told          BO is told
  "ANA\n"                       "* in the room: \n"
                 "BO\n"         "* BO is here\n"     "* in the room: ANA\n"
  "hi\n"                                             "ANA: hi\n"
                 (leaves)       "* BO has left\n"

Names in the room are separated by ", ". Who has not said a name yet is not in the room: hears
nothing, and is not told of.]],
  vi = [[
Hãy viết một máy chủ chat trên PORT. Mọi thứ đều là dòng.

  Dòng đầu tiên của máy khách là tên của nó. Nhờ đó nó vào phòng: nó được báo trong phòng đã có
  những ai, theo thứ tự đến, và những người ấy được báo có người mới.
  Mỗi dòng sau đó được gửi cho tất cả người KHÁC. Khi ai đó rời phòng, những người khác được báo.

  ANA gửi        BO gửi         ANA nhận được        BO nhận được
  "ANA\n"                       "* in the room: \n"
                 "BO\n"         "* BO is here\n"     "* in the room: ANA\n"
  "hi\n"                                             "ANA: hi\n"
                 (rời phòng)    "* BO has left\n"

Các tên trong phòng cách nhau bằng ", ". Ai chưa xưng tên thì chưa ở trong phòng: không nghe được
gì, và cũng không ai được báo về người ấy.]] },

  start = [[
local room = {}   -- a list of {name=, socket=}, in the order in which they came

local function serve(s)
  local name = recv_line(s)
  -- TODO: tell the newcomer, tell the others, pass lines on, say goodbye
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
        en = "The newcomer is told who is in the room already, without itself, in the order in which they came; if nobody is: an empty list.",
        vi = "Người mới được báo ai đã ở trong phòng, không kể chính nó, theo thứ tự đến; nếu chưa có ai thì danh sách rỗng." })
      return c
    end
    IS_HERE = { en = "Those who are in the room are told of each newcomer.", vi = "Những ai đang ở trong phòng đều được báo mỗi khi có người mới." }
    LINE = { en = "Every line goes to all others as NAME: line.", vi = "Mỗi dòng được gửi cho tất cả người khác dưới dạng NAME: dòng ấy." }
  end,

  checks = {
    { "a newcomer hears who is there, and is announced", function(t)
        t:run()
        local n1, n2 = t:word(), t:word()
        local a = join_room(n1, "")
        local b = join_room(n2, n1)
        a:expect("* " .. n2 .. " is here\n", IS_HERE)
      end, vi = "người mới biết ai đang ở đó, và được giới thiệu" },
    { "a line goes to the others, with the name", function(t)
        t:run()
        local n1, n2, n3, w = t:word(), t:word(), t:word(), t:word()
        local a, b, c = join_room(n1, ""), nil, nil
        b = join_room(n2, n1)
        c = join_room(n3, n1 .. ", " .. n2)
        a:expect("* " .. n2 .. " is here\n* " .. n3 .. " is here\n", IS_HERE)
        b:expect("* " .. n3 .. " is here\n", IS_HERE)
        a:send(w .. "\n")
        b:expect(n1 .. ": " .. w .. "\n", LINE)
        c:expect(n1 .. ": " .. w .. "\n", LINE)
        a:expect_nothing({ en = "Who wrote the line does not get it back.", vi = "Người viết không nhận lại dòng của chính mình." })
      end, vi = "một dòng đến những người khác, kèm tên" },
    { "who has no name is not in the room", function(t)
        t:run()
        local n1, n2 = t:word(), t:word()
        local shy = t:client()
        local a = join_room(n1, "")
        local b = join_room(n2, n1)
        a:expect("* " .. n2 .. " is here\n", IS_HERE)
        a:send("hi\n")
        b:expect(n1 .. ": hi\n", LINE)
        shy:expect_nothing({ en = "A client that has not said its name is not in the room yet: put it into the list after its first line.",
          vi = "Máy khách chưa xưng tên thì chưa ở trong phòng: chỉ đưa nó vào danh sách sau dòng đầu tiên." })
        shy:close()
        b:expect_nothing({ en = "Nobody has left: that client was never in the room.", vi = "Không ai rời phòng cả: máy khách ấy chưa từng ở trong phòng." })
      end, vi = "ai chưa có tên thì chưa ở trong phòng" },
    { "goodbye is said, and nothing is left", function(t)
        t:run()
        local n1, n2 = t:word(), t:word()
        local a = join_room(n1, "")
        local b = join_room(n2, n1)
        a:expect("* " .. n2 .. " is here\n", IS_HERE)
        b:close()
        a:expect("* " .. n2 .. " has left\n", { en = "recv_line said eof: take the client out of the room, and tell the others.",
          vi = "recv_line đã báo eof: hãy đưa máy khách ấy ra khỏi phòng, và báo cho những người khác." })
        a:send("anybody?\n"); a:close()
        t:settle()
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "open connections", vi = "số kết nối còn mở" }, {
          en = "Take whoever has left out of the room, and close its socket. Who stays in the list is still sent to, and a send that fails ends the task.",
          vi = "Ai đã rời phòng thì đưa ra khỏi danh sách, và đóng socket của nó. Ai còn trong danh sách thì vẫn được gửi đến, và send thất bại sẽ làm tác vụ kết thúc." })
      end, vi = "có lời tạm biệt, và không còn gì sót lại" },
    { "a reset is a goodbye, too", function(t)
        t:run()
        local n1, n2, n3, w = t:word(), t:word(), t:word(), t:word()
        local a = join_room(n1, "")
        local b = join_room(n2, n1)
        local c = join_room(n3, n1 .. ", " .. n2)
        a:expect("* " .. n2 .. " is here\n* " .. n3 .. " is here\n", IS_HERE)
        c:reset()
        a:expect("* " .. n3 .. " has left\n", {
          en = "That client was cut off: recv_line raises an error instead of giving eof, and the error ends the task before it has said goodbye. Catch it: try(recv_line, s).",
          vi = "Máy khách ấy bị ngắt ngang: recv_line báo lỗi thay vì trả về eof, và lỗi làm tác vụ kết thúc trước khi kịp nói lời tạm biệt. Hãy bắt lỗi: try(recv_line, s)." })
        b:send(w .. "\n")
        a:expect(n2 .. ": " .. w .. "\n", LINE)
      end, vi = "bị đặt lại kết nối cũng là rời phòng" },
  },

  hints = {
    { en = "Write a function tell(text, but) that sends a line to everybody in the room but one.", vi = "Viết một hàm tell(text, but) gửi một dòng cho mọi người trong phòng, trừ một người." },
    { en = "A client that is cut off raises an error instead of eof: try(recv_line, s) gives nil for both, and try(send, ...) does not end the task.",
      vi = "Máy khách bị ngắt ngang thì báo lỗi thay vì eof: try(recv_line, s) trả về nil trong cả hai trường hợp, và try(send, ...) không làm tác vụ kết thúc." },
    { en = "Change the list first and send afterwards: while a send waits, other tasks run and change the list, too.",
      vi = "Hãy sửa danh sách trước rồi mới gửi: trong lúc một send phải chờ, các tác vụ khác chạy và cũng sửa danh sách." },
  },

  solution = [[
local room = {}

local function tell(text, but)
  local now = {}   -- who comes or goes while a send waits changes room, not this
  for i, m in ipairs(room) do now[i] = m end
  for _, m in ipairs(now) do
    if m ~= but then try(send, m.socket, text .. "\n") end
  end
end

local function serve(s)
  local name = try(recv_line, s)
  if not name then close(s) return end
  local names = {}
  for i, m in ipairs(room) do names[i] = m.name end
  local me = { name = name, socket = s }
  room[#room + 1] = me
  try(send, s, "* in the room: " .. table.concat(names, ", ") .. "\n")
  tell("* " .. name .. " is here", me)
  while true do
    local line = try(recv_line, s)
    if not line then break end
    tell(name .. ": " .. line, me)
  end
  for i, m in ipairs(room) do
    if m == me then table.remove(room, i) break end
  end
  close(s)
  tell("* " .. name .. " has left")
end

local l = listen(PORT)
while true do spawn(serve, accept(l)) end
]],

  after = {
    en = "A chat room is the whole course at once: framing, a task for each client, a list that follows who comes and goes, and care for those who leave in the middle. Its bigger sister is problem 3 of Protohackers; IRC is RFC 2812.",
    vi = "Phòng chat là cả khóa học gộp lại: đóng khung, mỗi máy khách một tác vụ, danh sách thay đổi theo người đến người đi, và cẩn thận với ai rời đi giữa chừng. Bài 3 của Protohackers là phiên bản lớn hơn của nó; IRC là RFC 2812." },

  wrong = {
    { name = "lets everybody in at once", vi = "cho vào phòng ngay khi kết nối", fails = "who has no name is not in the room", code = [[
local room = {}
local function tell(text, but) for _, m in ipairs(room) do if m ~= but then try(send, m.socket, text .. "\n") end end end
local function serve(s)
  local me = { socket = s }
  room[#room + 1] = me
  me.name = try(recv_line, s)
  if not me.name then tell("* ? has left", me) close(s) return end
  tell("* " .. me.name .. " is here", me)
  local names = {} for _, m in ipairs(room) do if m ~= me and m.name then names[#names + 1] = m.name end end
  try(send, s, "* in the room: " .. table.concat(names, ", ") .. "\n")
  while true do local line = try(recv_line, s) if not line then break end tell(me.name .. ": " .. line, me) end
  for i, m in ipairs(room) do if m == me then table.remove(room, i) break end end
  tell("* " .. me.name .. " has left") close(s)
end
local l = listen(PORT)
while true do spawn(serve, accept(l)) end]] },
    { name = "says nothing when somebody leaves", vi = "không nói gì khi có người rời phòng", fails = "goodbye is said, and nothing is left", code = [[
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
    { name = "does not expect a reset", vi = "không lường trước việc kết nối bị đặt lại", fails = "a reset is a goodbye, too", code = [[
local room = {}
local function tell(text, but) for _, m in ipairs(room) do if m ~= but then send(m.socket, text .. "\n") end end end
local function serve(s)
  local name = recv_line(s) if not name then close(s) return end
  local names = {} for i, m in ipairs(room) do names[i] = m.name end
  local me = { name = name, socket = s }
  tell("* " .. name .. " is here") room[#room + 1] = me
  send(s, "* in the room: " .. table.concat(names, ", ") .. "\n")
  while true do local line = recv_line(s) if not line then break end tell(name .. ": " .. line, me) end
  for i, m in ipairs(room) do if m == me then table.remove(room, i) break end end
  tell("* " .. name .. " has left") close(s)
end
local l = listen(PORT)
while true do spawn(serve, accept(l)) end]] },
  },
}

exercise {
  id      = "listen/port-zero",
  title   = { en = "Port 0: OS, you choose", vi = "Cổng 0: nhờ hệ điều hành chọn" },
  level   = 1, minutes = 5,
  needs   = { "listen/first" },
  teaches = { "port-zero", "local-port" },

  task = { en = [[
Write a program that listens TWICE on port 0, and prints the two ports that it got,
each on a line of its own. It must go on listening on both.

A socket can tell you about itself: a.local_port is the port of its own end.

A program's sockets are closed when it ends. To stay, it can wait for clients:

    while true do accept(a) end]],
  vi = [[
Viết chương trình lắng nghe HAI lần trên cổng 0 và in ra hai cổng mà nó nhận được,
mỗi cổng trên một dòng. Chương trình phải tiếp tục lắng nghe trên cả hai.

Socket tự cho biết về mình: a.local_port là cổng ở đầu của chính nó.

Khi chương trình kết thúc, các socket của nó bị đóng. Muốn ở lại, hãy chờ máy khách:

    while true do accept(a) end]] },

  start = [[
local a = listen(0)
local b = listen(0)
print(0)   -- TODO: print the ports that the OS chose
print(0)
while true do accept(a) end   -- stay
]],

  checks = {
    { "two ports are printed", function(t)
        t:run()
        local ports = {}
        for n in t:printed():gmatch("%d+") do ports[#ports + 1] = tonumber(n) end
        t:ok(#ports > 0, { en = "No port was printed. print(a.local_port) must come before the loop that waits: what stands after an endless loop is never reached.",
          vi = "Chưa in cổng nào. print(a.local_port) phải đứng trước vòng lặp chờ: dòng nằm sau vòng lặp vô tận không bao giờ được chạy." })
        t:eq(#ports, 2, { en = "numbers that were printed", vi = "số lượng số được in ra" }, {
          en = "Print the port of each listener and no other number: print(a.local_port).",
          vi = "Hãy in cổng của từng socket lắng nghe, không in số nào khác: print(a.local_port)." })
        t:ok(ports[1] ~= 0 and ports[2] ~= 0, {
          en = "0 is what you asked for, not what you got. The socket knows its port: a.local_port.",
          vi = "0 là điều bạn yêu cầu, không phải điều bạn nhận được. Socket biết cổng của nó: a.local_port." })
        t:ok(ports[1] ~= ports[2], {
          en = "You printed the same port twice. Each listen(0) gets a port of its own.",
          vi = "Bạn in cùng một cổng hai lần. Mỗi listen(0) nhận một cổng riêng." })
      end, vi = "in ra hai cổng" },
    { "the OS chose them", function(t)
        t:run()
        for _, e in ipairs(t:events{ call = "bind" }) do
          t:eq(tonumber(e.arg:match("%d+$")), 0, { en = "port that you asked for", vi = "cổng mà bạn yêu cầu" }, {
            en = "You chose this port yourself, and somebody else may have it one day. listen(0) lets the OS choose a free one.",
            vi = "Bạn tự chọn cổng này, và một ngày nào đó nó có thể đã có chủ. listen(0) nhờ hệ điều hành chọn một cổng trống." })
        end
      end, vi = "do hệ điều hành chọn" },
    { "both ports answer", function(t)
        t:run()
        for n in t:printed():gmatch("%d+") do
          t:client(tonumber(n), { en = "Keep both listeners open, and print the port that the socket really has.",
            vi = "Hãy giữ cả hai socket lắng nghe mở, và in đúng cổng mà socket đang có." })
        end
      end, vi = "cả hai cổng đều trả lời" },
  },

  hints = {
    { en = "Every socket has fields. Type l = listen(0) at the prompt, then l.local_port.", vi = "Socket nào cũng có các trường. Gõ l = listen(0) ở dấu nhắc, rồi l.local_port." },
    { en = "print(a.local_port)", vi = "print(a.local_port)" },
  },

  solution = [[
local a = listen(0)
local b = listen(0)
print(a.local_port)
print(b.local_port)
while true do accept(a) end
]],

  after = {
    en = "Port 0 is no port: it asks the OS for a free one. Whoever wants to be called must then say which one it got. See bind(2), ip(7).",
    vi = "Cổng 0 không phải là cổng: đó là lời nhờ hệ điều hành chọn một cổng trống. Ai muốn được gọi thì sau đó phải nói ra cổng mình nhận được. Xem bind(2), ip(7)." },

  wrong = {
    { name = "prints what it asked for", vi = "in điều mình yêu cầu", fails = "two ports are printed", code = "local a, b = listen(0), listen(0)\nprint(0) print(0)\nwhile true do accept(a) end" },
    { name = "prints one port twice", vi = "in một cổng hai lần", fails = "two ports are printed", code = "local a = listen(0)\nlocal b = listen(0)\nprint(a.local_port) print(a.local_port)\nwhile true do accept(a) end" },
    { name = "chooses the ports itself", vi = "tự chọn cổng", fails = "the OS chose them", code = "local a, b = listen(PORT), listen(0)\nprint(a.local_port) print(b.local_port)\nwhile true do accept(a) end" },
    { name = "waits before it prints", vi = "chờ trước khi in", fails = "two ports are printed", code = "local a, b = listen(0), listen(0)\nwhile true do accept(a) end\nprint(a.local_port) print(b.local_port)" },
    { name = "does not stay", vi = "không ở lại", fails = "both ports answer", code = "local a, b = listen(0), listen(0)\nprint(a.local_port) print(b.local_port)" },
    { name = "closes one", vi = "đóng một socket", fails = "both ports answer", code = "local a, b = listen(0), listen(0)\nprint(a.local_port) print(b.local_port)\nclose(b) while true do accept(a) end" },
  },
}

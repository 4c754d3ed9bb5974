-- After the training text: accept gives the server a new socket on the same
-- local port, and the listener goes on listening.
exercise {
  id      = "accept/one-port",
  title   = { en = "One port, three sockets", vi = "Một cổng, ba socket" },
  level   = 1, minutes = 5,
  needs   = { "listen/first" },
  teaches = { "accept-returns-new-socket", "same-local-port", "listener-keeps-listening" },

  task = { en = [[
Listen on PORT. Accept TWO clients and keep both connections open.
Send each client one line with the port that it dialled from:

    you are 53410

                          ┌─ a  127.0.0.1:PORT ── client 1  127.0.0.1:53410
  l  127.0.0.1:PORT ──────┤
     LISTEN               └─ b  127.0.0.1:PORT ── client 2  127.0.0.1:53420

Then look at the table of sockets: how many of them have PORT as their local port?]],
  vi = [[
Lắng nghe trên PORT. Chấp nhận HAI máy khách và giữ cả hai kết nối mở.
Gửi cho mỗi máy khách một dòng chứa cổng mà máy khách đó dùng để gọi đến:

    you are 53410

                          ┌─ a  127.0.0.1:PORT ── máy khách 1  127.0.0.1:53410
  l  127.0.0.1:PORT ──────┤
     LISTEN               └─ b  127.0.0.1:PORT ── máy khách 2  127.0.0.1:53420

Rồi nhìn bảng socket: có bao nhiêu socket mang PORT làm cổng cục bộ?]] },

  start = [[
local l = listen(PORT)
local a = accept(l)
-- TODO: tell `a` which port it dialled from   (a.local_port? a.remote_port?)
-- TODO: accept and greet the second client

-- Keep everything open: the last accept waits for a third client, for ever.
accept(l)
]],

  checks = {
    { "each client is told its own port", function(t)
        t:run()
        local c1, c2 = t:client(), t:client()
        c1:expect("you are " .. c1.port .. "\n", {
          en = "The client's port is the REMOTE port of the socket that accept returned; the line ends in \\n.",
          vi = "Cổng của máy khách là cổng ở ĐẦU XA (remote_port) của socket mà accept trả về; dòng kết thúc bằng \\n." })
        c2:expect("you are " .. c2.port .. "\n", {
          en = "Each accept returns a NEW socket; its remote port is that client's port.",
          vi = "Mỗi lần accept trả về một socket MỚI; cổng đầu xa của nó là cổng của máy khách ấy." })
      end, vi = "mỗi máy khách được báo đúng cổng của mình" },

    { "three sockets share one local port", function(t)
        t:run()
        t:client(); t:client()
        t:settle()
        local conns = t:sockets{ kind = "conn", state = "ESTABLISHED" }
        t:eq(#conns, 2, { en = "open accepted sockets", vi = "số socket đã chấp nhận còn mở" }, {
          en = "Call accept once per client, do not close what it returns, and stay: when a program ends, its sockets are closed.",
          vi = "Hãy gọi accept một lần cho mỗi máy khách, đừng đóng socket mà nó trả về, và hãy ở lại: khi chương trình kết thúc, các socket của nó bị đóng." })
        for _, s in ipairs(conns) do
          t:eq(s.local_port, t.port, { en = "local port of " .. s.name, vi = "cổng cục bộ của " .. s.name })
        end
        t:ok(conns[1].remote_port ~= conns[2].remote_port, {
          en = "both sockets point at the same client", vi = "cả hai socket cùng trỏ đến một máy khách" })
      end, vi = "ba socket dùng chung một cổng cục bộ" },

    { "the listener goes on listening", function(t)
        t:run()
        t:client(); t:client(); t:settle()
        t:eq(#t:sockets{ kind = "listener", state = "LISTEN" }, 1,
          { en = "listening sockets", vi = "số socket đang lắng nghe" }, {
          en = "accept does not use the listener up: keep it open for the next client.",
          vi = "accept không làm mất socket lắng nghe: hãy giữ nó mở cho máy khách kế tiếp." })
        t:client() -- a third client can still dial: it waits in the accept queue
      end, vi = "socket lắng nghe vẫn tiếp tục lắng nghe" },
  },

  hints = {
    { en = "accept(l) waits for one client and returns a new socket for that client. Call it once per client.",
      vi = "accept(l) chờ một máy khách và trả về một socket mới dành cho máy khách đó. Gọi một lần cho mỗi máy khách." },
    { en = "A socket has a local_port and a remote_port. Which one belongs to the client?",
      vi = "Mỗi socket có local_port và remote_port. Cổng nào là của máy khách?" },
    { en = 'send(a, "you are " .. a.remote_port .. "\\n")',
      vi = 'send(a, "you are " .. a.remote_port .. "\\n")' },
  },

  solution = [[
local l = listen(PORT)
local a = accept(l)
send(a, "you are " .. a.remote_port .. "\n")
local b = accept(l)
send(b, "you are " .. b.remote_port .. "\n")
accept(l)
]],

  after = {
    en = [[
accept does not turn the listener into a connection: it makes a new socket on the same local port, and the listener goes on.
The remote address is what tells the rows apart; the two ends together (the 4-tuple) name a connection. See accept(2), RFC 9293 section 3.3.1.]],
    vi = [[
accept không biến socket lắng nghe thành kết nối: nó tạo một socket mới trên cùng cổng cục bộ, còn socket lắng nghe vẫn chờ tiếp.
Địa chỉ đầu xa giúp phân biệt các hàng; hai điểm cuối gộp lại (bộ bốn) mới là tên của kết nối. Xem accept(2), RFC 9293 mục 3.3.1.]] },

  wrong = {
    { name = "sends the local port", vi = "gửi cổng cục bộ", fails = "each client is told its own port", code = [[
local l = listen(PORT)
for i = 1, 2 do local s = accept(l); send(s, "you are " .. s.local_port .. "\n") end
accept(l)]] },
    { name = "accepts only once", vi = "chỉ accept một lần", fails = "each client is told its own port", code = [[
local l = listen(PORT)
local s = accept(l); send(s, "you are " .. s.remote_port .. "\n")
recv(s)]] },
    { name = "hangs up after greeting", vi = "chào xong thì đóng kết nối", fails = "three sockets share one local port", code = [[
local l = listen(PORT)
for i = 1, 2 do local s = accept(l); send(s, "you are " .. s.remote_port .. "\n"); close(s) end
accept(l)]] },
    { name = "closes the listener", vi = "đóng socket lắng nghe", fails = "the listener goes on listening", code = [[
local l = listen(PORT)
local x
for i = 1, 2 do x = accept(l); send(x, "you are " .. x.remote_port .. "\n") end
close(l); recv(x)]] },
  },
}

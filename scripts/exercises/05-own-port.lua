-- The training text: the client's port is chosen by the OS.
exercise {
  id      = "dial/own-port",
  title   = { en = "The client has a port, too", vi = "Máy khách cũng có cổng" },
  level   = 1, minutes = 5,
  needs   = { "listen/first" },
  teaches = { "ephemeral-port", "local-and-remote" },

  task = { en = [[
A server listens on PORT. Dial it THREE times and keep the connections open.
Print the port of your own end of each connection, in the order of the dials.

  you  127.0.0.1:?  ─────►  127.0.0.1:PORT  server

To stay until the server hangs up: recv(c).]],
  vi = [[
Một máy chủ đang lắng nghe trên PORT. Hãy gọi đến nó BA lần và giữ các kết nối mở.
In ra cổng ở đầu của chính bạn trong từng kết nối, theo thứ tự gọi.

  bạn  127.0.0.1:?  ─────►  127.0.0.1:PORT  máy chủ

Muốn ở lại cho đến khi máy chủ ngắt: recv(c).]] },

  start = [[
local c = dial(PORT)
print(PORT)   -- TODO: is this the port of your end?
-- TODO: dial twice more
recv(c)
]],

  setup = function(t) S = t:server() end,

  checks = {
    { "three connections arrive", function(t)
        t:run()
        for i = 1, 3 do
          S:accept({ en = "Call dial(PORT) three times, each call makes a socket of its own; only then wait in recv, for the server never speaks.",
            vi = "Hãy gọi dial(PORT) ba lần, mỗi lần tạo ra một socket riêng; sau đó mới chờ trong recv, vì máy chủ không bao giờ nói gì." })
        end
      end, vi = "có ba kết nối đến" },
    { "the ports are those that the server sees", function(t)
        t:run()
        local seen = {}
        for i = 1, 3 do seen[i] = S:accept().remote_port end
        t:settle()
        local printed = {}
        for n in t:printed():gmatch("%d+") do printed[#printed + 1] = tonumber(n) end
        t:eq(#printed, 3, { en = "numbers that were printed", vi = "số lượng số được in ra" }, {
          en = "Print one number for each connection: c.local_port, which is a part of c.local_address.",
          vi = "Hãy in một con số cho mỗi kết nối: c.local_port, một phần của c.local_address." })
        local order = { en = "These are the right ports, in another order: print each one right after its dial.",
          vi = "Các cổng thì đúng, nhưng khác thứ tự: hãy in mỗi cổng ngay sau lần gọi của nó." }
        for i = 1, 3 do
          local mixed = false
          for j = 1, 3 do mixed = mixed or printed[i] == seen[j] end
          t:eq(printed[i], seen[i], { en = "port of connection " .. i, vi = "cổng của kết nối " .. i }, mixed and order or {
            en = "PORT is the server's end (remote_port). Your own end is c.local_port; the OS chose it when you dialled.",
            vi = "PORT là đầu của máy chủ (remote_port). Đầu của bạn là c.local_port; hệ điều hành chọn nó khi bạn gọi." })
        end
      end, vi = "các cổng đúng như máy chủ nhìn thấy" },
    { "the connections stay open", function(t)
        t:run()
        for i = 1, 3 do S:accept() end
        t:settle()
        for _, e in ipairs(t:events{ call = "close" }) do
          t:ok(not e.line, { en = "You closed a connection: keep all three open.", vi = "Bạn đã đóng một kết nối: hãy giữ cả ba cùng mở." })
        end
        t:eq(#t:sockets{ kind = "conn", state = "ESTABLISHED" }, 3, { en = "open connections", vi = "số kết nối đang mở" }, {
          en = "When a program ends, its sockets are closed. Stay: recv(c) waits until the server hangs up.",
          vi = "Chương trình kết thúc thì socket của nó bị đóng. Hãy ở lại: recv(c) chờ cho đến khi máy chủ ngắt." })
      end, vi = "các kết nối vẫn mở" },
  },

  hints = {
    { en = "A connection has two ends: c.local_port is yours, c.remote_port is the server's.",
      vi = "Kết nối có hai đầu: c.local_port là của bạn, c.remote_port là của máy chủ." },
    { en = "local a = dial(PORT), then local b = dial(PORT), and so on: give each its own name.",
      vi = "local a = dial(PORT), rồi local b = dial(PORT), cứ thế: đặt cho mỗi kết nối một tên riêng." },
    { en = "print(c.local_port)", vi = "print(c.local_port)" },
  },

  solution = [[
local conns = {}
for i = 1, 3 do
  conns[i] = dial(PORT)
  print(conns[i].local_port)
end
recv(conns[1])
]],

  after = {
    en = "The client asks for the server's port only; its own port is given by the OS, a new one for each connection (ip_local_port_range in ip(7)). The server sees it as the remote port.",
    vi = "Máy khách chỉ cần biết cổng của máy chủ; cổng của chính nó do hệ điều hành cấp, mỗi kết nối một cổng mới (ip_local_port_range trong ip(7)). Máy chủ thấy đó là cổng đầu xa." },

  wrong = {
    { name = "believes that the client uses the server's port", vi = "tưởng máy khách dùng cổng của máy chủ", fails = "the ports are those that the server sees", code = "local a, b, c = dial(PORT), dial(PORT), dial(PORT)\nprint(a.remote_port) print(b.remote_port) print(c.remote_port)\nrecv(a)" },
    { name = "waits after the first dial", vi = "gọi một lần rồi ngồi chờ", fails = "three connections arrive", code = "local c = dial(PORT)\nprint(c.local_port) print(c.local_port) print(c.local_port)\nrecv(c)" },
    { name = "prints them in another order", vi = "in theo thứ tự khác", fails = "the ports are those that the server sees", code = "local a, b, c = dial(PORT), dial(PORT), dial(PORT)\nprint(c.local_port) print(b.local_port) print(a.local_port)\nrecv(a)" },
    { name = "does not stay", vi = "không ở lại", fails = "the connections stay open", code = "for i = 1, 3 do local c = dial(PORT); print(c.local_port) end" },
    { name = "hangs up after each dial", vi = "gọi xong là ngắt", fails = "the connections stay open", code = "for i = 1, 3 do local c = dial(PORT); print(c.local_port); close(c) end" },
  },
}

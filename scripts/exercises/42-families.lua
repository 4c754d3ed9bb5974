exercise {
  id      = "name/families",
  title   = { en = "One name, two families", vi = "Một tên, hai họ địa chỉ" },
  level   = 3, minutes = 8,
  needs   = { "dial/three-answers", "listen/which-address" },
  teaches = { "ipv6", "try-each-address" },

  task = { en = [[
A name can stand for several addresses: "localhost" is 127.0.0.1 (IPv4) and ::1 (IPv6). A server
listens on ONE of the two, at PORT; you don't know on which.

Dial one address; if that fails, the other. Send "hello\n" to the server, through one connection.
Addresses are written "127.0.0.1:9000" and "[::1]:9000".]],
  vi = [[
Một tên có thể ứng với nhiều địa chỉ: "localhost" là 127.0.0.1 (IPv4) và ::1 (IPv6). Một máy chủ
lắng nghe trên MỘT trong hai địa chỉ đó, ở PORT; bạn không biết địa chỉ nào.

Hãy gọi một địa chỉ; nếu không được thì gọi địa chỉ kia. Gửi "hello\n" cho máy chủ, qua một kết nối.
Địa chỉ được viết là "127.0.0.1:9000" và "[::1]:9000".]] },

  start = [[
local c = dial("127.0.0.1:" .. PORT)
-- TODO: and if the server is on [::1]?
send(c, "hello\n")
recv(c)
]],

  checks = {
    { "a server on IPv4", function(t)
        local s = t:server()
        t:run()
        s:accept():expect("hello\n")
      end, vi = "máy chủ ở IPv4" },
    { "a server on IPv6", function(t)
        local has, s = pcall(t.server, t, { host = "::1" })
        if not has then s = t:server() end -- a machine without IPv6 can't show it
        t:run()
        s:accept({ en = "127.0.0.1 refused, because the server is on ::1. Try the other address then: try(dial, ...) gives nil and an error.",
          vi = "127.0.0.1 từ chối, vì máy chủ ở ::1. Khi đó hãy thử địa chỉ kia: try(dial, ...) trả về nil và một lỗi." }):expect("hello\n")
      end, vi = "máy chủ ở IPv6" },
    { "one connection, and no more", function(t)
        local s = t:server()
        t:run()
        s:accept():expect("hello\n")
        t:settle()
        t:eq(s.waiting, 0, { en = "more connections that came", vi = "số kết nối thừa" }, {
          en = "You dialled again though the first dial had succeeded.", vi = "Bạn gọi lần nữa dù lần gọi đầu đã thành công." })
      end, vi = "một kết nối, không hơn" },
  },

  hints = {
    { en = "local c, err = try(dial, \"127.0.0.1:\" .. PORT)", vi = "local c, err = try(dial, \"127.0.0.1:\" .. PORT)" },
    { en = "if not c then c = dial(\"[::1]:\" .. PORT) end", vi = "if not c then c = dial(\"[::1]:\" .. PORT) end" },
  },

  solution = [[
local c = try(dial, "127.0.0.1:" .. PORT)
if not c then
  c = dial("[::1]:" .. PORT)
end
send(c, "hello\n")
recv(c)
]],

  after = {
    en = "127.0.0.1:PORT and [::1]:PORT are two end-points; a listener on one says nothing about the other. Good clients try every address of a name (getaddrinfo(3)), the quick ones almost at once: RFC 8305, Happy Eyeballs.",
    vi = "127.0.0.1:PORT và [::1]:PORT là hai điểm cuối; có người lắng nghe ở bên này không nói gì về bên kia. Máy khách tốt thử mọi địa chỉ của một tên (getaddrinfo(3)), máy khách nhanh thì thử gần như cùng lúc: RFC 8305, Happy Eyeballs." },

  wrong = {
    { name = "knows one family only", vi = "chỉ biết một họ địa chỉ", fails = "a server on IPv6", code = 'local c = dial("127.0.0.1:" .. PORT)\nsend(c, "hello\\n")\nrecv(c)' },
    { name = "dials both", vi = "gọi cả hai", fails = "one connection, and no more", code = 'local c = try(dial, "127.0.0.1:" .. PORT)\nlocal d = try(dial, "[::1]:" .. PORT) or try(dial, "127.0.0.1:" .. PORT)\nc = c or d\nsend(c, "hello\\n")\nrecv(c)' },
    { name = "knows the other family only", vi = "chỉ biết họ địa chỉ kia", fails = "a server on IPv4", code = 'local c = dial("[::1]:" .. PORT)\nsend(c, "hello\\n")\nrecv(c)' },
  },
}

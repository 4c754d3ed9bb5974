exercise {
  id      = "name/families",
  title   = { en = "One name, two families", vi = "Một tên, hai họ địa chỉ" },
  level   = 3, minutes = 8,
  needs   = { "dial/three-answers", "listen/which-address" },
  machine = { "ipv6" },
  teaches = { "ipv6", "try-each-address" },

  task = { en = [[
A name can stand for several addresses: "localhost" is 127.0.0.1 (IPv4) and ::1 (IPv6). A server
listens on ONE of the two, at PORT; you don't know on which.

                ┌─ 127.0.0.1:PORT    a listener?
  localhost ────┤
                └─ [::1]:PORT        or is it here?

Dial one address; if that fails, the other. Send "hello\n" to the server, through one connection.
Addresses are written "127.0.0.1:9000" and "[::1]:9000".]],
  vi = [[
Một tên có thể ứng với nhiều địa chỉ: "localhost" là 127.0.0.1 (IPv4) và cả ::1 (IPv6). Có một máy
chủ lắng nghe trên MỘT trong hai địa chỉ đó, ở cổng PORT; bạn không biết là địa chỉ nào.

                ┌─ 127.0.0.1:PORT    máy chủ ở đây?
  localhost ────┤
                └─ [::1]:PORT        hay ở đây?

Hãy gọi một địa chỉ; nếu không được thì gọi địa chỉ kia. Gửi "hello\n" cho máy chủ, qua một kết
nối duy nhất. Địa chỉ được viết là "127.0.0.1:9000" và "[::1]:9000".]] },

  start = [[
local c = dial("127.0.0.1:" .. PORT)
-- TODO: and if the server is on [::1]?
send(c, "hello\n")
recv(c)
]],

  setup = function(t)
    HELLO = { en = "Send \"hello\" and a newline through the connection that succeeded.",
      vi = "Hãy gửi \"hello\" và một ký tự xuống dòng qua kết nối đã thành công." }
  end,

  checks = {
    { "a server on IPv4", function(t)
        local s = t:server()
        t:run()
        s:accept({ en = "The server is on 127.0.0.1 this time, and [::1] refuses. A refusal is an error to catch: try(dial, ...) gives nil and the error.",
          vi = "Lần này máy chủ ở 127.0.0.1, còn [::1] từ chối. Bị từ chối là một lỗi phải bắt: try(dial, ...) trả về nil và lỗi." }):expect("hello\n", HELLO)
      end, vi = "máy chủ ở IPv4" },
    { "a server on IPv6", function(t)
        local s = t:server({ host = "::1" })
        t:run()
        s:accept({ en = "The server is on [::1] this time, and 127.0.0.1 refuses: the same port, but another end-point. Catch the refusal and try the other address: try(dial, ...) gives nil and the error.",
          vi = "Lần này máy chủ ở [::1], còn 127.0.0.1 từ chối: cùng cổng nhưng là điểm cuối khác. Hãy bắt lỗi và thử địa chỉ kia: try(dial, ...) trả về nil và lỗi." }):expect("hello\n", HELLO)
      end, vi = "máy chủ ở IPv6" },
    { "one connection, and no more", function(t)
        local s = t:server()
        t:run()
        s:accept():expect("hello\n", HELLO)
        t:settle()
        t:eq(s.waiting, 0, { en = "more connections that came", vi = "số kết nối thừa" }, {
          en = "You dialled again though the first dial had succeeded.", vi = "Lần dial đầu đã thành công mà bạn còn gọi lần nữa." })
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
    en = "127.0.0.1:PORT and [::1]:PORT are two end-points: that somebody listens on one says nothing about the other. Good clients try every address of a name, and don't wait long before the next; dial(\"localhost:\" .. PORT) does it for you. See getaddrinfo(3), RFC 8305 (Happy Eyeballs).",
    vi = "127.0.0.1:PORT và [::1]:PORT là hai điểm cuối: có người lắng nghe ở bên này không nói lên điều gì về bên kia. Máy khách tốt thử mọi địa chỉ của một tên, và không chờ lâu mới thử địa chỉ kế tiếp; dial(\"localhost:\" .. PORT) làm việc đó thay bạn. Xem getaddrinfo(3), RFC 8305 (Happy Eyeballs)." },

  wrong = {
    { name = "knows one family only", vi = "chỉ biết một họ địa chỉ", fails = "a server on IPv6", code = 'local c = dial("127.0.0.1:" .. PORT)\nsend(c, "hello\\n")\nrecv(c)' },
    { name = "tries another IPv4 address", vi = "thử một địa chỉ IPv4 khác", fails = "a server on IPv6", code = 'local c = try(dial, "127.0.0.1:" .. PORT) or try(dial, "127.0.0.2:" .. PORT)\nif c then send(c, "hello\\n") recv(c) end' },
    { name = "dials both", vi = "gọi cả hai", fails = "one connection, and no more", code = 'local c = try(dial, "127.0.0.1:" .. PORT)\nlocal d = try(dial, "[::1]:" .. PORT) or try(dial, "127.0.0.1:" .. PORT)\nc = c or d\nsend(c, "hello\\n")\nrecv(c)' },
    { name = "knows the other family only", vi = "chỉ biết họ địa chỉ kia", fails = "a server on IPv4", code = 'local c = dial("[::1]:" .. PORT)\nsend(c, "hello\\n")\nrecv(c)' },
  },
}

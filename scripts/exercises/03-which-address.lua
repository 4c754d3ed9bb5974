exercise {
  id      = "listen/which-address",
  title   = { en = "The address decides who reaches you", vi = "Địa chỉ quyết định ai gọi được đến bạn" },
  level   = 1, minutes = 5,
  needs   = { "listen/port-zero" },
  teaches = { "bind-address" },

  task = { en = [[
This machine has more than one address. 127.0.0.1 is one, 127.0.0.2 is another.

Listen so that a client that dials 127.0.0.2:PORT is answered, and one that dials
127.0.0.1:PORT is refused.

  client ──► 127.0.0.1:PORT   refused
  client ──► 127.0.0.2:PORT   l]],
  vi = [[
Máy này có nhiều địa chỉ. 127.0.0.1 là một, 127.0.0.2 là một địa chỉ khác.

Hãy lắng nghe sao cho máy khách gọi đến 127.0.0.2:PORT thì được trả lời, còn máy khách
gọi đến 127.0.0.1:PORT thì bị từ chối.

  máy khách ──► 127.0.0.1:PORT   bị từ chối
  máy khách ──► 127.0.0.2:PORT   l]] },

  start = [[
local l = listen(PORT)        -- PORT alone means 127.0.0.1:PORT
while true do accept(l) end
]],

  checks = {
    { "127.0.0.2 is answered", function(t)
        t:run()
        t:client("127.0.0.2:" .. t.port, {
          en = 'Give listen the address and the port as one string: "127.0.0.2:" .. PORT. PORT alone means 127.0.0.1.',
          vi = 'Hãy đưa cho listen địa chỉ và cổng trong một chuỗi: "127.0.0.2:" .. PORT. Chỉ ghi PORT thì là 127.0.0.1.' })
      end, vi = "127.0.0.2 được trả lời" },
    { "127.0.0.1 is refused", function(t)
        t:run()
        t:client("127.0.0.2:" .. t.port)
        t:refused(t.port, { en = "You listen on 127.0.0.1, too. A listener is found by its address and its port.",
          vi = "Bạn cũng đang lắng nghe trên 127.0.0.1. Socket lắng nghe được tìm theo cả địa chỉ lẫn cổng." })
      end, vi = "127.0.0.1 bị từ chối" },
  },

  hints = {
    { en = 'listen takes a string, too: "address:port".', vi = 'listen cũng nhận một chuỗi: "địa chỉ:cổng".' },
    { en = '.. joins strings: "127.0.0.2:" .. PORT', vi = '.. nối các chuỗi: "127.0.0.2:" .. PORT' },
  },

  solution = [[
local l = listen("127.0.0.2:" .. PORT)
while true do accept(l) end
]],

  after = {
    en = "An end-point is an address AND a port: the same port on another address is another end-point. A server that should not be reached from outside listens on 127.0.0.1 only. See ip(7).",
    vi = "Điểm cuối gồm địa chỉ VÀ cổng: cùng cổng nhưng khác địa chỉ là điểm cuối khác. Máy chủ không muốn bị gọi từ bên ngoài thì chỉ lắng nghe trên 127.0.0.1. Xem ip(7)." },

  wrong = {
    { name = "believes that the port is enough", vi = "tưởng rằng chỉ cần cổng", fails = "127.0.0.2 is answered", code = "local l = listen(PORT)\nwhile true do accept(l) end" },
    { name = "writes PORT inside the quotes", vi = "viết PORT trong dấu nháy", fails = "127.0.0.2 is answered", code = 'local l = listen("127.0.0.2:PORT")\nwhile true do accept(l) end' },
    { name = "does not stay", vi = "không ở lại", fails = "127.0.0.2 is answered", code = 'local l = listen("127.0.0.2:" .. PORT)' },
    { name = "listens on both", vi = "lắng nghe trên cả hai", fails = "127.0.0.1 is refused", code = 'local l = listen("127.0.0.2:" .. PORT)\nlocal k = listen(PORT)\nwhile true do accept(l) end' },
  },
}

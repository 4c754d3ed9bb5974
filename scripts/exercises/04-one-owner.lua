exercise {
  id      = "listen/one-owner",
  kind    = "fix",
  title   = { en = "One end-point, one listener", vi = "Một điểm cuối, một socket lắng nghe" },
  level   = 1, minutes = 5,
  needs   = { "listen/which-address" },
  teaches = { "address-in-use", "bind-address" },

  task = { en = [[
This program wants two listeners with ONE port number. The second listen fails:
address already in use. Run check and read why.

Mend it: in the end two listeners must live, both with PORT as their local port.]],
  vi = [[
Chương trình này muốn hai socket lắng nghe có CÙNG một số cổng. Lệnh listen thứ hai thất bại:
address already in use. Hãy gõ check và đọc lý do.

Hãy sửa: cuối cùng phải có hai socket lắng nghe cùng sống, cả hai đều mang PORT làm cổng cục bộ.]] },

  start = [[
local a = listen(PORT)
local b = listen(PORT)
while true do accept(a) end
]],

  checks = {
    { "two listeners have PORT", function(t)
        t:run()
        t:eq(#t:sockets{ state = "LISTEN", local_port = t.port }, 2, { en = "listeners with PORT", vi = "số socket lắng nghe mang PORT" }, {
          en = "One address with one port has one listener. The port may be the same if the address is another one: 127.0.0.2.",
          vi = "Một địa chỉ với một cổng chỉ có một socket lắng nghe. Cổng có thể trùng nếu địa chỉ khác đi: 127.0.0.2." })
      end, vi = "hai socket lắng nghe mang PORT" },
    { "both answer", function(t)
        t:run()
        for _, l in ipairs(t:sockets{ state = "LISTEN" }) do t:client(l.local_address) end
      end, vi = "cả hai đều trả lời" },
  },

  hints = {
    { en = "What does the error say of the first listener?", vi = "Thông báo lỗi nói gì về socket lắng nghe thứ nhất?" },
    { en = 'listen("127.0.0.2:" .. PORT)', vi = 'listen("127.0.0.2:" .. PORT)' },
  },

  solution = [[
local a = listen(PORT)
local b = listen("127.0.0.2:" .. PORT)
while true do accept(a) end
]],

  after = {
    en = "A port does not belong to a program, but one address together with one port has one listener. EADDRINUSE names the pair that is taken. See bind(2).",
    vi = "Cổng không thuộc về một chương trình, nhưng một địa chỉ cùng một cổng thì chỉ có một socket lắng nghe. EADDRINUSE nói rằng cặp đó đã có chủ. Xem bind(2)." },

  wrong = {
    { name = "takes another port", vi = "dùng cổng khác", fails = "two listeners have PORT", code = "local a = listen(PORT)\nlocal b = listen(0)\nwhile true do accept(a) end" },
    { name = "closes the first", vi = "đóng socket thứ nhất", fails = "two listeners have PORT", code = "local a = listen(PORT)\nclose(a)\nlocal b = listen(PORT)\nwhile true do accept(b) end" },
    { name = "catches the error and goes on", vi = "bắt lỗi rồi làm tiếp", fails = "two listeners have PORT", code = "local a = listen(PORT)\nlocal b = try(listen, PORT)\nwhile true do accept(a) end" },
  },
}

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
        local all = t:sockets{ state = "LISTEN" }
        local there = t:sockets{ state = "LISTEN", local_port = t.port }
        for _, e in ipairs(t:events{ call = "close" }) do
          t:ok(e.via or not e.line, { en = "You closed a listener. That frees its end-point, but in the end both are to live.",
            vi = "Bạn đã đóng một socket lắng nghe. Điểm cuối của nó trống ra thật, nhưng cuối cùng cả hai phải cùng sống." })
        end
        local failed = false
        for _, e in ipairs(t:events{ call = "bind" }) do failed = failed or e.error end
        if not failed then
          t:ok(#all ~= 1, { en = "There is one listener only: call listen twice. A second name for it (b = a) makes no second socket.",
            vi = "Chỉ có một socket lắng nghe: hãy gọi listen hai lần. Đặt thêm tên cho nó (b = a) không tạo ra socket thứ hai." })
          t:ok(#all > 0, { en = "No listener is left: a program's sockets are closed when it ends. Keep it waiting: while true do accept(a) end.",
            vi = "Không còn socket lắng nghe nào: chương trình kết thúc thì socket của nó bị đóng. Hãy để nó chờ: while true do accept(a) end." })
        end
        t:ok(#all == #there, { en = "Two listeners, but not with one port. The port must stay PORT; it is the address that may differ.",
          vi = "Có hai socket lắng nghe nhưng không cùng cổng. Cổng phải vẫn là PORT; địa chỉ mới là thứ được phép khác." })
        t:eq(#there, 2, { en = "listeners with PORT", vi = "số socket lắng nghe mang PORT" }, {
          en = "One address with one port has one listener. The port may be the same if the address is another one: 127.0.0.2.",
          vi = "Một địa chỉ với một cổng chỉ có một socket lắng nghe. Cổng có thể trùng nếu địa chỉ khác đi: 127.0.0.2." })
      end, vi = "hai socket lắng nghe mang PORT" },
    { "each has an end-point of its own", function(t)
        t:run()
        local seen = {}
        for _, l in ipairs(t:sockets{ state = "LISTEN" }) do
          t:ok(not seen[l.local_address], {
            en = "Both have the same end-point: with reuseport they share it, and the kernel deals the clients out. Here each is to have its own: take another address.",
            vi = "Cả hai cùng một điểm cuối: với reuseport chúng dùng chung, và nhân chia máy khách cho chúng. Ở đây mỗi socket phải có điểm cuối riêng: hãy dùng địa chỉ khác." })
          seen[l.local_address] = true
        end
      end, vi = "mỗi socket có điểm cuối riêng" },
    { "both answer", function(t)
        t:run()
        for _, l in ipairs(t:sockets{ state = "LISTEN" }) do t:client(l.local_address) end
      end, vi = "cả hai đều trả lời" },
  },

  hints = {
    { en = "What does the error say of the first listener?", vi = "Thông báo lỗi nói gì về socket lắng nghe thứ nhất?" },
    { en = "An end-point is an address and a port. The port must stay; what else can be different?", vi = "Điểm cuối là một địa chỉ và một cổng. Cổng phải giữ nguyên; vậy còn gì có thể khác?" },
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
    { name = "shares one end-point with reuseport", vi = "dùng chung một điểm cuối nhờ reuseport", fails = "each has an end-point of its own", code = "local a = listen(PORT, {reuseport=true})\nlocal b = listen(PORT, {reuseport=true})\nwhile true do accept(a) end" },
    { name = "does not stay", vi = "không ở lại", fails = "two listeners have PORT", code = 'local a = listen(PORT)\nlocal b = listen("127.0.0.2:" .. PORT)' },
    { name = "closes the first", vi = "đóng socket thứ nhất", fails = "two listeners have PORT", code = "local a = listen(PORT)\nclose(a)\nlocal b = listen(PORT)\nwhile true do accept(b) end" },
    { name = "catches the error and goes on", vi = "bắt lỗi rồi làm tiếp", fails = "two listeners have PORT", code = "local a = listen(PORT)\nlocal b = try(listen, PORT)\nwhile true do accept(a) end" },
  },
}

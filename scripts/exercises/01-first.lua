-- The training text: a server binds a port and waits, listening.
exercise {
  id      = "listen/first",
  kind    = "repl",
  title   = { en = "An end-point that waits", vi = "Một điểm cuối đang chờ" },
  level   = 1, minutes = 3,
  teaches = { "listening-is-not-connecting", "end-point-is-address-and-port" },

  task = { en = [[
A socket is an end-point: an address and a port. A server's first socket only waits.

Type at the prompt:

    l = listen(PORT)

Look at the line that appears. One end, no other end: nobody is connected.

  l  127.0.0.1:PORT  ──  *
     LISTEN]],
  vi = [[
Socket là một điểm cuối: một địa chỉ và một cổng. Socket đầu tiên của máy chủ chỉ ngồi chờ.

Hãy gõ ở dấu nhắc:

    l = listen(PORT)

Nhìn dòng hiện ra. Chỉ có một đầu, chưa có đầu kia: chưa ai kết nối cả.

  l  127.0.0.1:PORT  ──  *
     LISTEN]] },

  start = "-- l = listen(PORT)\n",

  checks = {
    { "somebody listens on PORT", function(t)
        t:run()
        local all = t:sockets{ state = "LISTEN" }
        t:ok(#all > 0, { en = "No socket listens. listen(PORT), with PORT in capitals, makes one.",
          vi = "Chưa có socket nào lắng nghe. listen(PORT), với PORT viết hoa, sẽ tạo một socket như vậy." })
        local l = all[1]
        for _, s in ipairs(all) do
          if s.local_port == t.port then l = s end
        end
        t:eq(l.local_port, t.port, { en = "port of " .. l.name, vi = "cổng của " .. l.name }, {
          en = "PORT is a number that was kept free for you: listen(PORT).", vi = "PORT là một số đã được giữ chỗ cho bạn: listen(PORT)." })
      end, vi = "có socket lắng nghe trên PORT" },
    { "nobody is connected", function(t)
        t:run()
        t:eq(#t:sockets{ kind = "conn" }, 0, { en = "connections", vi = "số kết nối" }, {
          en = "listen opens no connection. Leave dial for later; play begins anew.",
          vi = "listen không mở kết nối nào. Hãy để dial cho bài sau; gõ play để bắt đầu lại." })
      end, vi = "chưa ai kết nối" },
  },

  hints = {
    { en = "PORT is a variable: type PORT to see its number.", vi = "PORT là một biến: gõ PORT để xem giá trị của nó." },
    { en = "l = listen(PORT)", vi = "l = listen(PORT)" },
  },

  solution = "l = listen(PORT)\n",

  after = {
    en = "listen makes an end-point that waits; it connects nobody. That is why the row has a local address and no remote one. See listen(2).",
    vi = "listen tạo ra một điểm cuối biết chờ; nó không kết nối với ai. Vì thế hàng ấy có địa chỉ cục bộ mà không có địa chỉ đầu xa. Xem listen(2)." },

  wrong = {
    { name = "calls instead of waiting", vi = "gọi đi thay vì chờ", fails = "somebody listens on PORT", code = "c = dial(PORT)" },
    { name = "listens on another port", vi = "lắng nghe ở cổng khác", fails = "somebody listens on PORT", code = "l = listen(0)" },
    { name = "believes that a listener needs a connection", vi = "tưởng rằng lắng nghe thì phải có kết nối", fails = "nobody is connected", code = "l = listen(PORT)\nc = dial(PORT)" },
  },
}

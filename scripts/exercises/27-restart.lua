exercise {
  id      = "end/restart",
  kind    = "fix",
  title   = { en = "Address in use, and nobody listens", vi = "Địa chỉ đang được dùng, mà không ai lắng nghe" },
  level   = 3, minutes = 8,
  needs   = { "end/time-wait", "listen/one-owner" },
  teaches = { "so-reuseaddr", "time-wait" },

  task = { en = [[
This server is made step by step. It works, until you restart it: then bind says
"address already in use", though no program listens on PORT any more.

Mend it, so that it can be started again at once. Keep the steps socket, bind, listen.]],
  vi = [[
Máy chủ này được dựng từng bước. Nó chạy tốt cho đến khi bạn khởi động lại: khi đó bind báo
"address already in use", dù không còn chương trình nào lắng nghe trên PORT.

Hãy sửa để nó khởi động lại được ngay. Giữ nguyên các bước socket, bind, listen.]] },

  start = [[
local l = socket("tcp")
bind(l, PORT)
listen(l, 16)
while true do
  local s = accept(l)
  send(s, "hello\n")
  close(s)
end
]],

  checks = {
    { "clients are greeted", function(t)
        t:run()
        local rst = { en = "A reset leaves no TIME_WAIT, but the client may lose the greeting over it. Leave the connections as they are; it is bind that must be told.",
          vi = "Đặt lại kết nối thì không để lại TIME_WAIT, nhưng máy khách có thể vì thế mà mất lời chào. Hãy để yên các kết nối; chính bind mới cần được báo trước." }
        local c = t:client(nil, rst)
        c:expect("hello\n", rst)
        if c.state == "CLOSED" then t:fail(rst) end
        c:expect_eof({ en = "The server closes when it has greeted, as before: whoever waits for the client avoids TIME_WAIT here, but can't when a client must be thrown out.",
          vi = "Chào xong thì máy chủ đóng, như trước: chờ máy khách đóng thì tránh được TIME_WAIT ở đây, nhưng khi buộc phải ngắt một máy khách thì không tránh được." })
      end, vi = "máy khách được chào" },
    { "it can be started again at once", function(t)
        t:run()
        local c = t:client()
        c:expect("hello\n"); c:expect_eof(); c:close()
        t:restart()
        t:client(nil, { en = "The first run closed its connections first, so they rest in TIME_WAIT on PORT; bind refuses that, unless the option reuseaddr is set before it.",
          vi = "Lần chạy đầu đã đóng kết nối trước, nên chúng còn ở TIME_WAIT trên PORT; bind từ chối, trừ khi tùy chọn reuseaddr được đặt trước đó." }):expect("hello\n")
        for _, e in ipairs(t:events{ call = "setsockopt" }) do
          t:ok(not e.arg:find("reuseport", 1, true), {
            en = "reuseport helps, too, but it allows more: another program could listen on PORT beside you, and take half of your clients. reuseaddr is enough.",
            vi = "reuseport cũng được việc, nhưng nó cho phép nhiều hơn thế: chương trình khác có thể lắng nghe trên PORT cạnh bạn và lấy mất một nửa máy khách. reuseaddr là đủ." })
        end
      end, vi = "khởi động lại được ngay" },
  },

  hints = {
    { en = "listen(PORT) in one call sets an option that the single steps do not set. Look at :events after it.", vi = "listen(PORT) gọi một lần có đặt một tùy chọn mà các bước rời không đặt. Hãy xem :events sau đó." },
    { en = "setopt(l, \"reuseaddr\", true), between socket and bind", vi = "setopt(l, \"reuseaddr\", true), giữa socket và bind" },
  },

  solution = [[
local l = socket("tcp")
setopt(l, "reuseaddr", true)
bind(l, PORT)
listen(l, 16)
while true do
  local s = accept(l)
  send(s, "hello\n")
  close(s)
end
]],

  after = {
    en = "A port is in use as long as any socket has it, also one in TIME_WAIT that no program holds. SO_REUSEADDR, set before bind, says that this is no reason to refuse; servers always set it. See socket(7).",
    vi = "Cổng còn bị dùng chừng nào còn socket mang nó, kể cả socket ở TIME_WAIT không chương trình nào cầm. SO_REUSEADDR, đặt trước bind, nói rằng đó không phải lý do để từ chối; máy chủ nào cũng đặt. Xem socket(7)." },

  wrong = {
    { name = "shares the port with reuseport", vi = "chia sẻ cổng bằng reuseport", fails = "it can be started again at once", code = 'local l = socket("tcp")\nsetopt(l, "reuseport", true)\nbind(l, PORT)\nlisten(l, 16)\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
    { name = "resets its clients", vi = "đặt lại kết nối của máy khách", fails = "clients are greeted", code = 'local l = socket("tcp")\nbind(l, PORT)\nlisten(l, 16)\nwhile true do local s = accept(l) send(s, "hello\\n") reset(s) end' },
    { name = "forgets reuseaddr", vi = "quên reuseaddr", fails = "it can be started again at once", code = 'local l = listen(PORT, {reuseaddr=false})\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
    { name = "sets it after bind", vi = "đặt sau bind", fails = "it can be started again at once", code = 'local l = socket("tcp")\nbind(l, PORT)\nsetopt(l, "reuseaddr", true)\nlisten(l, 16)\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
    { name = "takes another port when this one is in use", vi = "lấy cổng khác khi cổng này bận", fails = "it can be started again at once", code = 'local l = socket("tcp")\nif not pcall(bind, l, PORT) then bind(l, 0) end\nlisten(l, 16)\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
  },
}

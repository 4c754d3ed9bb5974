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
        local c = t:client()
        c:expect("hello\n")
        c:expect_eof()
      end, vi = "máy khách được chào" },
    { "it can be started again at once", function(t)
        t:run()
        local c = t:client()
        c:expect("hello\n"); c:expect_eof(); c:close()
        t:restart()
        t:client(nil, { en = "The first run closed its connections first, so they rest in TIME_WAIT on PORT; bind refuses that, unless the option reuseaddr is set before it.",
          vi = "Lần chạy đầu đã đóng kết nối trước, nên chúng còn ở TIME_WAIT trên PORT; bind từ chối, trừ khi tùy chọn reuseaddr được đặt trước đó." }):expect("hello\n")
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
    { name = "forgets reuseaddr", vi = "quên reuseaddr", fails = "it can be started again at once", code = 'local l = listen(PORT, {reuseaddr=false})\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
    { name = "sets it after bind", vi = "đặt sau bind", fails = "it can be started again at once", code = 'local l = socket("tcp")\nbind(l, PORT)\nsetopt(l, "reuseaddr", true)\nlisten(l, 16)\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
    { name = "takes another port when this one is in use", vi = "lấy cổng khác khi cổng này bận", fails = "it can be started again at once", code = 'local l = socket("tcp")\nif not pcall(bind, l, PORT) then bind(l, 0) end\nlisten(l, 16)\nwhile true do local s = accept(l) send(s, "hello\\n") close(s) end' },
  },
}

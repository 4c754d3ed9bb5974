exercise {
  id      = "many/reuseport",
  title   = { en = "Two servers, one port", vi = "Hai máy chủ, một cổng" },
  level   = 3, minutes = 10,
  needs   = { "listen/one-owner", "many/slow-client" },
  teaches = { "so-reuseport", "load-sharing" },

  task = { en = [[
Two listeners may share one end-point after all, if both say so before they bind:
listen(PORT, {reuseport=true}). The kernel then shares the clients out between them.

  clients ──► PORT ──┬── A's accept queue
                     └── B's accept queue

Make two listeners on PORT, "A" and "B". Each sends its clients its name and a newline, and
closes.]],
  vi = [[
Hai socket lắng nghe vẫn có thể dùng chung một điểm cuối, nếu cả hai đều khai báo trước khi bind:
listen(PORT, {reuseport=true}). Khi đó nhân sẽ chia máy khách cho cả hai.

  máy khách ──► PORT ──┬── hàng đợi chấp nhận của A
                       └── hàng đợi chấp nhận của B

Hãy tạo hai socket lắng nghe trên PORT, "A" và "B". Mỗi bên gửi cho máy khách của mình tên của nó
kèm ký tự xuống dòng, rồi đóng.]] },

  start = [[
local function serve(name)
  local l = listen(PORT)    -- TODO: the second one fails
  while true do
    local s = accept(l)
    send(s, name .. "\n")
    close(s)
  end
end

spawn(serve, "A")
serve("B")
]],

  checks = {
    { "two listeners share PORT", function(t)
        t:run()
        local here = t:sockets{ state = "LISTEN", local_address = "127.0.0.1:" .. t.port }
        local all = t:sockets{ state = "LISTEN" }
        t:eq(#here, 2, { en = "listeners on 127.0.0.1:PORT", vi = "số socket lắng nghe trên 127.0.0.1:PORT" }, #all > #here and {
          en = "Another address or another port is another end-point: who dials 127.0.0.1:PORT never gets there. Both must be on this one.",
          vi = "Địa chỉ khác hay cổng khác là điểm cuối khác: ai gọi đến 127.0.0.1:PORT sẽ không bao giờ tới đó. Cả hai phải ở cùng điểm cuối này." } or {
          en = "It takes two listeners, and both must set reuseport before they bind: one alone is not enough.",
          vi = "Cần hai socket lắng nghe, và cả hai phải đặt reuseport trước khi bind: một bên là chưa đủ." })
      end, vi = "hai socket lắng nghe dùng chung PORT" },
    { "each client is served by one of them, and both serve", function(t)
        t:run()
        local count = { A = 0, B = 0 }
        for i = 1, 60 do
          local said = t:client():rest({
            en = "The kernel put this client into one listener's accept queue, and there it stays until that listener accepts: neither may wait for the other. And close when the name is sent.",
            vi = "Nhân đã xếp máy khách này vào hàng đợi chấp nhận của một socket lắng nghe, và nó ở đó cho đến khi chính socket ấy accept: không bên nào được chờ bên kia. Gửi tên xong thì đóng." })
          local name = said:match("^([AB])\n$")
          t:eq(said, (name or "A") .. "\n", { en = "what a client was told (A or B, and a newline)",
            vi = "điều máy khách nhận được (A hoặc B, kèm ký tự xuống dòng)" }, {
            en = "Send the name, then a newline, and nothing else.", vi = "Hãy gửi tên, rồi một ký tự xuống dòng, ngoài ra không gửi gì khác." })
          count[name] = count[name] + 1
        end
        t:ok(count.A > 0 and count.B > 0, {
          en = "Of 60 clients A served " .. count.A .. " and B " .. count.B .. ". Each listener needs a name of its own.",
          vi = "Trong 60 máy khách, A phục vụ " .. count.A .. " còn B phục vụ " .. count.B .. ". Mỗi socket lắng nghe cần có tên riêng." })
      end, vi = "mỗi máy khách do một bên phục vụ, và cả hai đều phục vụ" },
  },

  hints = {
    { en = "Each listener has an accept queue of its own, so each needs a task that accepts from it.",
      vi = "Mỗi socket lắng nghe có hàng đợi chấp nhận riêng, nên mỗi socket cần một tác vụ accept từ nó." },
    { en = "listen(PORT, {reuseport=true}), for both", vi = "listen(PORT, {reuseport=true}), cho cả hai" },
  },

  solution = [[
local function serve(name)
  local l = listen(PORT, {reuseport=true})
  while true do
    local s = accept(l)
    send(s, name .. "\n")
    close(s)
  end
end

spawn(serve, "A")
serve("B")
]],

  after = {
    en = "With SO_REUSEPORT several listeners own one end-point, each with a queue of its own; the kernel picks one by a hash of the 4-tuple. That is how several processes share the load of one server. See socket(7).",
    vi = "Với SO_REUSEPORT, nhiều socket lắng nghe cùng giữ một điểm cuối, mỗi socket có hàng đợi riêng; nhân chọn một socket theo hàm băm của bộ bốn. Nhờ vậy nhiều tiến trình chia nhau tải của một máy chủ. Xem socket(7)." },

  wrong = {
    { name = "only one says reuseport", vi = "chỉ một bên đặt reuseport", fails = "two listeners share PORT", code = [[
local a = listen(PORT)
local b = try(listen, PORT, {reuseport=true})
while true do local s = accept(a); send(s, "A\n"); close(s) end]] },
    { name = "two addresses instead of one", vi = "hai địa chỉ thay vì một", fails = "two listeners share PORT", code = [[
local function serve(n, host) local l = listen(host .. ":" .. PORT) while true do local s = accept(l); send(s, n .. "\n"); close(s) end end
spawn(serve, "A", "127.0.0.1") serve("B", "127.0.0.2")]] },
    { name = "two tasks with one listener", vi = "hai tác vụ dùng chung một socket lắng nghe", fails = "two listeners share PORT", code = [[
local l = listen(PORT, {reuseport=true})
local function serve(n) while true do local s = accept(l); send(s, n .. "\n"); close(s) end end
spawn(serve, "A") serve("B")]] },
    { name = "B listens and never accepts", vi = "B lắng nghe mà không bao giờ accept", fails = "each client is served by one of them, and both serve", code = [[
local a, b = listen(PORT, {reuseport=true}), listen(PORT, {reuseport=true})
while true do local s = accept(a); send(s, "A\n"); close(s) end]] },
    { name = "both have one name", vi = "cả hai cùng một tên", fails = "each client is served by one of them, and both serve", code = [[
local function serve(n) local l = listen(PORT, {reuseport=true}) while true do local s = accept(l); send(s, n .. "\n"); close(s) end end
spawn(serve, "A") serve("A")]] },
  },
}

exercise {
  id      = "many/reuseport",
  title   = { en = "Two servers, one port", vi = "Hai máy chủ, một cổng" },
  level   = 3, minutes = 10,
  needs   = { "listen/one-owner", "many/slow-client" },
  teaches = { "so-reuseport", "load-sharing" },

  task = { en = [[
Two listeners may share one end-point after all, if both say so before they bind:
listen(PORT, {reuseport=true}). The kernel then shares the clients out between them.

Make two listeners on PORT, "A" and "B". Each sends its clients its name and a newline, and closes.]],
  vi = [[
Hai socket lắng nghe vẫn có thể dùng chung một điểm cuối, nếu cả hai nói trước khi bind:
listen(PORT, {reuseport=true}). Khi đó nhân chia máy khách cho cả hai.

Hãy tạo hai socket lắng nghe trên PORT, "A" và "B". Mỗi bên gửi cho máy khách của mình
tên của nó kèm xuống dòng, rồi đóng.]] },

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
        t:eq(#t:sockets{ state = "LISTEN", local_address = "127.0.0.1:" .. t.port }, 2, { en = "listeners on PORT", vi = "số socket lắng nghe trên PORT" }, {
          en = "Both must set reuseport before they bind; one alone is not enough.", vi = "Cả hai phải đặt reuseport trước khi bind; chỉ một bên là chưa đủ." })
      end, vi = "hai socket lắng nghe dùng chung PORT" },
    { "each client is served by one of them, and both serve", function(t)
        t:run()
        local count = { A = 0, B = 0 }
        for i = 1, 60 do
          local name = t:client():rest({ en = "Send the name, and close.", vi = "Hãy gửi tên rồi đóng." }):gsub("\n", "")
          t:ok(count[name], { en = "A client got " .. name .. ", want A or B.", vi = "Một máy khách nhận được " .. name .. ", phải là A hoặc B." })
          count[name] = count[name] + 1
        end
        t:ok(count.A > 0 and count.B > 0, {
          en = "Of 60 clients A served " .. count.A .. " and B " .. count.B .. ". Both must accept, each from its own listener.",
          vi = "Trong 60 máy khách, A phục vụ " .. count.A .. " còn B " .. count.B .. ". Cả hai phải accept, mỗi bên từ socket lắng nghe của mình." })
      end, vi = "mỗi máy khách do một bên phục vụ, và cả hai cùng phục vụ" },
  },

  hints = {
    { en = "listen(PORT, {reuseport=true}), for both", vi = "listen(PORT, {reuseport=true}), cho cả hai" },
    { en = "Each listener has an accept queue of its own: who does not accept lets its clients wait.", vi = "Mỗi socket lắng nghe có hàng đợi chấp nhận riêng: ai không accept thì máy khách của nó phải chờ." },
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
    en = "With SO_REUSEPORT several listeners own one end-point, each with a queue of its own; the kernel picks one by a hash of the 4-tuple. So servers share their load over processes. See socket(7).",
    vi = "Với SO_REUSEPORT, nhiều socket lắng nghe cùng giữ một điểm cuối, mỗi socket có hàng đợi riêng; nhân chọn một theo hàm băm của bộ bốn. Nhờ thế máy chủ chia tải cho nhiều tiến trình. Xem socket(7)." },

  wrong = {
    { name = "only one says reuseport", vi = "chỉ một bên đặt reuseport", fails = "two listeners share PORT", code = [[
local a = listen(PORT)
local b = try(listen, PORT, {reuseport=true})
while true do local s = accept(a); send(s, "A\n"); close(s) end]] },
    { name = "two tasks with one listener", vi = "hai tác vụ chung một socket lắng nghe", fails = "two listeners share PORT", code = [[
local l = listen(PORT, {reuseport=true})
local function serve(n) while true do local s = accept(l); send(s, n .. "\n"); close(s) end end
spawn(serve, "A") serve("B")]] },
    { name = "B listens and never accepts", vi = "B lắng nghe mà không accept", fails = "each client is served by one of them, and both serve", code = [[
local a, b = listen(PORT, {reuseport=true}), listen(PORT, {reuseport=true})
while true do local s = accept(a); send(s, "A\n"); close(s) end]] },
  },
}

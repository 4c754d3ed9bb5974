exercise {
  id      = "dial/three-answers",
  title   = { en = "Connected, refused, no answer", vi = "Kết nối được, bị từ chối, không trả lời" },
  level   = 2, minutes = 10,
  needs   = { "accept/queue" },
  teaches = { "refused-is-not-timeout", "dial-timeout" },

  task = { en = [[
There are three ports: ONE, TWO and THREE. Somebody listens on one of them, nobody on another,
and on the third the accept queue is full. You don't know which is which.

Dial each, and print a line for each, in that order:

    ONE connected
    TWO refused
    THREE timeout

try(dial, port, {timeout=0.5}) gives the socket, or nil and an error. err.code says which.]],
  vi = [[
Có ba cổng: ONE, TWO và THREE. Một cổng có người lắng nghe, một cổng không có ai, và ở cổng
thứ ba hàng đợi chấp nhận đã đầy. Bạn không biết cổng nào là cổng nào.

Hãy gọi từng cổng và in mỗi cổng một dòng, theo thứ tự đó:

    ONE connected
    TWO refused
    THREE timeout

try(dial, port, {timeout=0.5}) trả về socket, hoặc nil và một lỗi. err.code cho biết lỗi gì.]] },

  start = [[
local function ask(name, port)
  local c, err = try(dial, port, {timeout=0.5})
  if c then
    print(name .. " connected")
  else
    print(name .. " refused")   -- TODO: is every failure a refusal? look at err.code
  end
end

ask("ONE", ONE)
ask("TWO", TWO)
ask("THREE", THREE)
]],

  setup = function(t)
    local names = { "ONE", "TWO", "THREE" }
    local shift = t:number(0, 2)
    local function name(i) return names[(i + shift) % 3 + 1] end
    OPEN, CLOSED, FULL = name(0), name(1), name(2)
    t:server{ name = OPEN }
    t:port_for(CLOSED)
    t:server{ name = FULL, full = true }
  end,

  checks = {
    { "the port with a listener", function(t)
        t:run()
        t:expect_print(OPEN .. " connected", {
          en = "dial gives a socket when somebody listens. Print name, blank, answer; and a short limit is enough, {timeout=0.5}, or you wait long at the silent port.",
          vi = "dial trả về một socket khi có người lắng nghe. Hãy in tên, dấu cách, câu trả lời; và hạn chờ ngắn là đủ, {timeout=0.5}, nếu không bạn chờ lâu ở cổng im lặng." })
      end, vi = "cổng có người lắng nghe" },
    { "the port with nobody", function(t)
        t:run()
        t:expect_print(CLOSED .. " refused", { en = "The machine itself answers at once that nobody listens: err.code is \"ECONNREFUSED\". It is a field of err, not err itself.",
          vi = "Chính máy đó trả lời ngay rằng không ai lắng nghe: err.code là \"ECONNREFUSED\". Đó là một trường của err, không phải chính err." })
      end, vi = "cổng không có ai" },
    { "the port with a full queue", function(t)
        t:run()
        t:expect_print(FULL .. " timeout", { en = "Nobody says no there, nobody says anything: only a short time limit of yours ends the dial. Its err.code is \"TIMEOUT\".",
          vi = "Ở đó không ai nói không, cũng không ai nói gì: chỉ có hạn chờ ngắn của bạn mới kết thúc dial. Khi đó err.code là \"TIMEOUT\"." })
      end, vi = "cổng có hàng đợi đầy" },
  },

  hints = {
    { en = "Print err.code for each port and look.", vi = "Hãy in err.code cho từng cổng và xem." },
    { en = 'if err.code == "TIMEOUT" then ...', vi = 'if err.code == "TIMEOUT" then ...' },
  },

  solution = [[
local function ask(name, port)
  local c, err = try(dial, port, {timeout=0.5})
  if c then
    print(name .. " connected")
  elseif err.code == "TIMEOUT" then
    print(name .. " timeout")
  else
    print(name .. " refused")
  end
end

ask("ONE", ONE)
ask("TWO", TWO)
ask("THREE", THREE)
]],

  after = {
    en = "Refused means that a machine said no, and it comes at once; a timeout means that nobody said anything. They need different cures, so tell them apart by the code. See connect(2).",
    vi = "Bị từ chối nghĩa là có máy nói không, và câu trả lời đến ngay; hết hạn chờ nghĩa là không ai nói gì. Hai trường hợp cần cách chữa khác nhau, nên hãy phân biệt bằng mã lỗi. Xem connect(2)." },

  wrong = {
    { name = "calls every failure refused", vi = "gọi mọi thất bại là bị từ chối", fails = "the port with a full queue", code = [[
for _, n in ipairs{"ONE", "TWO", "THREE"} do
  local c = try(dial, _G[n], {timeout=0.5})
  print(n .. (c and " connected" or " refused"))
end]] },
    { name = "has no time limit", vi = "không đặt hạn chờ", fails = "the port with a full queue", code = [[
for _, n in ipairs{"ONE", "TWO", "THREE"} do
  spawn(function() local c = try(dial, _G[n]); print(n .. (c and " connected" or " refused")) end)
end
channel():get()]] },
    { name = "stops at the first error", vi = "dừng ở lỗi đầu tiên", fails = "the port with nobody", code = [[
for _, n in ipairs{"ONE", "TWO", "THREE"} do
  spawn(function() dial(_G[n], {timeout=0.5}); print(n .. " connected") end)
end
sleep(0.8)]] },
  },
}

-- send may be partial: with a time limit it may have sent some of the bytes.
exercise {
  id      = "stream/partial-send",
  title   = { en = "Half of it was sent", vi = "Mới gửi được một nửa" },
  level   = 3, minutes = 12,
  needs   = { "stream/full" },
  teaches = { "partial-send", "send-timeout" },

  task = { en = [[
The server on PORT reads slowly, and pauses now and then. Send it all of DATA, each byte once,
then close. But never wait longer than 0.2 seconds: send with {timeout=0.2}, print "still
waiting" whenever the time is over, and go on.

A send that runs out of time may have sent a part. err.sent says how many bytes that were:

  DATA   ├──── sent ────┼───────── not yet ─────────┤
         local n, err = try(send, c, ..., {timeout=0.2})
                        ▲ go on from here

Dial with {sndbuf=8192}: a small buffer is full soon.]],
  vi = [[
Máy chủ ở PORT đọc chậm, thỉnh thoảng lại dừng. Hãy gửi cho nó toàn bộ DATA, mỗi byte đúng một
lần, rồi đóng. Nhưng đừng bao giờ chờ quá 0,2 giây: gửi với {timeout=0.2}, mỗi lần hết hạn chờ
thì in "still waiting", rồi gửi tiếp.

Lần send hết hạn chờ có thể đã gửi được một phần. err.sent cho biết đó là bao nhiêu byte:

  DATA   ├─── đã gửi ───┼───────── chưa gửi ────────┤
         local n, err = try(send, c, ..., {timeout=0.2})
                        ▲ gửi tiếp từ đây

Hãy dial với {sndbuf=8192}: bộ đệm nhỏ thì mau đầy.]] },

  start = [[
local c = dial(PORT, {sndbuf=8192})
repeat
  local n, err = try(send, c, DATA, {timeout=0.2})
  if not n then print("still waiting") end
until n                         -- TODO: where should it go on?
close(c)
]],

  setup = function(t)
    DATA = t:bytes(200000)
    t:give("DATA", DATA)
    S = t:server{ buffer = 8192 }
    WAITED = 0
    -- The reader pauses until the program has said once more that it waits.
    PAUSE = function()
      local function sent()
        local n = 0
        for _, e in ipairs(t:events{ call = "send" }) do n = n + (e.n or 0) end
        return n
      end
      local times
      t:eventually(function()
        times = select(2, t:printed():gsub("still waiting", ""))
        return times > WAITED or sent() >= #DATA
      end, WAITED == 0 and {
        en = 'Nobody reads, and your program has not said "still waiting": a send without a time limit waits as long as the reader pauses.',
        vi = 'Không ai đọc, mà chương trình của bạn chưa nói "still waiting": send không có hạn chờ sẽ chờ suốt lúc bên kia dừng đọc.' } or {
        en = 'The reader pauses again, and your program does not say "still waiting" again. A timeout is not the end: go on with what is left, with a time limit again, for as long as it takes.',
        vi = 'Bên đọc lại dừng, mà chương trình của bạn không nói "still waiting" nữa. Hết hạn chờ chưa phải là hết: hãy gửi tiếp phần còn lại, vẫn với hạn chờ, cho đến khi xong.' })
      t:ok(times > WAITED, {
        en = "Your program's kernel took as much as all of DATA, though nobody reads: either its buffer is too large (dial with {sndbuf=8192}), or bytes were sent twice.",
        vi = "Nhân đã nhận lấy từ chương trình của bạn chừng bằng cả DATA, dù không ai đọc: hoặc bộ đệm quá lớn (hãy dial với {sndbuf=8192}), hoặc có byte được gửi hai lần." })
      WAITED = times
    end
    -- Takes the next n bytes of DATA, and says what is wrong with others.
    TAKEN = 0
    TAKE = function(c, n)
      local got, want = c:read(n, {
        en = "The end came too early: not all of DATA was sent. After a timeout the rest still has to go.",
        vi = "Luồng kết thúc quá sớm: chưa gửi hết DATA. Sau khi hết hạn chờ, phần còn lại vẫn phải được gửi." }), DATA:sub(TAKEN + 1, TAKEN + n)
      TAKEN = TAKEN + n
      if got ~= want then WRONG(t, got, want) end
    end
    -- Whether a send that timed out ended there in the stream, or nearly.
    AFTER_TIMEOUT = function(t, place)
      for _, e in ipairs(t:events{ call = "send", error = "TIMEOUT" }) do
        if e.to and math.abs(e.to - place) <= 8 then return true end
      end
      return false
    end
    WRONG = function(t, got, want)
      local at = 1
      while got:byte(at) == want:byte(at) do at = at + 1 end
      local place = TAKEN - #want + at                         -- in the stream
      local came = DATA:find(got:sub(at, at + 15), 1, true)     -- what came there instead
      if not came then
        t:fail({ en = "Byte " .. place .. " of the stream is none of DATA.", vi = "Byte thứ " .. place .. " của luồng không thuộc DATA." })
      elseif came <= 8 then -- a few bytes may be alike by chance
        t:fail({
          en = "At byte " .. place .. " of the stream DATA begins anew. The send that timed out had sent a part of it: go on behind that part.",
          vi = "Ở byte thứ " .. place .. " của luồng, DATA lại bắt đầu từ đầu. Lần send hết hạn chờ đã gửi được một phần: hãy gửi tiếp sau phần đó." })
      elseif came < place and not AFTER_TIMEOUT(t, place) then
        t:fail({
          en = "Byte " .. came .. " of DATA came twice: each piece must begin right behind the one before.",
          vi = "Byte thứ " .. came .. " của DATA đến hai lần: mỗi mẩu phải bắt đầu ngay sau mẩu trước." })
      elseif came < place then
        t:fail({
          en = "Byte " .. came .. " of DATA came twice. A send that timed out had sent it already: err.sent counts from where that send began, so add it to your position.",
          vi = "Byte thứ " .. came .. " của DATA đến hai lần. Một lần send hết hạn chờ đã gửi nó rồi: err.sent đếm từ chỗ lần send ấy bắt đầu, nên hãy cộng nó vào vị trí." })
      else
        t:fail({
          en = "Bytes " .. place .. " to " .. came - 1 .. " of DATA were left out. A send that times out has sent err.sent bytes, not all that it was given.",
          vi = "Thiếu các byte từ " .. place .. " đến " .. came - 1 .. " của DATA. Lần send hết hạn chờ chỉ gửi được err.sent byte, không phải tất cả những gì nó nhận." })
      end
    end
  end,

  checks = {
    { "it does not wait for ever", function(t)
        t:start()
        S:accept()
        PAUSE()
        PAUSE()
      end, vi = "nó không chờ mãi" },
    { "every byte comes once", function(t)
        t:start()
        local c = S:accept()
        while TAKEN < 120000 do
          PAUSE()
          TAKE(c, 40000)
        end
        PAUSE()
        TAKE(c, #DATA - TAKEN)
        c:expect_eof({
          en = "All of DATA has come, and more: something was sent twice, or the socket is still open.",
          vi = "Toàn bộ DATA đã đến, mà vẫn còn nữa: có gì đó được gửi hai lần, hoặc socket vẫn mở." })
      end, vi = "mỗi byte đến đúng một lần" },
  },

  hints = {
    { en = "Keep a position: how many bytes have been sent so far. DATA:sub(pos + 1) is what is left.",
      vi = "Hãy giữ một vị trí: đến giờ đã gửi bao nhiêu byte. DATA:sub(pos + 1) là phần còn lại." },
    { en = "When a send times out, add err.sent to it. Add: err.sent counts from where that send began.",
      vi = "Khi một lần send hết hạn chờ, cộng thêm err.sent vào đó. Phải cộng: err.sent đếm từ chỗ lần send ấy bắt đầu." },
    { en = "pos = pos + (n or err.sent)   until pos == #DATA", vi = "pos = pos + (n or err.sent)   cho đến khi pos == #DATA" },
  },

  solution = [[
local c = dial(PORT, {sndbuf=8192})
local pos = 0
while pos < #DATA do
  local n, err = try(send, c, DATA:sub(pos + 1), {timeout=0.2})
  if not n then print("still waiting") end
  pos = pos + (n or err.sent)
end
close(c)
]],

  after = {
    en = [[
A send that is cut short, by a time limit or because the socket does not block, has sent the first part; the caller must keep the position and go on from there.
To begin anew sends bytes twice, and the stream can't take them back. The system call returns that number, too: see send(2) and write(2).]],
    vi = [[
Một lần send bị cắt ngang, vì hết hạn chờ hay vì socket không chặn (non-blocking), đã gửi được phần đầu; người gọi phải nhớ vị trí và gửi tiếp từ đó.
Gửi lại từ đầu thì có byte bị gửi hai lần, mà luồng byte không rút lại được. Lời gọi hệ thống cũng trả về con số ấy: xem send(2) và write(2).]] },

  wrong = {
    { name = "has no time limit", vi = "không đặt hạn chờ", fails = "it does not wait for ever", code = [[
local c = dial(PORT, {sndbuf=8192})
send(c, DATA)
close(c)]] },
    { name = "begins anew after each timeout", vi = "mỗi lần hết hạn chờ lại gửi từ đầu", fails = "every byte comes once", code = [[
local c = dial(PORT, {sndbuf=8192})
while not try(send, c, DATA, {timeout=0.2}) do print("still waiting") end
close(c)]] },
    { name = "believes that a timeout sent nothing", vi = "tưởng hết hạn chờ là chưa gửi gì", fails = "every byte comes once", code = [[
local c = dial(PORT, {sndbuf=8192})
local pos = 0
while pos < #DATA do
  local n = try(send, c, DATA:sub(pos + 1, pos + 20000), {timeout=0.2})
  if n then pos = pos + n else print("still waiting") end
end
close(c)]] },
    { name = "believes that a timeout sent all", vi = "tưởng hết hạn chờ thì vẫn gửi đủ", fails = "every byte comes once", code = [[
local c = dial(PORT, {sndbuf=8192})
for pos = 1, #DATA, 20000 do
  if not try(send, c, DATA:sub(pos, pos + 19999), {timeout=0.2}) then print("still waiting") end
end
close(c)]] },
    { name = "gives up at the first timeout", vi = "hết hạn chờ lần đầu là bỏ cuộc", fails = "it does not wait for ever", code = [[
local c = dial(PORT, {sndbuf=8192})
if not try(send, c, DATA, {timeout=0.2}) then print("still waiting") end
close(c)]] },
    { name = "counts err.sent from the beginning", vi = "đếm err.sent từ đầu DATA", fails = "every byte comes once", code = [[
local c = dial(PORT, {sndbuf=8192})
local pos = 0
while true do
  local n, err = try(send, c, DATA:sub(pos + 1), {timeout=0.2})
  if n then break end
  print("still waiting")
  pos = err.sent
end
close(c)]] },
  },
}

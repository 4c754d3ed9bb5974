-- send returned does not mean that the peer has it.
exercise {
  id      = "stream/confirmed",
  kind    = "fix",
  title   = { en = "Sent is not received", vi = "Gửi xong chưa phải là đã nhận" },
  level   = 3, minutes = 12,
  needs   = { "stream/both-wait" },
  teaches = { "send-copies-to-the-kernel", "end-to-end-acknowledgement" },

  task = { en = [[
You are a client with an ORDER for the server on PORT: a line. When the server has dealt with
it, it answers with the line "ok". Or it does not: it may hang up or crash at any time.

  you ──send──► [kernel] ──────► [kernel] ──recv──► server ──► its disk
         ▲         ▲                ▲                  ▲
    send returns   │           acknowledged        only the server knows

Print "confirmed" when you know that the order was dealt with, and "unknown" if the connection
ended before you could know. This program says it too early.]],
  vi = [[
Bạn là máy khách có một đơn hàng ORDER gửi máy chủ ở PORT: một dòng. Khi máy chủ xử lý xong,
nó trả lời bằng dòng "ok". Hoặc không: nó có thể ngắt hay hỏng bất cứ lúc nào.

  bạn ──send──► [nhân] ────────► [nhân] ────recv──► máy chủ ──► đĩa của nó
         ▲         ▲                ▲                  ▲
    send trả về    │           đã báo nhận         chỉ máy chủ mới biết

Hãy in "confirmed" khi bạn biết chắc đơn hàng đã được xử lý, và "unknown" nếu kết nối kết thúc
trước khi bạn biết được. Chương trình này nói quá sớm.]] },

  start = [[
local c = dial(PORT)
local n = send(c, ORDER .. "\n")
if n == #ORDER + 1 then
  print("confirmed")
else
  print("unknown")
end
recv(c)
]],

  manners = { "whole", "dribble" },

  setup = function(t)
    ORDER = t:word() .. " " .. t:number(2, 99)
    t:give("ORDER", ORDER)
    S = t:server()
    NOT_YET = function(why)
      t:settle()
      t:ok(not t:printed():find("confirmed", 1, true), why)
    end
    TOO_EARLY = {
      en = "Your program printed confirmed, and the server has not answered yet. send returns when the kernel has copied the bytes; they may still wait in a queue, and vanish there.",
      vi = "Chương trình của bạn đã in confirmed khi máy chủ chưa trả lời. send trả về khi nhân đã chép các byte; chúng có thể vẫn nằm trong hàng đợi và biến mất ở đó." }
  end,

  checks = {
    { "confirmed by the server's answer", function(t)
        t:run()
        local c = S:accept()
        NOT_YET(TOO_EARLY)
        c:expect(ORDER .. "\n", { en = "Send the order as one line.", vi = "Hãy gửi đơn hàng thành một dòng." })
        NOT_YET(TOO_EARLY)
        c:send("ok\n")
        t:expect_print("confirmed", {
          en = 'The server has answered "ok": now you know. The answer is a line, and a line may come in pieces: recv_line waits for all of it.',
          vi = 'Máy chủ đã trả lời "ok": bây giờ bạn mới biết chắc. Câu trả lời là một dòng, và một dòng có thể đến thành nhiều mẩu: recv_line chờ cho đủ cả dòng.' })
      end, vi = "được xác nhận bằng câu trả lời của máy chủ" },
    { "the server hangs up without an answer", function(t)
        t:run()
        local c = S:accept()
        c:expect(ORDER .. "\n")
        c:close()
        NOT_YET({
          en = 'recv gave nil, "eof": the stream ended without an answer. That the server read the order does not tell what became of it.',
          vi = 'recv trả về nil, "eof": luồng kết thúc mà không có câu trả lời. Máy chủ đã đọc đơn hàng, nhưng không ai biết nó ra sao.' })
        t:expect_print("unknown", {
          en = 'The connection ended without "ok": print unknown.',
          vi = 'Kết nối kết thúc mà không có "ok": hãy in unknown.' })
      end, vi = "máy chủ ngắt mà không trả lời" },
    { "the server crashes before it reads", function(t)
        t:run()
        local c = S:accept()
        c:reset()
        NOT_YET({
          en = "send had said that all bytes were taken. They were in the server's kernel, and it threw them away: nobody ever read them.",
          vi = "send đã báo nhận lấy hết các byte. Chúng nằm trong nhân của máy chủ rồi bị vứt đi: không ai đọc chúng cả." })
        t:expect_print("unknown", {
          en = "A reset makes recv fail (ECONNRESET). That is an answer to you, too: try(recv_line, c) gives nil instead of stopping your program.",
          vi = "Kết nối bị đặt lại làm recv thất bại (ECONNRESET). Đó cũng là một tin cho bạn: try(recv_line, c) trả về nil thay vì làm chương trình dừng." })
      end, vi = "máy chủ hỏng trước khi đọc" },
    { "half an answer is no answer", function(t)
        t:run()
        local c = S:accept()
        c:expect(ORDER .. "\n")
        c:send("o")
        t:settle()
        c:close()
        NOT_YET({
          en = 'Only "o" came, then the end: the answer is the whole line "ok".',
          vi = 'Chỉ có "o" đến rồi hết luồng: câu trả lời phải là cả dòng "ok".' })
        t:expect_print("unknown", {
          en = 'The stream ended in the middle of the answer. recv_line raises EOF then: catch it with try.',
          vi = 'Luồng kết thúc giữa chừng câu trả lời. Khi đó recv_line báo lỗi EOF: hãy bắt lỗi bằng try.' })
      end, vi = "nửa câu trả lời không phải là câu trả lời" },
  },

  hints = {
    { en = "What send returns says how many bytes your own kernel took. What could tell you about the server?",
      vi = "Giá trị send trả về cho biết nhân của chính bạn nhận lấy bao nhiêu byte. Cái gì mới cho bạn biết về máy chủ?" },
    { en = "Receive a line and compare it with ok. Three other things may happen: the end, a reset, an end in the middle.",
      vi = "Hãy nhận một dòng và so với ok. Có thể xảy ra ba chuyện khác: hết luồng, bị đặt lại, hết luồng giữa chừng." },
    { en = 'local answer = try(recv_line, c)   -- nil for all three', vi = 'local answer = try(recv_line, c)   -- nil trong cả ba trường hợp' },
  },

  solution = [[
local c = dial(PORT)
send(c, ORDER .. "\n")
local answer = try(recv_line, c)
if answer == "ok" then
  print("confirmed")
else
  print("unknown")
end
]],

  after = {
    en = [[
send returns when your kernel has a copy; even an acknowledgement of TCP only says that the other kernel has one. Only an answer of the program itself says that it has dealt with your bytes.
And without an answer you do not know: the order may have been dealt with or not. See send(2), and "End-to-End Arguments in System Design" (Saltzer, Reed, Clark).]],
    vi = [[
send trả về khi nhân của bạn đã có một bản sao; ngay cả lời báo nhận (ACK) của TCP cũng chỉ nói rằng nhân bên kia đã có. Chỉ câu trả lời của chính chương trình mới cho biết nó đã xử lý các byte của bạn.
Còn không có câu trả lời thì bạn không biết: đơn hàng có thể đã được xử lý, cũng có thể chưa. Xem send(2), và bài "End-to-End Arguments in System Design" (Saltzer, Reed, Clark).]] },

  wrong = {
    { name = "believes that send means arrived", vi = "tưởng send xong là đã đến", fails = "confirmed by the server's answer", code = [[
local c = dial(PORT)
send(c, ORDER .. "\n")
print("confirmed")
try(recv_line, c)]] },
    { name = "believes that acknowledged means read", vi = "tưởng đã báo nhận là đã đọc", fails = "confirmed by the server's answer", code = [[
local c = dial(PORT)
send(c, ORDER .. "\n")
expect.eventually(function() return c.send_queue == 0 end)
print("confirmed")
try(recv_line, c)]] },
    { name = "takes the end for an answer", vi = "tưởng hết luồng là câu trả lời", fails = "the server hangs up without an answer", code = [[
local c = dial(PORT)
send(c, ORDER .. "\n")
if pcall(recv_line, c) then print("confirmed") else print("unknown") end]] },
    { name = "is not prepared for a reset", vi = "không tính đến việc bị đặt lại", fails = "the server crashes before it reads", code = [[
local c = dial(PORT)
send(c, ORDER .. "\n")
if recv_line(c) == "ok" then print("confirmed") else print("unknown") end]] },
    { name = "takes any byte for an answer", vi = "coi byte nào cũng là câu trả lời", fails = "half an answer is no answer", code = [[
local c = dial(PORT)
send(c, ORDER .. "\n")
if try(recv, c) then print("confirmed") else print("unknown") end]] },
  },
}

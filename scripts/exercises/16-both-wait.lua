-- recv blocks: when both sides receive, nobody can ever wake up.
exercise {
  id      = "stream/both-wait",
  kind    = "fix",
  title   = { en = "After you. No, after you!", vi = "Mời anh trước. Không, mời anh trước!" },
  level   = 2, minutes = 10,
  needs   = { "stream/lines" },
  teaches = { "recv-blocks", "deadlock", "who-speaks-first" },

  task = { en = [[
You are a client. The server on PORT wants a line with your NAME and answers "hello NAME".
Some servers greet first with a line "welcome", some afterwards, some not at all; you can't
know which one you have.

  you                         server
  recv_line(c)  ◄── ? ──      recv_line(s)      both wait, nobody speaks: for ever

This client waits for a greeting before it says its name. Mend it: print the answer
"hello NAME" of every server, and don't guess how long to wait.]],
  vi = [[
Bạn là máy khách. Máy chủ ở PORT cần một dòng chứa NAME (tên bạn) và trả lời "hello NAME".
Có máy chủ chào trước bằng một dòng "welcome", có máy chào sau, có máy không chào gì; bạn
không thể biết mình gặp máy nào.

  bạn                         máy chủ
  recv_line(c)  ◄── ? ──      recv_line(s)      cả hai cùng chờ, không ai nói: mãi mãi

Máy khách này chờ lời chào rồi mới xưng tên. Hãy sửa nó: in ra câu trả lời "hello NAME" của
mọi máy chủ, và đừng đoán xem phải chờ bao lâu.]] },

  start = [[
local c = dial(PORT)
recv_line(c)                    -- "welcome"
send(c, NAME .. "\n")
print(recv_line(c))             -- "hello NAME"
]],

  manners = { "whole", "dribble" },

  setup = function(t)
    NAME = t:word()
    t:give("NAME", NAME)
    S = t:server()
    -- The server takes the name.
    TAKE = function(c)
      t:eq(c:read(#NAME, {
        en = "The server waits in recv for your name, and your program waits in recv for the server. Nobody sends, so neither can ever go on: somebody has to speak first, and it can only be you.",
        vi = "Máy chủ đang chờ tên bạn trong recv, còn chương trình của bạn chờ máy chủ trong recv. Không ai gửi thì không ai đi tiếp được: phải có người nói trước, và người đó chỉ có thể là bạn." }),
        NAME, { en = "your name", vi = "tên bạn" })
      c:expect("\n", {
        en = "Your name has come, but not the end of its line: the server waits for \\n.",
        vi = "Tên bạn đã đến, nhưng chưa hết dòng: máy chủ còn chờ \\n." })
    end
  end,

  checks = {
    { "a server that greets first", function(t)
        t:start()
        local c = S:accept()
        c:send("welcome\n")
        TAKE(c)
        c:send("hello " .. NAME .. "\n")
        t:expect_print("hello " .. NAME, {
          en = 'The first line of this server is its greeting "welcome". The answer is the line that begins with "hello".',
          vi = 'Dòng đầu tiên của máy chủ này là lời chào "welcome". Câu trả lời là dòng bắt đầu bằng "hello".' })
      end, vi = "máy chủ chào trước" },
    { "a server that waits for you", function(t)
        t:start()
        local c = S:accept()
        TAKE(c)
        c:send("hello " .. NAME .. "\n")
        t:expect_print("hello " .. NAME, {
          en = "This server sends one line only: the answer. A program that waits for a greeting as well waits for ever.",
          vi = "Máy chủ này chỉ gửi một dòng: câu trả lời. Chương trình còn chờ thêm lời chào thì sẽ chờ mãi." })
      end, vi = "máy chủ chờ bạn" },
    { "a server that greets late", function(t)
        t:start()
        local c = S:accept()
        TAKE(c)
        c:send("welcome\n")
        t:settle()
        c:send("hello " .. NAME .. "\n")
        t:expect_print("hello " .. NAME, {
          en = "The greeting came after your name. How long to wait for it can't be known: look at what each line says instead.",
          vi = "Lời chào đến sau tên bạn. Không thể biết phải chờ nó bao lâu: hãy nhìn xem mỗi dòng nói gì." })
      end, vi = "máy chủ chào muộn" },
  },

  hints = {
    { en = "Does your name depend on the greeting? If not, it need not wait for it.",
      vi = "Tên bạn có phụ thuộc vào lời chào không? Nếu không thì chẳng cần chờ lời chào." },
    { en = "Send first. Then receive lines until one begins with hello.",
      vi = "Hãy gửi trước. Sau đó nhận từng dòng cho đến khi có dòng bắt đầu bằng hello." },
    { en = 'repeat line = recv_line(c) until line:match("^hello")', vi = 'repeat line = recv_line(c) until line:match("^hello")' },
  },

  solution = [[
local c = dial(PORT)
send(c, NAME .. "\n")
local line
repeat line = recv_line(c) until line:match("^hello")
print(line)
]],

  after = {
    en = [[
recv waits until something has come. If both ends wait in recv with empty queues, nothing in the world can wake them: a protocol must say who speaks first.
SMTP's server does (RFC 5321 section 3.1), HTTP's client does. Type why() at the prompt of sockpit when all seems to stand still. See recv(2).]],
    vi = [[
recv chờ cho đến khi có gì đó đến. Nếu hai đầu cùng chờ trong recv mà hàng đợi rỗng thì không gì đánh thức được chúng: giao thức phải quy định ai nói trước.
Với SMTP là máy chủ (RFC 5321 mục 3.1), với HTTP là máy khách. Khi mọi thứ như đứng yên, hãy gõ why() ở dấu nhắc của sockpit. Xem recv(2).]] },

  wrong = {
    { name = "waits for the greeting", vi = "chờ lời chào", fails = "a server that waits for you", code = [[
local c = dial(PORT)
local greeting = recv_line(c)
if greeting == "welcome" then send(c, NAME .. "\n"); print(recv_line(c)) end]] },
    { name = "takes the first line for the answer", vi = "lấy dòng đầu tiên làm câu trả lời", fails = "a server that greets first", code = [[
local c = dial(PORT)
send(c, NAME .. "\n")
print(recv_line(c))]] },
    { name = "always reads two lines", vi = "luôn đọc hai dòng", fails = "a server that waits for you", code = [[
local c = dial(PORT)
send(c, NAME .. "\n")
recv_line(c)
print(recv_line(c))]] },
    { name = "guesses how long a greeting takes", vi = "đoán lời chào mất bao lâu", fails = "a server that greets late", code = [[
local c = dial(PORT)
try(recv_line, c, {timeout=1})
send(c, NAME .. "\n")
print(recv_line(c))]] },
    { name = "guesses that nothing more comes", vi = "đoán là không còn gì đến nữa", fails = "a server that greets late", code = [[
local c = dial(PORT)
send(c, NAME .. "\n")
local last
repeat local line = try(recv_line, c, {timeout=1}); last = line or last until not line
print(last)]] },
  },
}

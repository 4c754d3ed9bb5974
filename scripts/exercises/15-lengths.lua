exercise {
  id      = "stream/lengths",
  title   = { en = "The length comes first", vi = "Độ dài đi trước" },
  level   = 3, minutes = 15,
  needs   = { "stream/many-recvs" },
  teaches = { "framing-by-length", "byte-order" },
  manners = { "whole", "halves", "glued" },

  task = { en = [[
Here messages may hold any byte, newlines and zeros too. So each is a frame:

    4 bytes: the length, big-endian     then so many bytes
    00 00 00 05                         68 65 6c 6c 6f

Write a server on PORT that sends every frame back as it came. An empty frame is one, too.
pack(">I4", n) and unpack_bytes(">I4", data) translate the length.]],
  vi = [[
Ở đây thông điệp có thể chứa mọi byte, kể cả xuống dòng và số không. Vì thế mỗi thông điệp là một khung:

    4 byte: độ dài, big-endian          rồi đến bấy nhiêu byte
    00 00 00 05                         68 65 6c 6c 6f

Viết một máy chủ trên PORT gửi trả mỗi khung đúng như nó đến. Khung rỗng cũng là một khung.
pack(">I4", n) và unpack_bytes(">I4", data) chuyển đổi độ dài.]] },

  start = [[
local l = listen(PORT)
local s = accept(l)
local head = recv(s, 4)
local n = unpack_bytes(">I4", head)
local body = recv(s, n)
send(s, head .. body)
-- TODO: whole frames, one after the other
]],

  checks = {
    { "a frame comes back", function(t)
        t:run()
        local c, frame = t:client(), pack(">s4", t:word())
        c:send(frame:sub(1, 6)); t:settle(); c:send(frame:sub(7))
        c:expect(frame, { en = "Collect 4 bytes, then as many as they say: recv_exactly(s, n).",
          vi = "Gom đủ 4 byte, rồi gom đúng số byte mà chúng cho biết: recv_exactly(s, n)." })
      end, vi = "một khung trở về" },
    { "any length, any bytes", function(t)
        t:run()
        local c = t:client()
        for _, n in ipairs{ 0, 1, 255, 256, 70000 } do
          local frame = pack(">s4", t:bytes(n))
          c:send(frame)
          c:expect(frame, { en = "A frame of " .. n .. " bytes: the length may be 0, or far more than one recv gives; its bytes may be anything.",
            vi = "Khung dài " .. n .. " byte: độ dài có thể là 0, hoặc lớn hơn nhiều so với một lần recv; byte nào cũng có thể xuất hiện." })
        end
      end, vi = "độ dài nào, byte nào cũng được" },
    { "half a frame gets no answer", function(t)
        t:run()
        local c, frame = t:client(), pack(">s4", t:bytes(20))
        c:send(frame:sub(1, 2))
        c:expect_nothing({ en = "Even the length can come in two pieces.", vi = "Ngay cả độ dài cũng có thể đến thành hai mảnh." })
        c:send(frame:sub(3, 15))
        c:expect_nothing({ en = "You answered before the frame was whole.", vi = "Bạn trả lời khi khung chưa trọn." })
        c:send(frame:sub(16))
        c:expect(frame)
      end, vi = "nửa khung thì chưa trả lời" },
  },

  hints = {
    { en = "recv_exactly(s, 4) gives 4 bytes, or nil at the end.", vi = "recv_exactly(s, 4) trả về 4 byte, hoặc nil khi hết luồng." },
    { en = "For an empty frame there is nothing to receive: if n == 0 then body = \"\".", vi = "Khung rỗng thì không có gì để nhận: nếu n == 0 thì body = \"\"." },
  },

  solution = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  while true do
    local head = recv_exactly(s, 4)
    if not head then break end
    local n = unpack_bytes(">I4", head)
    local body = ""
    if n > 0 then body = recv_exactly(s, n) end
    send(s, head .. body)
  end
  close(s)
end
]],

  after = {
    en = "A length in front lets a message hold any byte. Both programs must agree on its size and on the order of its bytes: big-endian is the order of the network (RFC 1700, byteorder(3)).",
    vi = "Độ dài đặt trước cho phép thông điệp chứa mọi byte. Hai chương trình phải thống nhất kích thước và thứ tự byte của nó: big-endian là thứ tự của mạng (RFC 1700, byteorder(3))." },

  wrong = {
    { name = "reads the length little-endian", vi = "đọc độ dài theo little-endian", fails = "a frame comes back", code = [[
local s = accept(listen(PORT))
while true do local h = recv_exactly(s, 4); if not h then break end
  local n = unpack_bytes("<I4", h); send(s, h .. (n > 0 and recv_exactly(s, n) or "")) end]] },
    { name = "believes that one recv is the body", vi = "tưởng một recv là cả phần thân", fails = "a frame comes back", code = [[
local s = accept(listen(PORT))
while true do local h = recv_exactly(s, 4); if not h then break end
  local n = unpack_bytes(">I4", h); send(s, h .. (n > 0 and recv(s, n) or "")) end]] },
    { name = "looks at the last byte of the length only", vi = "chỉ nhìn byte cuối của độ dài", fails = "any length, any bytes", code = [[
local s = accept(listen(PORT))
while true do local h = recv_exactly(s, 4); if not h then break end
  local n = h:byte(4); send(s, h .. (n > 0 and recv_exactly(s, n) or "")) end]] },
    { name = "sends bytes back as they come", vi = "byte đến đâu gửi trả đến đó", fails = "half a frame gets no answer", code = [[
local s = accept(listen(PORT))
while true do local d = recv(s); if not d then break end; send(s, d) end]] },
  },
}

-- The functions of bytes as scripts call them: each is true, or raises its error.

return pack(">I2s1", 258, "hi") == "\1\2\2hi"
local n, s, at = unpack_bytes(">I2s1", "\1\2\2hi") return n == 258 and s == "hi" and at == 6
return unpack_bytes("B", "abc", -1) == 99
return pack("B", "65") == "A" and pack("z", 10) == "10\0"
return tohex("\0\1\255") == "0001ff" and tohex("\0\1\255", " ") == "00 01 ff" and tohex("") == ""
return fromhex("0001FF") == "\0\1\255" and fromhex("00:01 ff-\n") == "\0\1\255" and fromhex("") == ""
pack("B", 300)  --> error: pack: value 300 does not fit B (0 to 255)
unpack_bytes("I4", "abcd", 3)  --> error: unpack_bytes: want 4 bytes at position 3, data has 2 left
pack()  --> error: bad argument #1 to 'pack' (string expected, got no value)
fromhex("0g")  --> error: fromhex: got one digit at position 1, want two for each byte
fromhex("g0")  --> error: fromhex: got 'g' at position 1, want a hex digit
fromhex("001")  --> error: fromhex: got one digit at position 3, want two for each byte

-- The examples of the LuaBitOp manual, and wrong calls.

bit.tobit(0xffffffff)  --> -1
bit.tobit(0xffffffff + 1)  --> 0
bit.tobit(2^40 + 1234)  --> 1234
bit.tobit(-1)  --> -1
bit.tobit(2^31)  --> -2147483648
bit.tobit(1.5), bit.tobit(2.5), bit.tobit(-0.5)  --> 2, 2, 0
bit.tobit("0x10")  --> 16
bit.tohex(1)  --> "00000001"
bit.tohex(-1)  --> "ffffffff"
bit.tohex(0xffffffff)  --> "ffffffff"
bit.tohex(-1, -8)  --> "FFFFFFFF"
bit.tohex(0x21, 4)  --> "0021"
bit.tohex(0x87654321, 4)  --> "4321"
bit.tohex(1, 0), bit.tohex(1, 99)  --> "", "00000001"
bit.tohex(255, -2), bit.tohex(255, -2^31)  --> "FF", "000000FF"
bit.bnot(0), bit.bnot(-1)  --> -1, 0
bit.tohex(bit.bnot(0x12345678))  --> "edcba987"
bit.bor(1, 2, 4, 8), bit.bor(5)  --> 15, 5
bit.tohex(bit.band(0x12345678, 0xff))  --> "00000078"
bit.tohex(bit.bxor(0xa5a5f0f0, 0xaa55ff00))  --> "0ff00ff0"
bit.lshift(1, 0), bit.lshift(1, 8)  --> 1, 256
bit.lshift(1, 40), bit.lshift(1, 31)  --> 256, -2147483648
bit.rshift(256, 8), bit.rshift(-256, 8)  --> 1, 16777215
bit.arshift(256, 8), bit.arshift(-256, 8)  --> 1, -1
bit.tohex(bit.lshift(0x87654321, 12))  --> "54321000"
bit.tohex(bit.rshift(0x87654321, 12))  --> "00087654"
bit.tohex(bit.arshift(0x87654321, 12))  --> "fff87654"
bit.tohex(bit.rol(0x12345678, 12))  --> "45678123"
bit.tohex(bit.ror(0x12345678, 12))  --> "67812345"
bit.tohex(bit.rol(0x12345678, -4))  --> "81234567"
bit.tohex(bit.bswap(0x12345678))  --> "78563412"
bit.tohex(bit.bswap(0x78563412))  --> "12345678"
bit.lshift(1, -1)  --> -2147483648
bit.band()  --> error: bad argument #1 to 'band' (number expected, got no value)
bit.band(1, "x")  --> error: bad argument #2 to 'band' (number expected, got string)
bit.lshift(1)  --> error: bad argument #2 to 'lshift' (number expected, got no value)
bit.tobit({})  --> error: bad argument #1 to 'tobit' (number expected, got table)
bit.tohex(1, {})  --> error: bad argument #2 to 'tohex' (number expected, got table)
bit.band(0xffffffff, 0xffffffff), bit.tobit(2^52)  --> -1, 0

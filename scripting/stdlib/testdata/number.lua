each(tostring, 0, 1, -1, 10, 123, 1e5, 1e14, 1e15, 1e16, 1e100, 1e308, 1e-5, 1e-300)
each(tostring, 0.1, 0.5, 1/3, 2/3, 100.25, 123456.789, 1.5e300, 5e-324, 2^53, 2^63, -2^53)
each(tostring, 99999999999999, 999999999999999, 123456789012345, 12345678901234, 0.1 + 0.2)
each(tostring, 3.14159265358979, 1e14 + 0.5, 1e13 + 0.5, 314.16e-2, 0.31416E1)
each(tostring, math.huge, -math.huge, math.pi, -math.pi)
each(tostring, nil, true, false, "x", object)
tostring(-0.0)
tostring(setmetatable({}, {__tostring = function() return 5 end}))
tostring("10")
type(tostring(1))
tostring()
each(tonumber, "10", " 10 ", "\t10\n", "10x", "x10", "", " ", "1e2", "1E2", "1e+2", "1e-2", "1e", "1e+")
each(tonumber, "010", "0010", "0x10", "0X10", "-0x10", "+5", "-5", "- 5", "--5", "+-5")
each(tonumber, ".5", "5.", ".", "-.5", "1.5e3", "1..5", "1.5.5", "1e5.5", "0x", "0xg", "0x.8", "0x1p4", "0x1p-1", "0x1p")
each(tonumber, "inf", "-inf", "INF", "infinity", "Infinity", "infinit", "in")
each(tonumber, "1_000", "0b11", "0o17", "1,000", "1 000", "١")
each(tonumber, "1e400", "-1e400", "1e-400", "0xffffffffffffffff", "0x10000000000000000", "123456789012345678901234567890")
each(tonumber, 10, 1.5, math.huge, true, false, {}, print)
tonumber("nan") ~= tonumber("nan")
tonumber("10\11\12\13 ")
tonumber("\16010")
tonumber(nil)
tonumber("10", 2)
tonumber("10", 8)
tonumber("10", 10)
tonumber("10", 16)
tonumber("10", 36)
tonumber("zz", 36)
tonumber("ZZ", 36)
tonumber("ff", 16)
tonumber("0xff", 16)
tonumber("0Xff", 16)
tonumber("0x", 16)
tonumber("fg", 16)
tonumber("  ff  ", 16)
tonumber("-ff", 16)
tonumber("+ff", 16)
tonumber("- ff", 16)
tonumber("", 16)
tonumber(" ", 16)
tonumber("12", 2)
tonumber("1e1", 16)
tonumber("1.5", 16)
tonumber("1_0", 16)
tonumber("7fffffffffffffff", 16)
tonumber("ffffffffffffffff", 16)
tonumber("fffffffffffffffff", 16)
tonumber(10, 16)
tonumber(10, 2)
tonumber("10", "16")
tonumber("8", 8.9)
tonumber("1e2", 10)
tonumber("0x10", 10)
tonumber()
tonumber("1", 1)
tonumber("1", 37)
tonumber("1", {})
tonumber({}, 16)
tonumber(nil, 16)
-- string arithmetic
"010" + 0
"00001" + "00011"
"10" + 1
1 + "10"
"10" - "1"
"2" * "3"
"1" / "4"
"7" % "4"
"-7" % "4"
"7" % "-4"
"2" ^ "10"
-"2"
-"010"
-"0x10"
"0x10" + 0
" 5 " + 1
"1e2" + 0
".5" + "5."
"inf" + 1
10 .. 20
"10" + 1 .. ""
"abc" < "abd", "a" < "B", "" < "a", "a\0b" < "a\0c"
"10" == 10
"10" + N
N + "10"
N + 1
"x" + N
-N
"5" < N
"x" + 1
1 + "x"
"" + 1
"x" + "y"
{} + "1"
"1" + {}
"1" + nil
nil + "1"
"1" * true
-"x"
"1_0" + 1
"0b1" + 1
-- literals
0010, 00, 0x10, 1e2, .5, 5., 0xff, 1E+2, 0X1f
0xffffffffffffffff, 1e999, 123456789012345678
08 + 1, 09.5, 007
-- remainders are never -0
-4 % 2, (-6) % 3, 4 % -2, -0 % 5
(function(a, b) return a % b, 1 / (a % b), tostring(a % b), a % b .. "x", {a % b}, -(a % b) end)(-4, 2)
(function(a, b) return (a % b) + (a % b), a % b * 5, a % b == 0, a % b < 1 end)(-4, 2)
(function(a, b) local c = a % b c = c % b return c, a % b % b, ({[a % b] = 1})[0] end)(-4, 2)
"-4" % 2, -4 % "2", "-4" % "2"
5.5 % 2, -5.5 % 2, 5.5 % -2, -5.5 % -2, 7 % 0.5
5 % "x"
(function(...) return ... % 2, ... end)(5, 6)

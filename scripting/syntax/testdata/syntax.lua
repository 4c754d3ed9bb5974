-- What is not Lua is told in words that a learner understands.

while true do  --> error: the script ends in the middle: an end is missing for what line 1 begins
x = [[abc  --> error: a long string or comment is not closed: ]] is missing
x =  --> error: the script ends in the middle: something is missing after the last word
end  --> error: did not expect 'end' here: nothing is open that it could close
if x = 1 then end  --> error: did not expect '=' here: == compares, = sets a variable
while x = 1 do end  --> error: did not expect '=' here: == compares, = sets a variable
if x != 1 then end  --> error: did not expect '!' here: Lua writes ~= for "not equal", and not for "not"
x += 1  --> error: did not expect '+' here: Lua has no +=, write x = x + 1
if x == 1 && y then end  --> error: did not expect '&' here: Lua writes and
if x || y then end  --> error: did not expect '|' here: Lua writes or
return 7//2  --> error: did not expect '/' here: Lua 5.1 has no //: math.floor(a / b); a comment begins with --
return 1 & 2  --> error: did not expect '&' here: Lua 5.1 has no &: bit.band(a, b)
return 1 | 2  --> error: did not expect '|' here: Lua 5.1 has no |: bit.bor(a, b)
return 1 << 2  --> error: did not expect '<' here: Lua 5.1 has no <<: bit.lshift(a, n)
return 2 ** 3  --> error: did not expect '*' here: Lua writes ^ for a power
x = c ? a  --> error: did not expect '?' here: Lua has no ?: c and a or b
return 1 2  --> error: did not expect '2' here: return must be the last statement of its block
local function f.x() end  --> error: did not expect '.' here
print(“hi”)  --> error: did not expect '“' (U+201C) here: type "
x = （1）  --> error: did not expect '（' (U+FF08) here: type (
tên = 1  --> error: did not expect 'ê' (U+00EA) here: a name is made of a to z, A to Z, 0 to 9 and _
x = ☃  --> error: did not expect '☃' (U+2603) here: beyond ASCII characters stand in strings and comments only
x++  --> error: did not expect '+' here: Lua has no ++, write x = x + 1
if x then y() else if z then w() end  --> error: the script ends in the middle: an end is missing for what line 1 begins
for i = 1 do end  --> error: did not expect 'do' here
local function = 3  --> error: did not expect '=' here
break  --> error: no loop to break

-- Errors of the operator .. and of what stands beside it.

--- the line is that of the first operand
local x

return 'a'  --> error: attempt to concatenate local 'x' (a nil value)
.. x

--- the second of two
local x = 'a'
local y = x .. 'b'
x = y .. nothing  --> error: attempt to concatenate global 'nothing' (a nil value)

--- another operator
local a
local b = 1
b, a = 2,
  a + b  --> error: cannot perform add operation between nil and number

--- a metamethod's level 2 is the line that concatenates
local t = setmetatable({}, {__concat = function() error('mine', 2) end})

return t .. 'x'  --> error: mine

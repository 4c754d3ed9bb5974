-- What is not Lua, over several lines: told with the line.

--- the second line
x = 1
y = = 2  --> error: did not expect '=' here

--- a string goes no further than its line
x = 'abc  --> error: a string is not closed on its line
y = 1

--- a block without an end
if x then
print(1)  --> error: the script ends in the middle: an end is missing for what line 1 begins

--- a repeat without an until
repeat
x = 1  --> error: the script ends in the middle: an until is missing for what line 1 begins

--- a call without its bracket
f(1,
2  --> error: the script ends in the middle: a bracket of line 1 is not closed

--- a table inside another
x = {1,
{2}  --> error: the script ends in the middle: a bracket of line 1 is not closed

--- an operator too many
x = 1 +
* 2  --> error: did not expect '*' here

--- typographic quotes
x = 1
print(‘hi’)  --> error: did not expect '‘' (U+2018) here: type '

--- after return
return 1
print(2)  --> error: did not expect 'print' here: return must be the last statement of its block

--- goto
x = 1
goto nowhere  --> error: no visible label 'nowhere' for <goto>

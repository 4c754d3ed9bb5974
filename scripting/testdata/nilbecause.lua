-- A variable that is nil because a call gave nothing: which call, and why.

--- a local that recv set
a, b = pair('tcp')
close(a)
local d = recv(b)
print(d:upper())  --> error: d is nil: it has no upper
--> hint: d is nil because recv gave nil, "eof" (the other end had finished sending) at line 3

--- a global, and its length
a, b = pair('tcp')
close(a)
d = recv(b)
print(#d)  --> error: cannot take the length of d: it is nil
--> hint: d is nil because recv gave nil, "eof" (the other end had finished sending) at line 3

--- a global that is joined
a, b = pair('tcp')
close(a)
d = recv(b)
print(d .. 'x')  --> error: cannot join with .. d: it is nil
--> hint: d is nil because recv gave nil, "eof" (the other end had finished sending) at line 3

--- no variable
a, b = pair('tcp')
close(a)
print(recv(b):upper())  --> error: what recv gave is nil: it has no upper
--> hint: recv gave nil, "eof" (the other end had finished sending)

--- an argument
a, b = pair('tcp')
close(a)
local d = recv(b)
send(b, d)  --> error: send: data: got nil, want a string. d is nil because recv gave nil, "eof" (the other end had finished sending) at line 3
--> hint: usage: send(s, data [, {timeout=}])

--- an argument after a call that failed
l = listen(0)
local c, err = try(accept, l, {timeout = 0})
send(c, 'x')  --> error: send: s: got nil, want a socket. c is nil because try(accept, …) failed: accept: l: timed out at line 2
--> hint: usage: send(s, data [, {timeout=}])

--- a field after a call that failed
l = listen(0)
local c, err = try(accept, l, {timeout = 0})
print(c.id)  --> error: c is nil: it has no id
--> hint: c is nil because try(accept, …) failed: accept: l: timed out at line 2

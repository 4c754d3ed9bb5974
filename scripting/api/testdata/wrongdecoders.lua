-- What a plugin's decoder does wrong, and how a decoder is wrongly asked for: how the message begins.
-- testdata/decoders.lua has been run before.

decode("x", "none")  --> error: decode: decoder: none took no bytes at byte 1: want at least one, or parts that say how many they need
decode("x", "nothing")  --> error: decode: decoder: what nothing gave: got nil, want a list of {name=, bytes=, value=}
decode("x", "text")  --> error: decode: decoder: what text gave: got "x", want a list of {name=, bytes=, value=}
decode("x", "noname")  --> error: decode: decoder: what noname gave: name: got nil, want a string
decode("x", "negative")  --> error: decode: decoder: what negative gave: n: bytes: 
decode("x", "half")  --> error: decode: decoder: what half gave: n: bytes: got 1.5, want a whole number
decode("x", "value")  --> error: decode: decoder: what value gave: n: value: got a table, want a string, a number, or true or false
decode("x", "loop")  --> error: decode: decoder: what loop gave: more than 20 parts inside each other
decode("x", "flood")  --> error: decode: decoder: what flood gave: more than 10000 parts
decode("x", "shrt")  --> error: decode: decoder: there is none called shrt. Did you mean short?
decode("x")  --> error: decode: decoder: is missing, and the bytes look like nothing that is known: want one of http, dns, 
hex("x", "http2")  --> error: hex: decoder: there is none called http2. Did you mean http?
hex("hello\n", "http")  --> error: hex: data: not HTTP: the first line is "hello"
plugin{name = "q", decoders = {http = print}}  --> error: plugin: decoders.http: is one of sockpit's own
plugin{name = "q", decoders = {x = 1}}  --> error: plugin: decoders.x: got 1, want a function
plugin{name = "q", decoders = {print}}  --> error: plugin: decoders: has a value without a name
plugin{name = "q", decoders = 1}  --> error: plugin: decoders: got 1, want a table {name = function(data) … end}

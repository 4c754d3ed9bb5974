-- Expectations that fail. "at" is the byte from which two texts differ; 0 unless given.
-- l is a listener.

expect(false, "it holds")
--> got: false
--> want: something true
--> why: it holds

expect(nil)
--> got: nil
--> want: something true

expect.equal(1, 2, "same")
--> got: 1
--> want: 2
--> why: same
--> at: -1

expect.equal("hello", "help!")
--> got: "hello"
--> want: "help!"
--> at: 3

expect.equal("a\0b", "a\0c")
--> got: "a\000b"
--> want: "a\000c"
--> at: 2

expect.equal({1, {a = 2}}, {1, {a = 3}})
--> got: {1, {a = 2}}
--> want: {1, {a = 3}}
--> at: -1

expect.equal({1}, {1, 2})
--> got: {1}
--> want: {1, 2}
--> at: -1

expect.equal({1, 2}, {1})
--> got: {1, 2}
--> want: {1}
--> at: -1

expect.equal(1, "1")
--> got: 1
--> want: "1"
--> at: -1

expect.equal(nil, false)
--> got: nil
--> want: false
--> at: -1

expect.error("TIMEOUT", print)
--> got: no error
--> want: an error TIMEOUT

expect.error("TIMEOUT", function() return 5 end)
--> got: no error but 5
--> want: an error TIMEOUT

expect.error("TIMEOUT", error, "x")
--> got: x
--> want: an error TIMEOUT

expect.error("TIMEOUT", recv, {})
--> got: ARGUMENT (recv: s: got a table, want a socket)
--> want: an error TIMEOUT

expect.state(l, "CLOSED", {within = 0})
--> got: LISTEN
--> want: CLOSED
--> why: l was waited for 0s

expect.eventually(function() end, 0, "soon")
--> got: nothing true in 0s
--> want: something true
--> why: soon

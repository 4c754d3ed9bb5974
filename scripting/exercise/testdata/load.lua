-- Files that are no exercise, and why. WHOLE stands for the fields that an
-- exercise needs.

x =  --> error: test.lua:1
print(1)  --> error: no exercise
exercise { WHOLE } exercise { WHOLE }  --> error: a file holds one exercise
exercise { id = "a/b" }  --> error: title is missing
exercise { titel = 1, WHOLE }  --> error: Did you mean title?
exercise { WHOLE, id = "A b" }  --> error: small letters
exercise { kind = "game", WHOLE }  --> error: kind: got "game"
exercise { manners = { "fast" }, WHOLE }  --> error: manners: got "fast"
exercise { machine = { "ipv6", "ipv5" }, WHOLE }  --> error: machine: got "ipv5", want ipv6
exercise { machine = "ipv6", WHOLE }  --> error: machine: got
exercise { wrong = { { name = "x", code = "", fails = "d" } }, WHOLE }  --> error: fails at "d", which is no check
exercise { wrong = { { name = "x" } }, WHOLE }  --> error: name, code and fails
exercise { WHOLE, checks = { { "c", 5 } } }  --> error: checks: check 1
exercise { level = "one", WHOLE }  --> error: level: got
dial("192.0.2.1:80")  --> error: loopback
exercise { WHOLE }

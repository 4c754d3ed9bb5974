-- Broken pipe: sending to somebody who has gone
--
-- The other end has closed. The first send to it still "works": it only puts
-- bytes into our own queue. The other machine answers them with a reset. The
-- send after that one fails with EPIPE, broken pipe.
-- Watch: the error comes one send late. That send worked says nothing about
--        whether anybody has read it.
-- Run:   sockpit run broken-pipe

local listener = listen(0)
local client = dial(listener.local_port)
local server = accept(listener)

step("the server reads a word and goes")
send(client, "hello")
expect.equal(recv_exactly(server, 5), "hello")
close(server)
expect.state(client, "CLOSE_WAIT") -- the client's kernel knows that no more will come

step("the client sends all the same: the kernel takes it")
expect.equal(send(client, "are you there?"), 14, "all 14 bytes, and no error")

step("the answer is a reset")
expect.state(client, "CLOSED")

step("the next send finds the pipe broken")
local err = expect.error("EPIPE", send, client, "hello?")
expect.equal(err.sent, 0, "the kernel took nothing this time")
expect.equal(client.bytes_sent, 19, "5 that were read, and 14 that nobody will ever read")
close(client)

step("how to notice in time: read. The end of the stream is there to be seen")
client = dial(listener.local_port)
server = accept(listener)
close(server)
local data, why = recv(client)
expect.equal(data, nil)
expect.equal(why, "eof", "a client that looks before it sends learns that the server has gone")
close(client)

step("how to be sure that it was read: have the other end say so")
client = dial(listener.local_port)
server = accept(listener)
send(client, "please confirm\n")
expect.equal(recv_line(server), "please confirm")
send(server, "confirmed\n")
expect.equal(recv_line(client), "confirmed", "an answer of the program, not of the kernel")

close(client)
close(server)
close(listener)

-- Half-close: end one direction, keep the other
--
-- "I have said all I had to say, now I listen." shutdown(s, "write") ends the
-- client's stream; the server's answer flows on in the other direction.
-- Watch: the states. FIN_WAIT2 waits for the other to finish, CLOSE_WAIT has
--        been told and has not finished itself.
-- Run:   sockpit run half-close

local listener = listen(0)
local client = dial(listener.local_port)
local server = accept(listener)

step("the client sends a list of unknown length")
for _, word in ipairs{"pear ", "apple ", "plum"} do
  send(client, word)
end

step("the server reads to the end, and waits: the end has not come")
local heard = spawn(recv_all, server)
expect.eventually(function() return heard.waits == "recv_all" and server.bytes_received == 15 end, 5,
  "it has all the bytes there are, and cannot know that")

step("the client ends its direction")
shutdown(client, "write")
expect.equal(join(heard), "pear apple plum", "now the server knows it has everything")
expect.state(client, "FIN_WAIT2")
expect.state(server, "CLOSE_WAIT")

step("the server may take its time: its own direction is open")
send(server, "three words, ")
send(server, "15 bytes")
expect.equal(recv_exactly(client, 21), "three words, 15 bytes", "a half-closed socket still receives")

step("but the client has no more to say")
expect.error("EPIPE", send, client, "one more")

step("the server finishes too, and the link is over")
close(server)
local data, why = recv(client)
expect.equal(data, nil)
expect.equal(why, "eof", "the other direction has ended as well")

close(client)
close(listener)

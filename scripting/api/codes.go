package api

// errorCodes are the codes that scripts meet, the kernel's common ones first.
var errorCodes = [][2]string{
	{"ECONNREFUSED", "nobody listens there"},
	{"EADDRINUSE", "the port is taken: by a listener, or by a connection that has just ended"},
	{"EADDRNOTAVAIL", "the address is not one of this machine's"},
	{"ECONNRESET", "the other end threw the connection away"},
	{"EPIPE", "the other end had closed, or this end's writing was shut down"},
	{"ENOTCONN", "the socket has no other end"},
	{"EISCONN", "the socket has an other end already"},
	{"EMSGSIZE", "the datagram is too long"},
	{"EINVAL", "the call makes no sense on the socket as it is"},
	{"ENOTSUP", "sockets of this kind don't have that call"},
	{"ENOPROTOOPT", "sockets of this kind don't have that option"},
	{"ENOENT", "no such file, or no such Unix socket"},
	{"EACCES", "the system does not allow it: a port below 1024, or a file"},
	{"EMFILE", "too many files and sockets are open"},
	{"TIMEOUT", "the time given with `{timeout=}` or `timeout(s, seconds)` went by"},
	{"EOF", "the stream ended in the middle of what `recv_exactly` or `recv_until` waited for"},
	{"CLOSED", "the script had closed the socket"},
	{"DENIED", "a script may not reach that unless a flag allows it"},
	{"LIMIT", "a limit was reached"},
	{"ARGUMENT", "the call was made with wrong arguments"},
	{"EXPECTATION", "an expectation did not hold"},
	{"CANCELLED", "the task was cancelled"},
	{"INTERRUPTED", "Ctrl-C, or the end of the script"},
	{"ERROR", "anything else"},
}

// Package runtime makes sockets, records what happens to them, and asks the
// kernel what it knows of them. It knows nothing of Lua or of a terminal.
//
// A [Session] is one playground world: its sockets, their numbers, and the
// event log. A [Socket] is the object a user holds; each of its calls is a
// system call or a short series of them, and each is an event.Event with a begin
// and an end. A stack.Stack is where sockets live; kernel.Stack is the machine's,
// which a Session has unless it is given another.
//
// # Who may touch what
//
// Every exported method may be called from any goroutine. A call is made by a
// [Caller], which serves one call at a time: it says who calls (task, script
// line), how long the call may take, and is the one way to interrupt it. Each
// direction of a socket has a gate that lets one call at a time through to the
// poller, first come, first served. Locks are taken in this order: gate,
// Caller, Socket, Session, Log; no lock is held while a call waits.
package runtime

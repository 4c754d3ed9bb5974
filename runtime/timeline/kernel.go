package timeline

import (
	"fmt"

	"sockpit/runtime/printable"
)

// A kernel follows what waits in the kernel's queues.
type kernel struct {
	b         *builder
	sent, got map[int]int64 // how far the stream has come, by socket; none where the log does not tell
	queue     map[int]int   // connections that wait, by listener; none is 0
	queued    map[int]bool  // clients that were counted there
	accepted  map[int]bool  // clients whose connection has an owner
	dead      map[int]bool  // sockets whose connection was reset: nothing goes out any more
	full      map[int]bool  // senders whose bytes wait
	gone      map[int]bool  // sockets that were closed: what waits for them is thrown away
}

func newKernel(b *builder) *kernel {
	return &kernel{b: b, sent: b.sentBefore, got: b.gotBefore, queue: map[int]int{}, queued: map[int]bool{}, accepted: map[int]bool{},
		gone: map[int]bool{}, dead: map[int]bool{}, full: map[int]bool{}}
}

// see says what the kernel has after an item.
func (k *kernel) see(it *Item) {
	switch it.Kind {
	case Connect:
		k.connect(it)
	case Accept:
		k.accept(it)
	case Send, Fail:
		if it.Kind == Send || it.N > 0 {
			k.sent[it.End] += int64(it.N)
			it.Kernel = k.waits(it.End)
		}
	case Recv:
		k.got[it.End] += int64(it.N)
		if p := k.b.peerOf(it.End); p != nil && k.b.of(it.End).streams() {
			if left, ok := k.between(p.ID, it.End); ok && left > 0 {
				it.Kernel = printable.Plural(int(left), "byte") + " left"
			}
		}
	case Finish:
		if p := k.b.peerOf(it.End); p != nil && it.Call == "close" {
			if unread, ok := k.between(p.ID, it.End); ok && unread > 0 {
				it.Kind, it.Text = Reset, printable.Plural(int(unread), "byte")+" unread"
			}
		}
		if k.dead[it.End] {
			it.Kind, it.Text = Note, ""
		}
	}
	k.end(it)
	k.keep(k.b.byID[it.End])
	k.keep(k.b.peerOf(it.End))
}

func (k *kernel) connect(it *Item) {
	it.Kernel = "handshake done"
	if it.Call == "pair" { // which has accepted it, too
		k.accepted[it.End] = true
		if p := k.b.peerOf(it.End); p != nil {
			it.Made = p.ID
		}
	} else if l := k.b.listenerOf(k.b.of(it.End)); l != nil {
		k.queued[it.End] = true
		k.wait(l.ID, 1)
		it.Kernel = "handshake done, queued"
	}
}

func (k *kernel) accept(it *Item) {
	if p := k.b.peerOf(it.Made); p != nil {
		k.accepted[p.ID] = true
		if k.queued[p.ID] {
			k.wait(it.End, -1)
		}
	}
	if n := k.queue[it.End]; n > 0 {
		it.Kernel = fmt.Sprintf("%d more in the queue", n)
	}
}

// wait counts connections that wait at a listener.
func (k *kernel) wait(listener, more int) {
	if k.queue[listener] += more; k.queue[listener] <= 0 {
		delete(k.queue, listener)
	}
}

// between counts the bytes that were sent and not received; ok is false if the
// log does not tell.
func (k *kernel) between(sender, receiver int) (n int64, ok bool) {
	sent, known := k.sent[sender]
	got, also := k.got[receiver]
	return sent - got, known && also || !k.b.cut
}

// end follows what is over after an item.
func (k *kernel) end(it *Item) {
	switch {
	case it.Kind == Reset:
		k.dead[it.End] = true
		if p := k.b.peerOf(it.End); p != nil {
			k.dead[p.ID] = true
		}
	case it.Kind == Fail && (it.Code == "ECONNRESET" || it.Code == "EPIPE"):
		k.dead[it.End] = true
	}
	if it.Kind != Fail && (it.Call == "close" || it.Call == "reset") {
		k.gone[it.End] = true
		delete(k.queue, it.End)
	}
}

// holds reports whether anything waits in the kernel.
func (k *kernel) holds() bool { return len(k.queue) > 0 || len(k.full) > 0 }

// keep follows whether what a socket sent still waits.
func (k *kernel) keep(sender *End) {
	if sender == nil {
		return
	}
	p := k.b.byID[sender.Peer]
	if p != nil && !k.gone[p.ID] && p.streams() {
		if n, ok := k.between(sender.ID, p.ID); ok && n > 0 {
			k.full[sender.ID] = true
			return
		}
	}
	delete(k.full, sender.ID)
}

// waits says how many bytes of a stream's sender nobody has received.
func (k *kernel) waits(id int) string {
	e, p := k.b.of(id), k.b.peerOf(id)
	if !e.streams() || p == nil && (e.Role != Client || k.b.listenerOf(e) == nil) {
		return ""
	}
	n := k.sent[id]
	if p != nil {
		left, ok := k.between(id, p.ID)
		if !ok {
			return ""
		}
		n = left
	}
	text := printable.Plural(int(n), "byte") + " wait"
	if n == 1 {
		text = "1 byte waits"
	}
	if e.Role == Client && !k.accepted[id] {
		text = printable.Plural(int(n), "byte") + ", not accepted"
	}
	return text
}

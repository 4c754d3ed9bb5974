package timeline

import (
	"fmt"

	"sockpit/runtime/printable"
)

// A kernel follows what the kernel has of the sockets of a log, call by call in
// the order of time: bytes that wait, connections that are queued, and who has
// ended or reset a connection. What the log does not tell it does not say.
type kernel struct {
	b       *builder
	of      map[int]*socket
	waiting int // listeners at which connections wait, and senders whose bytes do
}

// A socket is what is known of one.
type socket struct {
	sent, got int64 // how far the stream has come
	allSent   bool  // the log has all of it, or tells from where on
	allGot    bool
	faulty    bool // a fault may keep or lose some
	busy      bool // a send is under way: how many bytes the kernel has of it is not known
	up        bool // connected
	fin       bool // has sent FIN
	heard     bool // has got FIN
	deaf      bool // does not receive any more, by shutdown
	dead      bool // its connection was reset: nothing goes out any more
	gone      bool // was closed
	holds     bool // something waits that came from it, or at it if it is a listener

	listens  bool
	queued   *socket // of a client the listener at which it was counted
	accepted bool
	queue    int  // connections that wait at it
	unsure   bool // how many is not known
}

func newKernel(b *builder) *kernel { return &kernel{b: b, of: map[int]*socket{}} }

// socket gives what is known of a socket.
func (k *kernel) socket(id int) *socket {
	s := k.of[id]
	if s == nil {
		from, sent := k.b.sentBefore[id]
		to, got := k.b.gotBefore[id]
		s = &socket{sent: from, got: to, allSent: !k.b.cut || sent, allGot: !k.b.cut || got, listens: !k.b.listens[id]}
		k.of[id] = s
	}
	return s
}

// peer gives what is known of the socket at the other end, or nil.
func (k *kernel) peer(id int) *socket {
	if p := k.b.peerOf(id); p != nil {
		return k.socket(p.ID)
	}
	return nil
}

// see says what an item did, and what the kernel has after it.
func (k *kernel) see(it *Item) {
	if it.Kind == Step {
		it.Holds = k.waiting > 0
		return
	}
	s := k.socket(it.End)
	switch {
	case it.Kind == Fail:
		k.fail(it, s)
	case it.open:
		s.busy = s.busy || it.Call == "send"
	case it.Call == "listen" && it.Kind == Note:
		s.listens = true
	case it.Kind == Connect:
		k.connect(it, s)
	case it.Kind == Accept:
		k.accept(it, s)
	case it.Kind == Send:
		k.send(it, s)
	case it.Kind == Recv:
		k.receive(it, s)
	case it.Kind == EOF:
		k.eof(it, s)
	case it.fault:
		if s.faulty = true; it.Kind == Reset {
			k.kill(it.End)
		}
	case it.Call == "socketpair" || it.Call == "pair":
		s.up, k.socket(it.Made).up = true, true
	default:
		k.over(it, s)
	}
	k.keep(k.b.byID[it.End])
	k.keep(k.b.peerOf(it.End))
	it.Holds = k.waiting > 0
}

func (k *kernel) connect(it *Item, s *socket) {
	s.up = true
	it.Kernel = "handshake done"
	e := k.b.of(it.End)
	doors := k.b.listenersOf(e, func(l *End) bool { at := k.socket(l.ID); return at.listens && !at.gone })
	switch {
	case it.Call == "pair": // which has accepted it, too
		s.accepted = true
		if p := k.b.peerOf(it.End); p != nil {
			it.Made = p.ID
			k.socket(p.ID).up = true
		}
	case e.Peer == it.End:
		s.accepted = true
		it.Kernel = "SYNs crossed: linked to itself"
	case len(doors) == 1:
		k.enqueue(it, s, doors[0])
	case len(doors) > 1:
		for _, l := range doors {
			k.socket(l.ID).unsure = true
		}
		it.Kernel = fmt.Sprintf("handshake done, queued at one of %d", len(doors))
	case !e.Network.IsUnix():
		it.Text = "to " + e.Remote.String()
	}
}

// enqueue counts a connection that waits at a listener. It may have no room: one
// more than its backlog fits, and of the others the client alone believes that
// they are connected.
func (k *kernel) enqueue(it *Item, s *socket, l *End) {
	at := k.socket(l.ID)
	if most, known := k.b.backlog[l.ID]; known && at.queue > most {
		at.unsure = true
		it.Kernel = "handshake done; the queue was full"
		return
	}
	s.queued = at
	at.queue++
	it.Kernel = "handshake done, queued"
	k.hold(at, true)
}

func (k *kernel) accept(it *Item, l *socket) {
	made := k.socket(it.Made)
	made.up = true
	if p := k.peer(it.Made); p != nil {
		p.accepted = true
		if p.queued == l {
			l.queue--
		}
	} else if k.b.foreign(it.Made) {
		l.unsure = true // who else waits there is not in the log
	}
	if l.queue > 0 && !l.unsure {
		it.Kernel = fmt.Sprintf("%d more in the queue", l.queue)
	}
	k.hold(l, l.queue > 0)
}

// hold counts whether something waits.
func (k *kernel) hold(s *socket, holds bool) {
	switch {
	case holds && !s.holds:
		k.waiting++
	case !holds && s.holds:
		k.waiting--
	}
	s.holds = holds
}

// between counts the bytes that were sent and not received; ok is false if the
// log does not tell.
func between(sender, receiver *socket) (n int64, ok bool) {
	n = sender.sent - receiver.got
	return n, n >= 0 && sender.allSent && receiver.allGot && !sender.busy && !sender.faulty && !receiver.faulty
}

func (k *kernel) send(it *Item, s *socket) {
	if it.Part == Opens {
		s.busy = true
		return
	}
	s.busy = false
	p := k.peer(it.End)
	if p != nil {
		it.blurred = !it.clear(s.sent - p.got)
	}
	s.sent += int64(it.N)
	it.Kernel = k.waits(it, s)
	if p != nil && p.gone && !s.dead && it.N > 0 && k.b.of(it.End).isTCP() { // nobody is there who could receive
		s.dead = true
		it.Kernel = "RST comes back: the other end is closed"
	}
}

func (k *kernel) receive(it *Item, s *socket) {
	s.got += int64(it.N)
	p := k.peer(it.End)
	if p == nil || !k.b.of(it.End).streams() || k.during(it) {
		return
	}
	if left, ok := between(p, s); ok && left > 0 {
		it.Kernel = bytes(left) + " left"
	}
}

// during reports whether a send was under way when a receive ended, of which it is
// not known how much the kernel had.
func (k *kernel) during(it *Item) bool {
	if it.during == 0 {
		return false
	}
	send := &k.b.items[it.during-1]
	return send.blurred || send.pos >= it.pos
}

// eof says what the end of a stream came of, where no FIN did.
func (k *kernel) eof(it *Item, s *socket) {
	p := k.peer(it.End)
	switch {
	case p != nil && p.fin:
	case s.deaf:
		it.Text = "reading was shut down here"
	case s.dead:
		it.Text = "the error was given before; no FIN came"
	default:
		s.heard = true
	}
}

func (k *kernel) fail(it *Item, s *socket) {
	if it.Call == "send" {
		s.busy = false
	}
	if it.N > 0 {
		s.sent += int64(it.N)
		it.Kernel = k.waits(it, s)
	}
	if it.Code == "ECONNRESET" || it.Code == "EPIPE" {
		s.dead = true
	}
}

// over follows shutdown, close and reset: it says whether FIN goes out, or RST, or
// nothing.
func (k *kernel) over(it *Item, s *socket) {
	e := k.b.of(it.End)
	live := s.up && !s.dead && e.streams()
	switch it.Call {
	case "shutdown":
		s.deaf = s.deaf || it.Text != "write"
		if live && !s.fin && it.Text != "read" {
			it.Kind, s.fin = Finish, true
		}
	case "close", "reset":
		if live {
			it.Kind, it.Text = k.closing(it, s, e)
		}
		s.fin = s.fin || it.Kind == Finish
		if it.Kind == Reset {
			k.kill(it.End)
		}
		k.refuse(it, s)
		s.gone = true
	}
}

// kill ends a connection at both ends.
func (k *kernel) kill(id int) {
	k.socket(id).dead = true
	if p := k.peer(id); p != nil {
		p.dead = true
	}
}

// closing says what the close of a connection sends, and why: RST if bytes were
// not received, or if it was told not to linger, or on purpose.
func (k *kernel) closing(it *Item, s *socket, e *End) (kind Kind, why string) {
	p := k.peer(it.End)
	if s.fin && p != s && (s.heard || p != nil && p.fin) { // both have ended: there is no connection any more
		return Note, ""
	}
	if p != nil && p != s {
		if unread, ok := between(p, s); ok && unread > 0 {
			return Reset, bytes(unread) + " unread"
		}
	}
	switch {
	case p == nil && it.N > 0: // another program's
		return Reset, bytes(int64(it.N)) + " unread"
	case e.isTCP() && it.Call == "reset":
		return Reset, ""
	case e.isTCP() && !it.lingers:
		return Reset, "linger 0"
	case s.fin:
		return Note, ""
	}
	return Finish, ""
}

// refuse ends what waits at a listener that is closed: the kernel resets it.
func (k *kernel) refuse(it *Item, l *socket) {
	if l.queue > 0 {
		if !l.unsure && k.b.of(it.End).isTCP() {
			it.Kernel = fmt.Sprintf("RST to %d queued", l.queue)
		}
		for _, s := range k.of {
			if s.queued == l && !s.accepted {
				s.dead = true
			}
		}
	}
	l.queue = 0
	k.hold(l, false)
}

// keep follows whether what a socket sent still waits.
func (k *kernel) keep(sender *End) {
	if sender == nil || k.b.listens[sender.ID] {
		return
	}
	s, p := k.socket(sender.ID), k.peer(sender.ID)
	holds := s.busy
	if p != nil && !p.gone && sender.streams() {
		n, ok := between(s, p)
		holds = holds || ok && n > 0
	}
	k.hold(s, holds)
}

// waits says how many bytes of a stream's sender nobody has received.
func (k *kernel) waits(it *Item, s *socket) string {
	e, p := k.b.of(it.End), k.peer(it.End)
	if !e.streams() || it.blurred || s.dead {
		return ""
	}
	if !s.accepted && s.queued != nil {
		if s.queued.gone || s.faulty {
			return ""
		}
		return bytes(s.sent) + ", not accepted"
	}
	if p == nil || p.gone {
		return ""
	}
	n, ok := between(s, p)
	switch {
	case !ok || n == 0:
		return ""
	case n == 1:
		return "1 byte waits"
	}
	return bytes(n) + " wait"
}

// bytes writes how many there are: "1 byte", "1,200 bytes".
func bytes(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return printable.Count(int(n)) + " bytes"
}

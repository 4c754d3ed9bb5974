package exercise

import (
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// A peer is the checker's end of a connection with the learner's program, or
// its datagram socket.
type peer struct {
	t       *tester
	name    Text
	value   lua.LValue
	socket  *runtime.Socket
	dialled bool // it called; else it was accepted
	seen    bool // the learner's socket at the other end was seen
	buf     []byte
	eof     bool
	failed  error // of a receive: the connection is over
	finSent bool
	gone    bool           // closed by the checker
	to      stack.Target   // of a datagram socket: where send sends
	from    stack.Address  // of the last datagram that was taken
	taken   int            // datagrams
	posted  map[uint16]int // datagrams that were sent to a port
}

func (p *peer) String() string { return p.name.EN }

func (p *peer) closed() bool { return p.gone || p.socket.Closed() }

// peerType is the type of peers.
var peerType = &scripting.Type{Name: "peer", Fields: []scripting.Field{
	peerField("port", "integer", "its own port", func(p *peer) lua.LValue { return lua.LNumber(p.local().Port) }),
	peerField("address", "string", "its own end: \"127.0.0.1:53410\"", func(p *peer) lua.LValue { return lua.LString(p.local().String()) }),
	peerField("remote_port", "integer", "the port of the learner's end", func(p *peer) lua.LValue { return lua.LNumber(p.remote().Port) }),
	peerField("remote_address", "string", "the learner's end", func(p *peer) lua.LValue { return lua.LString(p.remote().String()) }),
	peerField("state", "string", "the kernel's name of its state", func(p *peer) lua.LValue { return lua.LString(p.socket.State().Name) }),
	peerField("sent", "integer", "bytes that it has sent", func(p *peer) lua.LValue { return lua.LNumber(p.socket.Sent()) }),
	peerField("received", "integer", "bytes that it has taken from the kernel", func(p *peer) lua.LValue { return lua.LNumber(p.socket.Received()) }),
}}

var peerField = scripting.FieldOf[*peer]

// LuaType is that of peers.
func (p *peer) LuaType() *scripting.Type { return peerType }

func (p *peer) local() stack.Address { local, _ := p.socket.Addresses(); return local }

func (p *peer) remote() stack.Address { _, remote := p.socket.Addresses(); return remote }

// datagram reports whether the peer has messages instead of a stream.
func (p *peer) datagram() bool { return !p.socket.Network.IsStream() }

// slice is how long one wait for bytes lasts, before the program is looked at.
const slice = 2 * time.Millisecond

// more waits for more bytes. It gives false when none will come: the stream has
// ended, or the program will not send by itself. What the program did between a
// receive that found nothing and the look that saw it at rest is there then: so
// one more receive decides.
func (p *peer) more(c *runtime.Caller, w *watch) (bool, error) {
	for last := false; ; {
		if p.eof || p.failed != nil {
			return false, nil
		}
		c.SetTimeout(slice)
		data, err := p.socket.Recv(c, 64<<10)
		c.Deadline = time.Time{}
		if interrupted := c.Interrupted(); interrupted != nil {
			return false, interrupted
		}
		switch {
		case err == nil && (len(data) > 0 || p.datagram()):
			p.buf = append(p.buf, data...)
			return true, nil
		case errors.Is(err, io.EOF):
			p.eof = true
			return false, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			if last {
				return false, nil
			}
			over, err := w.over()
			if err := notRestless(err); err != nil {
				return false, err
			}
			last = over
		default:
			p.failed = err
			return false, nil
		}
	}
}

// notRestless: a program that is still busy has had its time.
func notRestless(err error) error {
	if errors.Is(err, errRestless) {
		return nil
	}
	return err
}

// collect waits until the buffer has n bytes, or no more come.
func (p *peer) collect(c *runtime.Caller, n int) error {
	w := p.t.watch()
	for len(p.buf) < n {
		before := len(p.buf)
		more, err := p.more(c, w)
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
		if len(p.buf) > before {
			w = p.t.watch() // it goes on
		}
	}
	return nil
}

// take gives the first n bytes of the buffer, or fewer.
func (p *peer) take(n int) string {
	n = min(n, len(p.buf))
	s := string(p.buf[:n])
	p.buf = p.buf[n:]
	return s
}

// send gives data to the kernel. It gives up when the program does nothing more
// though not all could be sent, and says how many bytes were.
func (p *peer) send(c *runtime.Caller, data []byte) (int, error) {
	w, sent := p.t.watch(), 0
	for last := false; ; {
		c.SetTimeout(slice)
		n, err := p.socket.Send(c, data[sent:])
		c.Deadline = time.Time{}
		sent += n
		if interrupted := c.Interrupted(); interrupted != nil {
			return sent, interrupted
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return sent, err
		}
		if n > 0 {
			w, last = p.t.watch(), false
			continue
		}
		if last {
			return sent, err
		}
		over, werr := w.over()
		if werr := notRestless(werr); werr != nil {
			return sent, errors.Join(err, werr)
		}
		last = over // once more: there may be room by now
	}
}

// came says what came instead of what was expected, for people.
func (p *peer) came(got string) Text {
	return p.cameAs(Text{EN: quote(got), VI: quote(got)}, got == "")
}

// cameAs is came, with what came in words.
func (p *peer) cameAs(got Text, none bool) Text {
	switch {
	case p.reset() && none:
		return Say("the connection was reset")
	case p.reset():
		return Say("%s and then a reset", got)
	case p.eof && none:
		return Say("the end of the stream")
	case p.eof:
		return Say("%s and then the end of the stream", got)
	case none:
		return Say("nothing")
	}
	return Say("%s and then nothing more", got)
}

// reset reports whether the program reset the connection.
func (p *peer) reset() bool { return errors.Is(p.failed, syscall.ECONNRESET) }

// A server is a listener of the checker's, for programs that are clients.
type server struct {
	t      *tester
	name   Text
	value  lua.LValue
	socket *runtime.Socket
	conns  int
	full   []*runtime.Socket // clients of the checker's own that fill the accept queue
}

func (s *server) String() string { return s.name.EN }

// serverType is the type of servers.
var serverType = &scripting.Type{Name: "server", Fields: []scripting.Field{
	serverField("port", "integer", "the port it listens on", func(s *server) lua.LValue { return lua.LNumber(s.address().Port) }),
	serverField("address", "string", "its address", func(s *server) lua.LValue { return lua.LString(s.address().String()) }),
	serverField("waiting", "integer", "finished connections that wait in its accept queue",
		func(s *server) lua.LValue { return lua.LNumber(known(s.socket.State().AcceptQueue)) }),
}}

var serverField = scripting.FieldOf[*server]

// LuaType is that of servers.
func (s *server) LuaType() *scripting.Type { return serverType }

func (s *server) address() stack.Address { local, _ := s.socket.Addresses(); return local }

// newPeer makes the Lua value of a peer.
func (t *tester) newPeer(name Text, s *runtime.Socket) *peer {
	p := &peer{t: t, name: name, socket: s, posted: map[uint16]int{}}
	p.value = t.host.Object(p)
	t.peers = append(t.peers, p)
	return p
}

// target reads an address to dial, or one of the learner's ports by number.
func target(text, network string) (stack.Target, error) {
	return stack.ParseTarget(strings.TrimSpace(text), network)
}

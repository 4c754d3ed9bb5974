package replay

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Options say how to play.
type Options struct {
	At       stack.Target  // where the live server is, or where to listen
	Patience time.Duration // how long to wait for anything
	Ready    func(stack.Address)
}

// A Result is what was played.
type Result struct {
	Conns          int
	Sent, Received int64
}

// A Difference is where the live side did something else than the recorded one.
type Difference struct {
	Conn      int   // number of the recorded socket
	At        int64 // byte of what it receives, from 0
	Want, Got []byte
	WantEnd   bool         // the stream had ended
	GotEnd    bool         // it ended now
	What      string       // of what is no matter of bytes: "no client came for 5 s"
	Event     *event.Event // of the log
	Err       error        // of the live call, or nil
}

// Error says in a line what is different.
func (d *Difference) Error() string {
	where := fmt.Sprintf("event %d", d.Event.Seq)
	if p := d.Event.Place.String(); p != "" {
		where += ", " + p
	}
	if d.What != "" {
		return fmt.Sprintf("%s (%s)", d.What, where)
	}
	return fmt.Sprintf("byte %d of what #%d receives is different (%s)", d.At+1, d.Conn, where)
}

func (d *Difference) Unwrap() error { return d.Err }

// Play plays a plan in a session, which it closes. The error is a *Difference,
// or what kept it from beginning.
func Play(s *runtime.Session, p *Plan, o Options) (Result, error) {
	r := &player{session: s, plan: p, options: o}
	defer r.stop()
	if p.Side == Server {
		l, err := s.Listen(&r.caller, o.At, runtime.ListenOptions{Backlog: 128})
		if err != nil {
			return r.result, err
		}
		r.listener = l
		if o.Ready != nil {
			at, _ := l.Addresses()
			o.Ready(at)
		}
	}
	for i := range p.ops {
		if err := r.play(&p.ops[i]); err != nil {
			return r.result, r.first(err)
		}
	}
	return r.result, r.finish()
}

// A player plays one plan. The goroutine that plays does all but the sending:
// each connection has one that sends, in order, so that a send that must wait
// for its reader keeps nothing else waiting.
type player struct {
	session  *runtime.Session
	plan     *Plan
	options  Options
	caller   runtime.Caller
	listener *runtime.Socket
	senders  sync.WaitGroup
	result   Result

	mu     sync.Mutex
	failed error // the first failure of a sender
	sent   int64
}

// first gives the failure of a sender, if there was one before.
func (r *player) first(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result.Sent = r.sent
	if r.failed != nil {
		return r.failed
	}
	return err
}

// finish waits for what is still being sent.
func (r *player) finish() error {
	r.closeQueues()
	r.senders.Wait()
	return r.first(nil)
}

func (r *player) closeQueues() {
	for _, c := range r.plan.Conns {
		if c.sender != nil {
			close(c.sender.queue)
			c.sender = nil
		}
	}
}

// stop ends what is still going on.
func (r *player) stop() {
	r.closeQueues()
	r.session.Close()
	r.senders.Wait()
}

func (r *player) play(o *op) error {
	if err := r.first(nil); err != nil {
		return err
	}
	switch o.kind {
	case open:
		return r.open(o)
	case receive:
		return r.receive(o)
	case end:
		return r.end(o)
	}
	o.conn.sender.do(*o)
	return nil
}

// wait limits the call that comes next.
func (r *player) wait() { r.caller.SetTimeout(r.options.Patience) }

// open dials or accepts, and starts the connection's sender.
func (r *player) open(o *op) error {
	r.wait()
	var sock *runtime.Socket
	var err error
	if r.plan.Side == Client {
		sock, err = r.session.Dial(&r.caller, r.options.At, runtime.DialOptions{})
	} else {
		sock, err = r.listener.Accept(&r.caller)
	}
	if err != nil {
		what := fmt.Sprintf("connection %d of %d could not be made: %s", r.result.Conns+1, len(r.plan.Conns), err)
		if errors.Is(err, os.ErrDeadlineExceeded) && r.plan.Side == Server {
			what = fmt.Sprintf("no client came within %s; the log has %d, this would be number %d", r.options.Patience, len(r.plan.Conns), r.result.Conns+1)
		}
		return &Difference{Conn: o.conn.ID, What: what, Event: o.event, Err: err}
	}
	r.result.Conns++
	o.conn.sock = sock
	o.conn.sender = newSender(r, o.conn, len(r.plan.ops))
	r.senders.Go(o.conn.sender.run)
	return nil
}

// receive waits for as many bytes as were received, and compares.
func (r *player) receive(o *op) error {
	c, want := o.conn, o.event.Data
	for done := 0; done < len(want); {
		r.wait()
		got, err := c.sock.Recv(&r.caller, len(want)-done)
		rest := want[done:]
		for i := range got {
			if at := c.got + int64(i); got[i] != rest[i] && c.compared(at) {
				return &Difference{Conn: c.ID, At: at, Want: rest[i:], Got: got[i:], Event: o.event}
			}
		}
		c.got += int64(len(got))
		r.result.Received += int64(len(got))
		done += len(got)
		if err != nil {
			return r.notReceived(o, want[done:], err)
		}
	}
	return nil
}

// notReceived says why bytes did not come.
func (r *player) notReceived(o *op, rest []byte, err error) error {
	d := &Difference{Conn: o.conn.ID, At: o.conn.got, Want: rest, Event: o.event, Err: err}
	switch {
	case err == io.EOF:
		d.GotEnd = true
	case errors.Is(err, os.ErrDeadlineExceeded):
		d.What = fmt.Sprintf("waited %s for byte %d of what #%d receives: nothing came", r.options.Patience, d.At+1, d.Conn)
	default:
		d.What = fmt.Sprintf("byte %d of what #%d receives did not come: %s", d.At+1, d.Conn, err)
	}
	return d
}

// end waits for the end of the stream, or of the connection.
func (r *player) end(o *op) error {
	r.wait()
	got, err := o.conn.sock.Recv(&r.caller, 64)
	d := &Difference{Conn: o.conn.ID, At: o.conn.got, WantEnd: true, Got: got, Event: o.event, Err: err}
	switch {
	case len(got) > 0:
		return d
	case errors.Is(err, os.ErrDeadlineExceeded):
		d.What = fmt.Sprintf("waited %s for the end of what #%d receives: the other side keeps the stream open", r.options.Patience, o.conn.ID)
		return d
	}
	return nil // io.EOF, or the connection was reset
}

// Package replay plays one side of a recorded session against a live other
// side: what was sent is sent, what was received is awaited and compared byte
// by byte, in the order in which it happened.
package replay

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
)

// A Side is which end of the connections is played.
type Side string

// The sides.
const (
	Client Side = "client" // dials
	Server Side = "server" // listens and accepts
)

// A Plan is what one side does.
type Plan struct {
	Side   Side
	Server stack.Address // where the server was
	Conns  []*Conn       // in the order in which they were made
	ops    []op

	Dropped int64 // calls that the log lacks: connections that were made before then are not played
	first   int64 // the event from which on it has all
}

// A Conn is one connection, by the number of its recorded socket.
type Conn struct {
	ID     int
	ignore []span // of what it receives: not compared
	sock   *runtime.Socket
	sender *sender
	got    int64 // bytes received so far
}

type span struct{ from, to int64 }

// An op is one thing to do, at its turn.
type op struct {
	kind  opKind
	conn  *Conn
	event *event.Event
	at    time.Time
}

type opKind int

const (
	open     opKind = iota // dial, or accept
	send                   // the event's data
	receive                // as many bytes as the event's data
	end                    // of the stream, or of the connection
	shutdown               //
	leave                  // close, or reset
)

// NewPlan finds what one side of a log did. of names the server if the log has
// several; "" means the only one. Bytes that match one of ignore are not
// compared.
func NewPlan(l record.Log, side Side, of string, ignore []*regexp.Regexp) (*Plan, error) {
	p := &Plan{Side: side, Dropped: l.Dropped, first: firstWhole(l)}
	servers := map[int]stack.Address{} // by socket of our side
	var order []stack.Address
	seen := map[stack.Address]bool{}
	for i := range l.Events {
		e := &l.Events[i]
		id, at := p.opened(e)
		if id == 0 {
			continue
		}
		servers[id] = at
		if !seen[at] {
			order = append(order, at)
		}
		seen[at] = true
	}
	if err := p.choose(order, of); err != nil && l.Dropped > 0 {
		return nil, fmt.Errorf("the log lacks its first %s calls, and of what began later: %w", printable.Count(int(l.Dropped)), err)
	} else if err != nil {
		return nil, err
	}
	byID := map[int]*Conn{}
	for i := range l.Events {
		if err := p.take(&l.Events[i], servers, byID); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(p.ops, func(a, b op) int { return a.at.Compare(b.at) })
	streams := map[*Conn][]byte{}
	for _, o := range p.ops {
		switch {
		case o.kind == open:
			p.Conns = append(p.Conns, o.conn)
		case o.kind == receive && len(ignore) > 0:
			streams[o.conn] = append(streams[o.conn], o.event.Data...)
		}
	}
	for c, received := range streams {
		c.ignore = ignored(received, ignore)
	}
	return p, nil
}

// firstWhole gives the number of the event from which on a log has all.
func firstWhole(l record.Log) int64 {
	n := len(l.Events) - 1
	if l.Dropped == 0 || n < 0 {
		return 0
	}
	for n > 0 && l.Events[n-1].Seq == l.Events[n].Seq-1 {
		n--
	}
	return l.Events[n].Seq
}

// opened gives the socket of the side that a call made a connection of, and the
// server's address; 0 if it made none. The ends of a pair belong together.
func (p *Plan) opened(e *event.Event) (int, stack.Address) {
	switch {
	case e.Err != nil || !e.Done() || e.Via == "pair", e.Seq < p.first:
	case p.Side == Client && e.Call == "connect" && e.Remote.Network.IsStream():
		return e.Socket, e.Remote
	case p.Side == Server && e.Call == "accept" && e.Made != 0:
		return e.Made, e.Local
	}
	return 0, stack.Address{}
}

// choose decides which server of the log is meant.
func (p *Plan) choose(order []stack.Address, of string) error {
	var names []string
	for _, a := range order {
		names = append(names, a.String())
		if a.String() == of || strings.HasSuffix(a.String(), ":"+of) {
			p.Server = a
			return nil
		}
	}
	switch {
	case len(order) == 0 && p.Side == Client:
		return fmt.Errorf("no client in the log has connected to a server: there is nothing to play")
	case len(order) == 0:
		return fmt.Errorf("no server in the log has accepted a client: there is nothing to play")
	case of != "":
		return fmt.Errorf("the log has no server at %s: want %s", of, listed(names, " or "))
	case len(order) > 1:
		return fmt.Errorf("the log has servers at %s: say which one with --of", listed(names, " and "))
	}
	p.Server = order[0]
	return nil
}

// listed writes some of many names.
func listed(names []string, and string) string {
	const most = 12
	if n := len(names); n > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", n-most))
	}
	return strings.Join(names, and)
}

// take adds what a call did, if it is one of the side's.
func (p *Plan) take(e *event.Event, servers map[int]stack.Address, byID map[int]*Conn) error {
	if id, at := p.opened(e); id != 0 && at == p.Server && servers[id] == at {
		byID[id] = &Conn{ID: id}
		p.add(open, byID[id], e, e.End)
		return nil
	}
	c := byID[e.Socket]
	if c == nil || !e.Done() {
		return nil
	}
	switch {
	case e.EOF || e.Err != nil && gone(e):
		p.add(end, c, e, e.End)
	case e.Call == "peek":
	case e.N > 0 && record.Cut(e) > 0:
		return fmt.Errorf("the payload of call %d at %s was cut by %d bytes: it can't be replayed", e.Seq, e.Place, record.Cut(e))
	case e.Call == "send" && e.N > 0:
		p.add(send, c, e, e.Begin)
	case e.Call == "recv" && e.N > 0, e.Call == "recvfrom" && e.N > 0:
		p.add(receive, c, e, e.End)
	case e.Err != nil:
	case e.Call == "shutdown":
		p.add(shutdown, c, e, e.Begin)
	case e.Call == "close", e.Call == "reset":
		p.add(leave, c, e, e.Begin)
	}
	return nil
}

// gone reports whether a receive failed because the connection was over.
func gone(e *event.Event) bool {
	return (e.Call == "recv" || e.Call == "peek") && runtime.Code(e.Err) == "ECONNRESET"
}

func (p *Plan) add(kind opKind, c *Conn, e *event.Event, at time.Time) {
	p.ops = append(p.ops, op{kind, c, e, at})
}

// ignored finds which bytes of a stream match a pattern, in the order of the
// stream.
func ignored(stream []byte, patterns []*regexp.Regexp) []span {
	var all, out []span
	for _, re := range patterns {
		for _, m := range re.FindAllIndex(stream, -1) {
			all = append(all, span{int64(m[0]), int64(m[1])})
		}
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, s := range all {
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// compared reports whether a byte of what is received must be as recorded.
func (c *Conn) compared(at int64) bool {
	n := sort.Search(len(c.ignore), func(n int) bool { return c.ignore[n].to > at })
	return n == len(c.ignore) || at < c.ignore[n].from
}

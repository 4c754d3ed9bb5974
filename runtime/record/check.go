package record

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// What is kept of a text, in bytes, and how large a number may be. A log can
// come from anybody: what is read is no longer than what a picture can show, and
// numbers can be added without an overflow.
const (
	maxName    = 1 << 10 // of a function, a file, a program
	maxText    = 4 << 10 // of a step, an argument, an error
	maxScript  = 4 << 20
	maxArgs    = 1000
	maxAddress = 512     // unix(7): sun_path has 108 bytes, each of which may be written as \xNN
	maxID      = 1 << 31 // of a socket, a task
	maxBytes   = 1 << 40 // of one call
	maxCount   = 1 << 52 // of calls, of bytes of a stream
)

// A rule says what the line of a call has.
type rule struct {
	name  string
	makes bool     // a socket, unless it failed or is under way
	on    bool     // it is called on a socket; else "socket" is the one that it made
	moves bool     // bytes
	args  []string // all that can be asked; nil: any text
}

// callRules has every call that a log can have.
var callRules = []rule{
	{name: "socket", makes: true, args: networkNames(func(stack.Network) bool { return true })},
	{name: "socketpair", makes: true, args: networkNames(stack.Network.IsUnix)},
	{name: "getaddrinfo"},
	{name: "bind", on: true},
	{name: "listen", on: true},
	{name: "connect", on: true},
	{name: "accept", makes: true, on: true},
	{name: "send", on: true, moves: true},
	{name: "sendto", on: true, moves: true},
	{name: "recv", on: true, moves: true},
	{name: "recvfrom", on: true, moves: true},
	{name: "peek", on: true, moves: true},
	{name: "getsockopt", on: true},
	{name: "setsockopt", on: true},
	{name: "shutdown", on: true, args: []string{stack.ShutRead.String(), stack.ShutWrite.String(), stack.ShutBoth.String()}},
	{name: "close", on: true},
	{name: "reset", on: true},
	{name: "fault", on: true},
}

var rules = func() map[string]rule {
	out := map[string]rule{}
	for _, r := range callRules {
		out[r.name] = r
	}
	return out
}()

func callNames() []string {
	var out []string
	for _, r := range callRules {
		out = append(out, r.name)
	}
	return out
}

func networkNames(fits func(stack.Network) bool) []string {
	var out []string
	for _, n := range stack.Networks() {
		if fits(n) {
			out = append(out, string(n))
		}
	}
	return out
}

// oneOf reports what is wrong with a value that must be one of a list.
func oneOf(got string, list []string) error {
	if slices.Contains(list, got) {
		return nil
	}
	last := len(list) - 1
	return fmt.Errorf("got %s, want %s or %s", printable.QuoteN(got, 40), strings.Join(list[:last], ", "), list[last])
}

// check checks a call against its rule, and against the lines before it.
func (d *decoder) check(c *call) error {
	if err := oneOf(c.Call, callNames()); err != nil {
		return d.wrong("call", "%s", err)
	}
	r := rules[c.Call]
	for _, check := range []func(*decoder, *call, rule) error{(*decoder).order, (*decoder).sockets, (*decoder).asked, (*decoder).bytes} {
		if err := check(d, c, r); err != nil {
			return err
		}
	}
	return nil
}

// order checks numbers and times: calls are in the order in which they began.
func (d *decoder) order(c *call, _ rule) error {
	n := len(d.log.Events)
	switch {
	case c.Seq == 0:
		return d.wrong("seq", "got 0: calls are counted from 1")
	case c.Err != nil && !c.Done():
		return d.wrong("took", "is missing: a call that failed has returned")
	case n == 0:
		return nil
	}
	before := &d.log.Events[n-1]
	switch {
	case c.Seq <= before.Seq:
		return d.wrong("seq", "got %d after %d: calls are in order", c.Seq, before.Seq)
	case c.Begin.Before(before.Begin):
		return d.wrong("begin", "is before that of the call before it: calls are in order")
	}
	return nil
}

// sockets checks that the sockets of a call are there: that a line before it has
// made the one it is called on, and none the one that it makes.
func (d *decoder) sockets(c *call, r rule) error {
	if r.on {
		if err := d.known(c); err != nil {
			return err
		}
	}
	if !r.makes || c.Err != nil || !c.Done() {
		switch {
		case c.Made != 0:
			return d.wrong("made", "got %d: the call has made no socket", c.Made)
		case !r.on && c.Socket != 0:
			return d.wrong("socket", "got %d: the call has made no socket", c.Socket)
		}
		return nil
	}
	news := map[string]int{"made": c.Made}
	if !r.on {
		news["socket"] = c.Socket
	}
	for _, field := range []string{"socket", "made"} {
		id, is := news[field]
		line := d.made[id]
		switch {
		case !is:
		case id == 0:
			return d.wrong(field, "is missing")
		case id == c.Socket && r.on:
			return d.wrong(field, "got %d, which is the socket itself", id)
		case line != 0 && line != d.line:
			return d.wrong(field, "got %d, which line %d has made", id, line)
		default:
			d.made[id] = d.line
		}
	}
	switch {
	case c.Call == "socket" && c.Made != c.Socket:
		return d.wrong("made", "got %d, and socket is %d: want the same", c.Made, c.Socket)
	case c.Call == "socketpair" && c.Made == c.Socket:
		return d.wrong("made", "got %d, and socket too: a pair is two", c.Made)
	}
	return nil
}

// known checks the socket that a call is made on. The line that made it can be
// among those that the session let go. What the session does at its end, as task
// 0, can be on a socket that was still being made.
func (d *decoder) known(c *call) error {
	switch {
	case c.Socket == 0:
		return d.wrong("socket", "is missing")
	case d.made[c.Socket] == 0 && d.log.Dropped == 0 && c.Task != 0:
		return d.wrong("socket", "got %d, and no line before has made it", c.Socket)
	}
	return nil
}

// asked checks what only some calls can have been asked, or tell.
func (d *decoder) asked(c *call, r rule) error {
	if c.network != "" {
		if err := oneOf(c.network, networkNames(func(n stack.Network) bool { return !n.IsUnix() })); err != nil {
			return d.wrong("network", "%s", err)
		}
	}
	if r.args != nil {
		if err := oneOf(c.Arg, r.args); err != nil {
			return d.wrong("arg", "%s", err)
		}
	}
	if told := (*runtime.ToldError)(nil); errors.As(c.Err, &told) && strings.Trim(told.Told, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return d.wrong("error", "got %s, want a code as ECONNREFUSED", printable.QuoteN(told.Told, 40))
	}
	return nil
}

// bytes checks that the bytes are as many as the numbers say.
func (d *decoder) bytes(c *call, r rule) error {
	switch {
	case !r.moves && (len(c.Data) > 0 || c.Stream != event.Range{}):
		return d.wrong("data", "%s has no payload", printable.QuoteN(c.Call, 40))
	case !r.moves && c.EOF:
		return d.wrong("eof", "%s receives nothing", printable.QuoteN(c.Call, 40))
	case len(c.Data) > c.N:
		return d.wrong("data", "%d bytes, and n says %d", len(c.Data), c.N)
	case c.Stream.To < c.Stream.From:
		return d.wrong("to", "got %d, and from is %d", c.Stream.To, c.Stream.From)
	case c.Stream.To-c.Stream.From > int64(c.N):
		return d.wrong("to", "got %d: from %d on these are %d bytes, and n says %d", c.Stream.To, c.Stream.From, c.Stream.To-c.Stream.From, c.N)
	case c.Size < -1 || c.Size > maxBytes:
		return d.wrong("size", "got %d, want 0 to %d, or -1", c.Size, int64(maxBytes))
	}
	return nil
}

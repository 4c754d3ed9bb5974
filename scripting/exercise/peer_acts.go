package exercise

import (
	"bytes"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/scripting"
)

func (p *peer) sendAll(c *runtime.Caller, data []byte, why Text) error {
	p.t.did(Say("%s sent %s", p.name, say(data)))
	if p.datagram() {
		to, err := p.t.host.Session.Resolve(c, p.to)
		if err != nil {
			return err
		}
		if !p.from.IsZero() {
			to[0] = p.from // it answers who spoke last
		}
		if _, err = p.socket.SendTo(c, data, to[0]); err == nil {
			p.posted[to[0].Port]++
		}
		return err
	}
	n, err := p.send(c, data)
	switch {
	case err == nil:
		return nil
	case c.Interrupted() != nil:
		return err
	case runtime.Code(err) == "TIMEOUT":
		return p.t.fault(Say("%s could send only %d of %d bytes: your program does not take them", p.name, n, len(data)), why)
	}
	return p.t.fault(Say("%s could not send: the connection is over (%s)", p.name, runtime.Code(err)), why)
}

// echo sends n bytes back as they come.
func (p *peer) echo(c *runtime.Caller, n int, why Text) error {
	for done := 0; done < n; {
		if err := p.collect(c, 1); err != nil {
			return err
		}
		piece := p.take(n - done)
		if piece == "" {
			return p.t.fault(Say("%s expected %d bytes to send back, got %d: %s", p.name, n, done, p.came("")), why)
		}
		sent, err := p.send(c, []byte(piece))
		done += sent
		switch {
		case err == nil:
		case c.Interrupted() != nil:
			return err
		case runtime.Code(err) == "TIMEOUT":
			return p.t.fault(Say("%s could send back only %d of %d bytes: your program does not take them", p.name, done, n), why)
		default:
			return p.t.fault(Say("%s could not send: the connection is over (%s)", p.name, runtime.Code(err)), why)
		}
	}
	p.t.did(Say("%s sent %d bytes back as they came", p.name, n))
	return nil
}

// say writes bytes that were sent, or how many if they are many.
func say(data []byte) Text {
	if len(data) > 2*shownBytes {
		return Say("%d bytes", len(data))
	}
	return Text{EN: quote(string(data)), VI: quote(string(data))}
}

func (p *peer) expect(c *runtime.Caller, want string, why Text) error {
	if p.datagram() {
		return p.expectDatagram(c, want, why)
	}
	if err := p.collect(c, len(want)); err != nil {
		return err
	}
	got := p.take(len(want))
	if got == want {
		p.t.did(Say("%s got %s", p.name, say([]byte(want))))
		return nil
	}
	d := newDiff(want, got)
	what := Say("%s expected %s, got %s", p.name, say([]byte(want)), p.cameOf(got, want))
	if len(got) == len(want) && len(want) > 2*shownBytes {
		what = Say("%s expected %s, got others from byte %d on", p.name, say([]byte(want)), d.At+1)
	}
	return p.t.faultDiff(what, why, d)
}

// cameOf is came; bytes that are all there but wrong need no "and then", and many
// are counted.
func (p *peer) cameOf(got, want string) Text {
	if len(got) == len(want) {
		return say([]byte(got))
	}
	return p.cameAs(say([]byte(got)), got == "")
}

func (p *peer) expectDatagram(c *runtime.Caller, want string, why Text) error {
	m, err := p.datagramNext(c)
	if err != nil {
		return err
	}
	switch {
	case m == nil:
		return p.t.fault(Say("%s expected the datagram %s, got nothing", p.name, quote(want)), why)
	case string(m.Data) == want:
		p.t.did(Say("%s got the datagram %s", p.name, quote(want)))
		return nil
	}
	return p.t.faultDiff(Say("%s expected the datagram %s, got %s", p.name, quote(want), quote(string(m.Data))), why, newDiff(want, string(m.Data)))
}

// datagramNext waits for a datagram; nil if the program will send none.
func (p *peer) datagramNext(c *runtime.Caller) (*runtime.Message, error) {
	w := p.t.watch()
	for last := false; ; {
		c.SetTimeout(slice)
		m, err := p.socket.RecvFrom(c, maxDatagram)
		c.Deadline = time.Time{}
		switch {
		case err == nil:
			p.from = m.From
			p.taken++
			return &m, nil
		case c.Interrupted() != nil:
			return nil, c.Interrupted()
		case runtime.Code(err) != "TIMEOUT":
			continue // an answer that a closed port gave to an earlier datagram
		}
		if last {
			return nil, nil
		}
		over, err := w.over()
		if err := notRestless(err); err != nil {
			return nil, err
		}
		last = over
	}
}

func (p *peer) line(c *scripting.Call, why Text) error {
	for {
		if i := bytes.IndexByte(p.buf, '\n'); i >= 0 {
			s := p.take(i + 1)
			p.t.did(Say("%s got %s", p.name, quote(s)))
			return c.Return(lua.LString(s[:i]))
		}
		have := len(p.buf)
		if err := p.collect(c.Caller(), have+1); err != nil {
			return err
		}
		if len(p.buf) == have {
			return p.t.fault(Say("%s expected a line, got %s", p.name, p.came(p.take(have))), why)
		}
	}
}

// toTheEnd waits until the stream has ended, or the program sends no more.
func (p *peer) toTheEnd(c *runtime.Caller) error {
	for !p.eof && p.failed == nil {
		have := len(p.buf)
		if err := p.collect(c, have+1); err != nil {
			return err
		}
		if len(p.buf) == have {
			break
		}
	}
	return nil
}

func (p *peer) expectEnd(c *scripting.Call, reset bool) error {
	var why Text
	if err := c.Args(scripting.As(&p), &why); err != nil {
		return err
	}
	want := Say("the end of the stream")
	if reset {
		want = Say("a reset")
	}
	if err := p.collect(c.Caller(), len(p.buf)+1); err != nil {
		return err
	}
	if len(p.buf) == 0 && (p.eof && !reset || p.reset() && reset) {
		p.t.did(Say("%s got %s", p.name, want))
		return nil
	}
	return p.t.fault(Say("%s expected %s, got %s", p.name, want, p.came(p.take(len(p.buf)))), why)
}

func (p *peer) expectNothing(c *runtime.Caller, why Text) error {
	if p.datagram() {
		m, err := p.datagramNext(c)
		if err == nil && m != nil {
			return p.t.fault(Say("%s expected nothing, got the datagram %s", p.name, quote(string(m.Data))), why)
		}
		return err
	}
	if err := p.collect(c, len(p.buf)+1); err != nil {
		return err
	}
	if len(p.buf) > 0 || p.eof || p.failed != nil {
		return p.t.fault(Say("%s expected nothing yet, got %s", p.name, p.came(p.take(len(p.buf)))), why)
	}
	p.t.did(Say("%s waits, and gets nothing", p.name))
	return nil
}

// maxDatagram is more than any datagram has (RFC 768).
const maxDatagram = 65535

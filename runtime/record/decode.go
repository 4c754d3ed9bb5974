package record

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// maxLine is the longest line that is read: a payload of the longest receive.
const maxLine = 2 * runtime.MaxReceive

// Read reads a log. Fields that it does not know are passed over; anything else
// that is not as Write writes it is a *SyntaxError.
func Read(r io.Reader) (Log, error) {
	d := decoder{in: bufio.NewScanner(r), made: map[int]int{}}
	d.in.Buffer(make([]byte, 0, 1<<16), maxLine)
	for d.in.Scan() {
		d.line++
		if err := d.read(d.in.Bytes()); err != nil {
			return Log{}, err
		}
	}
	switch err := d.in.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		d.line++
		return Log{}, d.wrong("", "more than %s bytes", printable.Count(maxLine))
	case err != nil:
		return Log{}, err
	case d.line == 0:
		d.line++
		return Log{}, d.wrong("", "the file is empty, want a log of sockpit")
	}
	return d.log, nil
}

type decoder struct {
	in   *bufio.Scanner
	line int
	log  Log
	made map[int]int // of each socket the line that made it
}

func (d *decoder) wrong(field, format string, args ...any) error {
	return &SyntaxError{Line: d.line, Field: field, Text: fmt.Sprintf(format, args...)}
}

func (d *decoder) read(line []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil || raw == nil {
		if d.line == 1 {
			return d.wrong("", "not a log of sockpit: the first line is no JSON object")
		}
		return d.wrong("", "no JSON object: is the line cut?")
	}
	if d.line == 1 {
		return d.header(raw)
	}
	for _, kind := range []string{"step", "call"} {
		if _, ok := raw[kind]; !ok {
			continue
		}
		if kind == "step" {
			return d.step(raw)
		}
		return d.call(raw)
	}
	return d.wrong("", "neither a step nor a call: it has no field \"step\" and none \"call\"")
}

// set sets the fields of t that a line has.
func set[T any](d *decoder, fields []field[T], t *T, raw map[string]json.RawMessage) error {
	for _, f := range fields {
		value, ok := raw[f.Name]
		if !ok || f.set == nil {
			continue
		}
		if err := f.set(t, value); err != nil {
			return d.wrong(f.Name, "%s", err)
		}
	}
	return nil
}

func (d *decoder) header(raw map[string]json.RawMessage) error {
	h := header{Log: &d.log}
	version, ok := raw["sockpit"]
	if !ok {
		return d.wrong("", "not a log of sockpit: the first line has no field \"sockpit\"")
	}
	if err := into(version, &h.version, "the version of the format"); err != nil {
		return d.wrong("sockpit", "%s", err)
	}
	if h.version != Version {
		return d.wrong("sockpit", "the log is of version %d, and this sockpit reads version %d: read it with the sockpit that wrote it, or a newer one", h.version, Version)
	}
	return set(d, headerFields, &h, raw)
}

func (d *decoder) step(raw map[string]json.RawMessage) error {
	var s Step
	if err := set(d, stepFields, &s, raw); err != nil {
		return err
	}
	if n := len(d.log.Steps); n > 0 && s.Seq < d.log.Steps[n-1].Seq {
		return d.wrong("seq", "got %d after %d: steps are in order", s.Seq, d.log.Steps[n-1].Seq)
	}
	d.log.Steps = append(d.log.Steps, s)
	return nil
}

func (d *decoder) call(raw map[string]json.RawMessage) error {
	e := event.Event{}
	c := call{Event: &e}
	for _, name := range []string{"seq", "begin"} {
		if _, ok := raw[name]; !ok {
			return d.wrong(name, "is missing")
		}
	}
	if err := set(d, eventFields, &c, raw); err != nil {
		return err
	}
	if err := d.finish(&c, raw); err != nil {
		return err
	}
	if err := d.check(&c); err != nil {
		return err
	}
	d.log.Events = append(d.log.Events, e)
	return nil
}

// finish puts together what several fields say.
func (d *decoder) finish(c *call, raw map[string]json.RawMessage) error {
	if c.took != nil {
		c.End = c.Begin.Add(*c.took)
	}
	if c.told != nil {
		c.Err = c.told
	}
	var err error
	if c.Local, err = addressOf(c.local, c.network); err != nil {
		return d.wrong("local", "%s", err)
	}
	if c.Remote, err = addressOf(c.remote, c.network); err != nil {
		return d.wrong("remote", "%s", err)
	}
	if _, ok := raw["size"]; !ok && IsTransfer(c.Event) {
		c.Size = c.N
	}
	return nil
}

// addressOf reads an address as Address.String writes it.
func addressOf(s, network string) (stack.Address, error) {
	switch {
	case s == "":
		return stack.Address{}, nil
	case len(s) > maxAddress:
		return stack.Address{}, fmt.Errorf("%s bytes are too long for an address", printable.Count(len(s)))
	}
	if scheme, path, ok := strings.Cut(s, "://"); ok {
		a := stack.Address{Network: stack.Network(scheme), Path: path}
		if !a.Network.IsUnix() || path == "" {
			return a, fmt.Errorf("got %s, want an address", printable.QuoteN(s, 60))
		}
		return a, nil
	}
	at, err := netip.ParseAddrPort(s)
	if err != nil {
		return stack.Address{}, fmt.Errorf("got %s, want an address", printable.QuoteN(s, 60))
	}
	n := stack.Network(network)
	if n.IsUnix() || !slices.Contains(stack.Networks(), n) {
		return stack.Address{}, fmt.Errorf("the network of %s is %s, want tcp4, tcp6, udp4 or udp6", s, printable.QuoteN(network, 20))
	}
	return stack.Address{Network: n, IP: at.Addr(), Port: at.Port()}, nil
}

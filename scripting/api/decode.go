package api

import (
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/decode"
	"sockpit/scripting"
	"sockpit/scripting/luavm"
	"sockpit/scripting/syntax"
)

var paramDecoder = scripting.Param{Name: "decoder", Type: "string", Optional: true, Means: "\"line\", \"http\", \"u16\", \"u32\", \"dns\", or one that a plugin added"}

var decodeFuncs = []*scripting.Func{
	{
		Name: "hex", Group: "look",
		Params:  []scripting.Param{{Name: "data", Type: "string", Means: "the bytes"}, paramDecoder},
		Summary: "shows bytes as offsets, hex and text; with a decoder, what each of them is",
		Example: `hex("GET / HTTP/1.1\r\n")
hex("GET / HTTP/1.1\r\nHost: me\r\n", "http")`,
		Run: apiHex,
	},
	{
		Name: "decode", Group: "look",
		Params:      []scripting.Param{{Name: "data", Type: "string", Means: "the bytes"}, {Name: paramDecoder.Name, Type: "string", Optional: true, Means: paramDecoder.Means + "; what the bytes look like unless given"}},
		Returns:     "a list of messages, each a table of its parts; and what is missing of the last one, or nil if it is whole",
		ReturnTypes: []string{"table[]", "any"},
		Summary:     "takes a payload apart: its messages and their fields",
		Detail:      "Bytes that are not of that protocol are an error that says where. The decoders and their fields are listed under \"decoders\" in the reference.",
		Example: `local list, missing = decode("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel", "http")
expect.equal(list[1].method, "POST")
expect.equal(list[1].headers[1].value, "5")
expect.equal(missing, "2 of 5 bytes of the body")
expect.equal(decode("\0\2hi", "u16")[1].body, "hi")`,
		Run: apiDecode,
	},
}

// A Payload is bytes to be shown with what a decoder made of them.
type Payload struct {
	Data []byte
	decode.Result
}

func apiHex(c *scripting.Call) error {
	var data []byte
	var name string
	if err := c.Args(&data, &name); err != nil {
		return err
	}
	if name == "" {
		c.Host().Show(Hex{data})
		return nil
	}
	r, err := decodeAs(c, data, name)
	if err != nil {
		return err
	}
	c.Host().Show(Payload{data, r})
	return nil
}

func apiDecode(c *scripting.Call) error {
	var data []byte
	var name string
	if err := c.Args(&data, &name); err != nil {
		return err
	}
	if name == "" {
		d := decode.Guess(data)
		if d == nil {
			return c.Wrong("decoder", "is missing, and the bytes look like nothing that is known: want one of %s", strings.Join(c.Host().DecoderNames(), ", "))
		}
		name = d.Name
	}
	r, err := decodeAs(c, data, name)
	if err != nil {
		return err
	}
	list := c.L.CreateTable(len(r.Messages), 0)
	for i := range r.Messages {
		m := &r.Messages[i]
		t := partTable(m)
		if m.Name != decode.Plain && t.RawGetString("kind") == lua.LNil {
			t.RawSetString("kind", lua.LString(m.Name))
		}
		list.Append(t)
	}
	if r.Missing == "" {
		return c.Return(list)
	}
	return c.Return(list, lua.LString(r.Missing))
}

// decode runs one of sockpit's decoders, or one of a plugin.
func decodeAs(c *scripting.Call, data []byte, name string) (decode.Result, error) {
	if f := c.Host().Decoder(name); f != nil {
		return decodeByPlugin(c, name, f, data)
	}
	d := decode.Find(name)
	if d == nil {
		names := c.Host().DecoderNames()
		if near := syntax.DidYouMean(name, names); near != "" {
			return decode.Result{}, c.Wrong("decoder", "there is none called %s. %s", name, near)
		}
		return decode.Result{}, c.Wrong("decoder", "there is none called %s: want one of %s", name, strings.Join(names, ", "))
	}
	r, err := d.Decode(data)
	if err != nil {
		err = c.Wrong("data", "%s", err)
	}
	return r, err
}

// partTable writes the parts of a part as a table: those of a list by number,
// others by name.
func partTable(p *decode.Part) *lua.LTable {
	t := luavm.NewTable(0, len(p.Parts))
	for i := range p.Parts {
		q := &p.Parts[i]
		v := partValue(q)
		switch {
		case v == lua.LNil:
		case p.List:
			t.Append(v)
		default:
			t.RawSetString(q.Name, v)
		}
	}
	return t
}

func partValue(p *decode.Part) lua.LValue {
	switch v := p.Value.(type) {
	case string:
		return lua.LString(v)
	case int:
		return lua.LNumber(v)
	case float64:
		return lua.LNumber(v)
	case bool:
		return lua.LBool(v)
	}
	if len(p.Parts) == 0 && !p.List {
		return lua.LNil
	}
	return partTable(p)
}

// decodeByPlugin calls a plugin's decoder for one message after the other.
func decodeByPlugin(c *scripting.Call, name string, f *lua.LFunction, data []byte) (decode.Result, error) {
	r := decode.Result{Decoder: name}
	for pos := 0; pos < len(data) && r.Missing == ""; {
		if len(r.Messages) == decode.MaxMessages {
			r.Rest = len(data) - pos
			break
		}
		results, err := c.Invoke(f, lua.LString(data[pos:]))
		if err != nil {
			return r, err
		}
		p := partReader{data: data, pos: pos, list: fmt.Sprintf("what %s gave", name)}
		m := decode.Part{Name: decode.Plain, From: pos}
		if len(results) == 0 {
			results = []lua.LValue{lua.LNil}
		}
		m.Parts, err = p.parts(results[0], 0)
		if err != nil {
			return r, c.Wrong("decoder", "%s", err)
		}
		m.To = p.pos
		r.Messages, r.Missing = append(r.Messages, m), p.missing
		if p.pos == pos && p.missing == "" {
			return r, c.Wrong("decoder", "%s took no bytes at byte %d: want at least one, or parts that say how many they need", name, pos+1)
		}
		pos = p.pos
	}
	return r, nil
}

// A partReader makes parts of what a plugin's decoder returned: a list of
// {name=, bytes=, value=, note=, parts=}, in the order of the bytes.
type partReader struct {
	data    []byte
	pos     int
	count   int
	missing string
	list    string // what is being read, for errors
}

// maxPartDepth is how deep parts may be inside each other.
const maxPartDepth = 20

func (p *partReader) parts(v lua.LValue, depth int) ([]decode.Part, error) {
	list, ok := v.(*lua.LTable)
	if !ok {
		return nil, fmt.Errorf("%s: %w", p.list, scripting.Got(v, "a list of {name=, bytes=, value=}"))
	}
	if depth == maxPartDepth {
		return nil, fmt.Errorf("%s: more than %d parts inside each other", p.list, maxPartDepth)
	}
	var out []decode.Part
	for i := 1; i <= list.Len() && p.missing == ""; i++ {
		t, ok := list.RawGetInt(i).(*lua.LTable)
		if !ok {
			return nil, fmt.Errorf("%s: part %d: %w", p.list, i, scripting.Got(list.RawGetInt(i), "a table {name=, bytes=, value=}"))
		}
		part, err := p.part(t, depth)
		if err != nil {
			return nil, err
		}
		out = append(out, part)
	}
	return out, nil
}

func (p *partReader) part(t *lua.LTable, depth int) (decode.Part, error) {
	if p.count++; p.count > decode.MaxMessages {
		return decode.Part{}, fmt.Errorf("%s: more than %d parts", p.list, decode.MaxMessages)
	}
	name, err := scripting.StringOf(t.RawGetString("name"))
	if err != nil {
		return decode.Part{}, fmt.Errorf("%s: name: %w", p.list, err)
	}
	out := decode.Part{Name: name, From: p.pos}
	if inner := t.RawGetString("parts"); inner != lua.LNil {
		out.Parts, err = p.parts(inner, depth+1)
		out.To = p.pos
		return out, err
	}
	n, err := scripting.WholeOf(t.RawGetString("bytes"), 0, 1<<31-1)
	if err != nil {
		return out, fmt.Errorf("%s: %s: bytes: %w", p.list, name, err)
	}
	have := min(n, len(p.data)-p.pos)
	out.To = p.pos + have
	out.Value = string(p.data[p.pos:out.To])
	p.pos = out.To
	if have < n {
		p.missing = fmt.Sprintf("%d of %d bytes of %s", n-have, n, name)
		return out, nil
	}
	if v := t.RawGetString("value"); v != lua.LNil {
		if out.Value, err = plainValue(v); err != nil {
			return out, fmt.Errorf("%s: %s: value: %w", p.list, name, err)
		}
	}
	if note := t.RawGetString("note"); note != lua.LNil {
		if out.Note, err = scripting.StringOf(note); err != nil {
			return out, fmt.Errorf("%s: %s: note: %w", p.list, name, err)
		}
	}
	return out, nil
}

var errPlain = errors.New("want a string, a number, or true or false")

func plainValue(v lua.LValue) (any, error) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), nil
	case lua.LNumber:
		return float64(v), nil
	case lua.LBool:
		return bool(v), nil
	}
	return nil, fmt.Errorf("got %s, %w", scripting.Describe(v), errPlain)
}

package scripting

import (
	"strings"
	"testing"

	"sockpit/runtime/decode"
)

const lengthDecoder = `plugin{name = "p", decoders = {
  short = function(data) return {{name = "length", bytes = 1, value = data:byte(1)}, {name = "body", bytes = data:byte(1)}} end,
  nest = function(data) return {{name = "outer", parts = {{name = "a", bytes = 1}, {name = "b", bytes = 1, value = true, note = "a flag"}}}} end,
  none = function() return {} end, nothing = function() end, text = function() return "x" end, broken = function() error("broken") end,
  noname = function() return {{bytes = 1}} end, negative = function() return {{name = "n", bytes = -1}} end,
  half = function() return {{name = "n", bytes = 1.5}} end, value = function() return {{name = "n", bytes = 1, value = {}}} end,
  loop = function() local t = {name = "t"} t.parts = {t} return {t} end,
  flood = function() local t = {} for i = 1, 20000 do t[i] = {name = "n", bytes = 0} end return t end}}`

// A plugin's decoder is called for one message after the other.
func TestPluginDecoder(t *testing.T) {
	t.Parallel()
	h, rec := passOn(t, Config{}, lengthDecoder+`
local list, missing = decode("\2hi\0\5ab", "short")
expect.equal(list, {{length = 2, body = "hi"}, {length = 0, body = ""}, {length = 5, body = "ab"}})
expect.equal(missing, "3 of 5 bytes of body")
expect.equal(decode("xy", "nest"), {{outer = {a = "x", b = true}}})
local list, missing = decode("xyz", "nest")
expect.equal(#list, 2)
expect.equal(missing, "1 of 1 bytes of b")
hex("\2hi", "short")
expect.equal(decode("", "none"), {})`)
	p, ok := rec.shown[len(rec.shown)-1].(Payload)
	if !ok || p.Decoder != "short" || len(p.Messages) != 1 || p.Messages[0].To != 3 {
		t.Errorf("hex showed %+v", rec.shown)
	}
	if names := strings.Join(h.decoderNames(), " "); !strings.HasPrefix(names, "http dns u16 u32 line broken ") {
		t.Errorf("decoders: %s", names)
	}
}

// What a plugin's decoder does wrong is told, and ends.
func TestWrongDecoders(t *testing.T) {
	t.Parallel()
	for call, want := range map[string]string{
		`decode("x", "none")`:                           `decode: decoder: none took no bytes at byte 1: want at least one, or parts that say how many they need`,
		`decode("x", "nothing")`:                        `decode: decoder: what nothing gave: got nil, want a list of {name=, bytes=, value=}`,
		`decode("x", "text")`:                           `decode: decoder: what text gave: got "x", want a list of {name=, bytes=, value=}`,
		`decode("x", "noname")`:                         `decode: decoder: what noname gave: name: got nil, want a string`,
		`decode("x", "negative")`:                       `decode: decoder: what negative gave: n: bytes: `,
		`decode("x", "half")`:                           `decode: decoder: what half gave: n: bytes: got 1.5, want a whole number`,
		`decode("x", "value")`:                          `decode: decoder: what value gave: n: value: got a table, want a string, a number, or true or false`,
		`decode("x", "loop")`:                           `decode: decoder: what loop gave: more than 20 parts inside each other`,
		`decode("x", "flood")`:                          `decode: decoder: what flood gave: more than 10000 parts`,
		`decode("x", "shrt")`:                           `decode: decoder: there is none called shrt. Did you mean short?`,
		`decode("x")`:                                   `decode: decoder: is missing, and the bytes look like nothing that is known: want one of http, dns, `,
		`hex("x", "http2")`:                             `hex: decoder: there is none called http2. Did you mean http?`,
		`hex("hello\n", "http")`:                        `hex: data: not HTTP: the first line is "hello"`,
		`plugin{name = "q", decoders = {http = print}}`: `plugin: decoders.http: is one of sockpit's own`,
		`plugin{name = "q", decoders = {x = 1}}`:        `plugin: decoders.x: got 1, want a function`,
		`plugin{name = "q", decoders = {print}}`:        `plugin: decoders: has a value without a name`,
		`plugin{name = "q", decoders = 1}`:              `plugin: decoders: got 1, want a table {name = function(data) … end}`,
	} {
		if f := fails(t, lengthDecoder+"\n"+call); !strings.HasPrefix(f.Message, want) {
			t.Errorf("%s:\n got %s\nwant %s", call, f.Message, want)
		}
	}
	f := fails(t, lengthDecoder+"\ndecode('x', 'broken')")
	if f.Place.Line != 4 || f.Message != "broken" {
		t.Errorf("broken is told as %v", f)
	}
	if f := fails(t, lengthDecoder+"\nplugin{name = 'q', decoders = {dcoders = print}, dcoders = {}}"); !strings.Contains(f.Message, "Did you mean decoders?") {
		t.Errorf("a slip is told as %v", f)
	}
}

// Each decoder of the table is described, and works from Lua.
func TestDecoderTexts(t *testing.T) {
	t.Parallel()
	for _, d := range decode.All() {
		if d.Name == "" || d.Summary == "" || d.Fields == "" || strings.HasSuffix(d.Summary, ".") {
			t.Errorf("%+v says too little", d)
		}
		pass(t, `local list, missing = decode("", "`+d.Name+`") expect.equal(list, {}) expect.equal(missing, nil)`)
	}
	pass(t, `local list = decode("\1\2\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", "dns")
expect.equal(list[1].questions, {{name = "a", type = "A", class = "IN"}})
expect.equal(list[1].kind, "query")
expect.equal(decode("a\nb\n")[2].text, "b")`)
}

package api

import (
	"strings"
	"testing"

	"sockpit/runtime/decode"
	"sockpit/scripting"
	"sockpit/scripting/luatest"
)

// A plugin's decoder is called for one message after the other.
func TestPluginDecoder(t *testing.T) {
	t.Parallel()
	h, rec := passOn(t, scripting.Config{}, readTestdata(t, "decoders.lua")+`local list, missing = decode("\2hi\0\5ab", "short")
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
	if names := strings.Join(h.DecoderNames(), " "); !strings.HasPrefix(names, "http dns u16 u32 line broken ") {
		t.Errorf("decoders: %s", names)
	}
}

// What a plugin's decoder does wrong is told, and ends.
func TestWrongDecoders(t *testing.T) {
	t.Parallel()
	decoders := readTestdata(t, "decoders.lua")
	for _, c := range luatest.Lines(t, "testdata/wrongdecoders.lua") {
		if f := fails(t, decoders+c.Source); !strings.HasPrefix(f.Message, c.Text("error")) {
			t.Errorf("%s:\n got %s\nwant %s", c.Place, f.Message, c.Text("error"))
		}
	}
	f := fails(t, decoders+"decode('x', 'broken')")
	if f.Place.Line != 5 || f.Message != "broken" {
		t.Errorf("broken is told as %v", f)
	}
	if f := fails(t, decoders+"plugin{name = 'q', decoders = {dcoders = print}, dcoders = {}}"); !strings.Contains(f.Message, "Did you mean decoders?") {
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

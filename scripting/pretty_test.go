package scripting

import (
	"fmt"
	"strings"
	"testing"
)

// Values as a person would write them in Lua.
func TestPretty(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	typed(t, h,
		`nil`, `nil`, `true`, `true`, `1`, `1`, `1.5`, `1.5`, `-0.1`, `-0.1`, `1e100`, `1e+100`, `1/0`, `inf`, `2^53`, `9.007199254741e+15`,
		`"x"`, `"x"`, `"a\nb\t\0\27[31m\200"`, `"a\nb\t\000\027[31m\200"`, `"tiếng Việt 日本"`, `"tiếng Việt 日本"`,
		`"\226\128\174rtl"`, `"\226\128\174rtl"`, `'"\\'`, `"\"\\"`,
		`{}`, `{}`, `{1, "a", true}`, `{1, "a", true}`, `{a = 1, [2] = 3, ["b c"] = 4, ["end"] = 5, [true] = 6}`,
		`{nil, 3, a = 1, ["b c"] = 4, ["end"] = 5, [true] = 6}`, `{1, 2, nil, 4}`, `{1, 2, nil, 4}`, `{{{{{}}}}}`, `{{{{{…}}}}}`,
		`{{1, 2}, {3}}`, `{{1, 2}, {3}}`,
		`send`, `function send`, `expect.equal`, `function expect.equal`, `print`, `function`, `coroutine.create(print)`, `coroutine`,
		`spawn(print)`, `task 2 runs`, `channel(3)`, `channel open, 0 of 3 values`,
		`setmetatable({}, {__tostring = function() return "mine\27[0m" end})`, `mine\x1b[0m`,
	)
	r := h.Eval(`l = listen(0) return l, l.local_port`, 80)
	if want := "socket #1 listener 127.0.0.1:" + r.Values[1] + " LISTEN"; r.Values[0] != want {
		t.Errorf("a socket is %s, want %s", r.Values[0], want)
	}
	if r := h.Eval(`t = {1} t.self = t t.list = {t} return t`, 80); r.Values[0] != "{1, list = {{…}}, self = {…}}" {
		t.Errorf("a cycle is %s", r.Values[0])
	}
}

// Long values take several lines, and not more than a screen or two.
func TestPrettyLong(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	for _, c := range []struct {
		entry string
		lines int
		has   string
	}{
		{`local t = {} for i = 1, 30 do t[i] = "item " .. i end return t`, 32, "  \"item 30\",\n}"},
		{`local t = {} for i = 1, 1000 do t[i] = i end return t`, 103, "  … 900 more\n}"},
		{`local t = {} for i = 1, 1000 do t["k" .. i] = i end return t`, 103, "  … 900 more\n}"},
		{`{name = ("x"):rep(30), other = ("y"):rep(30), inner = {a = ("z"):rep(30), b = ("z"):rep(30)}}`, 8, "  inner = {\n    a = "},
		{`("x"):rep(100000)`, 1, "…"},
	} {
		r := h.Eval(c.entry, 60)
		if r.Failed != nil || len(r.Values) != 1 {
			t.Fatalf("%s: %v", c.entry, r.Failed)
		}
		got := r.Values[0]
		if n := strings.Count(got, "\n") + 1; n != c.lines || !strings.Contains(got, c.has) || len(got) > 10000 {
			t.Errorf("%s: %d lines, want %d with %q:\n%s", c.entry, n, c.lines, c.has, got)
		}
	}
}

// Whatever bytes a string has, what is shown of it has no control bytes.
func TestPrettyIsSafe(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	var all strings.Builder
	for i := range 256 {
		fmt.Fprintf(&all, `\%d`, i)
	}
	for _, entry := range []string{`"` + all.String() + `"`, `{["` + all.String() + `"] = 1}`, `{["` + all.String() + `"] = {}}`,
		`setmetatable({}, {__tostring = function() return "` + all.String() + `" end})`} {
		r := h.Eval(entry, 60)
		if r.Failed != nil || len(r.Values) != 1 {
			t.Fatal(r.Failed)
		}
		for _, c := range []byte(r.Values[0]) {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
				t.Errorf("%q has byte %#x", r.Values[0], c)
			}
		}
	}
}

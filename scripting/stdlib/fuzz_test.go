package stdlib

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// FuzzMatcher checks that no pattern panics or outlives its budget of steps,
// and that a match lies within the subject.
func FuzzMatcher(f *testing.F) {
	for _, file := range []string{"find", "match", "gsub"} {
		for _, line := range lines(readTestdata(f, file+".lua")) {
			if parts := strings.Split(line, `"`); len(parts) >= 4 {
				f.Add(parts[1], parts[3], 0)
			}
		}
	}
	f.Add(strings.Repeat("a", 40), strings.Repeat("a?", 40), 0)
	f.Add("aaaa", "(a*)%1[%", 3)
	f.Fuzz(func(t *testing.T, src, pat string, init int) {
		if init < 0 || init > len(src) {
			return
		}
		asked := 0
		m := &matcher{src: src, pat: pat, check: func() error {
			if asked++; asked > 50 {
				return errStop
			}
			return nil
		}}
		start, end := m.search(init)
		if asked > 51 {
			t.Errorf("asked %d times, once after it was told to stop", asked)
		}
		if m.err != nil {
			if !errors.Is(m.err, errStop) && !errors.As(m.err, new(patternError)) {
				t.Errorf("got error %v", m.err)
			}
			return
		}
		if start == noMatch {
			return
		}
		if start < init || end < start || end > len(src) {
			t.Fatalf("match %d to %d of %d, from %d", start, end, len(src), init)
		}
		for i := range max(m.level, 1) {
			m.value(i, start, end)
		}
	})
}

// FuzzSearchOnce checks the shortcut of reachesAll against trying every start.
func FuzzSearchOnce(f *testing.F) {
	f.Add("aab", "b", byte('-'), false)
	f.Add("a\nb", "()b$", byte('*'), true)
	f.Fuzz(func(t *testing.T, src, rest string, repeat byte, capture bool) {
		if !strings.ContainsRune("*+-", rune(repeat)) || len(src) > 50 || len(rest) > 10 {
			return
		}
		pat := "." + string(repeat)
		if capture {
			pat = "(" + pat + ")"
		}
		pat += rest
		check := func() error { return nil }
		fast := &matcher{src: src, pat: pat, check: check}
		start, end := fast.search(0)
		slow := &matcher{src: src, pat: pat, check: check}
		for s := 0; s <= len(src); s++ {
			if e := slow.run(s, 0); e != noMatch || slow.err != nil {
				if slow.err == nil && (start != s || end != e) {
					t.Fatalf("%q in %q: got %d to %d, want %d to %d", pat, src, start, end, s, e)
				}
				return
			}
		}
		if start != noMatch {
			t.Fatalf("%q in %q: got %d to %d, want no match", pat, src, start, end)
		}
	})
}

// FuzzBytes checks that bytes stay bytes.
func FuzzBytes(f *testing.F) {
	f.Add("plain")
	f.Add("\x00\x80\xff\xc3\xa9\xed\xa0\x80")
	f.Add("\"\\\n\r\x00" + "1")
	f.Fuzz(func(t *testing.T, s string) {
		v := newVM(t, Env{})
		v.SetGlobal("s", lua.LString(s))
		for _, source := range []string{
			`return s:reverse():reverse() == s and #s:reverse() == #s`,
			`return ("%s"):format(s) == s and ("<%s>"):format(s) == "<" .. s .. ">"`,
			`return #s:lower() == #s and s:lower():lower() == s:lower()`,
			`return s:gsub("", "") == s and s:gsub(".", "%0") == s and s:gsub(".", {}) == s`,
			`return fromhex(tohex(s)) == s and fromhex(tohex(s, " ")) == s`,
			`return s:find(s, 1, true) == 1 and (s .. "!"):find(s .. "!", 1, true) == 1`,
			`return table.concat({s, s}) == s .. s and s:rep(2) == s .. s`,
			`return unpack_bytes("s2", pack("s2", s:sub(1, 100))) == s:sub(1, 100)`,
			`local t = {s:byte(1, 1000)} return string.char(unpack(t)) == s:sub(1, 1000)`,
		} {
			wantTrue(t, v, source)
		}
		wantTrue(t, v, "return "+Quote(s)+" == s")
	})
}

// FuzzFormat checks that no format panics and that the width is kept.
func FuzzFormat(f *testing.F) {
	for _, verb := range "cdiouxXeEfgGqs" {
		f.Add("%-+ #05.3"+string(verb), 1.5)
	}
	f.Fuzz(func(t *testing.T, format string, x float64) {
		v := newVM(t, Env{})
		v.SetGlobal("f", lua.LString(format))
		v.SetGlobal("x", lua.LNumber(x))
		if _, err := v.run(`return f:format(x, x, x, x)`); err != nil {
			if e, ok := err.(*lua.ApiError); !ok || e.Type != lua.ApiErrorRun {
				t.Errorf("%q: %v", format, err)
			}
		}
	})
}

// FuzzNumber compares numbers with strconv, where both read the same.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"0", "010", "0x10", " 1e5 ", "-.5", "inf", "nan", "0x1p4", "1_0", "+0x.8p-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x, ok := ParseNumber(s)
		if !ok {
			return
		}
		if strings.Contains(s, "_") {
			t.Fatalf("ParseNumber(%q) = %v", s, x)
		}
		y, ok := ParseNumber(FormatNumber(x))
		if !ok || !near(x, y) {
			t.Errorf("ParseNumber(%q) = %v, written as %s, read as %v", s, x, FormatNumber(x), y)
		}
		exact, _ := ParseNumber(strconv.FormatFloat(x, 'g', -1, 64))
		if exact != x && x == x {
			t.Errorf("%v is read back as %v", x, exact)
		}
	})
}

// near allows for the digits that %.14g leaves out.
func near(x, y float64) bool {
	return x == y || x != x && y != y || math.Abs(x-y) <= math.Abs(x)*1e-13 || math.Abs(x) < 1e-300
}

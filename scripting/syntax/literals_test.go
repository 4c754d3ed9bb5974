package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// Every number that Lua 5.1 calls malformed is refused with its text, and every
// \ddd beyond a byte, wherever it stands in a string; the others are taken.
func TestLiterals(t *testing.T) {
	t.Parallel()
	wrong := func(text, want string) {
		t.Helper()
		_, err := Parse(0, "t.lua", "\nreturn "+text)
		if err == nil || !strings.HasPrefix(err.Error(), "t.lua:2: "+want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
	right := func(text string) {
		t.Helper()
		if _, err := Parse(0, "t.lua", "return "+text); err != nil {
			t.Errorf("%s: got %v", text, err)
		}
	}
	for n := range 1000 {
		for _, form := range []string{`"\%03d"`, `'a\%03dz'`, `"\\\%03d9"`, `"\n\%03d\"", 1`, "\"\\\n\\%03d\""} {
			text := fmt.Sprintf(form, n)
			if n <= 255 {
				right(text)
			} else if strings.Contains(text, "\n") {
				wrong(text, "escape sequence too large")
			} else {
				wrong(text, fmt.Sprintf(`escape sequence too large near '\%d'`, n))
			}
		}
		right(fmt.Sprintf(`[[\%03d]], "\\%03d" -- \%03d`, n, n, n))
	}
	for _, number := range []string{"1e", "1e+", "1E-", "3x", "0x", "0xg", "0xfg", "1..2", "1.2.3", "1.e", "5e5x", "1_000", ".5.5", "1.5p", "7and", "0b1", "1f"} {
		wrong(number, "malformed number near '"+number+"'")
		wrong("{[1] = f("+number+")}", "malformed number near '"+number+"'")
		right(`"` + number + `", [[` + number + `]] --` + number)
	}
	for _, number := range []string{"0", "08", ".5", "5.", "1e5", "1E+5", "1.5e-3", "0xff", "0XFF", "0x1e+5", "3--", "a..5", "5 ..a", "x.y5", "n5e"} {
		right(number)
	}
}

// Whatever a text breaks off in, the lexer stays inside it.
func FuzzScannable(f *testing.F) {
	text := "return \"\\999\\x\\z\\\n\" .. '\\' .. [==[ ]=] ]==] --[=[ \n]=] 1e+ 0x .5 ..5 ... \f --[== \xff“\n\"a\\"
	for i := range len(text) + 1 {
		f.Add(text[:i])
		f.Add(text[i:])
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean, bad := scannable(text)
		if len(clean) != len(text) {
			t.Errorf("%d bytes became %d", len(text), len(clean))
		}
		if n := strings.Count(text, "\n") + 1; bad != nil && (bad.line < 1 || bad.line > n || bad.column < 0) {
			t.Errorf("line %d, column %d of %d lines", bad.line, bad.column, n)
		}
	})
}

package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// foreignSigns are operators of other languages, longer ones first, with what Lua
// 5.1 has for them.
var foreignSigns = []struct{ sign, instead string }{
	{"&&", "Lua writes and"},
	{"||", "Lua writes or"},
	{"!=", `Lua writes ~= for "not equal", and not for "not"`},
	{"!", `Lua writes ~= for "not equal", and not for "not"`},
	{"//", "Lua 5.1 has no //: math.floor(a / b); a comment begins with --"},
	{"/*", "a comment begins with --, a long one is --[[ … ]]"},
	{"<<", "Lua 5.1 has no <<: bit.lshift(a, n)"},
	{">>", "Lua 5.1 has no >>: bit.rshift(a, n)"},
	{"**", "Lua writes ^ for a power"},
	{"->", "a field is t.x, a method t:x()"},
	{"=>", "a field of a table is name = value"},
	{"&", "Lua 5.1 has no &: bit.band(a, b)"},
	{"|", "Lua 5.1 has no |: bit.bor(a, b)"},
	{"~", "Lua 5.1 has no ~: bit.bxor(a, b), bit.bnot(a); ~= is \"not equal\""},
	{"?", "Lua has no ?: c and a or b"},
	{"@", "Lua has no @"},
	{"$", "Lua has no $: a variable is its name alone"},
	{"`", "a string is in \" or ', or in [[ and ]]"},
	{"\\", `a \ stands in strings only`},
}

// foreignSign says what Lua has for the sign that stands around a column of a
// line, or "".
func foreignSign(line string, column int) string {
	for _, f := range foreignSigns {
		for at := max(column-len(f.sign)+1, 0); at <= column; at++ {
			if strings.HasPrefix(line[min(at, len(line)):], f.sign) {
				return f.instead
			}
		}
	}
	return ""
}

// lookAlikes are characters that editors and web pages put in place of one that
// Lua knows.
var lookAlikes = map[rune]string{
	'“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`, '‘': "'", '’': "'", '‚': "'", '′': "'", '″': `"`,
	'–': "-", '—': "-", '−': "-", '‐': "-", '‑': "-", '×': "*", '÷': "/", '∕': "/", '…': "...", '≠': "~=", '≤': "<=", '≥': ">=", '·': "*", '⋅': "*", '∗': "*",
	'、': ",", '。': ".", '「': `"`, '」': `"`, '【': "[", '】': "]",
}

// foreignCharacter names the character beyond ASCII, or the control byte, that
// stands at a column of a line, and what to type; ok is false if there is none.
func foreignCharacter(line string, column int) (name, instead string, ok bool) {
	if column >= len(line) {
		return "", "", false
	}
	if c := line[column]; c < utf8.RuneSelf {
		hidden := unicode.IsControl(rune(c)) && !unicode.IsSpace(rune(c))
		return fmt.Sprintf("the byte 0x%02x", c), fmt.Sprintf(`it can't be seen; in a string it is written \%d`, c), hidden
	}
	r, size := utf8.DecodeRuneInString(line[column:])
	if r == utf8.RuneError && size == 1 {
		return fmt.Sprintf("the byte 0x%02x", line[column]), "it is no UTF-8", true
	}
	name = fmt.Sprintf("U+%04X", r)
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		name = fmt.Sprintf("'%c' (%s)", r, name)
	}
	switch like := lookAlikes[r]; {
	case like != "":
		return name, "type " + like, true
	case r >= 0xff01 && r <= 0xff5e: // the full-width forms of ASCII
		return name, "type " + string(r-0xfee0), true
	case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
		return name, "it looks like a blank or like nothing; take it out or type a blank", true
	case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
		return name, "a name is made of a to z, A to Z, 0 to 9 and _", true
	}
	return name, "beyond ASCII characters stand in strings and comments only", true
}

package syntax

import (
	"fmt"
	"strconv"
	"strings"

	"sockpit/scripting/stdlib"
)

// gopher-lua's scanner takes some texts that are no Lua, and does not take some
// that are:
//
//	"\300"          is a byte that was not meant
//	1e, 3x, 0x1g    are numbers and something behind them
//	--[== a note    is taken for a long comment
//	form feeds      are no blanks
//
// So literals are looked at before, and the scanner is given a text of the same
// length in which a blank stands for what it would stumble over.

// A badLiteral is a number or a string that is none.
type badLiteral struct {
	line, column int
	text         string
}

// scannable gives a text as gopher-lua's scanner reads it rightly, and the first
// literal that is wrong.
func scannable(text string) (string, *badLiteral) {
	var bad *badLiteral
	line, lx := 1, lexer{text: text}
	for {
		word, lines := lx.next()
		if word == "" {
			break
		}
		if bad == nil {
			if wrong := lx.wrongLiteral(word); wrong != "" {
				begins := line + lines - strings.Count(text[lx.start:lx.pos], "\n")
				bad = &badLiteral{begins, lx.start - strings.LastIndexByte(text[:lx.start], '\n') - 1, wrong}
			}
		}
		line += lines
	}
	if len(lx.blanks) == 0 {
		return text, bad
	}
	clean := []byte(text)
	for _, at := range lx.blanks {
		clean[at] = ' '
	}
	return string(clean), bad
}

// wrongLiteral says what is wrong with the word that was given last, or "".
func (l *lexer) wrongLiteral(word string) string {
	switch c := l.text[l.start]; {
	case word == `"` && c != '[':
		return wrongEscape(l.text[l.start:l.pos])
	case beginsNumber(word):
		if _, ok := stdlib.ParseNumber(word); !ok {
			if len(word) > longestNumber {
				word = word[:longestNumber] + "…"
			}
			return "malformed number near '" + word + "'"
		}
	}
	return ""
}

// longestNumber is how many bytes of a malformed number an error shows.
const longestNumber = 200

// wrongEscape says which \ddd of a string in quotes is no byte, or "".
func wrongEscape(quoted string) string {
	for i := 0; i+1 < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		i++
		end := i
		for end < len(quoted) && end < i+3 && isDigit(quoted[end]) {
			end++
		}
		if n, err := strconv.Atoi(quoted[i:end]); err == nil && n > 255 {
			return fmt.Sprintf(`escape sequence too large near '\%d': a byte is \0 to \255`, n)
		}
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// beginsNumber reports whether a text goes on with a number.
func beginsNumber(s string) bool {
	return s != "" && (isDigit(s[0]) || s[0] == '.' && len(s) > 1 && isDigit(s[1]))
}

// number passes over a number as Lua reads one: with whatever letters and digits
// follow it.
func (l *lexer) number() {
	for l.pos < len(l.text) && (isDigit(l.text[l.pos]) || l.text[l.pos] == '.') {
		l.pos++
	}
	if s := l.text[l.pos:]; s != "" && (s[0] == 'e' || s[0] == 'E') {
		l.pos++
		if len(s) > 1 && (s[1] == '+' || s[1] == '-') {
			l.pos++
		}
	}
	for l.pos < len(l.text) && isWord(l.text[l.pos]) && l.text[l.pos] < 0x80 {
		l.pos++
	}
}

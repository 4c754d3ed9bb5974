package syntax

import "strings"

// A lexer cuts Lua into words and signs, passing over comments and strings. It
// is only as exact as counting brackets needs.
type lexer struct {
	text     string
	pos      int
	unclosed bool  // a string in quotes did not end on its line
	start    int   // of the word that was given last
	blanks   []int // what gopher-lua's scanner must see a blank for; see scannable
}

// next gives the next word or sign, "" at the end, and how many lines it
// passed. A string is one word, `"`.
func (l *lexer) next() (word string, lines int) {
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		l.start = l.pos
		switch {
		case c == '\n':
			lines++
			l.pos++
		case c == ' ' || c == '\t' || c == '\r':
			l.pos++
		case c == '\f' || c == '\v':
			l.blanks = append(l.blanks, l.pos)
			l.pos++
		case strings.HasPrefix(l.text[l.pos:], "--"):
			lines += l.comment()
		case c == '"' || c == '\'':
			return `"`, lines + l.quoted(c)
		case c == '[' && l.longBracket() >= 0:
			return `"`, lines + l.long()
		case strings.HasPrefix(l.text[l.pos:], ".."):
			l.pos += 2
			return "..", lines
		case beginsNumber(l.text[l.pos:]):
			l.number()
			return l.text[l.start:l.pos], lines
		case isWord(c):
			start := l.pos
			for l.pos < len(l.text) && isWord(l.text[l.pos]) {
				l.pos++
			}
			return l.text[start:l.pos], lines
		default:
			l.pos++
			return l.text[l.pos-1 : l.pos], lines
		}
	}
	return "", lines
}

// comment passes over a comment and gives how many lines it spans.
func (l *lexer) comment() int {
	l.pos += 2
	if l.longBracket() >= 0 {
		return l.long()
	}
	if strings.HasPrefix(l.text[l.pos:], "[=") {
		l.blanks = append(l.blanks, l.pos)
	}
	i := strings.IndexByte(l.text[l.pos:], '\n')
	if i < 0 {
		i = len(l.text) - l.pos
	}
	l.pos += i
	return 0
}

// quoted passes over a string in quotes, or what there is of it on the line.
func (l *lexer) quoted(quote byte) (lines int) {
	for l.pos++; l.pos < len(l.text); l.pos++ {
		switch l.text[l.pos] {
		case quote:
			l.pos++
			return lines
		case '\\':
			l.pos++
			if l.pos < len(l.text) && l.text[l.pos] == '\n' {
				lines++
			}
		case '\n':
			l.unclosed = true
			return lines
		}
	}
	l.pos, l.unclosed = len(l.text), true // not behind it, where the last is a backslash
	return lines
}

// longBracket gives the level of the [==[ at the position, -1 if there is none.
func (l *lexer) longBracket() int {
	s := l.text[l.pos:]
	if !strings.HasPrefix(s, "[") {
		return -1
	}
	n := 0
	for n+1 < len(s) && s[n+1] == '=' {
		n++
	}
	if n+1 < len(s) && s[n+1] == '[' {
		return n
	}
	return -1
}

// long passes over a long string or comment and gives how many lines it spans.
func (l *lexer) long() int {
	end := "]" + strings.Repeat("=", l.longBracket()) + "]"
	s := l.text[l.pos:]
	n := len(s)
	if i := strings.Index(s, end); i >= 0 {
		n = i + len(end)
	}
	l.pos += n
	return strings.Count(s[:n], "\n")
}

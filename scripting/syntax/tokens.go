package syntax

import (
	"maps"
	"slices"
)

// A Token is a word or a sign of Lua with its place in the text.
type Token struct {
	Text     string // `"` for a string
	From, To int
}

// Tokens gives the words and signs of a text, without its comments.
func Tokens(text string) []Token {
	var out []Token
	lx := lexer{text: text}
	for {
		word, _ := lx.next()
		if word == "" {
			return out
		}
		out = append(out, Token{word, lx.start, lx.pos})
	}
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// IsName reports whether a text can be the name of a variable.
func IsName(s string) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isWord(c) || c >= 0x80 {
			return false
		}
	}
	return !keywords[s]
}

var keywords = map[string]bool{"and": true, "break": true, "do": true, "else": true, "elseif": true, "end": true,
	"false": true, "for": true, "function": true, "goto": true, "if": true, "in": true, "local": true, "nil": true,
	"not": true, "or": true, "repeat": true, "return": true, "then": true, "true": true, "until": true, "while": true}

// Keywords gives the words that can be no name.
func Keywords() []string { return slices.Collect(maps.Keys(keywords)) }

package transcript

import (
	"slices"
	"strings"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/syntax"
)

// rewrite gives the text of an entry as it stands in a file: with ports as
// variables, without local where the variable must be seen by all, without the
// signs of the prompt.
func (w *writer) rewrite(e *parsedEntry) string {
	if e.Script {
		return e.Text
	}
	text := strings.TrimSpace(e.Text)
	if strings.HasPrefix(text, "=") {
		text = strings.TrimSpace(text[1:])
	}
	tokens := syntax.Tokens(text)
	if n := len(tokens); n > 0 && e.expression { // a comment would hide what is put behind it
		text = text[:tokens[n-1].To]
		if tokens[0].Text == "return" && len(e.tree) == 1 {
			text = strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(text, "return")), ";")
		} else if len(e.tree) > 1 || notReturn(e.tree) {
			text = "(function() " + text + " end)()"
		}
	} else if returns(tokens) && e.Failed == nil && e.Task == nil { // it would end the script
		text = "(function()\n" + text + "\nend)()"
	}
	return w.withoutLocals(e, w.withPorts(e, text))
}

// notReturn reports whether an entry is a statement that gave values from
// inside: if x then return y end.
func notReturn(tree []ast.Stmt) bool {
	_, ok := tree[0].(*ast.ReturnStmt)
	return !ok
}

// returns reports whether an entry returns from outside of functions of its own.
func returns(tokens []syntax.Token) bool {
	var open []string
	for _, tok := range tokens {
		switch tok.Text {
		case "function", "do", "then", "repeat":
			open = append(open, tok.Text)
		case "end", "until", "elseif":
			open = open[:max(len(open)-1, 0)]
		case "return":
			if !slices.Contains(open, "function") {
				return true
			}
		}
	}
	return false
}

// withoutLocals makes globals of those locals of an entry that can't stay so.
func (w *writer) withoutLocals(e *parsedEntry, text string) string {
	depth := 0
	tokens := syntax.Tokens(text)
	for i := 0; i < len(tokens); i++ {
		switch tokens[i].Text {
		case "function", "do", "then", "repeat":
			depth++
		case "end", "until":
			depth--
		case "elseif":
			depth--
		case "local":
			if depth > 0 || i+1 == len(tokens) {
				continue
			}
			if rest, ok := w.global(text, tokens[i:]); ok {
				text = text[:tokens[i].From] + rest
				tokens = append(tokens[:i:i], shifted(syntax.Tokens(rest), tokens[i].From)...)
				i--
			}
		}
	}
	return text
}

func shifted(tokens []syntax.Token, by int) []syntax.Token {
	for i := range tokens {
		tokens[i].From += by
		tokens[i].To += by
	}
	return tokens
}

// global gives the text from a local statement on, without its "local"; false if
// the locals can stay.
func (w *writer) global(text string, tokens []syntax.Token) (string, bool) {
	if tokens[1].Text == "function" {
		if len(tokens) > 2 && w.locals[tokens[2].Text] {
			return "", false
		}
		return text[tokens[1].From:], true
	}
	stay, i := true, 1
	for ; i < len(tokens) && (syntax.IsName(tokens[i].Text) || tokens[i].Text == ","); i++ {
		if tokens[i].Text != "," {
			stay = stay && w.locals[tokens[i].Text]
		}
		if i+1 < len(tokens) && tokens[i].Text != "," && tokens[i+1].Text != "," {
			i++
			break
		}
	}
	if stay {
		return "", false
	}
	if i < len(tokens) && tokens[i].Text == "=" {
		return text[tokens[1].From:], true
	}
	end := tokens[i-1].To
	return text[tokens[1].From:end] + " = nil" + text[end:], true
}

package scripting

import (
	"slices"
	"strings"

	"github.com/yuin/gopher-lua/ast"
)

// rewrite gives the text of an entry as it stands in a file: with ports as
// variables, without local where the variable must be seen by all, without the
// signs of the prompt.
func (w *saveWriter) rewrite(e *entry) string {
	if e.script {
		return e.text
	}
	text := strings.TrimSpace(e.text)
	if strings.HasPrefix(text, "=") {
		text = strings.TrimSpace(text[1:])
	}
	tokens := tokensOf(text)
	if n := len(tokens); n > 0 && e.expression { // a comment would hide what is put behind it
		text = text[:tokens[n-1].to]
		if tokens[0].text == "return" && len(e.tree) == 1 {
			text = strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(text, "return")), ";")
		} else if len(e.tree) > 1 || notReturn(e.tree) {
			text = "(function() " + text + " end)()"
		}
	} else if returns(tokens) && e.failed == nil && e.task == nil { // it would end the script
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
func returns(tokens []token) bool {
	var open []string
	for _, tok := range tokens {
		switch tok.text {
		case "function", "do", "then", "repeat":
			open = append(open, tok.text)
		case "end", "until", "elseif":
			open = pop(open)
		case "return":
			if !slices.Contains(open, "function") {
				return true
			}
		}
	}
	return false
}

// withoutLocals makes globals of those locals of an entry that can't stay so.
func (w *saveWriter) withoutLocals(e *entry, text string) string {
	depth := 0
	tokens := tokensOf(text)
	for i := 0; i < len(tokens); i++ {
		switch tokens[i].text {
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
				text = text[:tokens[i].from] + rest
				tokens = append(tokens[:i:i], shifted(tokensOf(rest), tokens[i].from)...)
				i--
			}
		}
	}
	return text
}

func shifted(tokens []token, by int) []token {
	for i := range tokens {
		tokens[i].from += by
		tokens[i].to += by
	}
	return tokens
}

// global gives the text from a local statement on, without its "local"; false if
// the locals can stay.
func (w *saveWriter) global(text string, tokens []token) (string, bool) {
	if tokens[1].text == "function" {
		if len(tokens) > 2 && w.locals[tokens[2].text] {
			return "", false
		}
		return text[tokens[1].from:], true
	}
	stay, i := true, 1
	for ; i < len(tokens) && (IsName(tokens[i].text) || tokens[i].text == ","); i++ {
		if tokens[i].text != "," {
			stay = stay && w.locals[tokens[i].text]
		}
		if i+1 < len(tokens) && tokens[i].text != "," && tokens[i+1].text != "," {
			i++
			break
		}
	}
	if stay {
		return "", false
	}
	if i < len(tokens) && tokens[i].text == "=" {
		return text[tokens[1].from:], true
	}
	end := tokens[i-1].to
	return text[tokens[1].from:end] + " = nil" + text[end:], true
}

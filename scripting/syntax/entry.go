package syntax

import (
	"errors"
	"strings"

	"github.com/yuin/gopher-lua/ast"
)

// ParseEntry reads what was typed, with parse, as an expression, whose values are
// wanted, or else as statements. Its tree is then that of a return. The error of
// what is neither is that of the reading which got further.
func ParseEntry(entry string, parse func(text string) ([]ast.Stmt, error)) (tree []ast.Stmt, expression bool, err error) {
	asExpression := errNoExpression
	if !isStatement(entry) {
		if tree, asExpression = parse(returning + entry); asExpression == nil {
			return tree, true, nil
		}
	}
	tree, err = parse(entry)
	if err == nil {
		return tree, false, nil
	}
	if asExpression == errNoExpression {
		_, asExpression = parse(returning + entry)
	}
	return nil, false, furthest(err, asExpression)
}

// returning makes a statement of an expression.
const returning = "return "

// errNoExpression stands for the error of a reading that was not tried.
var errNoExpression = errors.New("no expression")

// WithoutSign gives the entry that one in the form of lua5.1's prompt, =x, stands
// for.
func WithoutSign(entry string) string {
	if e, ok := strings.CutPrefix(strings.TrimSpace(entry), "="); ok {
		return returning + e
	}
	return entry
}

// isStatement reports whether a text can be no expression: it begins as only
// statements do, or assigns outside of brackets and blocks. Of some others that are
// none it does not know.
func isStatement(text string) bool {
	tokens := Tokens(text)
	if len(tokens) == 0 {
		return false
	}
	switch tokens[0].Text {
	case "local", "if", "for", "while", "repeat", "do", "return", "break":
		return true
	case "function":
		if len(tokens) > 1 && IsName(tokens[1].Text) {
			return true
		}
	}
	depth := 0
	for i, tok := range tokens {
		switch tok.Text {
		case "(", "[", "{", "function", "do", "then", "repeat":
			depth++
		case ")", "]", "}", "end", "until", "elseif":
			depth--
		case "=":
			if depth == 0 && !inComparison(tokens, i) {
				return true
			}
		}
	}
	return false
}

// inComparison reports whether the = among tokens is part of ==, ~=, <= or >=.
func inComparison(tokens []Token, i int) bool {
	joined := func(a, b int) bool { return a >= 0 && b < len(tokens) && tokens[a].To == tokens[b].From }
	return joined(i-1, i) && strings.Contains("=~<>", tokens[i-1].Text) || joined(i, i+1) && tokens[i+1].Text == "="
}

// furthest gives the error of an entry that is neither statements nor an
// expression: that of the reading which got further.
func furthest(statements, expression error) error {
	var s, e *Error
	if errors.As(statements, &s) && errors.As(expression, &e) {
		e.column -= len(returning)
		e.Text = strings.TrimSuffix(e.Text, ": "+returnLast) // it was ours
		if e.after(s) {
			return e
		}
	}
	return statements
}

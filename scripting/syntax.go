package scripting

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/yuin/gopher-lua/parse"

	"sockpit/runtime"
	"sockpit/runtime/lazy"
)

// A SyntaxError is a script that is not Lua.
type SyntaxError struct {
	Place      runtime.Place
	Text       string // "unexpected 'end'"
	Source     string // the line
	Incomplete bool   // it could go on: the prompt asks for another line
	column     int    // where in the line; past every other at the end of the script
}

// Error gives "file:line: text".
func (e *SyntaxError) Error() string { return e.Place.String() + ": " + e.Text }

// syntaxError reads the parser's error of a text that so many lines stand before.
func syntaxError(before int, name, text string, err error) error {
	pe, ok := err.(*parse.Error)
	if !ok {
		return &SyntaxError{Place: runtime.Place{Source: name, Line: 1}, Text: err.Error()}
	}
	e := &SyntaxError{Place: runtime.Place{Source: name, Line: pe.Pos.Line}, column: pe.Pos.Column}
	atEnd := pe.Pos.Line == parse.EOF
	if atEnd || pe.Pos.Line < 1 {
		e.Place.Line = strings.Count(strings.TrimRight(text, "\n"), "\n") + 1
	}
	switch {
	case strings.Contains(pe.Message, "multiline"):
		e.Incomplete = true
		e.Text = "a long string or comment is not closed: ]] is missing"
	case strings.Contains(pe.Message, "unterminated string"):
		e.Text = "a string is not closed on its line"
		e.Place.Line = cmp.Or(unclosedString(text), e.Place.Line)
	case atEnd:
		e.Incomplete = true
		e.Text = "the script ends in the middle: " + stillOpen(before, text)
	default:
		e.Text = "did not expect " + unexpected(text, pe) + " here"
		if why := whyUnexpected(before, text, pe); why != "" {
			e.Text += ": " + why
		}
	}
	if e.Incomplete {
		e.column = math.MaxInt
	}
	e.Source = lineOf(text, e.Place.Line)
	e.Place.Line += before
	return e
}

// lineOf gives a line of a text.
func lineOf(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[n-1], "\r")
}

// literalError is the error of a literal, unless what the parser found wrong
// stands before it.
func literalError(before int, name, text string, bad *badLiteral, parsed error) error {
	e := &SyntaxError{Place: runtime.Place{Source: name, Line: before + bad.line}, Source: lineOf(text, bad.line), Text: bad.text, column: bad.column}
	var other *SyntaxError
	if errors.As(parsed, &other) && !other.Incomplete && e.after(other) {
		return other
	}
	return e
}

// after reports whether e is further on in the script than other.
func (e *SyntaxError) after(other *SyntaxError) bool {
	return cmp.Or(cmp.Compare(e.Place.Line, other.Place.Line), cmp.Compare(e.column, other.column)) > 0
}

var compileText = lazy.Regexp(`^compile error near line\((\d+)\) .*?: (.*?)(?: at line (\d+))?$`)

// compileError reads the error of gopher-lua's compiler.
func (h *Host) compileError(name string, err error) error {
	e := &SyntaxError{Place: runtime.Place{Source: name, Line: 1}, Text: err.Error()}
	if m := compileText().FindStringSubmatch(strings.TrimSpace(e.Text)); m != nil {
		e.Place.Line, _ = strconv.Atoi(cmp.Or(m[3], m[1]))
		e.Text = m[2]
	}
	if strings.Contains(e.Text, "too many local variables") || strings.Contains(e.Text, "register overflow") {
		e.Text = "a function uses too many values at once: take some into a table, or into a function of their own"
		if line := tooManyLocals(h.sources.tree(name)); line > 0 {
			e.Place.Line = line
			e.Text = fmt.Sprintf("more than %d local variables in one function: put some into a table, or in do … end", mostLocals)
		}
		e.Place.Line = max(e.Place.Line, 1)
	}
	e.Source = h.sources.line(e.Place)
	return e
}

// unexpected names the word that the parser did not expect. The parser leaves out
// some, and gives one byte of a character beyond ASCII.
func unexpected(text string, pe *parse.Error) string {
	line, column := wrongAt(text, pe)
	if name, _, ok := foreignCharacter(line, column); ok {
		return name
	}
	if pe.Token == "" && column < len(line) {
		return "'" + line[column:column+1] + "'"
	}
	if pe.Token == "" {
		return "the end"
	}
	return "'" + pe.Token + "'"
}

// wrongAt gives the line of an error and where in it the wrong word begins.
func wrongAt(text string, pe *parse.Error) (line string, column int) {
	lines := strings.Split(text, "\n")
	n := pe.Pos.Line - 1
	if n < 0 || n >= len(lines) {
		return "", 0
	}
	column = pe.Pos.Column - max(len(pe.Token), 1) // the position is the end of the word
	return lines[n], min(max(column, 0), len(lines[n]))
}

var (
	conditionAssigns = lazy.Regexp(`\b(?:if|elseif|while|until)\b[^=]*=$`)
	returnBefore     = lazy.Regexp(`(?:^|[\s;])return\b[^\n]*\s*$`)
)

const returnLast = "return must be the last statement of its block"

// whyUnexpected guesses what somebody meant who knows another language better.
func whyUnexpected(before int, text string, pe *parse.Error) string {
	lines := strings.Split(text, "\n")
	n := pe.Pos.Line - 1
	if n < 0 || n >= len(lines) {
		return ""
	}
	_, column := wrongAt(text, pe)
	left, right := lines[n][:column], lines[n][column:]
	switch {
	case pe.Token == "=" && conditionAssigns().MatchString(left+"="):
		return "== compares, = sets a variable"
	case strings.HasPrefix(right, "++"), strings.HasPrefix(right, "+="):
		x := strings.TrimSpace(left)
		return fmt.Sprintf("Lua has no %s, write %s = %s + 1", right[:2], x, x)
	}
	if _, instead, ok := foreignCharacter(lines[n], column); ok {
		return instead
	}
	if instead := foreignSign(lines[n], column); instead != "" {
		return instead
	}
	above := strings.Join(lines[:n], "\n") + "\n" + left
	if d, last := nesting(above, -1); d.brackets > 0 && last.line <= n && strings.Contains("([{", last.word) {
		return fmt.Sprintf("a bracket of line %d is not closed", before+last.line)
	}
	switch pe.Token {
	case "end", "until", "else", "elseif":
		if d, _ := nesting(above, -1); d.blocks <= 0 {
			return "nothing is open that it could close"
		}
		return ""
	}
	if returnBefore().MatchString(above) && pe.Token != "" && isWord(pe.Token[0]) {
		return returnLast
	}
	return ""
}

// stillOpen guesses what a script that ended too early lacks.
func stillOpen(before int, text string) string {
	depth, last := nesting(text, -1)
	switch {
	case depth.blocks > 0 && last.word == "repeat":
		return fmt.Sprintf("an until is missing for what line %d begins", before+last.line)
	case depth.blocks > 0:
		return fmt.Sprintf("an end is missing for what line %d begins", before+last.line)
	case depth.brackets > 0:
		return fmt.Sprintf("a bracket of line %d is not closed", before+last.line)
	}
	return "something is missing after the last word"
}

// unclosedString gives the line of the first string that is not closed, or 0.
func unclosedString(text string) int {
	line := 1
	lx := lexer{text: text}
	for {
		word, lines := lx.next()
		line += lines
		if lx.unclosed {
			return line
		}
		if word == "" {
			return 0
		}
	}
}

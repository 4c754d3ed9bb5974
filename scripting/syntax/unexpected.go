package syntax

import (
	"fmt"
	"strings"

	"github.com/yuin/gopher-lua/parse"

	"sockpit/runtime/lazy"
)

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

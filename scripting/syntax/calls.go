package syntax

import "slices"

// Operands gives the names, numbers and strings of a text in Lua, in their order;
// fields and methods stand with what they are of: l.local_port, c:send.
func Operands(text string) []string {
	var out []string
	var last Token
	joined := false
	for _, tok := range Tokens(text) {
		first := tok.Text[0]
		isValue := tok.Text == "nil" || tok.Text == "true" || tok.Text == "false"
		isName := isWord(first) && (isValue || !keywords[tok.Text])
		isPath := (tok.Text == "." || tok.Text == ":") && len(out) > 0 && last.To == tok.From
		switch {
		case isPath:
		case isName && joined:
			out[len(out)-1] += text[last.From:tok.To]
		case isName, first == '"':
			out = append(out, text[tok.From:tok.To])
		}
		joined, last = isPath, tok
	}
	return out
}

// Calls are the functions that the open brackets of a text belong to, the innermost
// last; "" for brackets that are of no call.
type Calls []string

// Next gives the calls behind a word; last is the word before it.
func (c Calls) Next(word, last string) Calls {
	switch word {
	case "(":
		return append(c, last)
	case "{", "[":
		name := last // wait{
		if word == "[" || !IsName(last) {
			name = ""
			if n := len(c); n > 0 {
				name = c[n-1] // dial(9000, {
			}
		}
		return append(c, name)
	case ")", "}", "]":
		return pop(c)
	}
	return c
}

// TableOf gives the function in whose call's table a text ends, at a name or before
// one: listen for `listen(9000, {`. It is "" where the text does not end so.
func TableOf(text string) string {
	tokens := Tokens(text)
	if n := len(tokens); n > 0 && tokens[n-1].To == len(text) && isWord(text[len(text)-1]) {
		tokens = tokens[:n-1] // the name that is being typed
	}
	if len(tokens) == 0 || !slices.Contains([]string{"{", ",", ";"}, tokens[len(tokens)-1].Text) {
		return ""
	}
	var calls Calls
	var open []string
	last := ""
	for _, tok := range tokens {
		calls = calls.Next(tok.Text, last)
		switch last = tok.Text; last {
		case "(", "{", "[":
			open = append(open, last)
		case ")", "}", "]":
			open = pop(open)
		}
	}
	if len(open) == 0 || open[len(open)-1] != "{" {
		return ""
	}
	return calls[len(calls)-1]
}

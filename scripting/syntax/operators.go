package syntax

// A chain counts operators, calls and indexes that hang together in one
// expression. The compiler recurses over them, and folds constants at each step
// of the way, which takes the square of their number.
type chain struct {
	count   int
	operand bool   // the last word ended an operand
	outer   *chain // of the bracket around, or nil
}

// TooChained reports whether more than max operators, calls and indexes stand
// in a row, and in which line.
func TooChained(text string, max int) (line int, ok bool) {
	line = 1
	c := &chain{}
	for lx := (lexer{text: text}); ; {
		word, lines := lx.next()
		line += lines
		if word == "" {
			return line, false
		}
		c = c.next(word, &lx)
		if c.count > max {
			return line, true
		}
	}
}

// next takes one word; it gives the chain that goes on behind it.
func (c *chain) next(word string, lx *lexer) *chain {
	switch word {
	case "(", "[", "{":
		if c.operand {
			c.count++
		}
		return &chain{outer: c}
	case ")", "]", "}":
		if c.outer != nil {
			c = c.outer
		}
		c.operand = true
	case `"`:
		if c.operand {
			c.count++
		}
		c.operand = true
	case "=", "<", ">", "~":
		if lx.pos < len(lx.text) && lx.text[lx.pos] == '=' {
			lx.pos++
		} else if word == "=" {
			c.count = 0
			c.operand = false
			break
		}
		c.operator()
	case "..":
		if lx.pos < len(lx.text) && lx.text[lx.pos] == '.' { // ...
			lx.pos++
			c.operand = true
			break
		}
		c.operator()
	case "+", "-", "*", "/", "%", "^", "#", ".", ":", "not", "and", "or":
		c.operator()
	case "nil", "true", "false":
		c.operand = true
	case "end":
		c.count, c.operand = 0, true
	default:
		c.word(word)
	}
	return c
}

func (c *chain) operator() {
	c.count++
	c.operand = false
}

// word takes a name, a number, a keyword or another sign. A name behind an
// operand begins a statement.
func (c *chain) word(word string) {
	operand := isWord(word[0]) && !keywords[word]
	if !operand || c.operand {
		c.count = 0
	}
	c.operand = operand
}

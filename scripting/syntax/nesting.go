package syntax

// depth counts what is open at one point of a script.
type depth struct{ brackets, blocks int }

// TooNested reports whether brackets or blocks go deeper than max, and in which
// line. The parser and the compiler recurse over those, and a Go stack that
// grows too far can't be recovered from. See TooChained for operators.
func TooNested(text string, max int) (line int, ok bool) {
	d, at := nesting(text, max)
	return at.line, d.brackets+d.blocks > max
}

// An opening is a word that opened a block or a bracket.
type opening struct {
	word string
	line int
}

// nesting walks over a script's words and gives what is open at the end and
// what opened the innermost; with max ≥ 0 it stops where the depth goes beyond
// max, and gives that line.
func nesting(text string, max int) (d depth, last opening) {
	line, elseifs := 1, 0
	var opened []opening
	lx := lexer{text: text}
	for {
		word, lines := lx.next()
		line += lines
		if word == "" {
			break
		}
		switch word {
		case "(", "[", "{":
			d.brackets++
			opened = append(opened, opening{word, line})
		case ")", "]", "}":
			d.brackets--
			opened = pop(opened)
		case "function", "do", "then", "repeat":
			d.blocks++
			opened = append(opened, opening{word, line})
		case "end", "until":
			elseifs = 0
			d.blocks--
			opened = pop(opened)
		case "elseif":
			elseifs++ // each nests in the one before; its then opens the block again
			d.blocks--
			opened = pop(opened)
		}
		if max >= 0 && (d.brackets+d.blocks > max || elseifs > 10*max) {
			d.brackets = max + 1
			return d, opening{word, line}
		}
	}
	if len(opened) > 0 {
		return d, opened[len(opened)-1]
	}
	return d, opening{line: line}
}

func pop[T any](s []T) []T {
	if len(s) == 0 {
		return s
	}
	return s[:len(s)-1]
}

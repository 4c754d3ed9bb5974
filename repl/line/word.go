package line

import "unicode"

// isMark says whether r is drawn over the rune before it.
func isMark(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me) }

// inWord says whether r belongs to a word, in any language and in Lua. A
// folded text is a word of its own.
func inWord(r rune) bool {
	return r == '_' || unicode.In(r, unicode.L, unicode.N, unicode.M) || r >= foldFirst
}

// wordStart is where the word at or before pos begins.
func wordStart(line []rune, pos int) int {
	for pos > 0 && !inWord(line[pos-1]) {
		pos--
	}
	for pos > 0 && inWord(line[pos-1]) {
		pos--
	}
	return pos
}

// wordEnd is where the word at or after pos ends.
func wordEnd(line []rune, pos int) int {
	for pos < len(line) && !inWord(line[pos]) {
		pos++
	}
	for pos < len(line) && inWord(line[pos]) {
		pos++
	}
	return pos
}

// lineStart and lineEnd are the bounds of the line of the entry around pos.
func lineStart(line []rune, pos int) int {
	for pos > 0 && line[pos-1] != '\n' {
		pos--
	}
	return pos
}

func lineEnd(line []rune, pos int) int {
	for pos < len(line) && line[pos] != '\n' {
		pos++
	}
	return pos
}

// otherLine is the same column in the line of the entry above (by -1) or
// below (by 1), and whether there is one.
func otherLine(line []rune, pos, by int) (int, bool) {
	start := lineStart(line, pos)
	column := pos - start
	switch {
	case by < 0 && start > 0:
		start = lineStart(line, start-1)
	case by > 0 && lineEnd(line, pos) < len(line):
		start = lineEnd(line, pos) + 1
	default:
		return pos, false
	}
	to := min(start+column, lineEnd(line, start))
	for to > start && nextRune(line, prevRune(line, to)) != to {
		to--
	}
	return to, true
}

// blankStart is where what stands before pos up to a blank begins.
func blankStart(line []rune, pos int) int {
	for pos > 0 && unicode.IsSpace(line[pos-1]) {
		pos--
	}
	for pos > 0 && !unicode.IsSpace(line[pos-1]) {
		pos--
	}
	return pos
}

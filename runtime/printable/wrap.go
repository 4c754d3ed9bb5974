package printable

import "strings"

// Wrap breaks s into lines of at most w columns (at least 1; a rune of two
// columns needs two). It breaks between words, and inside a word only when the
// word alone is longer than a line. Newlines in s are kept; other runs of
// spaces and tabs become one space. The result has at least one line.
func Wrap(s string, w int) []string {
	w = max(w, 1)
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		lines = wrapParagraph(lines, paragraph, w)
	}
	return lines
}

func wrapParagraph(lines []string, paragraph string, w int) []string {
	line, used := "", 0
	for _, word := range strings.FieldsFunc(paragraph, isBlank) {
		need := Width(word)
		if line != "" && used+1+need <= w {
			line += " " + word
			used += 1 + need
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		if need > w {
			pieces := strings.Split(strings.TrimPrefix(measure.Wrap(word, w), "\n"), "\n")
			lines = append(lines, pieces[:len(pieces)-1]...)
			word = pieces[len(pieces)-1]
			need = Width(word)
		}
		line, used = word, need
	}
	return append(lines, line)
}

// isBlank is not unicode.IsSpace: a no-break space does not break.
func isBlank(r rune) bool { return r == ' ' || r == '\t' }

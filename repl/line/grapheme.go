package line

import "github.com/clipperhouse/uax29/v2/graphemes"

// prevRune is where the character before pos begins. A character is what a
// person takes for one (a grapheme cluster): a letter with its marks, a flag, a
// family of emoji.
func prevRune(line []rune, pos int) int {
	if pos == 0 {
		return 0
	}
	last := pos - 1
	if line[last] < 0x300 {
		return last
	}
	for at := clusterStart(line, last); ; {
		next := clusterEnd(line, at)
		if next >= pos {
			return at
		}
		at = next
	}
}

// nextRune is where the character at pos ends.
func nextRune(line []rune, pos int) int {
	if pos == len(line) {
		return pos
	}
	return clusterEnd(line, pos)
}

// clusterStart is a place at or before pos where a character begins: behind an
// ASCII character, which nothing is joined to from behind, or far enough back.
func clusterStart(line []rune, pos int) int {
	const far = 64
	for at := pos; at > 0; at-- {
		isFlag := isFlag(line[at]) || isFlag(line[at-1])
		if line[at] >= 0x20 && line[at] < 0x7f || line[at-1] == '\n' || pos-at > far && !isFlag && !isMark(line[at]) {
			return at
		}
	}
	return 0
}

// isFlag says whether r is one of the letters that make a flag in pairs.
func isFlag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// clusterEnd is where the character that begins at pos ends.
func clusterEnd(line []rune, pos int) int {
	to := pos + 1
	if line[pos] == '\n' || to == len(line) || line[to] < 0x300 {
		return to
	}
	// A character that goes on for longer is cut; nobody types it.
	const longest = 256
	part := string(line[pos:min(len(line), pos+longest)])
	it := graphemes.FromString(part)
	it.Next()
	return pos + len([]rune(it.Value()))
}

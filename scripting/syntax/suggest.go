package syntax

import (
	"strings"
	"unicode/utf8"
)

// Nearest gives the name most like word, or "" if none is close: one slip for
// a short word, two or three for a longer one. A swapped pair is one slip.
func Nearest(word string, names []string) string {
	if len(word) > longestName {
		return ""
	}
	best, bestDistance := "", 1+min(3, max(1, utf8.RuneCountInString(word)/3))
	for _, name := range names {
		if strings.HasPrefix(name, "_") || name == word {
			continue
		}
		if d := distance(strings.ToLower(word), strings.ToLower(name)); d < bestDistance {
			best, bestDistance = name, d
		}
	}
	return best
}

// longestName is of what is compared with names: none of ours is near it.
const longestName = 100

// DidYouMean gives a sentence with the nearest name, or "".
func DidYouMean(word string, names []string) string {
	if near := Nearest(word, names); near != "" {
		return "Did you mean " + near + "?"
	}
	return ""
}

// EndingIn gives the names whose last words are word: local_port and
// remote_port for port.
func EndingIn(word string, names []string) (longer []string) {
	for _, name := range names {
		if word != "" && strings.HasSuffix(name, "_"+word) {
			longer = append(longer, name)
		}
	}
	return longer
}

// distance is how many letters must be added, dropped, changed or swapped with
// their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			change := last[j-1]
			if s[i-1] != t[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}

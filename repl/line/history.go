package line

import "strings"

// historyMax is how many entries are kept in memory and read at the start.
const historyMax = 5000

// A history is the entries typed so far, the oldest first, and the place in
// it where the person is.
type history struct {
	entries []string
	file    *histFile // nil: in memory only

	at int // index of the entry shown; len(entries) is the draft
}

// add keeps entry, in the file too if written, and goes to the end. Nothing is kept of
// an empty entry, of a repetition, and of one that begins with a space: that
// is how to type a secret.
func (h *history) add(entry string, written bool) error {
	defer h.rewind()
	if strings.TrimSpace(entry) == "" || entry[0] == ' ' {
		return nil
	}
	if n := len(h.entries); n > 0 && h.entries[n-1] == entry {
		return nil
	}
	h.entries = append(h.entries, entry)
	if len(h.entries) > 2*historyMax { // seldom, so that adding stays cheap
		h.entries = append([]string(nil), h.entries[historyMax:]...)
	}
	if h.file == nil || !written {
		return nil
	}
	return h.file.append(entry)
}

func (h *history) rewind() { h.at = len(h.entries) }

// find looks from entry i on, in the direction by, for one that holds part.
func (h *history) find(part string, i, by int) int {
	for ; i >= 0 && i < len(h.entries); i += by {
		if strings.Contains(h.entries[i], part) {
			return i
		}
	}
	return -1
}

package line

import "strings"

// historyMax is how many entries are kept in memory and read at the start.
const historyMax = 5000

// A history is the entries typed so far, the oldest first, and the place in
// it where the person is.
type history struct {
	entries []string
	file    *histFile // nil: in memory only

	at    int    // index of the entry shown; len(entries) is the draft
	draft string // what was being typed when the person went up
}

// add keeps entry, in the file too, and goes to the end. Nothing is kept of
// an empty entry, of a repetition, and of one that begins with a space: that
// is how to type a secret.
func (h *history) add(entry string) error {
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
	if h.file == nil {
		return nil
	}
	return h.file.append(entry)
}

func (h *history) rewind() { h.at, h.draft = len(h.entries), "" }

// step goes to the next older (by -1) or newer (by 1) entry. Shown is what
// the line holds now.
func (h *history) step(by int, shown string) (string, bool) {
	to := h.at + by
	if to < 0 || to > len(h.entries) {
		return "", false
	}
	if h.at == len(h.entries) {
		h.draft = shown
	}
	h.at = to
	if to == len(h.entries) {
		return h.draft, true
	}
	return h.entries[to], true
}

// find looks from entry i on, in the direction by, for one that holds part.
func (h *history) find(part string, i, by int) int {
	for ; i >= 0 && i < len(h.entries); i += by {
		if strings.Contains(h.entries[i], part) {
			return i
		}
	}
	return -1
}

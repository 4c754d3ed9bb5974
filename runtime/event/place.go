package event

import "strconv"

// A Place is a line of a script. The zero Place is "not from a script".
type Place struct {
	Source string // file name as the script was loaded under, or "[prompt]"
	Line   int    // from 1
}

// String gives "file:line", or "" for the zero Place.
func (p Place) String() string {
	if p.Source == "" {
		return ""
	}
	return p.Source + ":" + strconv.Itoa(p.Line)
}

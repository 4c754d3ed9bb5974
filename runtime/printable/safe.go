package printable

import (
	"strconv"
	"unicode"
)

// maxMarks is how many combining marks in a row are shown. Two are enough for
// every Vietnamese, Thai or Hindi syllable that people write; a tower of them
// ("Zalgo") climbs over the lines above.
const maxMarks = 2

// A gate decides, rune by rune and in order, what may be shown as it is. The
// zero gate stands at the start of a text.
type gate struct {
	prev  rune // the rune shown last, or 0 where a mark would have no base
	marks int  // combining marks since the base
}

// close tells the gate that something other than the rune itself was written:
// an escape, or a line end. A mark must not attach to that.
func (g *gate) close() { *g = gate{} }

// pass reports whether r may be shown, and remembers that it was.
func (g *gate) pass(r rune) bool {
	if r >= 0x20 && r < 0x7f {
		g.prev, g.marks = r, 0
		return true
	}
	if !strconv.IsPrint(r) || invisible(r) && !(r == 0xfe0f && isPictureBase(g.prev)) {
		g.close()
		return false
	}
	if r < 0x300 || !unicode.Is(unicode.M, r) {
		g.prev, g.marks = r, 0
		return true
	}
	if g.prev == 0 || g.marks == maxMarks {
		g.close()
		return false
	}
	g.prev = r
	g.marks++
	return true
}

// invisible reports whether r draws nothing although strconv.IsPrint lets it
// through: fillers, blank symbols and variation selectors. Bytes can be hidden
// in a row of those.
func invisible(r rune) bool {
	switch {
	case r < 0x34f:
		return false
	case r == 0x2800, // BRAILLE PATTERN BLANK
		r == 0x16fe4,                 // KHITAN SMALL SCRIPT FILLER
		r == 0x1d159,                 // MUSICAL SYMBOL NULL NOTEHEAD
		r >= 0x13441 && r <= 0x13442: // EGYPTIAN HIEROGLYPH FULL and HALF BLANK
		return true
	}
	// The first table holds U+034F, U+115F, U+1160, U+17B4, U+17B5, U+3164
	// and U+FFA0; the second U+180B.., U+FE00.. and U+E0100...
	return unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Variation_Selector, r)
}

// isPictureBase reports whether r may be followed by U+FE0F, which asks for
// the coloured picture of a symbol such as the heart U+2764.
func isPictureBase(r rune) bool {
	return r > 0x7f && (unicode.IsSymbol(r) || unicode.IsPunct(r))
}

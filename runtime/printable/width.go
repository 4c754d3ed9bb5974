package printable

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// Ellipsis marks what Fit cut off. It is one column wide.
const Ellipsis = "…"

// measure is the ruler: our own, because the package's default one follows the
// locale, and a table must not depend on who looks. Nobody changes it.
var measure = runewidth.Condition{EastAsianWidth: false, StrictEmojiNeutral: true}

// Width returns how many columns s takes on a terminal: 2 for CJK and emoji, 0
// for combining marks, 1 for runes of ambiguous width. It knows nothing of
// colour sequences or tabs: measure before colouring, and after Line.
func Width(s string) int { return measure.StringWidth(s) }

// Pad returns s with spaces behind it, to at least w columns.
func Pad(s string, w int) string {
	return s + strings.Repeat(" ", max(w-Width(s), 0))
}

// PadLeft returns s with spaces before it, to at least w columns.
func PadLeft(s string, w int) string {
	return strings.Repeat(" ", max(w-Width(s), 0)) + s
}

// Fit returns s cut to at most w columns, the last of them … if something was
// cut. Graphemes stay whole.
func Fit(s string, w int) string {
	if w <= 0 {
		return ""
	}
	return measure.Truncate(s, w, Ellipsis)
}

// Package lazy makes package variables when they are first needed, so that the
// program does not pay at its start for what most runs never use.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp gives a regular expression that is compiled when first asked for. To
// compile one takes some 50 µs, and that it is a sound one a test must show:
// nothing panics at the start.
func Regexp(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

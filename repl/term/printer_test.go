package term

import (
	"errors"
	"strings"
	"testing"

	"sockpit/repl/view"
)

// Why a command did nothing is broken between words at the terminal's edge; a
// line that fits is left alone.
func TestRefuse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"set: no setting called lang: want explain, pace, network": "set: no setting called lang:\nwant explain, pace, network\n",
		"run: a  b.lua: no such file":                              "run: a  b.lua: no such file\n",
		"one\ntwo":                                                 "one\ntwo\n",
	} {
		var out strings.Builder
		p := &Printer{Out: &out, Width: func() int { return 30 }, Style: view.Plain()}
		p.Refuse(errors.New(text))
		if out.String() != want {
			t.Errorf("got\n%swant\n%s", out.String(), want)
		}
	}
}

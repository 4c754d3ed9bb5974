package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting/exercise"
)

// Proof draws what was proved of an exercise, and what was not.
func Proof(p *exercise.Proof, width int, st Style) string {
	var b strings.Builder
	word := st.Good("proved")
	switch {
	case !p.OK():
		word = st.Bad("not proved")
	case p.Lacks != nil:
		word = st.Wait("skipped")
	}
	b.WriteString(fmt.Sprintf("%s  %s  %s\n", st.Head(printable.Line(p.Exercise.ID)), word, st.Soft(fmt.Sprintf("%d check runs", p.Runs))))
	items := p.Items
	if p.Lacks != nil {
		items = append([]exercise.Item{{Remark: true, What: p.Lacks.Error()}}, items...)
	}
	for _, i := range items {
		mark := st.Good("✓")
		switch {
		case i.Remark:
			mark = st.Wait("!")
		case !i.OK:
			mark = st.Bad("✗")
		}
		what := printable.Line(i.What)
		if i.How != "" {
			what += ": "
		}
		lines := printable.Wrap(what+printable.Line(i.How), max(30, width-4))
		for n, line := range lines {
			left := "  " + mark + " "
			if n > 0 {
				left = "    "
			}
			b.WriteString(left + line + "\n")
		}
	}
	return b.String()
}

package view

import (
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting/explain"
)

// Why draws explanations: what happened, why, what to try, and the evidence that
// they come with.
func Why(reports []explain.Report, width int, st Style) string {
	var b strings.Builder
	for _, r := range reports {
		for i, line := range printable.Wrap(printable.Line(r.What), max(20, width-4)) {
			if i > 0 {
				line = "  " + line
			}
			b.WriteString("  " + st.Name(line) + "\n")
		}
		section(&b, "Why", r.Why, width, st)
		section(&b, "Try", r.Try, width, st)
		b.WriteString(Evidence(r.Proofs, width, st))
	}
	return b.String()
}

// Evidence draws what an explanation rests on.
func Evidence(proofs []string, width int, st Style) string {
	var b strings.Builder
	for i, proof := range proofs {
		head := "   "
		if i == 0 {
			head = st.Head("By ")
		}
		b.WriteString("  " + head + "   " + st.Soft(printable.Fit(printable.Line(proof), max(20, width-8))) + "\n")
	}
	return b.String()
}

// section draws one part of an explanation under its heading.
func section(b *strings.Builder, head, text string, width int, st Style) {
	if text == "" {
		return
	}
	for i, line := range printable.Wrap(printable.Line(text), max(20, width-8)) {
		if i > 0 {
			head = "   "
		}
		b.WriteString("  " + st.Head(head) + "   " + line + "\n")
	}
}

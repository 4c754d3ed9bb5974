package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/timeline"
)

// mermaidLanes is how many lanes a mermaid diagram has: more are too narrow to be
// told apart.
const mermaidLanes = 60

// DiagramMermaid writes a flow as a sequenceDiagram of mermaid.js. There lanes
// cost no room that we know of, so each end or task has its own, up to a number.
func DiagramMermaid(f *timeline.Flow, by timeline.By) string {
	if by == "" {
		by = timeline.Ends
	}
	f = f.Shorten(mostItems)
	lanes := f.Lanes(by, false, false)
	if len(lanes.List) > mermaidLanes {
		lanes = f.Lanes(timeline.Sides, false, false)
	}
	d := diagram{flow: f, style: Plain(), field: 60, rows: 1, named: lanes.By != timeline.Ends}
	var b strings.Builder
	b.WriteString("%% " + DiagramMark + "\nsequenceDiagram\n")
	for i := range lanes.List {
		if i == lanes.Left() {
			b.WriteString("  participant kernel\n")
		}
		fmt.Fprintf(&b, "  participant p%d as %s\n", i, mermaidText(lanes.List[i].Lives[0].Name))
	}
	if lanes.Left() == len(lanes.List) {
		b.WriteString("  participant kernel\n")
	}
	if why := tooMany(by, lanes); why != "" {
		b.WriteString("  Note over kernel: " + mermaidText(why) + "\n")
	}
	holds := false
	for i := range f.Items {
		b.WriteString("  " + d.mermaid(&f.Items[i], lanes.Of[i]) + "\n")
		if now := f.Items[i].Holds && i < len(f.Items)-1; now != holds { // mermaid's word for a heavy line
			holds = now
			b.WriteString(map[bool]string{true: "  activate kernel\n", false: "  deactivate kernel\n"}[now])
		}
	}
	return b.String()
}

// mermaid writes one item, which is on that lane.
func (d *diagram) mermaid(it *timeline.Item, lane int) string {
	if it.Kind == timeline.Step {
		return "Note over kernel: " + mermaidText("step: "+it.Text)
	}
	way, text := d.carries(it)
	label := d.labelOf(it)
	if it.Made != 0 && !d.named {
		label += " → " + d.flow.Label(it.Made)
	}
	if text != "" {
		label += ": " + text
	}
	if said := d.says(it); len(said) > 0 {
		label += " (" + strings.Join(said, "; ") + ")"
	}
	label = mermaidText(label)
	switch {
	case lane < 0:
		return "Note over kernel: " + label
	case way == toKernel && it.Kind == timeline.Reset:
		return fmt.Sprintf("p%d-xkernel: %s", lane, label)
	case way == toKernel:
		return fmt.Sprintf("p%d->>kernel: %s", lane, label)
	case way == fromKernel:
		return fmt.Sprintf("kernel->>p%d: %s", lane, label)
	}
	return fmt.Sprintf("Note over p%d: %s", lane, label)
}

// mermaidText writes a text so that nothing in it is mermaid's own: all but
// letters, digits and what is harmless goes as the entity #n;.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range printable.Line(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" .,-_'()/→✗…×", r), r > 0xA0:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	if b.Len() == 0 {
		return "#32;"
	}
	return b.String()
}

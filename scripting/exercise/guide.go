package exercise

import (
	"fmt"
	"strings"

	"sockpit/scripting"
)

// Reference writes the reference of t, its peers and its servers in Markdown, for
// the teacher's guide.
func Reference() string {
	var b strings.Builder
	group := ""
	for _, f := range Functions() {
		if f.Group != group {
			group = f.Group
			fmt.Fprintf(&b, "\n### %s\n\n", group)
		}
		writeFunc(&b, f)
	}
	b.WriteString("\n### fields\n\n| of | field | what it is |\n| --- | --- | --- |\n")
	for _, t := range []*scripting.Type{testerType, peerType, serverType} {
		for _, f := range t.Fields {
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", t.Name, f.Name, f.Means)
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// receivers are what a receiver is called in the guide.
var receivers = map[string]string{"t": "t", "peer": "c", "server": "s"}

func writeFunc(b *strings.Builder, f *scripting.Func) {
	usage := f.Usage() // "expect(c, bytes [, why])"
	for _, first := range []string{receivers[f.Recv.Name] + ", ", receivers[f.Recv.Name] + " [, ", receivers[f.Recv.Name]} {
		if rest, ok := strings.CutPrefix(usage, f.Name+"("+first); ok {
			open := ""
			if strings.HasSuffix(first, "[, ") {
				open = "["
			}
			usage = f.Name + "(" + open + rest
			break
		}
	}
	fmt.Fprintf(b, "`%s:%s`", receivers[f.Recv.Name], usage)
	if f.Returns != "" {
		fmt.Fprintf(b, " → %s", f.Returns)
	}
	fmt.Fprintf(b, "  \n%s.", strings.ToUpper(f.Summary[:1])+f.Summary[1:])
	if f.Detail != "" {
		b.WriteString(" " + f.Detail)
	}
	b.WriteString("\n\n")
	for _, p := range f.Params[1:] {
		if p.Name != paramWhy.Name {
			fmt.Fprintf(b, "- `%s`: %s\n", p.Name, p.Means)
		}
		for _, field := range p.Fields {
			fmt.Fprintf(b, "  - `%s=`: %s\n", field.Name, field.Means)
		}
	}
	if len(f.Params) > 1 {
		b.WriteString("\n")
	}
}

package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/replay"
)

// Difference draws where a live side did something else than the recorded one.
func Difference(d *replay.Difference, width int, st Style) string {
	var b strings.Builder
	b.WriteString(hanging(d.Error(), width, 2, st.Bad))
	if d.What != "" && len(d.Want) == 0 {
		return b.String()
	}
	room := max(20, width-24)
	b.WriteString("  recorded  " + printable.Fit(bytesOrEnd(d.Want, d.WantEnd, room), width-12) + "\n")
	if d.What == "" {
		b.WriteString("  now       " + printable.Fit(bytesOrEnd(d.Got, d.GotEnd, room), width-12) + "\n")
	}
	return b.String()
}

// bytesOrEnd writes bytes from the first one that differs on, or the end of a
// stream.
func bytesOrEnd(data []byte, end bool, most int) string {
	if len(data) == 0 {
		if end {
			return "the end of the stream"
		}
		return "nothing"
	}
	return fmt.Sprintf("%s  (%s)", printable.QuoteN(data, most), bytes(int64(len(data))))
}

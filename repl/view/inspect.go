package view

import (
	"fmt"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Inspect draws the page of one socket.
func Inspect(in scripting.Inspection, width int, st Style) string {
	v := in.View
	g := grid{gap: 2}
	row := func(what string, value string) {
		if value != "" {
			g.add(painted("  "+what, st.Soft), plain(value))
		}
	}
	row("socket", fmt.Sprintf("%s  #%d  %s  %s", printable.Line(in.Name), v.ID, v.Kind, v.Network))
	row("ends", ends(v.State, narrow))
	row("peer", printable.Line(in.Peer))
	row("state", stateName(v.State))
	if in.Closed {
		row("closed", "at "+place(in.Ended))
	} else {
		row("descriptor", fmt.Sprint(v.Descriptor()))
	}
	row("made", "at "+place(v.Made)+fmt.Sprintf(", by task %d", v.MadeBy))
	if v.Kind == runtime.Listener {
		row("accept queue", v.State.AcceptQueue.String()+" of "+v.State.Backlog.String())
	} else {
		row("in the kernel", fmt.Sprintf("%s to receive, %s sent and not acknowledged", v.State.RecvQueue, v.State.SendQueue))
		row("in the object", fmt.Sprintf("%d bytes that a failed receive left", v.Kept))
		row("so far", fmt.Sprintf("%s sent, %s received", bytes(v.Sent), bytes(v.Received)))
	}
	for _, w := range v.Waiting {
		row("waits", fmt.Sprintf("task %d in %s (%s)", w.Task, w.Call, place(w.Place)))
	}
	text := columns(g, width)
	text += tcpInfo(v.State.TCP, width, st) + optionList(in.Options, width, st) + lastEvents(in.Events, width, st)
	return text
}

func bytes(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return printable.Count(int(n)) + " bytes"
}

// tcpInfo puts TCP's own figures into words.
func tcpInfo(i *runtime.TCPInfo, width int, st Style) string {
	if i == nil {
		return ""
	}
	g := grid{gap: 2}
	row := func(what, format string, args ...any) {
		g.add(painted("  "+what, st.Soft), plain(fmt.Sprintf(format, args...)))
	}
	row("round trip", "%s (± %s); a lost segment is sent again after %s", Seconds(i.RTT), Seconds(i.RTTVar), Seconds(i.RTO))
	row("window", "%d segments of up to %d bytes may be on their way (cwnd, mss)", i.Cwnd, i.SendMSS)
	row("segments", "%d out, %d in, %d not acknowledged, %d sent again", i.SegmentsOut, i.SegmentsIn, i.Unacked, i.TotalRetrans)
	return columns(g, width)
}

func optionList(settings []runtime.Setting, width int, st Style) string {
	var parts []string
	for _, s := range settings {
		parts = append(parts, s.Option.Name+"="+s.Option.Format(s.Value))
	}
	if len(parts) == 0 {
		return ""
	}
	g := grid{gap: 2}
	g.add(painted("  options", st.Soft), plain(strings.Join(parts, " ")))
	return columns(g, width)
}

func lastEvents(events []runtime.Event, width int, st Style) string {
	if len(events) == 0 {
		return ""
	}
	return st.Soft("  latest calls") + "\n" + Events(events, 0, width, st)
}

package view

import (
	"cmp"
	"fmt"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting/api"
)

// Inspect draws the page of one socket.
func Inspect(in api.Inspection, width int, st Style) string {
	v := in.View
	g := grid{gap: 2}
	row := func(what string, value string) {
		if value != "" {
			g.add(painted("  "+what, st.Soft), plain(value))
		}
	}
	name := printable.Line(in.Name)
	if number := fmt.Sprintf("#%d", v.ID); name != number { // one without a name is called by its number
		name += " " + number
	}
	row("socket", fmt.Sprintf("%s: %s, %s", name, v.Kind, v.Network))
	row("ends", ends(v.State, narrow))
	row("peer", printable.Line(in.Peer))
	row("state", stateName(v.State))
	row("timer", timerText(v.State))
	row("fault", v.Faults)
	for i := range in.History {
		row(map[bool]string{true: "seen as"}[i == 0], historyLine(in.History, i))
	}
	if in.Closed {
		row("closed", "at "+place(in.Ended))
	} else {
		row("descriptor", fmt.Sprint(v.Descriptor()))
	}
	row("made", "at "+place(v.Made)+fmt.Sprintf(", by task %d", v.MadeBy))
	row("", printable.Line(in.Source))
	if v.Kind == runtime.Listener {
		row("accept queue", strings.Replace(ofBacklog(v.State), "/", " of ", 1))
	} else {
		row("in the kernel", kernelHas(v))
		row("in the object", bytes(int64(v.Kept))+" that a failed receive left")
		row("so far", soFar(v))
	}
	for _, w := range v.Waiting {
		row("waits", fmt.Sprintf("task %d in %s (%s)", w.Task, w.Call, place(w.Place)))
	}
	tcpInfo(v.State.TCP, row)
	if !in.Closed {
		row("options", cmp.Or(optionList(in.Options), "all as the kernel sets them"))
	}
	return columns(g, width) + lastEvents(in, width, st)
}

// kernelHas says what the kernel holds of a socket's bytes.
func kernelHas(v runtime.View) string {
	switch {
	case v.Network.IsTCP() && v.State.Name == stack.Closed && v.State.RecvQueue <= 0:
		return "nothing: it is CLOSED"
	case v.Network.IsStream():
		text := quantityText(v.State.RecvQueue) + " to receive"
		if v.State.Urgent {
			text += fmt.Sprintf(" (%s before the mark of urgent data, where a receive and FIONREAD stop)", quantityText(v.State.Mark))
		}
		return text + fmt.Sprintf(", %s sent and not acknowledged", quantityText(v.State.SendQueue))
	case !v.State.Datagrams.Known():
		return quantityText(v.State.RecvQueue) + " to receive"
	case v.State.Datagrams == 0:
		return "no datagrams to receive"
	}
	return fmt.Sprintf("%s to receive, the next of %s", printable.Plural(int(v.State.Datagrams), "datagram"), bytes(int64(v.State.RecvQueue)))
}

// soFar counts what went through a socket, and what of it was lost.
func soFar(v runtime.View) string {
	text := fmt.Sprintf("%s sent, %s received", bytes(v.Sent), bytes(v.Received))
	if v.Cut > 0 {
		text += fmt.Sprintf(", %s thrown away: the receive had asked for fewer", bytes(v.Cut))
	}
	if v.State.Drops > 0 {
		text += fmt.Sprintf(", %s dropped by the kernel: no room in rcvbuf", printable.Plural(int(v.State.Drops), "datagram"))
	}
	return text
}

// historyLine says from when on a socket was seen in a state, and what had
// moved it.
func historyLine(history []runtime.Seen, i int) string {
	seen := history[i]
	text := printable.Pad(string(seen.State), 11) + "  "
	if i == 0 {
		text += seen.At.Format("15:04:05.000")
	} else {
		text += "+" + Seconds(seen.At.Sub(history[i-1].At))
	}
	if seen.Call != "" {
		text += "  " + seen.Call
		if seen.Peer {
			text += " of the other end"
		}
		text += fmt.Sprintf(", task %d", seen.Task)
		if p := place(seen.Place); p != "" {
			text += " at " + p
		}
	}
	return text
}

func bytes(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return printable.Count(int(n)) + " bytes"
}

// tcpInfo puts TCP's own figures into words.
func tcpInfo(i *stack.TCPInfo, row func(what, value string)) {
	if i == nil {
		return
	}
	row("round trip", fmt.Sprintf("%s (± %s); a lost segment is sent again after %s", Seconds(i.RTT), Seconds(i.RTTVar), Seconds(i.RTO)))
	row("window", fmt.Sprintf("%d segments of up to %s may be on their way (cwnd, mss)", i.Cwnd, bytes(int64(i.SendMSS))))
	row("segments", fmt.Sprintf("%d out, %d in, %d not acknowledged, %d sent again", i.SegmentsOut, i.SegmentsIn, i.Unacked, i.TotalRetrans))
}

// optionList writes settings as name=value.
func optionList(settings []runtime.Setting) string {
	var parts []string
	for _, s := range settings {
		parts = append(parts, s.Option.Name+"="+strings.ReplaceAll(s.Option.Format(s.Value), " ", ""))
	}
	return strings.Join(parts, " ")
}

func lastEvents(in api.Inspection, width int, st Style) string {
	if len(in.Events) == 0 {
		return ""
	}
	return st.Soft("  latest calls") + "\n" + Events(Calls{Events: in.Events, Tags: in.Tags, Began: in.Began}, width, st)
}

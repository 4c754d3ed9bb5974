package explain

import (
	"fmt"
	"strings"

	"sockpit/runtime"
	"sockpit/scripting/rest"
)

// maxWaits is how many waits a report names.
const maxWaits = 6

// Deadlock says who waits for whom, of waits that are all Stuck.
func Deadlock(f *Facts, waits []rest.Wait) Report {
	r := Report{What: "deadlock: every task waits, and none of them can wake another"}
	if len(waits) == 1 {
		r.What = "deadlock: the only task waits, and nobody is left to wake it"
	}
	var said []string
	for i := range waits {
		if i == maxWaits && len(waits) > maxWaits+1 {
			said = append(said, fmt.Sprintf("and so do %d more tasks", len(waits)-i))
			break
		}
		said = append(said, whom(f, &waits[i]))
	}
	r.Why = strings.Join(said, "; ") + "."
	both, try := wayOut(waits)
	if both != "" && len(waits) > 1 {
		r.Why += " " + both
	}
	r.Try = try
	return r
}

// whom says for whom a task waits, and since which line.
func whom(f *Facts, w *rest.Wait) string {
	s := fmt.Sprintf("task %d waits in %s", w.Task, w.Call)
	if w.Socket != nil {
		s += " on " + f.Name(w.Socket)
	}
	s += f.at(w.Place)
	switch {
	case w.For != 0:
		return s + fmt.Sprintf(" for the end of task %d", w.For)
	case w.Call == "get":
		return s + " for a value that nobody puts"
	case w.Call == "put":
		return s + " for somebody to get"
	case w.Socket == nil:
		return s
	}
	return s + f.forPeer(w)
}

// forPeer says what the other end would have to do.
func (f *Facts) forPeer(w *rest.Wait) string {
	v := f.view(w.Socket.ID)
	if v == nil {
		return ""
	}
	if v.Kind == runtime.Listener {
		return " for a client"
	}
	far := "the other end"
	queue := ""
	if p := f.view(v.Peer); p != nil {
		far = f.Name(p.Socket)
		queue = fmt.Sprintf(", %s at %s", bytes(int64(p.State.RecvQueue)), far)
	} else if l := f.queuedIn(v); l != nil {
		far = fmt.Sprintf("whoever accepts it from %s", f.Name(l))
	}
	for i := range v.Waiting {
		if v.Waiting[i].Task == w.Task && v.Waiting[i].Stopped {
			return fmt.Sprintf(": fault(%s, {stop=…}) lets nothing pass", f.arg(w.Socket))
		}
	}
	if w.Call != "send" && w.Call != "sendto" {
		return " for " + far + " to send"
	}
	if v.State.SendQueue.Known() {
		return fmt.Sprintf(" for %s to receive: both buffers are full, %s here%s", far, bytes(int64(v.State.SendQueue)), queue)
	}
	return fmt.Sprintf(" for %s to receive: the buffer is full%s", far, queue)
}

// queuedIn gives the listener in whose accept queue the other end of v is.
func (f *Facts) queuedIn(v *runtime.View) *runtime.Socket {
	if o := rest.FarEnd(f.now(), v, runtime.Queued); o != nil {
		return f.Session.Find(o.Socket)
	}
	return nil
}

// wayOut says what all the waits have in common, and what would end them.
func wayOut(waits []rest.Wait) (common, try string) {
	in := map[string]int{}
	for i := range waits {
		switch w := &waits[i]; {
		case receives(w.Call) || w.Call == "wait":
			in["recv"]++
		default:
			in[w.Call]++
		}
	}
	switch {
	case in["recv"] == len(waits):
		return "All receive, and nobody sends.", "One side must speak first; or, if one waits for the end of the stream, the other must end it with shutdown(s) or close(s)."
	case in["send"] == len(waits):
		return "All send, and nobody receives.", "One side must receive before it sends on; or receive in a task of its own."
	case in["get"]+in["put"] == len(waits):
		return "", "Some task must put for each get, or close the channel."
	case in["join"] == len(waits):
		return "They wait for each other's end.", "A task must not join one that waits for it."
	case in["send"] > 0:
		return "", "Somebody must receive what is sent."
	case in["recv"] > 0:
		return "", "Somebody must send to who receives, or end the stream with shutdown(s) or close(s)."
	}
	return "", "One of them must give the others what they wait for first."
}

// Outsiders says who outside may still wake whom, of waits of which some are
// Waiting and none will end by itself.
func Outsiders(f *Facts, waits []rest.Wait, states []rest.State) string {
	var said []string
	for i := range waits {
		if states[i] != rest.Waiting {
			continue
		}
		if len(said) == maxWaits {
			said = append(said, "…")
			break
		}
		said = append(said, outsider(f, &waits[i]))
	}
	return "everything waits: " + strings.Join(said, "; ")
}

func outsider(f *Facts, w *rest.Wait) string {
	s := fmt.Sprintf("%s%s", w.Call, f.at(w.Place))
	if w.Socket == nil {
		return s + ", which another program may still end"
	}
	s = fmt.Sprintf("%s on %s%s", w.Call, f.Name(w.Socket), f.at(w.Place))
	v := f.view(w.Socket.ID)
	switch {
	case v == nil:
		return s
	case v.Kind == runtime.Listener:
		return fmt.Sprintf("%s for a client: another program may still dial %s", s, v.State.Local)
	case v.Kind == runtime.Datagram:
		return fmt.Sprintf("%s for a datagram: another program may still send one to %s", s, v.State.Local)
	}
	if !v.State.Remote.IsZero() && !v.Network.IsUnix() {
		return fmt.Sprintf("%s for its other end, %s, which is not of this session", s, v.State.Remote)
	}
	return s + " for its other end, which is not of this session"
}

package scripting

import (
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
)

// An Inspection is all that is known of one socket.
type Inspection struct {
	Name    string
	View    runtime.View      // zero State if it is closed
	Peer    string            // name of the other end, or ""
	Tags    map[int]string    // names for the events
	Began   time.Time         // when the session did
	Options []runtime.Setting // that are not as the kernel makes a socket
	Events  []event.Event     // the latest on this socket
	History []runtime.Seen
	Source  string // text of the line that made it
	Closed  bool
	Ended   event.Place
}

// maxInspected is how many events an inspection shows.
const maxInspected = 8

func (h *Host) inspection(s *runtime.Socket) Inspection {
	in := Inspection{Name: h.Name(s), Began: h.began, Closed: s.Closed(), Source: strings.TrimSpace(h.sources.line(s.Made))}
	in.Ended, _ = s.Ended()
	in.View = runtime.View{Socket: s, State: s.State(), Kind: s.Kind(), Sent: s.Sent(), Received: s.Received(), Kept: s.Kept()}
	if !in.Closed {
		in.View.Waiting, in.View.State.Timer = s.Waiting(), s.Timer()
		if p := s.Peer(); p != nil {
			in.View.Peer, in.Peer = p.ID, h.Name(p)
		}
	}
	in.History = s.History()
	if !in.Closed {
		in.Options = s.Changed()
	}
	in.Events = h.Session.Log.LastOf(s.ID, maxInspected)
	in.Tags = h.TagsNow(in.Events)
	return in
}

// historyList gives the states in which a socket was seen, for a script.
func (h *Host) historyList(s *runtime.Socket) lua.LValue {
	list := h.root.NewTable()
	for _, seen := range s.History() {
		row := h.root.NewTable()
		row.RawSetString("state", lua.LString(seen.State))
		row.RawSetString("at", lua.LNumber(seen.At.Sub(h.began).Seconds()))
		row.RawSetString("call", textOrNil(seen.Call))
		row.RawSetString("line", textOrNil(seen.Place.String()))
		if seen.Task != 0 {
			row.RawSetString("task", lua.LNumber(seen.Task))
		}
		row.RawSetString("peer", lua.LBool(seen.Peer))
		list.Append(row)
	}
	return list
}

// otherRow tells a script of a socket that no variable can hold.
func (h *Host) otherRow(o *runtime.Around) *lua.LTable {
	t := h.root.NewTable()
	t.RawSetString("role", lua.LString(o.Role))
	t.RawSetString("network", lua.LString(o.Network))
	t.RawSetString("state", textOrNil(o.State.Name))
	t.RawSetString("local_address", addressText(o.State.Local))
	t.RawSetString("local_port", portOf(o.State.Local))
	t.RawSetString("remote_address", addressText(o.State.Remote))
	t.RawSetString("remote_port", portOf(o.State.Remote))
	t.RawSetString("recv_queue", quantity(o.State.RecvQueue))
	t.RawSetString("send_queue", quantity(o.State.SendQueue))
	t.RawSetString("program", textOrNil(o.Holder))
	if o.State.Timer.Kind != "" {
		t.RawSetString("timer", lua.LString(o.State.Timer.Kind))
		t.RawSetString("left", lua.LNumber(o.State.Timer.Left.Seconds()))
	}
	if o.Socket != 0 {
		t.RawSetString("of", lua.LNumber(o.Socket))
	}
	return t
}

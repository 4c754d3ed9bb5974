package api

import (
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting"
	"sockpit/scripting/luavm"
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

func inspection(h *scripting.Host, s *runtime.Socket) Inspection {
	in := Inspection{Name: h.Name(s), Began: h.Began(), Closed: s.Closed(), Source: strings.TrimSpace(h.Line(s.Made))}
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

// otherRow tells a script of a socket that no variable can hold.
func otherRow(o *runtime.Around) *lua.LTable {
	t := luavm.NewTable(0, 12)
	t.RawSetString("role", lua.LString(o.Role))
	t.RawSetString("network", lua.LString(o.Network))
	t.RawSetString("state", scripting.TextValue(string(o.State.Name)))
	t.RawSetString("local_address", scripting.AddressValue(o.State.Local))
	t.RawSetString("local_port", scripting.PortValue(o.State.Local))
	t.RawSetString("remote_address", scripting.AddressValue(o.State.Remote))
	t.RawSetString("remote_port", scripting.PortValue(o.State.Remote))
	t.RawSetString("recv_queue", scripting.QuantityValue(o.State.RecvQueue))
	t.RawSetString("send_queue", scripting.QuantityValue(o.State.SendQueue))
	t.RawSetString("program", scripting.TextValue(o.Holder))
	if o.State.Timer.Kind != "" {
		t.RawSetString("timer", lua.LString(o.State.Timer.Kind))
		t.RawSetString("left", lua.LNumber(o.State.Timer.Left.Seconds()))
	}
	if o.Socket != 0 {
		t.RawSetString("of", lua.LNumber(o.Socket))
	}
	return t
}

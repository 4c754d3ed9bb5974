package scripting

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
)

// maxReached bounds how many values are looked at for the sockets that a script can
// still get at.
const maxReached = 1 << 20

// heldSockets gives the sockets that a script can still get at: that a variable holds, or
// what one holds, however deep. all is false if there is too much to look at.
func heldSockets(h *Host) (sockets map[*runtime.Socket]bool, all bool) {
	r := reached{host: h, sockets: map[*runtime.Socket]bool{}, seen: map[lua.LValue]bool{}}
	r.add(h.root.G.Global)
	r.add(h.prompt.env)
	for _, t := range h.tasks {
		for _, l := range t.levels {
			h.localNames(l.th, func(_ string, v lua.LValue) { r.add(v) })
		}
	}
	for len(r.todo) > 0 && len(r.seen) < maxReached {
		v := r.todo[len(r.todo)-1]
		r.todo = r.todo[:len(r.todo)-1]
		r.open(v)
	}
	return r.sockets, len(r.todo) == 0
}

// reached are the values found so far.
type reached struct {
	host    *Host
	sockets map[*runtime.Socket]bool
	seen    map[lua.LValue]bool
	todo    []lua.LValue // seen, and not opened yet
}

func (r *reached) add(v lua.LValue) {
	switch v.(type) {
	case *lua.LTable, *lua.LUserData, *lua.LFunction, *lua.LState:
		if !r.seen[v] {
			r.seen[v] = true
			r.todo = append(r.todo, v)
		}
	}
}

// open adds what a value holds.
func (r *reached) open(v lua.LValue) {
	switch v := v.(type) {
	case *lua.LTable:
		v.ForEach(func(key, value lua.LValue) {
			r.add(key)
			r.add(value)
		})
		r.add(v.Metatable)
	case *lua.LFunction:
		if v.Env != nil {
			r.add(v.Env)
		}
		for _, up := range v.Upvalues {
			r.add(up.Value())
		}
	case *lua.LState:
		r.host.localNames(v, func(_ string, value lua.LValue) { r.add(value) })
	case *lua.LUserData:
		r.object(v)
	}
}

// object adds what a value of ours holds.
func (r *reached) object(v lua.LValue) {
	if s := SocketOf(v); s != nil {
		r.sockets[s] = true
	}
	if o, ok := ObjectOf(v).(holder); ok {
		for _, value := range o.Holds() {
			r.add(value)
		}
	}
}

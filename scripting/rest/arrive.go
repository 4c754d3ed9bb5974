package rest

import (
	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// What has left one socket of ours is not at once at the other, though both are
// on this machine: on a busy one the kernel may take a while. For the bytes of a
// stream see recvProspect.

// endArrives reports whether the other end was ours and is closed, and this one
// has not heard of it.
func (h *hang) endArrives(v *runtime.View) bool {
	return v.PeerWas != 0 && v.State.Hears() && h.farEnd(v, runtime.Far) == nil
}

// clientArrives reports whether a client of ours is connected to a listener that
// does not know of it yet: the last segment of the handshake is on its way.
func (h *hang) clientArrives(l *runtime.View) bool {
	for _, v := range h.arriving[l.State.Local.Port] {
		if !GoesTo(v, l) {
			continue
		}
		queued := h.farEnd(v, runtime.Queued)
		if queued == nil && h.farEnd(v, runtime.Far) == nil || queued != nil && queued.Name == stack.SynRecv {
			return true
		}
	}
	return false
}

// GoesTo reports whether a stream goes to the address of a listener.
func GoesTo(v, l *runtime.View) bool {
	to, at := v.State.Remote, l.State.Local
	return to.Port == at.Port && (at.IP.IsUnspecified() || to.IP.Unmap() == at.IP.Unmap())
}

// queued reports whether the connection waits in the accept queue of a
// listener of ours.
func (h *hang) queued(v *runtime.View) bool { return h.farEnd(v, runtime.Queued) != nil }

// AnyRole is, for FarEnd, that of every socket that no script holds.
const AnyRole runtime.Role = ""

// farEnd gives the other end of a connection, if it has that role.
func (h *hang) farEnd(v *runtime.View, role runtime.Role) *runtime.Around {
	for _, o := range h.others[endOf(v.State.Remote)] {
		if (o.Role == role || role == AnyRole) && endOf(o.Remote) == endOf(v.State.Local) {
			return o
		}
	}
	return nil
}

// FarEnd gives the other end of a connection, nil if nobody has it in that role.
func FarEnd(snap *runtime.Snapshot, v *runtime.View, role runtime.Role) *runtime.Around {
	return newHang(nil, snap).farEnd(v, role)
}

// endOf makes addresses of one end-point equal: a listener of both families has its
// IPv4 clients as ::ffff:127.0.0.1, and rows have no zone.
func endOf(a stack.Address) stack.Address {
	return stack.Address{IP: a.IP.Unmap().WithZone(""), Port: a.Port, Path: a.Path}
}

package runtime

import (
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Seen is a state in which a socket was seen. Between two of them there may
// have been others that nobody saw.
type Seen struct {
	State stack.TCPState
	At    time.Time
	Call  string // the latest call before that, of this end or of the other, that can move a state; "" none known
	Task  int    // who made it
	Place event.Place
	Peer  bool // it was made on the other end
}

// maxSeen is how many states a socket remembers; more than a connection has.
const maxSeen = 32

// movers are the calls that can move a socket from one state to another. A
// receive can: it reads the end, or a reset.
var movers = map[string]bool{"socket": true, "socketpair": true, "bind": true, "listen": true, "connect": true, "accept": true,
	"shutdown": true, "close": true, "reset": true, "fault": true}

// History gives the states in which the socket was seen, oldest first.
func (s *Socket) History() []Seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Seen(nil), s.history...)
}

// look asks the kernel for the state after a call that can have moved it.
func (s *Socket) look() {
	if s.Closed() || !s.Network.IsTCP() {
		return
	}
	if st, err := s.ep.State(); err == nil {
		s.see(st.Name, 0)
	}
}

// see remembers a state if it is another than the last. peer is the socket at
// the other end, 0 if that is not known.
func (s *Socket) see(state stack.TCPState, peer int) {
	s.mu.Lock()
	if peer != 0 {
		s.lastPeer = peer
	}
	n := len(s.history)
	if state == "" || n > 0 && s.history[n-1].State == state || n == maxSeen {
		s.mu.Unlock()
		return
	}
	peer = s.lastPeer
	s.mu.Unlock()
	seen := s.session.mover(s.ID, peer)
	seen.State, seen.At = state, s.session.Clock.Now()
	s.mu.Lock()
	s.history = append(s.history, seen)
	s.mu.Unlock()
}

// moverWindow is how far back the log is searched for the call that moved a
// state.
const moverWindow = 256

// mover finds the latest call that can have moved a socket or its other end.
func (s *Session) mover(id, peer int) (seen Seen) {
	w, ok := s.Log.FindLast(moverWindow, func(w *event.Header, made int, err error) bool {
		of := w.Socket == id || made == id
		if !of && (peer == 0 || w.Socket != peer) || !movers[w.Call] || err != nil && w.Call != "connect" {
			return false
		}
		seen.Peer = !of
		return true
	})
	if !ok {
		return Seen{}
	}
	seen.Call, seen.Task, seen.Place = w.Call, w.Task, w.Place
	if w.Via != "" {
		seen.Call = w.Via
	}
	return seen
}

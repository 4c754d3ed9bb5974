package sockdiag

import "slices"

// wants reports whether a row passes the filters of q. The kernel has filtered
// by port already where it could; this decides.
func (q *Query) wants(r *Row) bool {
	if q.Inodes != nil && !q.Inodes[r.Inode] && (r.PeerInode == 0 || !q.Inodes[r.PeerInode]) {
		return false
	}
	if len(q.Ports) == 0 || !r.Local.IsValid() {
		return true
	}
	return slices.Contains(q.Ports, r.Local.Port()) ||
		r.Remote.IsValid() && slices.Contains(q.Ports, r.Remote.Port())
}

// uncount takes off the queues of a TCP socket what is no byte. The kernel
// computes them from sequence numbers, in which a SYN and a FIN take one each:
//
//   - a FIN that came in (CLOSE_WAIT, LAST_ACK, CLOSING) counts as unread
//     until the program has read the end, and nothing comes behind it: a queue
//     that is not empty holds it;
//   - our SYN (SYN_SENT) or FIN (FIN_WAIT1, LAST_ACK, CLOSING) counts as
//     unacknowledged, and its acknowledgement ends the state.
func uncount(r *Row, state uint8) {
	switch state {
	case closeWait, lastAck, closing:
		r.RecvQueue -= min(r.RecvQueue, 1)
	}
	switch state {
	case synSent, finWait1, lastAck, closing:
		r.SendQueue -= min(r.SendQueue, 1)
	}
}

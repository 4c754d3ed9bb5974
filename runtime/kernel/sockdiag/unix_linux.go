package sockdiag

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// What unix_diag is asked to show, and the attributes it shows it in;
// include/uapi/linux/unix_diag.h.
const (
	showName    = 0x01
	showVFS     = 0x02
	showPeer    = 0x04
	showIcons   = 0x08
	showQueues  = 0x10
	showMeminfo = 0x20
	showUID     = 0x40

	unixName     = 0
	unixVFS      = 1
	unixPeer     = 2
	unixIcons    = 3 // "incoming connections": who waits for accept
	unixQueues   = 4
	unixMeminfo  = 5
	unixShutdown = 6
	unixUID      = 7
)

// unixMsgSize is the size of struct unix_diag_msg, which the attributes follow.
const unixMsgSize = 16

// dumpUnix appends the unix sockets that q wants to rows.
//
// unix_diag passes over sockets that nobody has accepted yet, but tells for a
// listener the inodes of the clients that wait. A row is made for each of
// those ends, so that a queue looks as it does with TCP; what is in the queue
// of that row is not known.
func dumpUnix(q *Query, rows []Row) ([]Row, error) {
	before := len(rows)
	keep := func(r Row) {
		if q.wants(&r) {
			rows = append(rows, r)
		}
	}
	err := dump(unix.SOCK_DIAG_BY_FAMILY, unixRequest(q), func() { rows = rows[:before] }, func(msg []byte) {
		// The same handler also tells of other families on some kernels.
		if len(msg) < unixMsgSize || msg[0] != unix.AF_UNIX {
			return
		}
		r, waiting := parseUnix(msg)
		keep(r)
		for _, client := range waiting {
			keep(Row{
				Network: r.Network, State: stateName(established, false),
				Path: r.Path, Abstract: r.Abstract, PeerInode: client,
				UID: r.UID, Missing: FieldQueues | FieldShutdown,
			})
		}
	})
	if err != nil {
		return rows[:before], fmt.Errorf("sock_diag: unix: %w", err)
	}
	return rows, nil
}

// unixRequest returns struct unix_diag_req.
func unixRequest(q *Query) []byte {
	req := make([]byte, 24)
	req[0] = unix.AF_UNIX
	native.PutUint32(req[4:], ^uint32(0)) // all states
	show := uint32(showName | showPeer | showIcons | showQueues | showUID)
	if q.Info {
		show |= showMeminfo
	}
	if q.Files {
		show |= showVFS
	}
	native.PutUint32(req[12:], show)
	return req
}

// parseUnix reads struct unix_diag_msg and its attributes. waiting are the
// inodes of clients in a listener's accept queue.
func parseUnix(msg []byte) (r Row, waiting []uint64) {
	r.Network = unixNetwork(msg[1])
	state, peer := msg[2], false
	r.Inode = uint64(native.Uint32(msg[4:]))
	r.Cookie = uint64(native.Uint32(msg[8:])) | uint64(native.Uint32(msg[12:]))<<32
	r.Missing = FieldUID | FieldShutdown | FieldQueues // until they come
	attributes(msg[unixMsgSize:], func(kind uint16, value []byte) {
		switch {
		case kind == unixName:
			r.Path, r.Abstract = unixPath(value)
		case kind == unixVFS && len(value) >= 8:
			dev := native.Uint32(value[4:]) // as the kernel has it: 20 bits of it are the minor number
			r.FileIno, r.FileDev = uint64(native.Uint32(value)), unix.Mkdev(dev>>20, dev&(1<<20-1))
		case kind == unixPeer && len(value) >= 4:
			peer = true
			r.PeerInode = uint64(native.Uint32(value))
		case kind == unixIcons:
			for ; len(value) >= 4; value = value[4:] {
				waiting = append(waiting, uint64(native.Uint32(value)))
			}
		case kind == unixQueues && len(value) >= 8:
			r.RecvQueue, r.SendQueue = native.Uint32(value), native.Uint32(value[4:])
			r.Missing &^= FieldQueues
		case kind == unixMeminfo:
			r.Mem = parseMem(value)
		case kind == unixShutdown && len(value) > 0:
			r.Shutdown = Shutdown(value[0])
			r.Missing &^= FieldShutdown
		case kind == unixUID && len(value) >= 4:
			r.UID = native.Uint32(value)
			r.Missing &^= FieldUID
		}
	})
	if r.Network == "unixgram" && !peer {
		// The kernel calls a datagram socket connected as soon as another
		// one connects to it, although it has no peer of its own.
		state = closed
	}
	r.State = stateName(state, false)
	return r, waiting
}

// unixPath splits a sun_path. unix(7): an abstract name begins with NUL and
// all its bytes count; a path ends at the first NUL.
func unixPath(name []byte) (path string, abstract bool) {
	if len(name) > 0 && name[0] == 0 {
		return string(name[1:]), true
	}
	return unix.ByteSliceToString(name), false
}

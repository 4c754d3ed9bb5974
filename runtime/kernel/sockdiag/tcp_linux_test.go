package sockdiag

import (
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestAcceptQueue(t *testing.T) {
	t.Parallel()
	l, at := listenTCP(t, unix.AF_INET, loopback(), 5)
	clients := []int{dial(t, at), dial(t, at), dial(t, at)}
	write(t, clients[1], "hello")

	q := onPorts(at)
	r := await(t, "listener with 3 of 5", q, 1, func(r *Row) bool { return r.State == "LISTEN" && r.RecvQueue == 3 })[0]
	if r.SendQueue != 5 || r.Network != "tcp4" || r.Local != at || r.Remote.IsValid() || r.Inode != inode(t, l) ||
		r.Cookie != cookie(t, l) || r.UID != uint32(os.Getuid()) || r.Timer.Kind != NoTimer {
		t.Errorf("listener %+v", r)
	}
	waiting := await(t, "one unowned end with 5 bytes", q, 1, func(r *Row) bool {
		return r.State == "ESTABLISHED" && r.Local == at && r.Inode == 0 && r.RecvQueue == 5
	})[0]
	if waiting.Remote != local(t, clients[1]) || waiting.Cookie == 0 {
		t.Errorf("unowned %+v, want the peer %v", waiting, local(t, clients[1]))
	}
	await(t, "three unowned ends", q, 3, func(r *Row) bool { return r.Local == at && r.Inode == 0 })

	accept(t, l)
	server := accept(t, l)
	if got := cookie(t, server); got != waiting.Cookie {
		t.Errorf("cookie after accept %d, before %d", got, waiting.Cookie)
	}
	await(t, "the same end owned", q, 1, func(r *Row) bool {
		return r.Cookie == waiting.Cookie && r.Inode == inode(t, server) && r.RecvQueue == 5
	})
	await(t, "listener with 1", q, 1, func(r *Row) bool { return r.State == "LISTEN" && r.RecvQueue == 1 })
}

func TestSynSent(t *testing.T) {
	t.Parallel()
	_, at := listenTCP(t, unix.AF_INET, loopback(), 1) // holds two
	dial(t, at)
	dial(t, at)
	fd := socket(t, unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK)
	if err := unix.Connect(fd, sockaddr(at)); err != unix.EINPROGRESS {
		t.Fatalf("connect: %v", err)
	}
	// A SYN that is not answered is sent again after a second.
	r := await(t, "SYN sent again", onPorts(at), 1, func(r *Row) bool {
		return r.State == "SYN_SENT" && r.Timer.Retransmits > 0
	})[0]
	if r.Timer.Kind != Retransmit || r.Timer.Left <= 0 || r.Timer.Left > time.Minute ||
		r.SendQueue != 0 || r.Inode != inode(t, fd) || r.Remote != at {
		t.Errorf("client %+v", r)
	}
}

// TestSynRecv defers accept until data comes, which keeps the server's half in
// the making.
func TestSynRecv(t *testing.T) {
	t.Parallel()
	l, at := listenTCP(t, unix.AF_INET, loopback(), 1)
	must(t, unix.SetsockoptInt(l, unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 30))
	fd := dial(t, at)
	r := await(t, "half-made connection", onPorts(at), 1, func(r *Row) bool { return r.State == "SYN_RECV" })[0]
	if r.Local != at || r.Remote != local(t, fd) || r.Inode != 0 || r.Timer.Kind != Retransmit || r.Knows(FieldUID) || r.Knows(FieldShutdown) {
		t.Errorf("half-made %+v", r)
	}
	write(t, fd, "x")
	await(t, "made with the first byte", onPorts(at), 1, func(r *Row) bool {
		return r.State == "ESTABLISHED" && r.Local == at && r.RecvQueue == 1
	})
}

func TestGhostByteOfFIN(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{"", "x", "nineteen bytes here"} {
		client, server, at := pair(t)
		if payload != "" {
			write(t, client, payload)
		}
		must(t, unix.Shutdown(client, unix.SHUT_WR))
		q := onPorts(at)
		r := await(t, "CLOSE_WAIT", q, 1, func(r *Row) bool { return r.State == "CLOSE_WAIT" })[0]
		inq, err := unix.IoctlGetInt(server, unix.SIOCINQ)
		must(t, err)
		if int(r.RecvQueue) != len(payload) || inq != len(payload) || r.Shutdown != ShutRecv || !r.Knows(FieldShutdown) {
			t.Errorf("%d bytes and a FIN: SIOCINQ %d, row %+v", len(payload), inq, r)
		}
		r = await(t, "FIN_WAIT2", q, 1, func(r *Row) bool { return r.State == "FIN_WAIT2" })[0]
		if r.SendQueue != 0 || r.Shutdown != ShutSend || r.Inode != inode(t, client) {
			t.Errorf("client %+v", r)
		}
		for n := -1; n != 0; { // the program reads to the end
			n, err = unix.Read(server, make([]byte, 64))
			must(t, err)
		}
		r = await(t, "CLOSE_WAIT", q, 1, func(r *Row) bool { return r.State == "CLOSE_WAIT" })[0]
		if r.RecvQueue != 0 {
			t.Errorf("after the end was read: %+v", r)
		}
	}
}

// TestGhostByteOfOwnFIN shuts down behind data that the peer has no room for.
func TestGhostByteOfOwnFIN(t *testing.T) {
	t.Parallel()
	client, _, at := pair(t)
	must(t, unix.SetNonblock(client, true))
	sent := 0
	for {
		n, err := unix.Write(client, make([]byte, 64<<10))
		if err == unix.EAGAIN {
			break
		}
		must(t, err)
		sent += n
	}
	must(t, unix.Shutdown(client, unix.SHUT_WR))
	q := onPorts(at)
	eventually(t, "FIN_WAIT1, each byte in one of the two queues", func() bool {
		rows, err := Dump(q.Query)
		must(t, err)
		queued, state := 0, ""
		for _, r := range rows {
			switch {
			case r.Remote == at:
				queued += int(r.SendQueue)
				state = r.State
			case r.Local == at && r.State != "LISTEN":
				queued += int(r.RecvQueue)
			}
		}
		return state == "FIN_WAIT1" && queued == sent
	})
	await(t, "a timer for what is not acknowledged", q, 1, func(r *Row) bool {
		return r.State == "FIN_WAIT1" && (r.Timer.Kind == Probe || r.Timer.Kind == Retransmit)
	})
}

func TestTimeWait(t *testing.T) {
	t.Parallel()
	client, server, at := pair(t)
	name, from := cookie(t, client), local(t, client)
	finish(t, client)
	q := onPorts(at)
	r := await(t, "orphan in FIN_WAIT2", q, 1, func(r *Row) bool { return r.State == "FIN_WAIT2" })[0]
	if r.Inode != 0 || r.Local != from {
		t.Errorf("orphan %+v", r)
	}
	finish(t, server)
	r = await(t, "TIME_WAIT", q, 1, func(r *Row) bool { return r.State == "TIME_WAIT" })[0]
	if r.Local != from || r.Remote != at || r.Inode != 0 || r.Cookie != name || r.RecvQueue != 0 || r.SendQueue != 0 ||
		r.Timer.Kind != TimeWait || r.Timer.Left <= 0 || r.Timer.Left > 2*time.Minute || r.Knows(FieldUID) {
		t.Errorf("row %+v, want cookie %d", r, name)
	}
	left := r.Timer.Left
	await(t, "the countdown", q, 1, func(r *Row) bool { return r.State == "TIME_WAIT" && r.Timer.Left < left })
}

// TestHeldButGone has descriptors whose sockets the tables no longer know as
// theirs.
func TestHeldButGone(t *testing.T) {
	t.Parallel()
	client, server, at := pair(t)
	q := onPorts(at)
	write(t, server, "unread")
	must(t, unix.Shutdown(client, unix.SHUT_WR))
	must(t, unix.Shutdown(server, unix.SHUT_WR))
	await(t, "TIME_WAIT of an open descriptor", q, 1, func(r *Row) bool {
		return r.State == "TIME_WAIT" && r.Inode == 0 && r.RecvQueue == 0
	})
	if n, err := unix.Read(client, make([]byte, 64)); n != len("unread") {
		t.Errorf("read %d, %v from the descriptor", n, err)
	}

	client, server, at = pair(t)
	must(t, unix.SetsockoptLinger(client, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}))
	finish(t, client) // resets
	await(t, "nothing of a socket that was reset", onPorts(at), 0, func(r *Row) bool { return r.State != "LISTEN" })
	inode(t, server)
}

func TestKeepalive(t *testing.T) {
	t.Parallel()
	client, _, at := pair(t)
	must(t, unix.SetsockoptInt(client, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1))
	must(t, unix.SetsockoptInt(client, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 100))
	r := await(t, "keepalive", onPorts(at), 1, func(r *Row) bool { return r.Timer.Kind == Keepalive })[0]
	if r.Timer.Left <= 50*time.Second || r.Timer.Left > 100*time.Second || r.Inode != inode(t, client) {
		t.Errorf("row %+v", r)
	}
}

func TestBoundOnly(t *testing.T) {
	t.Parallel()
	fd := socket(t, unix.AF_INET, unix.SOCK_STREAM)
	at := bind(t, fd, loopback())
	q := onPorts(at)
	rows, err := Dump(q.Query)
	must(t, err)
	rows = q.own(rows)
	var system unix.Utsname
	must(t, unix.Uname(&system))
	var major, minor int
	_, err = fmt.Sscanf(unix.ByteSliceToString(system.Release[:]), "%d.%d", &major, &minor)
	must(t, err)
	if len(rows) == 0 && (major < 6 || major == 6 && minor < 8) {
		t.Skip("before Linux 6.8 a socket that is only bound is not shown")
	}
	if len(rows) == 0 {
		t.Fatal("a socket that is only bound is not shown")
	}
	if r := rows[0]; len(rows) != 1 || r.State != "CLOSED" || r.Local != at || r.Inode != inode(t, fd) {
		t.Errorf("rows %+v", rows)
	}
	q.SkipBound = true
	if rows, err = Dump(q.Query); err != nil || len(q.own(rows)) != 0 {
		t.Errorf("rows %+v, error %v, want none", rows, err)
	}
	must(t, unix.Listen(fd, 1))
	if rows, err = Dump(q.Query); err != nil || len(q.own(rows)) != 1 {
		t.Errorf("a listener: rows %+v, error %v", rows, err)
	}
}

func TestInfo(t *testing.T) {
	t.Parallel()
	client, _, at := pair(t)
	write(t, client, "hello")
	q := onPorts(at)
	q.Info = true
	r := await(t, "TCP_INFO", q, 1, func(r *Row) bool {
		return r.Remote == at && r.Info != nil && r.Info.Bytes_acked == 5+1
	})[0] // the SYN was acknowledged as well
	want, err := unix.GetsockoptTCPInfo(client, unix.IPPROTO_TCP, unix.TCP_INFO)
	must(t, err)
	if r.Info.State != established || r.Info.Snd_mss != want.Snd_mss || r.Info.Segs_out != want.Segs_out || r.Info.Min_rtt == 0 {
		t.Errorf("info %+v, want %+v", *r.Info, *want)
	}
	size, err := unix.GetsockoptInt(client, unix.SOL_SOCKET, unix.SO_RCVBUF)
	must(t, err)
	if r.Mem == nil || int(r.Mem.RecvBuffer) != size {
		t.Errorf("mem %+v, want a receive buffer of %d", r.Mem, size)
	}
	q.Info = false
	await(t, "no info unasked", q, 3, func(r *Row) bool { return r.Info == nil && r.Mem == nil })
}

func TestUncount(t *testing.T) {
	t.Parallel()
	less := map[uint8][2]uint32{
		closeWait: {1, 0}, lastAck: {1, 1}, closing: {1, 1}, synSent: {0, 1}, finWait1: {0, 1},
	}
	for state := range uint8(len(tcpStates)) {
		r := Row{RecvQueue: 5, SendQueue: 7}
		uncount(&r, state)
		if r.RecvQueue != 5-less[state][0] || r.SendQueue != 7-less[state][1] {
			t.Errorf("%s: 5 and 7 became %d and %d", stateName(state, true), r.RecvQueue, r.SendQueue)
		}
		r = Row{}
		uncount(&r, state)
		if r.RecvQueue != 0 || r.SendQueue != 0 {
			t.Errorf("%s: 0 and 0 became %d and %d", stateName(state, true), r.RecvQueue, r.SendQueue)
		}
	}
}

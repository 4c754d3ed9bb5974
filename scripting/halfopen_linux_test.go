package scripting

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"sockpit/runtime"
)

// Filters of packets that come to a socket (bpf(4)): how many bytes to keep.
var (
	nothing = []unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K}}
	onlySYN = []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: 13}, // TCP's flags
		{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, K: 2, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: 1 << 16},
		{Code: unix.BPF_RET | unix.BPF_K},
	}
)

// deafen makes a socket lose every packet that comes to it, until hear.
func deafen(t *testing.T, s *runtime.Socket) { filter(t, s, nothing) }

func filter(t *testing.T, s *runtime.Socket, f []unix.SockFilter) {
	t.Helper()
	err := unix.SetsockoptSockFprog(s.Descriptor(), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(f)), Filter: &f[0]})
	if err != nil {
		t.Skip(err)
	}
}

func hear(t *testing.T, s *runtime.Socket) {
	t.Helper()
	if err := unix.SetsockoptInt(s.Descriptor(), unix.SOL_SOCKET, unix.SO_DETACH_FILTER, 0); err != nil {
		t.Fatal(err)
	}
}

// A prompted is a prompt at which a test types.
type prompted struct {
	t   *testing.T
	h   *Host
	rec *recorder
}

func (p *prompted) typed(entry string) {
	p.t.Helper()
	if r := p.h.Eval(arrived+entry, 80); r.Failed != nil {
		p.t.Fatal(r.Failed, r.Failed.Hint)
	}
}

// named gives the socket that a variable holds.
func (p *prompted) named(name string) *runtime.Socket {
	p.t.Helper()
	for _, s := range p.h.World().Sockets {
		if s.Name == name {
			return s.Socket
		}
	}
	p.t.Fatal("no socket is called ", name)
	return nil
}

// why wants what why(c) shows now.
func (p *prompted) why(want string) {
	p.t.Helper()
	p.rec.mu.Lock()
	p.rec.shown = nil
	p.rec.mu.Unlock()
	p.typed("why(c)")
	matchPrinted(p.t, shownReports(p.rec), want, p.rec)
}

// halfOpen makes a listener l with a full accept queue, and a client c whose
// call came in time and whose ACK came late: c does not hear the SYN,ACK before
// others have filled the queue. Another listener had the port before.
func halfOpen(t *testing.T) *prompted {
	h, rec := newHost(t, Config{})
	p := &prompted{t, h, rec}
	p.typed(`local old = listen(0) local port = old.local_port close(old) l = listen(port, {backlog = 1}) c = socket("tcp")
function half() local _, o = sockets() for _, r in ipairs(o) do if r.state == "SYN_RECV" then return true end end end`)
	c := p.named("c")
	deafen(t, c)
	p.typed(`t = spawn(connect, c, l.local_port) expect.eventually(half)`)
	p.typed(`d = dial(l.local_port) e = dial(l.local_port) arrived(l, "accept_queue", 2)`)
	hear(t, c)
	p.typed(`join(t) expect.state(c, "ESTABLISHED") expect.equal(half(), true)`)
	return p
}

// A client may be connected and its server's kernel not have it: while the
// accept queue is full, the last step of the handshake is dropped.
func TestWhyHalfOpen(t *testing.T) {
	t.Parallel()
	const gotAnswer = `c counts as connected: it got the SYN,ACK, and sent the ACK. The server's kernel `
	t.Run("the queue has room again", func(t *testing.T) {
		t.Parallel()
		p := halfOpen(t)
		p.why(`\A\s*c: connected at its own side only: the queue of l is full\n` + gotAnswer +
			`drops that ACK while the accept queue of l is full \(2 of 1\+1\), .*half open \(SYN_RECV\)` +
			`.*\naccept\(l\), or a larger backlog. Once there is room, what c sends, .*the SYN,ACK sent again( in \d\.\d s)?, finishes`)
		p.typed(`accept(l)`)
		p.why(`\A\s*c: connected, but not accepted yet by l\n` + gotAnswer + `has not taken that ACK yet, .*\naccept\(l\) waits for it: what c sends`)
		p.typed(`send(c, "x") accept(l) s = accept(l) expect.equal(s.remote_port, c.local_port) expect.equal(recv(s), "x")`)
		p.why(`\A\s*c: its other end is s`)
	})
	t.Run("the kernel has given up", func(t *testing.T) {
		t.Parallel()
		p := halfOpen(t)
		if err := unix.SetsockoptInt(p.named("l").Descriptor(), unix.IPPROTO_TCP, unix.TCP_SYNCNT, 1); err != nil {
			t.Fatal(err)
		}
		p.typed(`expect.eventually(function() return not half() end, 30)`)
		p.why(`\A\s*c: connected at its own side only: the kernel has no other end of it at l\n` + gotAnswer +
			`drops that ACK while the accept queue is full, and forgets.*The accept queue of l is full \(2 of 1\+1\).*\nclose\(c\), and dial again .*answered by a reset`)
		p.typed(`accept(l)`)
		p.why(`\A\s*c: connected at its own side only.*\n` + gotAnswer + `drops that ACK while the accept queue is full, and forgets`)
		p.typed(`send(c, "x") expect.state(c, "CLOSED")`)
		p.why(`\A\s*c: CLOSED`)
	})
}

// Nothing is said of a listener that may not be the one that answered, or is
// there no more.
func TestWhyHalfOpenOfAnother(t *testing.T) {
	t.Parallel()
	p := halfOpen(t)
	p.typed(`local port = l.local_port close(l) l = listen(port, {backlog = 1})`)
	p.why(`\A\s*c: nothing to remark`)
	p.typed(`expect.eventually(function() return not half() end, 30)`)
	p.why(`\A\s*c: nothing to remark`)
	p.typed(`close(l)`)
	p.why(`\A\s*c: nothing to remark`)
}

// A SYN cookie leaves no half open connection at the kernel, and so a send still
// finishes the handshake.
func TestWhyHalfOpenByCookie(t *testing.T) {
	t.Parallel()
	if on, err := os.ReadFile("/proc/sys/net/ipv4/tcp_syncookies"); err != nil || string(on) == "0\n" {
		t.Skip("no SYN cookies here", err)
	}
	h, rec := newHost(t, Config{})
	p := &prompted{t, h, rec}
	p.typed(`l = listen(0, {backlog = 1}) x = socket("tcp") y = socket("tcp")`)
	deafen(t, p.named("x"))
	deafen(t, p.named("y"))
	p.typed(`t = spawn(try, connect, x, l.local_port) u = spawn(try, connect, y, l.local_port)
expect.eventually(function() return t.waits and u.waits and #select(2, sockets()) >= 1 end)`)
	l := p.named("l")
	filter(t, l, onlySYN)
	p.typed(`c = dial(l.local_port)`)
	for _, o := range p.h.World().Others {
		if o.State.Remote.Port == p.named("c").State().Local.Port {
			t.Skip("this kernel keeps more half open ones before it sends cookies")
		}
	}
	hear(t, l)
	p.typed(`d = dial(l.local_port) e = dial(l.local_port) arrived(l, "accept_queue", 2)`)
	p.why(`\A\s*c: connected at its own side only: the kernel has no other end of it at l\n.*SYN cookie`)
	p.typed(`accept(l) send(c, "x") accept(l) s = accept(l) expect.equal(recv(s), "x")`)
}

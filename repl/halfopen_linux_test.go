package repl

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sockpit/runtime"
	"sockpit/scripting"
)

// deafen makes a socket lose every packet that comes to it (bpf(4)), and hear
// ends that.
func deafen(t *testing.T, s *runtime.Socket) (hear func()) {
	t.Helper()
	drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
	if err := unix.SetsockoptSockFprog(s.Descriptor(), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop}); err != nil {
		t.Skip(err)
	}
	return func() {
		t.Helper()
		if err := unix.SetsockoptInt(s.Descriptor(), unix.SOL_SOCKET, unix.SO_DETACH_FILTER, 0); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *stage) shows(entry string, want ...string) {
	s.t.Helper()
	text := s.types(entry)
	for _, w := range want {
		if !strings.Contains(text, w) {
			s.t.Errorf("%s lacks %q:\n%s", entry, w, text)
		}
	}
}

// What is said of a half open connection is what keeps it so: the client has not
// heard, the queue is full, or the kernel has dropped the ACK while it was.
func TestHalfOpen(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.types(`l = listen(0, {backlog = 1}); c = socket("tcp")`)
	s.types(`function half() local _, o = sockets() for _, r in ipairs(o) do if r.state == "SYN_RECV" then return true end end end`)
	var c scripting.Named
	for _, v := range s.host.World().Sockets {
		if v.Name == "c" {
			c = v
		}
	}
	hear := deafen(t, c.Socket)
	s.types(`t = spawn(connect, c, l.local_port); expect.eventually(half)`)
	s.shows(":sockets", "no ACK yet")
	s.types(`d = dial(l.local_port); e = dial(l.local_port); expect.eventually(function() return l.accept_queue == 2 end)`)
	hear()
	s.types(`join(t) expect.state(c, "ESTABLISHED")`)
	s.shows(":sockets", "l's queue is full")
	s.types(`accept(l)`)
	s.shows(":sockets", "ACK not taken yet")
	if err := unix.SetsockoptInt(s.host.World().Sockets[0].Descriptor(), unix.IPPROTO_TCP, unix.TCP_SYNCNT, 1); err != nil {
		t.Fatal(err)
	}
	s.types(`expect.eventually(function() return not half() end, 30)`)
	s.shows(":map", "┌╌ not in l's queue ╌", "●◄═════")
}

package runtime

import (
	"strings"
	"syscall"
	"testing"

	"sockpit/runtime/stack"
)

// bound makes a datagram socket with an address.
func bound(t *testing.T, s *Session, n stack.Network, dir, name string) *Socket {
	t.Helper()
	sock := fresh(t, s, n)
	a := loopback(n, 0)
	if n.IsUnix() {
		a = stack.Address{Network: n, Path: dir + "/" + name}
	}
	must(t, sock.Bind(&Caller{}, a))
	return sock
}

func eachDatagram(t *testing.T, test func(t *testing.T, s *Session, n stack.Network, dir string)) {
	t.Parallel()
	for _, n := range datagrams {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			needs(t, n)
			s, dir := own(t)
			test(t, s, n, dir)
		})
	}
}

func TestDatagramsKeepTheirBounds(t *testing.T) {
	eachDatagram(t, func(t *testing.T, s *Session, n stack.Network, dir string) {
		a, b := bound(t, s, n, dir, "a"), bound(t, s, n, dir, "b")
		for _, m := range []string{"one", "", "three is cut", "four"} {
			if _, err := a.SendTo(&Caller{}, []byte(m), localOf(b)); err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range []struct {
			data string
			size int
		}{{"one", 3}, {"", 0}, {"three", 12}, {"four", 4}} {
			m, err := b.RecvFrom(&Caller{}, 5)
			must(t, err)
			if string(m.Data) != want.data || m.Size != want.size || m.From != localOf(a) {
				t.Errorf("got %q of %d bytes from %v, want %q of %d from %v", m.Data, m.Size, m.From, want.data, want.size, localOf(a))
			}
		}
	})
}

func TestPeekLeavesTheDatagram(t *testing.T) {
	eachDatagram(t, func(t *testing.T, s *Session, n stack.Network, dir string) {
		a, b := pairOf(t, s, n)
		sent(t, a, "whole")
		if got, err := b.Peek(&Caller{}, 2); string(got) != "wh" || err != nil {
			t.Fatalf("peek gave %q, %v", got, err)
		}
		if got := recvString(t, b); got != "whole" {
			t.Fatalf("got %q", got)
		}
	})
}

func TestLargeDatagram(t *testing.T) {
	eachDatagram(t, func(t *testing.T, s *Session, n stack.Network, dir string) {
		if n.IsUnix() {
			a, b := pairOf(t, s, n)
			sent(t, a, strings.Repeat("x", 100_000))
			m, err := b.RecvFrom(&Caller{}, 1<<20)
			if len(m.Data) != 100_000 || err != nil {
				t.Fatalf("got %d bytes, %v", len(m.Data), err)
			}
			return
		}
		a, b := bound(t, s, n, dir, "a"), bound(t, s, n, dir, "b")
		room := 65507 // IPv4 counts its own header in the 65,535 bytes, IPv6 does not
		if n.Is6() {
			room = 65527
		}
		_, err := a.SendTo(&Caller{}, make([]byte, room), localOf(b))
		must(t, err)
		m, err := b.RecvFrom(&Caller{}, 1<<20)
		if len(m.Data) != room || err != nil {
			t.Fatalf("got %d bytes, %v", len(m.Data), err)
		}
		sent, err := a.SendTo(&Caller{}, make([]byte, room+1), localOf(b))
		wantIs(t, err, syscall.EMSGSIZE)
		if sent != 0 {
			t.Errorf("%d bytes were taken", sent)
		}
	})
}

func TestRefusedDatagram(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.UDP4)
	must(t, b.Close(&Caller{}))
	sent(t, a, "first") // its answer is an ICMP message
	_, err := a.Recv(&Caller{}, 10)
	wantIs(t, err, syscall.ECONNREFUSED)
}

func TestConnectedDatagramSocket(t *testing.T) {
	eachDatagram(t, func(t *testing.T, s *Session, n stack.Network, dir string) {
		server, client := bound(t, s, n, dir, "server"), bound(t, s, n, dir, "client")
		must(t, client.Connect(&Caller{}, localOf(server)))
		sent(t, client, "hello")
		m, err := server.RecvFrom(&Caller{}, 100)
		must(t, err)
		if m.From != localOf(client) {
			t.Errorf("from %v, want %v", m.From, localOf(client))
		}
		if p := client.Peer(); p != server {
			t.Errorf("the peer of the client is %v", p)
		}
		if client.Kind() != Datagram {
			t.Errorf("got kind %s", client.Kind())
		}
		_, err = server.Send(&Caller{}, []byte("to whom?"))
		if err == nil {
			t.Error("a send without an address went somewhere")
		}
	})
}

func TestStreamCallsRefuseDatagrams(t *testing.T) {
	eachDatagram(t, func(t *testing.T, s *Session, n stack.Network, dir string) {
		a, b := pairOf(t, s, n)
		sent(t, a, "line\nrest")
		_, err := b.RecvExactly(&Caller{}, 2)
		wantIs(t, err, stack.ErrMisuse)
		_, err = b.RecvUntil(&Caller{}, []byte("\n"), 10)
		wantIs(t, err, stack.ErrMisuse)
		_, err = b.RecvAll(&Caller{}, 10)
		wantIs(t, err, stack.ErrMisuse)
		wantIs(t, b.Listen(&Caller{}, 1), syscall.EOPNOTSUPP)
		if got := recvString(t, b); got != "line\nrest" {
			t.Errorf("got %q", got)
		}
	})
}

func TestSendToOnAStreamIsRefused(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		_, err := a.SendTo(&Caller{}, []byte("x"), stack.Address{Network: a.Network, IP: loopback(stack.TCP4, 0).IP, Port: 9, Path: "@x"})
		wantIs(t, err, stack.ErrMisuse)
	})
}

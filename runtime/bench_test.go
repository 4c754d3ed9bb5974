package runtime

import (
	"io"
	"net"
	"testing"

	"sockpit/runtime/stack"
)

// Every benchmark has a bare twin with package net in the same run: compare
// "sockpit" with "net".

func netPair(b *testing.B) (x, y net.Conn) {
	b.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	must(b, err)
	defer l.Close()
	x, err = net.Dial("tcp4", l.Addr().String())
	must(b, err)
	y, err = l.Accept()
	must(b, err)
	b.Cleanup(func() { x.Close(); y.Close() })
	return x, y
}

// BenchmarkPingPong sends one byte there and back between two goroutines.
func BenchmarkPingPong(b *testing.B) {
	b.Run("net", func(b *testing.B) {
		x, y := netPair(b)
		go func() {
			p := make([]byte, 100)
			for {
				n, err := y.Read(p)
				if err != nil {
					return
				}
				_, _ = y.Write(p[:n])
			}
		}()
		p := make([]byte, 100)
		b.ReportAllocs()
		for b.Loop() {
			_, _ = x.Write(p[:1])
			if _, err := x.Read(p); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sockpit", func(b *testing.B) {
		s := world(b, Config{})
		x, y := pairOf(b, s, stack.TCP4)
		must(b, x.Setopt(&Caller{}, stack.FindOption("nodelay"), stack.Value{Int: 1})) // as net has it
		must(b, y.Setopt(&Caller{}, stack.FindOption("nodelay"), stack.Value{Int: 1}))
		go func() {
			c := &Caller{}
			for {
				data, err := y.Recv(c, 4096)
				if err != nil {
					return
				}
				_, _ = y.Send(c, data)
			}
		}()
		c := &Caller{}
		p := []byte{1}
		b.ReportAllocs()
		for b.Loop() {
			_, _ = x.Send(c, p)
			if _, err := x.Recv(c, 4096); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBulk moves 64 KiB one way.
func BenchmarkBulk(b *testing.B) {
	const size = 64 << 10
	b.Run("net", func(b *testing.B) {
		x, y := netPair(b)
		go func() {
			p := make([]byte, size)
			for {
				if _, err := x.Write(p); err != nil {
					return
				}
			}
		}()
		p := make([]byte, size)
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := io.ReadFull(y, p); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sockpit", func(b *testing.B) {
		s := world(b, Config{})
		x, y := pairOf(b, s, stack.TCP4)
		go func() {
			c, p := &Caller{}, make([]byte, size)
			for {
				if _, err := x.Send(c, p); err != nil {
					return
				}
			}
		}()
		c := &Caller{}
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := y.RecvExactly(c, size); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAccept makes and ends a connection: dial, accept, close both.
func BenchmarkAccept(b *testing.B) {
	b.Run("net", func(b *testing.B) {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		must(b, err)
		defer l.Close()
		b.ReportAllocs()
		for b.Loop() {
			x, err := net.Dial("tcp4", l.Addr().String())
			must(b, err)
			y, err := l.Accept()
			must(b, err)
			_ = x.(*net.TCPConn).SetLinger(0) // no port rests in TIME_WAIT
			_, _ = x.Close(), y.Close()
		}
	})
	b.Run("sockpit", func(b *testing.B) {
		s := world(b, Config{})
		l := listener(b, s, stack.TCP4, "", 100)
		c, at := &Caller{}, localOf(l)
		to := stack.Target{Network: "tcp4", Host: "127.0.0.1", Port: at.Port}
		b.ReportAllocs()
		for b.Loop() {
			x, err := s.Dial(c, to, DialOptions{})
			must(b, err)
			y, err := l.Accept(c)
			must(b, err)
			_, _ = x.Reset(c), y.Close(c)
		}
	})
}

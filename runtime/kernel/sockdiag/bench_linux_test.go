package sockdiag

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// crowd is how many TCP sockets the benchmarks ask for.
const crowd = 10_000

// BenchmarkDump reads a table of 10,000 connected sockets and one listener.
func BenchmarkDump(b *testing.B) {
	few := makeCrowd(b)
	all := []struct {
		name string
		s    source
		q    Query
		want int
	}{
		{"all", netlinkSource{}, Query{TCP: true}, crowd + 1},
		{"info", netlinkSource{}, Query{TCP: true, Info: true}, crowd + 1},
		{"ports", netlinkSource{}, Query{TCP: true, Ports: few}, 2 * len(few)},
		{"proc", procSource{"/proc/net"}, Query{TCP: true}, crowd + 1},
	}
	for _, test := range all {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rows, err := dumpFrom(&test.q, test.s, test.s)
				must(b, err)
				if len(rows) < test.want {
					b.Fatalf("%d rows, want %d", len(rows), test.want)
				}
			}
		})
	}
}

func BenchmarkProcesses(b *testing.B) {
	makeCrowd(b)
	fd := socket(b, unix.AF_INET, unix.SOCK_STREAM)
	want := map[uint64]bool{inode(b, fd): true, 1: true}
	for b.Loop() {
		if len(Processes(want)) != 1 {
			b.Fatal("not found")
		}
	}
}

// makeCrowd makes the sockets and returns the ports of three clients.
func makeCrowd(b *testing.B) (few []uint16) {
	var limit unix.Rlimit
	must(b, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	if limit.Cur < crowd+100 {
		raised := unix.Rlimit{Cur: limit.Max, Max: limit.Max}
		if limit.Max < crowd+100 || unix.Setrlimit(unix.RLIMIT_NOFILE, &raised) != nil {
			b.Skipf("%d descriptors are too few", limit.Max)
		}
		b.Cleanup(func() { _ = unix.Setrlimit(unix.RLIMIT_NOFILE, &limit) })
	}
	l, at := listenTCP(b, unix.AF_INET, "127.0.0.1", 128)
	var client netip.AddrPort
	for i := range crowd / 2 {
		client = local(b, dial(b, at))
		accept(b, l)
		if i < 3 {
			few = append(few, client.Port())
		}
	}
	return few
}

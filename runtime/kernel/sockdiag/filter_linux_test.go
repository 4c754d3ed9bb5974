package sockdiag

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// TestKernelFiltersPorts looks at what the kernel sends, before we filter.
func TestKernelFiltersPorts(t *testing.T) {
	t.Parallel()
	_, _, at := pair(t)
	_, _, other := pair(t)
	table := &inetTables[0]
	ask := func(ports ...uint16) (states []string) {
		request := appendAttribute(tcpRequest(&Query{}), inetReqBytecode, portFilter(ports))
		err := dump(tcpDiagGetSock, request, func() { states = nil }, func(msg []byte) {
			var r Row
			table.parse(msg, &r)
			if slices.Contains(ports, r.Local.Port()) || slices.Contains(ports, r.Remote.Port()) {
				if w := onPorts(at, other); len(w.own([]Row{r})) == 0 {
					return // the port, but at another address
				}
			}
			states = append(states, fmt.Sprintln(r.State, r.Local == at || r.Remote == at, r.Local == other || r.Remote == other))
		})
		must(t, err)
		slices.Sort(states)
		return states
	}
	mine := []string{"ESTABLISHED true false\n", "ESTABLISHED true false\n", "LISTEN true false\n"}
	both := append([]string{"ESTABLISHED false true\n", "ESTABLISHED false true\n", "LISTEN false true\n"}, mine...)
	slices.Sort(both)
	// A port that no socket has: our own are on ports the system gives out.
	filler := make([]uint16, maxFilterPorts-1)
	for i := range filler {
		filler[i] = uint16(i + 1)
	}
	for _, test := range []struct {
		name  string
		ports []uint16
		want  []string
	}{
		{"one", []uint16{at.Port()}, mine},
		{"none", []uint16{1}, nil},
		{"two", []uint16{at.Port(), other.Port()}, both},
		{"first of many", append([]uint16{at.Port()}, filler...), mine},
		{"last of many", append(slices.Clone(filler), at.Port()), mine},
	} {
		if got := ask(test.ports...); !slices.Equal(got, test.want) {
			t.Errorf("%s: kernel sent %q, want %q", test.name, got, test.want)
		}
	}
	if portFilter(nil) != nil || portFilter(make([]uint16, maxFilterPorts+1)) != nil {
		t.Error("a filter where none should be")
	}
	// With more ports than the kernel is asked to look for, the answer is the
	// same.
	many := append(slices.Clone(filler), 1, 2, 3, at.Port())
	await(t, "more ports than the kernel filters", where{Query{TCP: true, Ports: many}, []netip.AddrPort{at}}, 3, func(r *Row) bool { return true })
}

func TestFilters(t *testing.T) {
	t.Parallel()
	client, server, at := pair(t)
	q := onPorts(at)
	await(t, "three sockets of the port", q, 3, func(r *Row) bool { return true })
	await(t, "the client by its own port", onPorts(local(t, client)), 2, func(r *Row) bool { return r.State == "ESTABLISHED" })
	q.Inodes = map[uint64]bool{inode(t, server): true}
	await(t, "one by inode", q, 1, func(r *Row) bool { return r.Local == at && r.Inode == inode(t, server) })
	q.Inodes = map[uint64]bool{}
	await(t, "none of no inodes", q, 0, func(r *Row) bool { return true })
	q = where{Query: Query{UDP: true, Ports: []uint16{at.Port()}}}
	await(t, "no TCP unasked", q, 0, func(r *Row) bool { return r.Network == "tcp4" })
	if rows, err := Dump(Query{}); err != nil || len(rows) != 0 {
		t.Errorf("zero query: %v, %v", rows, err)
	}
	udp := socket(t, unix.AF_INET, unix.SOCK_DGRAM)
	bind(t, udp, loopback())
	all := where{Query: Query{TCP: true, UDP: true, Unix: true, Inodes: map[uint64]bool{inode(t, udp): true, inode(t, client): true}}}
	await(t, "two tables at once", all, 2, func(r *Row) bool { return true })
}

// TestFamilies looks for both families in one answer, table by table.
func TestFamilies(t *testing.T) {
	t.Parallel()
	_, six := listenTCP(t, unix.AF_INET6, "::1", 1)
	_, four := listenTCP(t, unix.AF_INET, loopback(), 1)
	for _, q := range []where{onPorts(four, six), {Query{TCP: true}, []netip.AddrPort{four, six}}} {
		rows, err := Dump(q.Query)
		must(t, err)
		if !slices.IsSortedFunc(rows, func(a, b Row) int { return slices.Index(order, a.Network) - slices.Index(order, b.Network) }) {
			t.Errorf("ports %v: the tables are mixed", q.Ports)
		}
		// ::1 is shared with all: a TIME_WAIT of another's may rest on that port.
		rows = slices.DeleteFunc(q.own(rows), func(r Row) bool { return r.State != "LISTEN" })
		if len(rows) != 2 || rows[0].Network != "tcp4" || rows[0].Local != four || rows[1].Network != "tcp6" || rows[1].Local != six {
			t.Errorf("ports %v: %+v", q.Ports, rows)
		}
	}
}

// order is that of the tables in an answer.
var order = []string{"tcp4", "tcp6", "udp4", "udp6"}

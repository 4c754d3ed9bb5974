package sockdiag

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"
)

// Dump returns the sockets of this network namespace that q asks for, table by
// table, in the kernel's order. It needs no privilege, holds nothing between
// calls and may be called from anywhere at any time.
//
// Where netlink is not permitted or does not know a table it reads /proc/net;
// Row.Missing tells what that cost. The error says why neither could be read.
func Dump(q Query) ([]Row, error) {
	return dumpFrom(&q, netlinkSource{}, procSource{"/proc/net"})
}

// A source is one way to read the tables.
type source interface {
	inet(tables []inetTable, q *Query, rows []Row) ([]Row, error) // tables of one protocol
	unix(q *Query, rows []Row) ([]Row, error)
}

type netlinkSource struct{}

func (netlinkSource) inet(tables []inetTable, q *Query, rows []Row) (_ []Row, err error) {
	if tables[0].tcp() {
		return dumpTCP(q, rows)
	}
	for i := range tables {
		if rows, err = tables[i].dump(q, rows); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

func (netlinkSource) unix(q *Query, rows []Row) ([]Row, error) { return dumpUnix(q, rows) }

// dumpFrom reads every table asked for from first, or from second where first
// is refused.
func dumpFrom(q *Query, first, second source) (rows []Row, err error) {
	read := func(table func(s source) ([]Row, error)) error {
		got, err := table(first)
		if refused(err) {
			var again error
			if got, again = table(second); again != nil {
				return fmt.Errorf("%w (%w)", err, again)
			}
			err = nil
		}
		if err == nil {
			rows = got
		}
		return err
	}
	rows = make([]Row, 0, q.Expect)
	for _, p := range []struct {
		asked  bool
		tables []inetTable
	}{{q.TCP, tcpTables}, {q.UDP, udpTables}} {
		if !p.asked {
			continue
		}
		if err := read(func(s source) ([]Row, error) { return s.inet(p.tables, q, rows) }); err != nil {
			return nil, err
		}
	}
	if q.Unix {
		if err := read(func(s source) ([]Row, error) { return s.unix(q, rows) }); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// refused reports whether err means that this way of asking is closed: no
// netlink in a sandbox, or no such handler in the kernel.
func refused(err error) bool {
	return slices.ContainsFunc([]error{
		unix.EPERM, unix.EACCES, unix.ENOSYS, unix.EAFNOSUPPORT, unix.EPROTONOSUPPORT,
		unix.ESOCKTNOSUPPORT, unix.ENOENT, unix.EINVAL, unix.EOPNOTSUPP, unix.ECONNREFUSED,
	}, func(target error) bool { return errors.Is(err, target) })
}

package sockdiag

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// message returns one netlink message.
func message(kind, flags uint16, seq uint32, body []byte) []byte {
	b := native.AppendUint32(nil, uint32(unix.NLMSG_HDRLEN+len(body)))
	b = native.AppendUint16(b, kind)
	b = native.AppendUint16(b, flags)
	b = native.AppendUint32(b, seq)
	b = native.AppendUint32(b, 0)
	b = append(b, body...)
	return append(b, make([]byte, align(len(b))-len(b))...)
}

func TestReadMessages(t *testing.T) {
	t.Parallel()
	failed := native.AppendUint32(nil, uint32(0xffffffff)) // -1 is EPERM
	row := message(unix.SOCK_DIAG_BY_FAMILY, 0, 1, []byte("row"))
	done := message(unix.NLMSG_DONE, 0, 1, make([]byte, 4))
	tests := []struct {
		name        string
		part        []byte
		rows        int
		done, inter bool
		err         error
	}{
		{"rows", append(append([]byte{}, row...), row...), 2, false, false, nil},
		{"row and end", append(append([]byte{}, row...), done...), 1, true, false, nil},
		{"end without status", message(unix.NLMSG_DONE, 0, 1, nil), 0, true, false, nil},
		{"another's answer", message(unix.SOCK_DIAG_BY_FAMILY, 0, 2, []byte("row")), 0, false, false, nil},
		{"error", message(unix.NLMSG_ERROR, 0, 1, failed), 0, true, false, unix.EPERM},
		{"error at the end", message(unix.NLMSG_DONE, 0, 1, failed), 0, true, false, unix.EPERM},
		{"interrupted", message(unix.NLMSG_DONE, unix.NLM_F_DUMP_INTR, 1, nil), 0, true, true, nil},
	}
	for _, test := range tests {
		rows, interrupted := 0, false
		done, err := readMessages(test.part, 1, &interrupted, func([]byte) { rows++ })
		if rows != test.rows || done != test.done || interrupted != test.inter || !errors.Is(err, test.err) {
			t.Errorf("%s: %d rows, done %t, interrupted %t, %v", test.name, rows, done, interrupted, err)
		}
	}
	long := message(unix.SOCK_DIAG_BY_FAMILY, 0, 1, nil)
	native.PutUint32(long, 99)
	if _, err := readMessages(long, 1, new(bool), nil); err == nil {
		t.Error("a message longer than its part: no error")
	}
}

func TestParseCookie(t *testing.T) {
	t.Parallel()
	const want = 2<<32 | 1
	msg := make([]byte, inetMsgSize)
	native.PutUint32(msg[44:], 1)
	native.PutUint32(msg[48:], 2)
	var r Row
	if inetTables[0].parse(msg, &r); r.Cookie != want {
		t.Errorf("inet cookie %x", r.Cookie)
	}
	msg = make([]byte, unixMsgSize)
	native.PutUint32(msg[8:], 1)
	native.PutUint32(msg[12:], 2)
	if r, _ := parseUnix(msg); r.Cookie != want {
		t.Errorf("unix cookie %x", r.Cookie)
	}
}

func TestRetry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		errs  []error
		tries int
		want  error
	}{
		{[]error{nil}, 1, nil},
		{[]error{unix.ENOBUFS, fmt.Errorf("x: %w", errInterrupted), nil}, 3, nil},
		{[]error{unix.EPERM}, 1, unix.EPERM},
		{[]error{unix.ENOBUFS, unix.ENOBUFS, unix.ENOBUFS, unix.ENOBUFS, unix.ENOBUFS}, dumpTries, unix.ENOBUFS},
	} {
		tries := 0
		err := retry(func() error { tries++; return test.errs[tries-1] })
		if tries != test.tries || !errors.Is(err, test.want) {
			t.Errorf("%v: %d tries, %v", test.errs, tries, err)
		}
	}
}

// FuzzNetlink gives the parsers what no kernel sends.
func FuzzNetlink(f *testing.F) {
	f.Add(message(unix.SOCK_DIAG_BY_FAMILY, 0, 1, appendAttribute(make([]byte, inetMsgSize), inetInfo, make([]byte, 300))))
	f.Add(message(unix.SOCK_DIAG_BY_FAMILY, 0, 1, appendAttribute(make([]byte, unixMsgSize), unixName, []byte("\x00abc"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = readMessages(b, 1, new(bool), func(msg []byte) {
			for i := range inetTables {
				if len(msg) >= inetMsgSize {
					inetTables[i].parse(msg, new(Row))
				}
			}
			if len(msg) >= unixMsgSize {
				parseUnix(msg)
			}
		})
	})
}

// TestDumpHoldsNothing is not parallel: it counts descriptors.
func TestDumpHoldsNothing(t *testing.T) {
	count := func() int { return len(numbersIn("/proc/self/fd")) }
	before := count()
	for range 20 {
		_, err := Dump(Query{TCP: true, UDP: true, Unix: true})
		must(t, err)
		Processes(map[uint64]bool{1: true})
	}
	if after := count(); after > before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}

func TestConcurrentDumps(t *testing.T) {
	t.Parallel()
	_, _, at := pair(t)
	q := onPorts(at)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				rows, err := Dump(q.Query)
				rows = q.own(rows)
				if err != nil || len(rows) != 3 {
					t.Errorf("%d rows, %v", len(rows), err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestProcesses(t *testing.T) {
	t.Parallel()
	fd := socket(t, unix.AF_INET, unix.SOCK_STREAM)
	mine := inode(t, fd)
	comm, err := os.ReadFile("/proc/self/comm")
	must(t, err)
	got := Processes(map[uint64]bool{mine: true, 1: true})
	want := Process{PID: os.Getpid(), Name: strings.TrimSpace(string(comm)), FD: fd}
	if len(got) != 1 || got[mine] != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

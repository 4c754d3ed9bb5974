package sockdiag

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// unix reads proc_pid_net(5) unix. The kernel prints a path there as it is: one
// with a newline makes a second line, which is left out if it does not look
// like a socket; and the NULs of an abstract name are printed as "@".
func (p procSource) unix(q *Query, rows []Row) ([]Row, error) {
	text, err := os.ReadFile(filepath.Join(p.dir, "unix"))
	if err != nil {
		return rows, fmt.Errorf("read unix: %w", err)
	}
	lines := strings.Split(string(text), "\n")
	for _, line := range lines[1:] { // the first is the heading
		if r, ok := parseProcUnix(line); ok && q.wants(&r) {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// parseProcUnix reads one line, such as
//
//	0000000012345678: 00000002 00000000 00010000 0001 01 20532 /run/x.sock
func parseProcUnix(line string) (Row, bool) {
	head, path, named := line, "", false
	f := strings.Fields(line)
	if len(f) < 7 || !strings.HasSuffix(f[0], ":") {
		return Row{}, false
	}
	if len(f) > 7 {
		// The path begins one space behind the inode and may hold spaces.
		at := 0
		for _, field := range f[:7] {
			at += strings.Index(head[at:], field) + len(field)
		}
		path, named = strings.CutPrefix(head[at:], " ")
	}
	n := hexReader{}
	flags, kind, state := n.hex(f[3]), n.hex(f[4]), n.hex(f[5])
	r := Row{
		Network: unixNetwork(uint8(kind)), State: procUnixState(flags, state),
		Inode: n.number(f[6], 10), Path: path,
		Missing: FieldUID | FieldShutdown | FieldQueues | FieldLimit | FieldPeer,
	}
	if named && strings.HasPrefix(path, "@") {
		r.Path, r.Abstract = path[1:], true
	}
	return r, n.err == nil
}

// procUnixState turns the flags and the enum socket_state of a line into the
// name that unix_diag gives.
func procUnixState(flags, state uint64) string {
	const (
		acceptCon  = 1 << 16 // __SO_ACCEPTCON
		connecting = 2       // connected, and nobody has it yet
		connected  = 3
	)
	switch {
	case flags&acceptCon != 0:
		return stateName(listen, false)
	case state == connecting || state == connected:
		return stateName(established, false)
	}
	return stateName(closed, false)
}

package runtime

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// An ssSocket is one line of ss(8), the third opinion.
type ssSocket struct {
	state     string
	rx, tx    int64
	timer     string
	peerInode uint64 // Unix
}

// ssNames are sockpit's names for those of ss.
var ssNames = map[string]string{"ESTAB": "ESTABLISHED", "SYN-SENT": "SYN_SENT", "SYN-RECV": "SYN_RECV", "FIN-WAIT-1": "FIN_WAIT1",
	"FIN-WAIT-2": "FIN_WAIT2", "TIME-WAIT": "TIME_WAIT", "UNCONN": "UNCONN", "CLOSE-WAIT": "CLOSE_WAIT", "LAST-ACK": "LAST_ACK",
	"LISTEN": "LISTEN", "CLOSING": "CLOSING"}

var ssTimers = map[string]string{"on": "retransmit", "keepalive": "keepalive", "timewait": "time-wait", "persist": "probe"}

var (
	ssInode = regexp.MustCompile(`\bino:(\d+)`)
	ssTimer = regexp.MustCompile(`timer:\((\w+)`)
)

// readSS gives what ss says of the sockets that have an inode, by it; nil where
// there is no ss.
func readSS(t testing.TB) map[uint64]ssSocket {
	t.Helper()
	path, err := exec.LookPath("ss")
	if err != nil {
		return nil
	}
	text, err := exec.Command(path, "-HOaneotux").Output()
	must(t, err)
	out := map[uint64]ssSocket{}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 6 || ssNames[f[1]] == "" {
			continue // or the rest of a path with a newline
		}
		s := ssSocket{state: ssNames[f[1]], rx: number(t, f[2], 10), tx: number(t, f[3], 10)}
		inode := uint64(0)
		if strings.HasPrefix(f[0], "u_") {
			// Local path, its inode, remote path, its inode. A path of a
			// stranger's may have spaces; ours have none.
			if len(f) < 8 || strings.Trim(f[5]+f[7], "0123456789") != "" {
				continue
			}
			inode, s.peerInode = uint64(number(t, f[5], 10)), uint64(number(t, f[7], 10))
		} else if m := ssInode.FindStringSubmatch(line); m != nil {
			inode = uint64(number(t, m[1], 10))
		}
		if m := ssTimer.FindStringSubmatch(line); m != nil {
			s.timer = ssTimers[m[1]]
		}
		out[inode] = s
	}
	return out
}

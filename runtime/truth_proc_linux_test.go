package runtime

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tick is the unit of the times in /proc/net: USER_HZ is 100.
const tick = 10 * time.Millisecond

// A procSocket is one line of /proc/net, read as plainly as can be and with
// nothing of package sockdiag: it is the second opinion.
type procSocket struct {
	table         string // "tcp", "tcp6", "udp", "udp6", "unix"
	local, remote netip.AddrPort
	state         string // the kernel's number, in hex
	tx, rx        int64
	timer         string // the kernel's number, in hex
	left          time.Duration
	again, probes int // how often it has run out: segments sent again, probes
	inode         uint64
	path          string
}

// name gives the state as sockpit calls it.
func (p *procSocket) name() string {
	names := map[string]string{"01": "ESTABLISHED", "02": "SYN_SENT", "03": "SYN_RECV", "04": "FIN_WAIT1", "05": "FIN_WAIT2",
		"06": "TIME_WAIT", "07": "CLOSED", "08": "CLOSE_WAIT", "09": "LAST_ACK", "0A": "LISTEN", "0B": "CLOSING", "0C": "SYN_RECV"}
	switch {
	case p.table == "unix" && p.state == "LISTEN":
		return "LISTEN"
	case p.table == "unix" && p.state == "03":
		return "ESTABLISHED"
	case p.table == "unix", strings.HasPrefix(p.table, "udp") && p.state == "07":
		return "UNCONN"
	}
	return names[p.state]
}

// timerName gives the timer as sockpit calls it.
func (p *procSocket) timerName() string {
	return map[string]string{"01": "retransmit", "02": "keepalive", "03": "time-wait", "04": "probe"}[p.timer]
}

func (p *procSocket) ends() ends {
	return ends{strings.HasPrefix(p.table, "tcp"), netip.AddrPortFrom(p.local.Addr().Unmap(), p.local.Port()),
		netip.AddrPortFrom(p.remote.Addr().Unmap(), p.remote.Port())}
}

// readProc reads the sockets that /proc/net tells of, but for the many in
// TIME_WAIT that have none of the ports.
func readProc(t testing.TB, ports map[string]bool) []procSocket {
	t.Helper()
	var out []procSocket
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		for _, f := range procLines(t, table, ports) {
			tx, rx, _ := strings.Cut(f[4], ":")
			timer, ticks, _ := strings.Cut(f[5], ":")
			out = append(out, procSocket{table: table, local: procAddress(t, f[1]), remote: procAddress(t, f[2]), state: f[3], left: time.Duration(number(t, ticks, 16)) * tick,
				again: int(number(t, f[6], 16)), probes: int(number(t, f[8], 10)),
				tx: number(t, tx, 16), rx: number(t, rx, 16), timer: timer, inode: uint64(number(t, f[9], 10))})
		}
	}
	for _, f := range procLines(t, "unix", nil) {
		if len(f) < 7 || !strings.HasSuffix(f[0], ":") {
			continue // the rest of a path with a newline, which the kernel prints as it is
		}
		p := procSocket{table: "unix", state: f[5], inode: uint64(number(t, f[6], 10))}
		if number(t, f[3], 16)&0x10000 != 0 { // SO_ACCEPTCON
			p.state = "LISTEN"
		}
		if len(f) > 7 {
			p.path = f[7]
		}
		out = append(out, p)
	}
	return out
}

func procLines(t testing.TB, table string, ports map[string]bool) (lines [][]string) {
	t.Helper()
	text, err := os.ReadFile("/proc/net/" + table)
	must(t, err)
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		if _, rest, ok := strings.Cut(line, ": "); ok && ports != nil {
			ends := strings.SplitN(rest, " ", 4)
			if ends[2] == "06" && !ports[ends[0][len(ends[0])-4:]] && !ports[ends[1][len(ends[1])-4:]] {
				continue
			}
		}
		lines = append(lines, strings.Fields(line))
	}
	return lines
}

func number(t testing.TB, s string, base int) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, base, 64)
	must(t, err)
	return n
}

// procAddress reads "0100007F:1F90": words of four bytes, each turned around.
func procAddress(t testing.TB, s string) netip.AddrPort {
	t.Helper()
	host, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	must(t, err)
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		for word := range slices.Chunk(b, 4) {
			slices.Reverse(word)
		}
	}
	ip, _ := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(ip, uint16(number(t, port, 16)))
}

package runtime

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// The world of the test of the network rule: a network namespace with a second
// interface, and another namespace behind it, the outside. Neither leads anywhere.
const (
	inner4, outer4 = "192.0.2.1", "192.0.2.2"
	inner6, outer6 = "2001:db8::1", "2001:db8::2"
	innerMAC       = "02:00:00:00:00:01"
	outerMAC       = "02:00:00:00:00:02"

	insideEnv  = "SOCKPIT_TEST_INSIDE"
	outsideEnv = "SOCKPIT_TEST_OUTSIDE"
)

// inNamespace runs this test again in a network namespace of its own and reports
// true there; outside it it gives what that run gave, and false.
func inNamespace(t *testing.T) bool {
	t.Helper()
	if os.Getenv(insideEnv) != "" {
		return true
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("there is no program ip, which makes the network of this test")
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=30m")
	cmd.Env = append(os.Environ(), insideEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &ended):
		t.Skipf("this machine gives no network namespace: %v", err)
	case err != nil:
		t.Errorf("in a network namespace: %s", out)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skipf("in a network namespace: %s", out)
	default:
		t.Logf("%s", out)
	}
	return false
}

// farHost is the other end of the second interface, a process in a namespace of
// its own.
type farHost struct {
	t       *testing.T
	to      io.Writer
	answers *bufio.Reader
}

// newOutside makes the second interface and what is behind it.
func newOutside(t *testing.T) *farHost {
	t.Helper()
	ip(t, "link set lo up")
	if out, err := exec.Command("ip", strings.Fields("link add v0 address "+innerMAC+" type veth peer name v1 address "+outerMAC)...).CombinedOutput(); err != nil {
		t.Skipf("no second interface can be made: %v: %s", err, out)
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestOutsideProcess$")
	cmd.Env = append(os.Environ(), outsideEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	answers, out, err := os.Pipe()
	must(t, err)
	cmd.ExtraFiles = []*os.File{out}
	must(t, cmd.Start())
	_ = out.Close()
	t.Cleanup(func() {
		_, _ = in.Close(), cmd.Wait()
		_ = answers.Close()
	})
	o := &farHost{t, in, bufio.NewReader(answers)}
	ip(t, "link set v1 netns "+strconv.Itoa(cmd.Process.Pid))
	for _, line := range []string{"addr add " + inner4 + "/24 dev v0", "addr add " + inner6 + "/64 dev v0 nodad", "link set v0 up",
		"neigh replace " + outer4 + " lladdr " + outerMAC + " dev v0 nud permanent", "neigh replace " + outer6 + " lladdr " + outerMAC + " dev v0 nud permanent"} {
		ip(t, line)
	}
	o.ask("up")
	eventually(t, "the outside can be reached", func() bool { return reaches(o) })
	return o
}

func ip(t *testing.T, args string) {
	t.Helper()
	if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v: %s", args, err, out)
	}
}

// reaches sends to the outside by sockets that nothing confines, and reports
// whether the outside saw both: the test can fail.
func reaches(o *farHost) bool {
	for _, to := range []string{outer4, "[" + outer6 + "]"} {
		if c, err := net.Dial("udp", to+":9"); err == nil {
			_, _ = c.Write([]byte("x"))
			_ = c.Close()
		}
	}
	return o.ask("count") != "0" && o.ask("connect 1") == "0"
}

// ask gives the answer of the outside to a command.
func (o *farHost) ask(command string) string {
	o.t.Helper()
	if _, err := fmt.Fprintln(o.to, command); err != nil {
		o.t.Fatal(err)
	}
	answer, err := o.answers.ReadString('\n')
	if err != nil {
		o.t.Fatalf("%s: the outside says nothing: %v", command, err)
	}
	return strings.TrimSpace(answer)
}

// TestOutsideProcess is not a test: it is the process outside.
func TestOutsideProcess(t *testing.T) {
	if os.Getenv(outsideEnv) == "" {
		t.Skip("runs as a child of another test")
	}
	answers := os.NewFile(3, "answers")
	defer answers.Close()
	var packets int
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		word, arg, _ := strings.Cut(lines.Text(), " ")
		port, _ := strconv.Atoi(arg)
		answer := "0"
		switch word {
		case "up":
			outsideUp(t)
			packets = capture(t)
			defer unix.Close(packets)
		case "count":
			answer = countPackets(packets)
		case "connect":
			answer = strconv.Itoa(connects(port))
		case "send":
			sendInside(port)
		}
		fmt.Fprintln(answers, answer)
	}
}

func outsideUp(t *testing.T) {
	for _, line := range []string{"link set lo up", "addr add " + outer4 + "/24 dev v1", "addr add " + outer6 + "/64 dev v1 nodad", "link set v1 up",
		"neigh replace " + inner4 + " lladdr " + innerMAC + " dev v1 nud permanent", "neigh replace " + inner6 + " lladdr " + innerMAC + " dev v1 nud permanent",
		"route add 224.0.0.0/4 dev v1"} {
		ip(t, line)
	}
}

// capture gives a descriptor that gets every packet.
func capture(t *testing.T) int {
	const all = unix.ETH_P_ALL<<8 | unix.ETH_P_ALL>>8 // in network order
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, all)
	must(t, err)
	return fd
}

// countPackets counts those that came since the last time and that a socket of
// the inside's has sent, and gives the first.
func countPackets(fd int) string {
	n, first := 0, ""
	buf := make([]byte, 2048)
	for {
		size, from, err := unix.Recvfrom(fd, buf, 0)
		if err != nil {
			return strconv.Itoa(n) + first
		}
		link, ok := from.(*unix.SockaddrLinklayer)
		if ok && link.Pkttype != unix.PACKET_OUTGOING && sentBySocket(buf[:size]) {
			n++
			first = cmp.Or(first, fmt.Sprintf(" (%x)", buf[:min(size, 64)]))
		}
	}
}

// sentBySocket leaves out what the kernel answers to those that knock: resets
// and "unreachable", and what keeps the interface going: neighbours, router
// solicitations, IPv6 group reports.
func sentBySocket(p []byte) bool {
	if len(p) < 20 {
		return false
	}
	proto, rest := byte(0), []byte(nil)
	switch p[0] >> 4 {
	case 4:
		proto, rest = p[9], p[int(p[0]&15)*4:]
	case 6:
		proto, rest = p[6], p[40:]
		if proto == 0 { // hop-by-hop options: group reports
			proto, rest = rest[0], rest[8:]
		}
	default:
		return false // ARP
	}
	switch {
	case proto == unix.IPPROTO_ICMPV6, proto == unix.IPPROTO_ICMP && rest[0] == 3:
		return false
	case proto == unix.IPPROTO_IGMP && bytes.Contains(rest, netip.MustParseAddr(groups[stack.UDP4]).AsSlice()):
		return false
	case proto == unix.IPPROTO_TCP && len(rest) > 13 && rest[13]&4 != 0:
		return false
	}
	return true
}

// connects counts the addresses of the inside that take a connection.
func connects(port int) int {
	n := 0
	for _, host := range []string{inner4, inner6} {
		c, err := net.DialTimeout("tcp", net.JoinHostPort(host, strconv.Itoa(port)), patience)
		if err == nil {
			n++
			_ = c.Close()
		}
	}
	return n
}

// sendInside sends a datagram to that port of the inside, and of the groups.
func sendInside(port int) {
	for _, host := range []string{inner4, inner6, groups[stack.UDP4], groups[stack.UDP6] + "%v1"} {
		if c, err := net.Dial("udp", net.JoinHostPort(host, strconv.Itoa(port))); err == nil {
			_, _ = c.Write([]byte("from outside"))
			_ = c.Close()
		}
	}
}

// joinOutside makes the inside receive the groups on its second interface, as
// another program may have done.
func joinOutside(t *testing.T) {
	t.Helper()
	ifc, err := net.InterfaceByName("v0")
	must(t, err)
	for network, group := range map[string]string{"udp4": groups[stack.UDP4], "udp6": groups[stack.UDP6]} {
		c, err := net.ListenMulticastUDP(network, ifc, &net.UDPAddr{IP: net.ParseIP(group)})
		must(t, err)
		t.Cleanup(func() { _ = c.Close() })
	}
}

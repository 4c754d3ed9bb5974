package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sockpit/scripts"
)

// TestListenersAreLoopback runs every embedded scenario and reads meanwhile,
// from the kernel's tables, on which addresses the process can be reached.
func TestListenersAreLoopback(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil, "test", "-j", "1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	seen := map[string]bool{}
	for looks := 0; ; looks++ {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%v: %s", err, out.String())
			}
			t.Logf("%d looks, %d addresses", looks, len(seen))
			if len(seen) == 0 {
				t.Error("no listener was seen")
			}
			return
		default:
		}
		for _, a := range reachable(cmd.Process.Pid) {
			if !seen[a.String()] && !a.Addr().Unmap().IsLoopback() {
				t.Errorf("can be reached on %s", a)
			}
			seen[a.String()] = true
		}
	}
}

// reachable gives the addresses on which a process listens, or receives
// datagrams from anybody.
func reachable(pid int) []netip.AddrPort {
	inodes := map[string]bool{}
	links, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && strings.HasPrefix(target, "socket:[") {
			inodes[strings.Trim(target[len("socket:"):], "[]")] = true
		}
	}
	var out []netip.AddrPort
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		lines := bufio.NewScanner(bytes.NewReader(data))
		for lines.Scan() {
			f := strings.Fields(lines.Text())
			const listening, unconnected = "0A", "07"
			if len(f) > 9 && inodes[f[9]] && (f[3] == listening || f[3] == unconnected) {
				out = append(out, kernelAddress(f[1]))
			}
		}
	}
	return out
}

// kernelAddress reads the hexadecimal form of /proc/net: words in the order of
// the machine, which is little-endian wherever this is run.
func kernelAddress(s string) netip.AddrPort {
	ip, port, _ := strings.Cut(s, ":")
	raw, _ := hex.DecodeString(ip)
	for i := 0; i+4 <= len(raw); i += 4 {
		slices.Reverse(raw[i : i+4])
	}
	addr, _ := netip.AddrFromSlice(raw)
	n, _ := strconv.ParseUint(port, 16, 16)
	return netip.AddrPortFrom(addr, uint16(n))
}

// TestAddressesAreLoopback reads from the event log of every embedded scenario
// which addresses it named.
func TestAddressesAreLoopback(t *testing.T) {
	t.Parallel()
	for _, s := range scripts.Scenarios() { // those of scripts.Networks make no socket of the machine's
		name := s.Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, _ := run(t, program(t, nil, "run", "--json", name), "")
			for line := range strings.Lines(out) {
				var e struct{ Call, Arg string }
				if err := json.Unmarshal([]byte(line), &e); err != nil {
					t.Fatalf("%v: %s", err, line)
				}
				if !slices.Contains([]string{"bind", "connect", "sendto"}, e.Call) {
					continue
				}
				if a, err := netip.ParseAddrPort(e.Arg); err == nil && !a.Addr().Unmap().IsLoopback() {
					t.Errorf("%s of %s", e.Call, e.Arg)
				}
			}
		})
	}
}

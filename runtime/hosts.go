package runtime

import (
	"net"
	"net/netip"
	"os"
	"strings"

	"sockpit/runtime/stack"
)

// hostsFile is where the machine keeps names of its own (hosts(5)).
const hostsFile = "/etc/hosts"

// knownHosts gives the addresses that the text of a hosts file has for a name, in
// its order. To look there asks nobody else.
func knownHosts(text, name string) (out []netip.Addr) {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		ip, err := netip.ParseAddr(fields[0])
		if err != nil {
			continue
		}
		for _, known := range fields[1:] {
			if strings.EqualFold(known, strings.TrimSuffix(name, ".")) {
				out = append(out, ip.Unmap())
				break
			}
		}
	}
	return out
}

// fromHosts looks a name up in the machine's hosts file.
func fromHosts(name string) []netip.Addr {
	text, err := os.ReadFile(hostsFile)
	if err != nil {
		return nil
	}
	return knownHosts(string(text), name)
}

// lookupFailed says in a sentence that a name was not found, or that nobody told.
// errors.As finds the *net.DNSError.
func lookupFailed(name string, err *net.DNSError) error {
	switch {
	case err.IsNotFound:
		return &stack.Error{Text: "no name server knows the name " + name, Err: err}
	case err.IsTimeout:
		return &stack.Error{Text: "no name server answered in time about the name " + name, Err: err}
	}
	return &stack.Error{Text: "the name " + name + " could not be looked up: no name server gave an answer", Err: err}
}

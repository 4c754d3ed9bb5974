package virtual

import (
	"fmt"
	"net/netip"
)

// shared finds one net in which every host has an address that no wire has yet, and
// gives those addresses.
func shared(hosts []*Host) ([][]netip.Prefix, error) {
	if len(hosts) < 2 {
		return nil, fmt.Errorf("a switch joins two hosts or more")
	}
	for _, first := range hosts[0].free() {
		var out [][]netip.Prefix
		for _, h := range hosts {
			for _, a := range h.free() {
				if a.Masked() == first.Masked() {
					out = append(out, []netip.Prefix{a})
					break
				}
			}
		}
		if len(out) == len(hosts) {
			return out, nil
		}
	}
	return nil, fmt.Errorf("the hosts have no net in common that is free: %s has %s", hosts[0].Name, texts(hosts[0].free()))
}

package runtime

import (
	"cmp"
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"

	"sockpit/runtime/stack"
)

// A Policy is what a session may reach. The zero Policy allows loopback only,
// and Unix sockets with abstract names only.
type Policy struct {
	AnyNet bool           // every IP address
	Nets   []netip.Prefix // these besides loopback
	Dirs   []string       // folders below which Unix sockets may be bound and connected to

	// BindDirs are folders below which Unix sockets may be bound, but only those
	// of the session connected to: other programs have sockets there.
	BindDirs []string
}

// A DeniedError says what a Policy refused and which flag would allow it.
type DeniedError struct {
	What string // "192.0.2.1 is not on this machine"
	Rule string // "a script may talk to this machine only"
	Flag string // "--allow-net=192.0.2.1"
}

func (e *DeniedError) Error() string {
	return fmt.Sprintf("%s: %s (%s allows it)", e.What, cmp.Or(e.Rule, "a script may talk to this machine only"), e.Flag)
}

// check refuses an IP address that the policy does not allow. listening is true
// for the local end of a socket: there, "every address" is more than loopback.
func (p *Policy) check(a stack.Address, listening bool) error {
	ip := a.IP.Unmap()
	if ip.IsLoopback() || !listening && ip.IsUnspecified() || p.allows(ip) {
		return nil
	}
	what := fmt.Sprintf("%s is not a loopback address", ip)
	if ip.IsUnspecified() {
		what = fmt.Sprintf("%s means every address of this machine, reachable from outside", ip)
	}
	return &DeniedError{What: what, Flag: "--allow-net=" + ip.String()}
}

func (p *Policy) allows(ip netip.Addr) bool {
	if p.AnyNet {
		return true
	}
	for _, n := range p.Nets {
		if n.Contains(ip.WithZone("")) {
			return true
		}
	}
	return false
}

// Below reports whether path is dir or lies under it. Both are cleaned, not
// resolved.
func Below(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

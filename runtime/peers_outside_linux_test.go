package runtime

import (
	"net/netip"
	"strconv"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

// Where the policy allows an address of the machine's, it is the peers that are
// looked at: who may not be talked to is neither accepted nor received from.
func TestPeersOutside(t *testing.T) {
	t.Parallel()
	if !inNamespace(t) {
		return
	}
	o := newOutside(t)
	joinOutside(t)
	for text, welcome := range map[string]bool{inner4 + "/32": false, "192.0.2.0/24": true} {
		s := world(t, Config{Policy: Policy{Nets: []netip.Prefix{netip.MustParsePrefix(text)}}})
		l, u := fresh(t, s, stack.TCP4), fresh(t, s, stack.UDP4)
		must(t, l.Bind(&Caller{}, stack.Address{IP: netip.MustParseAddr(inner4)}))
		must(t, l.Listen(&Caller{}, 5))
		must(t, u.Bind(&Caller{}, stack.Address{IP: netip.MustParseAddr(inner4)}))
		o.ask("connect " + strconv.Itoa(int(localOf(l).Port)))
		o.ask("send " + strconv.Itoa(int(localOf(u).Port)))
		a, err := l.Accept(now())
		if (err == nil) != welcome {
			t.Errorf("%s allowed: accept gives %v, %v", text, a, err)
		}
		eventually(t, "the datagram arrives", func() bool { return u.ep.Endpoint.Poll(stack.Read) || welcome })
		_, err = u.Peek(patient(welcome), 100)
		m, rerr := u.RecvFrom(patient(welcome), 100)
		if (err == nil) != welcome || (rerr == nil) != welcome {
			t.Errorf("%s allowed: recvfrom gives %+v, %v, %v", text, m, err, rerr)
		}
		if got := refusals(s); (got == 2) == welcome {
			t.Errorf("%s allowed: %d events say that a peer was refused", text, got)
		}
	}
	groupsOutside(t, o)
}

// groupsOutside sends to groups that another program has joined on the other
// interface, and that a socket of the session is bound to.
func groupsOutside(t *testing.T, o *farHost) {
	for n, group := range groups {
		s := world(t, Config{})
		ip := netip.MustParseAddr(group)
		u := fresh(t, s, n)
		must(t, u.Bind(&Caller{}, stack.Address{IP: ip}))
		must(t, u.Setopt(&Caller{}, stack.FindOption("multicast_join"), stack.Value{IP: ip}))
		o.ask("send " + strconv.Itoa(int(localOf(u).Port)))
		if m, err := u.RecvFrom(now(), 100); err == nil {
			t.Errorf("%s: got %q of %v", n, m.Data, m.From)
		}
	}
}

// patient is a caller that waits for what comes, if it comes.
func patient(comes bool) *Caller {
	if comes {
		return &Caller{Deadline: time.Now().Add(patience)}
	}
	return now()
}

func refusals(s *Session) (n int) {
	events, _ := s.Log.All()
	for _, e := range events {
		if e.Note != "" && Code(e.Err) == "DENIED" {
			n++
		}
	}
	return n
}

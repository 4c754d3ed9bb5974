package judge

import (
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// cableRound plays situations in which the cable is cut: nothing that is sent arrives
// from then on, and the kernel's own timers run. All are cut at once, since they share
// the network.
func cableRound(t *testing.T, first uint64, all *tally) {
	t.Helper()
	if os.Getenv(networkEnv) == "" {
		t.Log("no cable is cut: there is no network of its own")
		return
	}
	const together = 8
	var ready, over sync.WaitGroup
	cut := make(chan struct{})
	ready.Add(together)
	for i := range together {
		over.Go(func() {
			s := newSituation(t, first+uint64(i), nil, all)
			defer s.end()
			s.patience, s.gen.n = 8*time.Second, 9
			before, after := cableEntries(s.gen.Rand)
			for _, e := range before {
				s.step("before the cable is cut", e)
			}
			ready.Done()
			<-cut
			s.entries = append(s.entries, "!the cable is cut")
			for _, e := range after {
				if !s.wrong() {
					s.step("after the cable is cut", e)
				}
			}
			all.add("situations with the cable cut", 1)
			s.report(t)
		})
	}
	ready.Wait()
	if err := loopback(0); err != nil {
		t.Error(err)
	}
	close(cut)
	over.Wait()
	if err := loopback(unix.IFF_UP | unix.IFF_RUNNING); err != nil {
		t.Error(err)
	}
}

// cableEntries gives what is typed before and after.
func cableEntries(r *rand.Rand) (before, after []string) {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	before = []string{"v1 = listen(0)", "v2 = dial(v1.local_address, {timeout=2})"}
	if r.IntN(4) > 0 {
		before = append(before, "v3 = accept(v1, {timeout=2})")
	} else {
		before = append(before, "v3 = v2")
	}
	end := pick("v2", "v3")
	switch r.IntN(3) {
	case 0:
		before = append(before, fmt.Sprintf(`setopt(%s, "keepalive", true)`, end), fmt.Sprintf(`setopt(%s, "keepidle", 1)`, end), fmt.Sprintf(`setopt(%s, "keepintvl", 1)`, end), fmt.Sprintf(`setopt(%s, "keepcnt", 2)`, end))
	case 1:
		before = append(before, fmt.Sprintf(`setopt(%s, "user_timeout", 1)`, end))
	}
	if r.IntN(3) == 0 {
		before = append(before, fmt.Sprintf(`send(%s, "before", {timeout=1})`, pick("v2", "v3")))
	}
	if r.IntN(4) == 0 {
		before = append(before, "t1 = spawn(function() recv("+end+") end)")
	}
	for range 2 + r.IntN(4) {
		s := pick(end, end, "v2", "v3")
		after = append(after, pick(
			fmt.Sprintf(`send(%s, "are you there?", {timeout=0.5})`, s),
			fmt.Sprintf("recv(%s, 100, {timeout=%s})", s, pick("0.2", "1", "4")),
			fmt.Sprintf("x, e1 = try(recv, %s, 100, {timeout=4})", s),
			"sleep(1.5)",
			"v4 = dial(v1.local_address, {timeout=0.3})",
			fmt.Sprintf(`send(%s, ("x"):rep(6000000), {timeout=0.2})`, s),
			fmt.Sprintf("close(%s)", s), fmt.Sprintf("reset(%s)", s), fmt.Sprintf("shutdown(%s)", s),
			fmt.Sprintf("recv(%s)", s),
		))
	}
	return before, after
}

// Package judge holds what sockpit says of sockets against the event log and the
// kernel, which it reads itself: it shares no code with what explains and draws. In
// situations that are made at random everything that is shown is taken apart into
// claims and amounts, and each is checked.
package judge

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sockpit/scripting/explain/claim"
)

func TestMain(m *testing.M) {
	if os.Getenv(otherEnv) != "" {
		beOther()
		return
	}
	m.Run()
}

// Environment of the test: a seed runs one situation, and shows it.
const (
	longEnv  = "SOCKPIT_LONG"
	seedEnv  = "SOCKPIT_JUDGE_SEED"
	countEnv = "SOCKPIT_JUDGE_COUNT"
)

// A tally counts what was checked, by kind, over all situations.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(what string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[what] += n
}

// TestJudge lets nothing false be said in random situations.
func TestJudge(t *testing.T) {
	t.Parallel()
	if !alone(t) {
		return
	}
	count, within, first := 10_000, 3*time.Second, uint64(1) // the same in every run
	if os.Getenv(longEnv) != "" {
		within, first = 24*time.Hour, rand.Uint64N(1<<40)
	}
	if n, err := strconv.Atoi(os.Getenv(countEnv)); err == nil {
		count, within, first = n, 24*time.Hour, rand.Uint64N(1<<40)
	}
	most := int64(20) // found false, then it ends
	if n, err := strconv.Atoi(os.Getenv(mutantsEnv)); err == nil {
		count, within, first, most = n, time.Hour, 1, 1
	}
	if seed, err := strconv.ParseUint(os.Getenv(seedEnv), 10, 64); err == nil {
		s := judged(t, seed, newOther(t), &tally{counts: map[string]int{}}, nil)
		t.Log(s.program())
		s.report(t)
		return
	}
	all := &tally{counts: map[string]int{}}
	begin := time.Now()
	var next, wrong atomic.Int64
	var workers sync.WaitGroup
	for range 2 {
		o := newOther(t)
		workers.Go(func() {
			for n := next.Add(1) - 1; n < int64(count) && time.Since(begin) < within && wrong.Load() < most; n = next.Add(1) - 1 {
				s := judged(t, first+uint64(n), o, all, nil)
				all.add("situations", 1)
				if s.wrong() && most > 1 && !judged(t, first+uint64(n), o, all, nil).wrong() {
					all.add("situations that were right the second time: the moment was not quiet", 1)
					continue
				}
				if s.wrong() {
					wrong.Add(1)
					if most > 1 {
						s = s.shrink(t)
					}
					s.report(t)
				}
			}
		})
	}
	workers.Wait()
	if os.Getenv(longEnv)+os.Getenv(countEnv) != "" {
		for round := range max(1, count/200) {
			cableRound(t, first+uint64(round)<<32, all)
		}
	}
	var b strings.Builder
	var unchecked, never []string
	for kind := range claim.Kinds {
		switch {
		case checkOf(kind) == nil:
			unchecked = append(unchecked, string(kind))
		case all.counts["claims: "+string(kind)] == 0:
			never = append(never, string(kind))
		}
	}
	slices.Sort(unchecked)
	slices.Sort(never)
	if len(unchecked) > 0 {
		t.Errorf("kinds without a checker: %s", strings.Join(unchecked, ", "))
	}
	defer t.Logf("%d kinds of claims of %d never came up: %s", len(never), len(claim.Kinds), strings.Join(never, ", "))
	for _, what := range slices.Sorted(maps.Keys(all.counts)) {
		fmt.Fprintf(&b, "%8d  %s\n", all.counts[what], what)
	}
	t.Logf("%d situations in %v, %d with something false\n%s", all.counts["situations"], time.Since(begin), wrong.Load(), b.String())
}

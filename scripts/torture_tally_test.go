package scripts

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"sockpit/runtime"
	"sockpit/scripting"
)

// A tally counts how tortured runs ended.
type tally struct {
	mu                             sync.Mutex
	runs, fine, named, other, late int
	unnamed                        map[string]int // calls whose failure showed as something else
}

func (s *tally) add(r *torturedRun) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs++
	call, fault := r.stack.failed()
	named, late := false, false
	for _, f := range r.Failures {
		named = named || fault != nil && (errors.Is(f.Err, fault) || strings.Contains(f.Message, runtime.Code(fault)))
		late = late || isLate(f)
	}
	switch {
	case r.OK():
		s.fine++
	case named:
		s.named++
	default:
		s.other++
		if s.unnamed == nil {
			s.unnamed = map[string]int{}
		}
		s.unnamed[call]++
	}
	if late {
		s.late++
	}
}

// isLate reports whether the run's time was up: after one task of a script has
// failed another may wait for it for ever.
func isLate(f *scripting.Failure) bool { return strings.Contains(f.Message, "--timeout") }

func (s *tally) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := fmt.Sprintf("%d runs: %d ended well all the same, %d failed naming the error, %d failed by what followed from it; %d of all waited until their time was up",
		s.runs, s.fine, s.named, s.other, s.late)
	for _, call := range slices.Sorted(maps.Keys(s.unnamed)) {
		out += fmt.Sprintf("\n  followed from %s: %d", call, s.unnamed[call])
	}
	return out
}

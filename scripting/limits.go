package scripting

import (
	"fmt"
	goruntime "runtime"
	"runtime/metrics"
	"time"
)

// Limits bound what one run may use. Zero fields are set to the defaults.
type Limits struct {
	Instructions int64         // of all tasks together; 0: no limit
	Time         time.Duration // of the whole run; 0: no limit
	Memory       int64         // bytes of Go heap above what there was at the start; 0: DefaultMemory
	String       int           // longest string, bytes; 0: DefaultString
	Tasks        int           // alive at once; 0: DefaultTasks
	Source       int           // bytes of a script; 0: DefaultSource
	Nesting      int           // brackets and blocks inside each other; 0: DefaultNesting
}

// The limits unless others are set.
const (
	DefaultMemory  = 512 << 20
	DefaultString  = 16 << 20
	DefaultTasks   = 20000
	DefaultSource  = 256 << 10
	DefaultNesting = 150
)

func (l Limits) withDefaults() Limits {
	set := func(p *int, d int) {
		if *p <= 0 {
			*p = d
		}
	}
	set(&l.String, DefaultString)
	set(&l.Tasks, DefaultTasks)
	set(&l.Source, DefaultSource)
	set(&l.Nesting, DefaultNesting)
	if l.Memory <= 0 {
		l.Memory = DefaultMemory
	}
	return l
}

// A LimitError ends the task that ran into a limit of the run.
type LimitError struct {
	What string // "ran 1,000,000 instructions"
	Flag string // what raises it: "--max-instructions"
}

func (e *LimitError) Error() string { return fmt.Sprintf("%s (limit: %s)", e.What, e.Flag) }

// meter counts what a run has used.
type meter struct {
	instructions int64
	checks       int64
	heapAtStart  uint64
	sample       [1]metrics.Sample
}

func newMeter() *meter {
	m := &meter{}
	m.sample[0].Name = "/memory/classes/heap/objects:bytes"
	m.heapAtStart = m.heap()
	return m
}

func (m *meter) heap() uint64 {
	metrics.Read(m.sample[:])
	return m.sample[0].Value.Uint64()
}

// spend takes one check's worth of instructions off the budgets. The caller
// holds the baton.
func (h *Host) spend() error {
	m, l := h.meter, &h.limits
	m.instructions += checkEvery
	m.checks++
	if l.Instructions > 0 && m.instructions > l.Instructions {
		return &LimitError{What: fmt.Sprintf("the script ran %d instructions", l.Instructions), Flag: "--max-instructions"}
	}
	if m.checks%4 != 0 {
		return nil
	}
	if heap := m.heap(); heap > m.heapAtStart && heap-m.heapAtStart > uint64(l.Memory) {
		goruntime.GC() // much of it may be garbage
		if heap := m.heap(); heap > m.heapAtStart && heap-m.heapAtStart > uint64(l.Memory) {
			return &LimitError{What: fmt.Sprintf("the script holds more than %d MB", l.Memory>>20), Flag: "--max-memory"}
		}
	}
	return nil
}

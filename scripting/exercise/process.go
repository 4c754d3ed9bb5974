package exercise

import (
	"cmp"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
)

// programName is how errors call the learner's program where it has no file.
const programName = "program.lua"

// worldName is how errors call an exercise's world.
const worldName = "world.lua"

// world is the text that makes the exercise's world.
func (e *Exercise) world() scripting.Script {
	return scripting.Script{Name: worldName, Text: e.World, Dir: dirOr(e.Dir)}
}

// A Program is what a learner wrote.
type Program struct {
	Name string // file name, as errors call it; "" programName
	Text string
	Dir  string // its folder; "" none
}

func (p Program) script() scripting.Script {
	return scripting.Script{Name: cmp.Or(p.Name, programName), Text: p.Text, Dir: dirOr(p.Dir)}
}

// A process is the learner's program as it runs: a host with a session of its
// own, which the checker's sockets reach through the network only.
type process struct {
	host    *scripting.Host
	program Program
	kind    Kind
	world   scripting.Script
	out     *output
	foreign bool // the host is a prompt's: it stays when the check has ended

	done    chan struct{} // closed when the text has run
	outcome scripting.Outcome
	stopped bool // by the checker
	ran     sync.WaitGroup
}

// An output keeps what the program prints.
type output struct {
	mu   sync.Mutex
	text strings.Builder
	full bool
}

// maxOutput is how much of it is kept.
const maxOutput = 1 << 20

// Print keeps text.
func (o *output) Print(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.full = o.full || o.text.Len()+len(text) > maxOutput; !o.full {
		o.text.WriteString(text)
	}
}

// Show keeps nothing: what is shown is for people.
func (o *output) Show(any) {}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// conditions are what a program runs under.
type conditions struct {
	faults  wire.Faults
	globals map[string]lua.LValue
	stack   stack.Stack
	seed    int64
}

// limits of a learner's program: an exercise needs little.
func limits() limit.Limits {
	return limit.Limits{Tasks: 2000, Memory: 512 << 20}
}

func newProcess(e *Exercise, p Program, c conditions) *process {
	if p.Name == "" {
		p.Name = programName
	}
	out := &output{}
	h := api.New(scripting.Config{
		Session: runtime.Config{Faults: c.faults, Stack: c.stack},
		Limits:  limits(),
		Out:     out,
		Dir:     dirOr(p.Dir),
		Seed:    c.seed,
	})
	for name, v := range c.globals {
		h.SetGlobal(name, v)
	}
	return &process{host: h, program: p, kind: e.Kind, world: e.world(), out: out, done: make(chan struct{})}
}

// onHost is a process in the world of a prompt, where a person looks on.
func onHost(e *Exercise, p Program, h *scripting.Host) *process {
	return &process{host: h, program: p, kind: e.Kind, world: e.world(), out: &output{}, foreign: true, done: make(chan struct{})}
}

// spawn runs the program beside what is typed.
func (p *process) spawn() {
	p.ran.Go(func() {
		defer close(p.done)
		if p.kind.inWorld() {
			p.outcome = p.runInWorld()
			return
		}
		t, failed := p.host.Spawn(p.program.script())
		if failed == nil {
			<-t.Done()
			failed = t.Failure()
		}
		if failed != nil && !p.stopped {
			p.outcome = failedOutcome(failed)
		}
	})
}

// start runs the program in a goroutine of its own.
func (p *process) start() {
	p.ran.Go(func() {
		defer close(p.done)
		if p.kind.inWorld() {
			p.outcome = p.runInWorld()
			return
		}
		p.outcome = p.host.RunScript(p.program.script())
		p.host.Session.Close() // as when a process ends
	})
}

// runInWorld makes the world and runs the text in it; both stay.
func (p *process) runInWorld() (o scripting.Outcome) {
	if p.world.Text != "" {
		if r := p.host.Source(p.world, nil, 80); r.Failed != nil {
			return failedOutcome(r.Failed)
		}
	}
	if p.kind == Typed {
		for _, entry := range entries(p.host, p.program.Text) {
			if r := p.host.Eval(entry, 80); r.Failed != nil && o.Main == nil {
				o = failedOutcome(r.Failed) // the prompt goes on
			}
		}
		return o
	}
	if r := p.host.Source(p.program.script(), nil, 80); r.Failed != nil {
		return failedOutcome(r.Failed)
	}
	return o
}

func failedOutcome(f *scripting.Failure) scripting.Outcome {
	return scripting.Outcome{Main: f, Failures: []*scripting.Failure{f}}
}

// entries cuts what would be typed at the prompt into its entries. Commands of
// the prompt are left out: they look, and change nothing.
func entries(h *scripting.Host, text string) (out []string) {
	var entry strings.Builder
	for line := range strings.Lines(text) {
		if entry.Len() == 0 && (strings.TrimSpace(line) == "" || strings.HasPrefix(line, ":")) {
			continue
		}
		entry.WriteString(line)
		if e := strings.TrimRight(entry.String(), "\n"); !h.Incomplete(e) {
			out = append(out, e)
			entry.Reset()
		}
	}
	if entry.Len() > 0 {
		out = append(out, entry.String())
	}
	return out
}

// ended reports whether the text has run to its end.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// failure gives how the program failed by itself, or nil: its main part, or a
// task that nobody joined.
func (p *process) failure() *scripting.Failure {
	if !p.ended() || p.stopped || len(p.outcome.Failures) == 0 {
		return nil
	}
	return p.outcome.Failures[0]
}

// taskFailure gives how a task failed while the program goes on, or nil.
func (p *process) taskFailure() *scripting.Failure {
	if failed := p.host.TaskFailures(); len(failed) > 0 && !p.ended() {
		return failed[0]
	}
	return nil
}

// stop ends the program as Ctrl-C would, and its sockets with it.
func (p *process) stop() {
	if p.foreign {
		return
	}
	if !p.ended() {
		p.stopped = true
	}
	p.host.Close()
	p.ran.Wait()
}

package runtime

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// explanations are the differences between what sockpit shows and what another
// reader says that are meant to be. Each is counted.
const (
	ghostFIN     = "a FIN that has come counts as one byte unread in /proc"
	ownFlag      = "a SYN or FIN of ours counts as one byte unacknowledged in /proc"
	udpMemory    = "/proc tells the memory of datagrams, sockpit the bytes of the next one"
	sendMemory   = "of UDP and Unix the kernel tells memory of what was sent, sockpit then says unknown"
	notInTable   = "a socket that is not bound, or bound only, is in no table"
	over         = "the connection is over: the kernel's table has no socket of it but a TIME_WAIT, shown apart"
	toldByAccept = "accept has told the address of a client that is gone, getpeername does not"
	forgotten    = "the kernel has forgotten an end of a finished connection: it is as it was last"
	underWay     = "something was under way: read again"
	connectedTo  = "the kernel also calls a unixgram socket connected that another one is connected to"
	unixWaiting  = "/proc does not tell a Unix listener's queue: ss does"
)

// TestTruth compares everything a Snapshot displays with what /proc/net, ss and
// plain system calls say, while sockets are made, used and ended at random.
func TestTruth(t *testing.T) {
	t.Parallel()
	worlds, ops, every := 4, 125, 10 // reading /proc of a busy machine takes its time
	switch {
	case os.Getenv("SOCKPIT_LONG") != "":
		worlds, ops, every = 8, 1250, 5
	case testing.Short():
		worlds = 2
	}
	var mu sync.Mutex
	tally := map[string]int{}
	t.Cleanup(func() {
		for _, what := range slices.Sorted(mapKeys(tally)) {
			t.Logf("%7d  %s", tally[what], what)
		}
	})
	for i := range worlds {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			counts := truthRun(t, seed, ops, every)
			mu.Lock()
			defer mu.Unlock()
			for what, n := range counts {
				tally[what] += n
			}
		})
	}
}

func mapKeys(m map[string]int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// truthRun does ops things and compares after every few.
func truthRun(t *testing.T, seed uint64, ops, every int) map[string]int {
	w := newTruthWorld(t, seed)
	counts := map[string]int{}
	for i := range ops {
		w.step()
		counts["operations"]++
		if i%every == every-1 && !w.agree(i%20 == 19, counts) {
			t.Fatalf("seed %d, after operation %d: %s", seed, i+1, strings.Join(w.log[max(0, len(w.log)-12):], "\n  "))
		}
	}
	return counts
}

// A picture in which something is under way is read again so long, and so many
// times: on a busy machine one reading may take seconds.
const (
	settling = 5 * time.Second
	tries    = 30
)

// agree reads until all readers say the same, or have long said otherwise.
func (w *truthWorld) agree(ss bool, counts map[string]int) bool {
	var differ []string
	end := time.Now().Add(settling)
	for n := 0; n < tries || time.Now().Before(end); n++ {
		p := w.picture(ss)
		if p == nil {
			counts[underWay]++
			continue
		}
		p.compare()
		if differ = p.differ; len(differ) == 0 {
			for what, n := range p.counts {
				counts[what] += n
			}
			counts["comparisons"]++
			return true
		}
		counts[underWay]++
	}
	if differ == nil {
		differ = []string{"/proc was never the same twice"}
	}
	w.t.Errorf("unexplained:\n%s", strings.Join(differ, "\n"))
	return false
}

// A picture is one moment as each reader has it.
type picture struct {
	*truthWorld
	snap   Snapshot
	proc   map[uint64]procSocket
	nobody []procSocket // TCP, of no inode, that have to do with the world's sockets
	early  []procSocket // both, as they were read before
	ss     map[uint64]ssSocket
	inode  map[*Socket]uint64

	counts map[string]int
	differ []string
}

// picture reads /proc, ss, the Snapshot, and /proc again; nil if /proc has changed.
func (w *truthWorld) picture(ss bool) *picture {
	w.observe()
	p := &picture{truthWorld: w, counts: map[string]int{}, inode: map[*Socket]uint64{}}
	for _, s := range w.s.Sockets() {
		link, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", s.Descriptor()))
		must(w.t, err)
		_, err = fmt.Sscanf(link, "socket:[%d]", new(uint64))
		must(w.t, err)
		p.inode[s] = uint64(number(w.t, strings.Trim(link, "socket:[]"), 10))
	}
	before := p.readTables()
	if ss {
		p.ss = readSS(w.t)
	}
	p.snap = w.s.Snapshot()
	must(w.t, p.snap.Err)
	if after := p.readTables(); !slices.EqualFunc(before, after, sameButTime) {
		return nil
	}
	p.early = before
	return p
}

// sameButTime compares lines without how long their timers still run.
func sameButTime(a, b procSocket) bool {
	a.left, b.left = 0, 0
	return a == b
}

// readTables keeps the lines of /proc that matter, and gives them.
func (p *picture) readTables() []procSocket {
	p.proc, p.nobody = map[uint64]procSocket{}, nil
	ours := map[uint64]bool{}
	about, gone := map[ends]bool{}, map[ends]bool{}
	for e := range p.gone {
		gone[e] = true
	}
	for s, inode := range p.inode {
		ours[inode] = true
		at := p.last[s]
		about[ends{true, at[0].AddrPort(), at[1].AddrPort()}] = true
		about[ends{true, at[1].AddrPort(), at[0].AddrPort()}] = true
		about[ends{true, at[0].AddrPort(), stack.Address{}.AddrPort()}] = true
	}
	ports := map[string]bool{}
	for _, pairs := range []map[ends]bool{about, gone} {
		for e := range pairs {
			ports[fmt.Sprintf("%04X", e.local.Port())] = true
		}
	}
	var kept []procSocket
	for _, line := range readProc(p.t, ports) {
		e := line.ends()
		_, left := p.gone[e]
		listener := about[ends{true, e.local, stack.Address{}.AddrPort()}]
		switch {
		case ours[line.inode]:
			p.proc[line.inode] = line
		case e.stream && (left || listener || about[e]):
			p.nobody = append(p.nobody, line)
		default:
			continue
		}
		kept = append(kept, line)
	}
	return kept
}

// same notes a difference unless got equals want, under the name of what.
func (p *picture) same(v *View, what string, got, want any) {
	p.counts["values"]++
	if got != want {
		p.wrong("#%d %s: sockpit shows %s %v, the other reader %v", v.ID, v.Network, what, got, want)
	}
}

// timers compares a timer and how long it still runs: that was read before and
// after it was shown.
func (p *picture) timers(v *View, shown stack.Timer, line *procSocket) {
	p.same(v, "timer", kernelTimer(shown), line.timerName())
	if shown.Kind == "" {
		return
	}
	if info, err := unix.GetsockoptTCPInfo(v.Descriptor(), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil && v.Inode() == line.inode && kernelTimer(shown) == "probe" {
		p.same(v, "window closed", shown.Kind == stack.Probe, info.Snd_wnd == 0)
		p.because("timer 4 compared with the other end's window")
	}
	p.same(v, "retransmits", shown.Retransmits, map[string]int{"retransmit": line.again, "probe": line.probes, "keepalive": line.probes}[kernelTimer(shown)])
	i := slices.IndexFunc(p.early, func(e procSocket) bool { return sameButTime(e, *line) })
	most, least := p.early[i].left+tick, line.left-tick
	p.because("timers compared, with what is left of them")
	if shown.Left > most || shown.Left < least {
		p.wrong("#%d %s: sockpit shows %s for %v more, /proc for %v before and %v after", v.ID, v.Network, shown.Kind, shown.Left, most-tick, least+tick)
	}
}

// kernelTimer gives the timer as the kernel tells of it, which has one for two things.
func kernelTimer(t stack.Timer) string {
	if t.Kind == stack.Held {
		return string(stack.Probe)
	}
	return string(t.Kind)
}

func (p *picture) wrong(format string, args ...any) {
	p.differ = append(p.differ, fmt.Sprintf(format, args...))
}

func (p *picture) because(explanation string) { p.counts[explanation]++ }

// peekSize asks for the size of the next datagram, 0 if there is none.
func peekDatagram(fd int) stack.Quantity {
	n, _, err := unix.Recvfrom(fd, nil, unix.MSG_PEEK|unix.MSG_TRUNC|unix.MSG_DONTWAIT)
	if err != nil {
		return 0
	}
	return stack.Quantity(n)
}

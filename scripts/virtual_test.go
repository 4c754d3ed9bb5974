package scripts

import (
	"crypto/md5"
	"fmt"
	"slices"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/runtime/virtual"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
)

// A virtualRun is a run on a virtual network.
type virtualRun struct {
	scripting.Outcome
	packets int
	digest  [md5.Size]byte // of all packets: when, on which link, what, and what became of them
}

// playVirtual runs a script on a virtual host of its own.
func playVirtual(s Script, text string) (r virtualRun) {
	v := virtual.Localhost(virtual.Config{Seed: 7})
	h := api.New(scripting.Config{
		Session:      runtime.Config{Policy: runtime.Policy{Dirs: []string{"/tmp"}}},
		NewStack:     func(int64) (stack.Stack, func()) { return v, v.Close },
		Limits:       limit.Limits{Time: maxRun},
		Seed:         7,
		Args:         slices.Clone(map[string][]string{"unix": {"/tmp"}}[s.Name]),
		EndDeadlocks: true,
		OnStuck:      func(scripting.Stuck) {},
	})
	defer h.Close()
	r.Outcome = h.Run(s.File, text)
	sum := md5.New()
	for _, p := range v.Packets() {
		r.packets++
		fmt.Fprintln(sum, p.N, p.At, p.Arrived, p.Link.Name, p.Src, p.Dst, p.Flags, p.RawSeq, p.RawAck, p.Window, p.Fate, p.Why, p.What)
		sum.Write(p.Data)
	}
	sum.Sum(r.digest[:0])
	return r
}

// TestVirtual: every scenario passes on a virtual network, and does the same there each
// time, packet by packet.
func TestVirtual(t *testing.T) {
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			first := playVirtual(s, s.Text)
			for _, f := range first.Failures {
				t.Error(f)
			}
			for range 3 {
				if again := playVirtual(s, s.Text); again.digest != first.digest {
					t.Errorf("a second time it has %d packets, the first time %d, or others", again.packets, first.packets)
				}
			}
		})
	}
}

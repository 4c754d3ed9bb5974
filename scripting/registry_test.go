package scripting

import (
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// What a plugin adds is found until plugins are forgotten; what was there stays.
func TestRegistry(t *testing.T) {
	t.Parallel()
	own := &Func{Name: "own"}
	r := newRegistry([]*Func{own})
	run, again := &lua.LFunction{}, &lua.LFunction{}
	first, second := &Func{Name: "plugged"}, &Func{Name: "plugged"}
	r.plug(first, run)
	r.plug(second, again)
	if r.functionNamed("plugged") != second || len(r.functions) != 2 || r.funcOf(again) != second {
		t.Errorf("a function that is added again is %v of %d", r.functionNamed("plugged"), len(r.functions))
	}
	r.decoders["d"], r.commands = run, []*Command{{Name: "c"}}
	r.unplug()
	if r.functionNamed("own") != own || len(r.functions) != 1 || r.funcOf(run) != nil || r.Decoder("d") != nil || len(r.Commands()) != 0 {
		t.Errorf("left: %+v", r)
	}
}

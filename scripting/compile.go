package scripting

import (
	"errors"
	"fmt"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/limit"
	"sockpit/scripting/syntax"
)

// The parser and the compiler of gopher-lua can't be stopped, and take the
// square of the size of some sources, such as a long list of numbers. They run
// in a goroutine of their own, which is given up when it takes too long or the
// task must end: it touches nothing of the host.

// maxGivenUp is how many of those goroutines there may be.
const maxGivenUp = 2

// patience is how long other tasks wait for a compilation: most take less.
const patience = 5 * time.Millisecond

// shortText is how many bytes never take much longer than that, whatever they
// say: 4 KB of function() end is the worst known.
const shortText = 4 << 10

// aside runs f, which works on what is called name, in a goroutine of its own
// that may be given up. While it takes long, other tasks run. For a short text no
// goroutine is begun: its stack would have to grow first, which takes as long.
func (h *Host) aside(name string, f func()) error {
	if text, ok := h.sources.texts[name]; ok && len(text) <= shortText {
		f()
		return nil
	}
	tooLong := &limit.Error{What: fmt.Sprintf("%s took more than %s to compile", name, h.limits.Compile), Flag: "--max-compile"}
	if h.givenUp.Load() >= maxGivenUp {
		return tooLong // those before did, and still run
	}
	done := make(chan struct{})
	h.compilers.Go(func() {
		defer close(done)
		f()
	})
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
		return nil
	case <-timer.C:
	}
	err := h.awaitCompiler(done)
	if err == nil {
		return nil
	}
	h.givenUp.Add(1)
	h.compilers.Go(func() {
		<-done
		h.givenUp.Add(-1)
	})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return tooLong
	}
	return err
}

// compiling is what a task waits for that a compiler works for.
const compiling = "compile"

// awaitCompiler waits as the task that runs, or with the baton in hand if there
// is none.
func (h *Host) awaitCompiler(done <-chan struct{}) error {
	if h.looking {
		select {
		case <-done:
			return nil
		case <-time.After(h.limits.Compile):
			return os.ErrDeadlineExceeded
		}
	}
	c := &h.current.caller
	before := c.Deadline
	c.SetTimeout(h.limits.Compile)
	defer func() { c.Deadline = before }()
	return c.Await(compiling, done)
}

// parseAside parses a text of which size and nesting are known to be in bounds.
func (h *Host) parseAside(before int, name, text string) ([]ast.Stmt, error) {
	var tree []ast.Stmt
	var perr error
	if err := h.aside(name, func() { tree, perr = syntax.Parse(before, name, text) }); err != nil {
		return nil, err
	}
	return tree, perr
}

// compileAside compiles a tree.
func (h *Host) compileAside(name string, tree []ast.Stmt) (*lua.FunctionProto, error) {
	var proto *lua.FunctionProto
	var cerr error
	err := h.aside(name, func() {
		defer syntax.Recover(name, &cerr)
		proto, cerr = h.library.Compile(tree, name)
	})
	if err != nil {
		return nil, err
	}
	return proto, cerr
}

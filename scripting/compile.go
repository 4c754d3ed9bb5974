package scripting

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/limit"
	"sockpit/scripting/stdlib"
	"sockpit/scripting/syntax"
)

// A compiler makes functions of sources, for who holds the baton.
//
// The parser and the compiler of gopher-lua can't be stopped, and take the
// square of the size of some sources, such as a long list of numbers. They run
// in a goroutine of their own, which is given up when it takes too long or the
// task must end: it touches nothing of the host.
type compiler struct {
	host    *Host
	library *stdlib.Library
	running sync.WaitGroup // goroutines; Close does not wait for them: they can take long
	givenUp atomic.Int32   // of those, that nobody waits for
}

// compile turns source that belongs to a folder into a function. It parses with
// limits on size and nesting, because the parser recurses, and bounds what `..`
// builds.
func (c *compiler) compile(of *folder, name, text string) (*lua.LFunction, error) {
	tree, err := c.parse(name, text)
	if err != nil {
		return nil, err
	}
	return c.assemble(of, name, tree)
}

// parse reads a chunk. A first line that begins with # and a byte order mark
// are passed over.
func (c *compiler) parse(name, text string) (tree []ast.Stmt, err error) {
	return c.parseAfter(0, name, text)
}

// parseAfter is parse for a text that so many lines stand before.
func (c *compiler) parseAfter(before int, name, text string) (tree []ast.Stmt, err error) {
	defer syntax.Recover(name, &err) // whoever reads source holds the baton, and must give it back
	if text, err = syntax.SkipHeader(name, text); err != nil {
		return nil, err
	}
	c.host.sources.add(name, text)
	if len(text) > c.host.limits.Source {
		return nil, &limit.Error{What: fmt.Sprintf("%s has %d bytes, at most %d are read", name, len(text), c.host.limits.Source), Flag: "--max-source"}
	}
	if line, ok := syntax.TooNested(text, c.host.limits.Nesting); ok {
		return nil, &limit.Error{What: fmt.Sprintf("%s:%d: more than %d brackets or blocks inside each other", name, before+line, c.host.limits.Nesting), Flag: "--max-nesting"}
	}
	if line, ok := syntax.TooChained(text, 10*c.host.limits.Nesting); ok {
		return nil, &limit.Error{What: fmt.Sprintf("%s:%d: more than %d operators, calls or indexes in a row", name, before+line, 10*c.host.limits.Nesting), Flag: "--max-nesting"}
	}
	return c.parseAside(before, name, text)
}

// assemble compiles a tree of source that belongs to a folder.
func (c *compiler) assemble(of *folder, name string, tree []ast.Stmt) (f *lua.LFunction, err error) {
	proto, err := c.compileAside(name, tree)
	if wrong := (*lua.CompileError)(nil); errors.As(err, &wrong) {
		e := syntax.CompileError(name, wrong, func() []ast.Stmt { return c.host.sources.tree(name) })
		e.Source = c.host.sources.line(e.Place)
		return nil, e
	}
	if err != nil {
		return nil, err
	}
	of.own(proto)
	return c.host.root.NewFunctionFromProto(proto), nil
}

// maxGivenUp is how many of those goroutines there may be.
const maxGivenUp = 2

// Patience is how long other tasks wait for a compilation: most take less.
const patience = 5 * time.Millisecond

// shortText is how many bytes never take much longer than that, whatever they
// say: 4 KB of function() end is the worst known.
const shortText = 4 << 10

// aside runs f, which works on what is called name, in a goroutine of its own
// that may be given up. While it takes long, other tasks run. For a short text no
// goroutine is begun: its stack would have to grow first, which takes as long.
func (c *compiler) aside(name string, f func()) error {
	if text, ok := c.host.sources.texts[name]; ok && len(text) <= shortText {
		f()
		return nil
	}
	tooLong := &limit.Error{What: fmt.Sprintf("%s took more than %s to compile", name, c.host.limits.Compile), Flag: "--max-compile"}
	if c.givenUp.Load() >= maxGivenUp {
		return tooLong // those before did, and still run
	}
	done := make(chan struct{})
	c.running.Go(func() {
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
	err := c.await(done)
	if err == nil {
		return nil
	}
	c.givenUp.Add(1)
	c.running.Go(func() {
		<-done
		c.givenUp.Add(-1)
	})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return tooLong
	}
	return err
}

// compiling is what a task waits for that a compiler works for.
const compiling = "compile"

// await waits as the task that runs, or with the baton in hand if there
// is none.
func (c *compiler) await(done <-chan struct{}) error {
	if c.host.looking {
		select {
		case <-done:
			return nil
		case <-time.After(c.host.limits.Compile):
			return os.ErrDeadlineExceeded
		}
	}
	caller := &c.host.current.caller
	before := caller.Deadline
	caller.SetTimeout(c.host.limits.Compile)
	defer func() { caller.Deadline = before }()
	return caller.Await(compiling, done)
}

// parseAside parses a text of which size and nesting are known to be in bounds.
func (c *compiler) parseAside(before int, name, text string) ([]ast.Stmt, error) {
	var tree []ast.Stmt
	var perr error
	if err := c.aside(name, func() { tree, perr = syntax.Parse(before, name, text) }); err != nil {
		return nil, err
	}
	return tree, perr
}

// compileAside compiles a tree.
func (c *compiler) compileAside(name string, tree []ast.Stmt) (*lua.FunctionProto, error) {
	var proto *lua.FunctionProto
	var cerr error
	err := c.aside(name, func() {
		defer syntax.Recover(name, &cerr)
		proto, cerr = c.library.Compile(tree, name)
	})
	if err != nil {
		return nil, err
	}
	return proto, cerr
}

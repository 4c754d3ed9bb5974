package syntax

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"

	"sockpit/runtime/event"
	"sockpit/runtime/lazy"
)

// SkipHeader gives the text of a chunk as the parser reads it: without a byte order
// mark, and with a comment in place of a first line that begins with #, as
// luaL_loadfile does. The error of compiled Lua is a *Error.
func SkipHeader(name, text string) (string, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	if strings.HasPrefix(text, "#") {
		_, rest, more := strings.Cut(text, "\n")
		if !more {
			return "", nil
		}
		text = "--\n" + rest
	}
	if strings.HasPrefix(text, "\x1bLua") { // LUA_SIGNATURE, lua.h
		return "", &Error{Place: event.Place{Source: name, Line: 1}, Text: "compiled Lua is not loaded, only source"}
	}
	return text, nil
}

// Parse reads a chunk that so many lines of its source stand before: the lines of
// the tree and of errors are those of the source. The error of a text that is not
// Lua is a *Error. The parser recurses over a text, and can't be stopped: see
// TooNested and TooChained.
func Parse(before int, name, text string) (tree []ast.Stmt, err error) {
	defer Recover(name, &err)
	clean, bad := scannable(text)
	tree, err = parse.Parse(strings.NewReader(clean), name)
	if wrong := (*parse.Error)(nil); errors.As(err, &wrong) {
		err = syntaxError(before, name, text, wrong)
	}
	if bad != nil {
		err = literalError(before, name, text, bad, err)
	}
	if err != nil {
		return nil, err
	}
	moveLines(tree, before)
	return tree, nil
}

// Recover is deferred by who calls gopher-lua's parser or compiler: they panic on
// some input.
func Recover(name string, err *error) {
	if r := recover(); r != nil {
		*err = &Error{Place: event.Place{Source: name, Line: 1}, Text: fmt.Sprint(r)}
	}
}

var compileText = lazy.Regexp(`^compile error near line\((\d+)\) .*?: (.*?)(?: at line (\d+))?$`)

// CompileError puts the error of gopher-lua's compiler for a source into words, but
// for its line. tree reads the source again: compiling changes the tree.
func CompileError(name string, err error, tree func() []ast.Stmt) *Error {
	e := &Error{Place: event.Place{Source: name, Line: 1}, Text: err.Error()}
	if m := compileText().FindStringSubmatch(strings.TrimSpace(e.Text)); m != nil {
		e.Place.Line, _ = strconv.Atoi(cmp.Or(m[3], m[1]))
		e.Text = m[2]
	}
	if strings.Contains(e.Text, "too many local variables") || strings.Contains(e.Text, "register overflow") {
		e.Text = "a function uses too many values at once: take some into a table, or into a function of their own"
		if line := tooManyLocals(tree()); line > 0 {
			e.Place.Line = line
			e.Text = fmt.Sprintf("more than %d local variables in one function: put some into a table, or in do … end", mostLocals)
		}
		e.Place.Line = max(e.Place.Line, 1)
	}
	return e
}

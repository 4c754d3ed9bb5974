package transcript

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
	"sockpit/runtime/lazy"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting/syntax"
)

// portTable are the ports of a session: those that were typed become variables,
// those that the OS chose are written nowhere.
type portTable struct {
	seen  map[int]bool // every port that a socket had
	typed map[int]*fixedPort
	paths []string // of Unix sockets
}

// A fixedPort is a port that was typed.
type fixedPort struct {
	number   int
	entry    int    // that listened on it and put the socket into variable
	variable string // "" if there is none: the port is looked for at the start
	binder   int    // the first entry that binds it, noEntry if none does
}

const noEntry = -1

func portName(n int) string { return "port_" + strconv.Itoa(n) }

// findPorts finds which ports were typed, and what they were for. One on which
// only another program listens stays as it is.
func (w *writer) findPorts() {
	w.ports = portTable{seen: map[int]bool{}, typed: map[int]*fixedPort{}}
	bound, refused := map[int]bool{}, map[int]bool{}
	for i := range w.session.Events {
		e := &w.session.Events[i]
		for _, a := range []stack.Address{e.Local, e.Remote} {
			if a.Port != 0 {
				w.ports.seen[int(a.Port)] = true
			}
		}
		port := portAtEnd(e.Arg)
		switch _, path, unix := strings.Cut(e.Arg, "://"); {
		case unix && e.Call == "bind":
			w.ports.paths = append(w.ports.paths, path)
		case unix || port == 0:
		case e.Call == "bind":
			bound[port], w.ports.seen[port] = true, true
		case e.Call == "connect" && e.Err != nil && runtime.Code(e.Err) == "ECONNREFUSED":
			refused[port], w.ports.seen[port] = true, true
		}
	}
	for i := range w.entries {
		e := &w.entries[i]
		for _, p := range typedPorts(e.Text) {
			if (bound[p.number] || refused[p.number]) && w.ports.typed[p.number] == nil {
				w.ports.typed[p.number] = &fixedPort{p.number, i, listenerName(e, p.number), noEntry}
			}
			if s := w.ports.typed[p.number]; s != nil && s.binder == noEntry && p.binds {
				s.binder = i
			}
		}
	}
	for n, s := range w.ports.typed {
		if bound[n] && s.binder == noEntry {
			s.binder = s.entry // it goes through a variable
		}
	}
}

var lastNumber = lazy.Regexp(`(?:^|[:/])(\d{1,5})$`)

// portAtEnd gives the port at the end of an address, or 0.
func portAtEnd(address string) int {
	m := lastNumber().FindStringSubmatch(address)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// A typedPort is a token that is a port, or a string that ends in one.
type typedPort struct {
	syntax.Token
	number int
	before string // what stands before the port in a string
	binds  bool   // listen(9000), bind(s, 9000), {from = 9000}
}

// takePorts are the functions whose arguments can be ports.
var takePorts = []string{"listen", "dial", "connect", "bind", "sendto"}

// bindPorts are those of them that bind it.
var bindPorts = []string{"listen", "bind"}

// typedPorts finds the ports in a text: arguments of the functions that take
// them, and what is assigned or compared.
func typedPorts(text string) []typedPort {
	var out []typedPort
	var calls syntax.Calls
	tokens := syntax.Tokens(text)
	for i, tok := range tokens {
		last := ""
		if i > 0 {
			last = tokens[i-1].Text
		}
		if calls = calls.Next(tok.Text, last); strings.Contains("({[]})", tok.Text) {
			continue
		}
		argument := len(calls) > 0 && (last == "(" || last == ",")
		if argument && slices.Contains(takePorts, tok.Text) {
			calls[len(calls)-1] = tok.Text // try(listen, 9000), spawn(dial, 9000)
		}
		argument = argument && slices.Contains(takePorts, calls[len(calls)-1])
		if !argument && last != "=" {
			continue
		}
		if p, ok := portToken(text, tok); ok {
			p.binds = argument && slices.Contains(bindPorts, calls[len(calls)-1]) || !argument && len(calls) > 0
			out = append(out, p)
		}
	}
	return out
}

func portToken(text string, tok syntax.Token) (typedPort, bool) {
	if tok.Text != `"` {
		n, err := strconv.Atoi(tok.Text)
		return typedPort{Token: tok, number: n}, err == nil && n > 0 && n < 1<<16
	}
	s, err := printable.Unquote(text[tok.From:tok.To])
	n := portAtEnd(s)
	if err != nil || n == 0 {
		return typedPort{}, false
	}
	return typedPort{Token: tok, number: n, before: strings.TrimSuffix(s, strconv.Itoa(n))}, true
}

// listenerName gives the variable of an entry `l = listen(9000)`: the only thing
// that the entry does.
func listenerName(e *parsedEntry, port int) string {
	if len(e.tree) != 1 || e.Failed != nil || e.Task != nil {
		return ""
	}
	var name string
	var value ast.Expr
	switch s := e.tree[0].(type) {
	case *ast.AssignStmt:
		if len(s.Lhs) == 1 && len(s.Rhs) == 1 {
			name, value = syntax.ExprName(s.Lhs[0]), s.Rhs[0]
		}
	case *ast.LocalAssignStmt:
		if len(s.Names) == 1 && len(s.Exprs) == 1 {
			name, value = s.Names[0], s.Exprs[0]
		}
	}
	call, ok := value.(*ast.FuncCallExpr)
	if !ok || !syntax.IsName(name) || syntax.ExprName(call.Func) != "listen" || len(typedPorts(e.Text)) != 1 || typedPorts(e.Text)[0].number != port {
		return ""
	}
	return name
}

// free gives the ports that must be looked for at the start.
func (p *portTable) free() []int {
	var out []int
	for n, s := range p.typed {
		if s.variable == "" {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// heldUntil gives the ports, of those that are held, that an entry is to bind.
func (p *portTable) heldUntil(entry int) []int {
	return slices.DeleteFunc(p.free(), func(n int) bool { return p.typed[n].binder != entry })
}

// madeBy gives the ports that an entry's listener got.
func (p *portTable) madeBy(entry int) []fixedPort {
	var out []fixedPort
	for _, s := range p.typed {
		if s.variable != "" && s.entry == entry {
			out = append(out, *s)
		}
	}
	return out
}

var digits = lazy.Regexp(`\d+`)

// literal gives a value as it is written in the file; false if a port is in it
// that the OS chose, or that is in the middle of a text.
func (p *portTable) literal(text string) (string, bool) {
	if n, err := strconv.Atoi(text); err == nil && p.typed[n] != nil {
		return portName(n), true
	}
	for _, d := range digits().FindAllString(text, -1) {
		if n, err := strconv.Atoi(d); err == nil && n > 1023 && p.seen[n] {
			return "", false
		}
	}
	for _, path := range p.paths {
		if strings.Contains(text, path) {
			return "", false
		}
	}
	return text, text != ""
}

// path gives what stands for a Unix socket's address in a file: one in a folder
// of the session's own. The one that was typed may be taken.
func (p *portTable) path(address string) (string, bool) {
	scheme, path, ok := strings.Cut(address, "://")
	if !ok || !slices.Contains(p.paths, path) {
		return "", false
	}
	at := ""
	if strings.HasPrefix(path, "@") {
		at = "@"
	}
	return fmt.Sprintf("%s .. temp_folder() .. %s", printable.Quote(scheme+"://"+at), printable.Quote("/"+strings.TrimPrefix(filepath.Base(path), "@"))), true
}

// withPorts puts variables where ports and paths were typed.
func (w *writer) withPorts(e *parsedEntry, text string) string {
	for _, tok := range slices.Backward(syntax.Tokens(text)) {
		if s, err := printable.Unquote(text[tok.From:tok.To]); tok.Text == `"` && err == nil {
			if with, ok := w.ports.path(s); ok {
				text = text[:tok.From] + with + text[tok.To:]
			}
		}
	}
	for _, p := range slices.Backward(typedPorts(text)) {
		s := w.ports.typed[p.number]
		if s == nil {
			continue
		}
		with := portName(p.number)
		if s.variable != "" && e == &w.entries[s.entry] {
			with = "0"
		}
		if p.Text == `"` && with == "0" {
			with = printable.Quote(p.before + "0")
		} else if p.Text == `"` {
			with = printable.Quote(p.before) + " .. " + with
		}
		text = text[:p.From] + with + text[p.To:]
	}
	return text
}

package scripting

import "strings"

// A Func is one function of the Lua API. Help, completion, the reference page,
// argument errors and the tests of the examples are all read from it, so a
// function is documented here or nowhere.
type Func struct {
	Recv        *Type    // type it is also a method of, or nil
	Name        string   // as called from Lua; "expect.equal" is a field
	Group       string   // heading in the reference
	Params      []Param  // in order
	Returns     string   // what it gives, for people; "" nothing
	ReturnTypes []string // types of what it gives, for editors: "integer", "sockpit.socket"; nil for any one value
	Summary     string   // one line in the third person: "connects to addr"
	Detail      string   // more sentences: what blocks, which errors, units
	Example     string   // Lua that a test runs
	Run         func(c *Call) error
}

// A Param is one parameter of a Func. An option table lists its fields.
type Param struct {
	Name     string
	Type     string // "socket", "string", "number", "seconds", "address", "table", "list", "function", "any", "options", "..."
	Optional bool
	Means    string
	Fields   []Param // of an option table
}

// Usage gives "recv(s [, max [, {timeout=}]])".
func (f *Func) Usage() string {
	var b strings.Builder
	b.WriteString(f.Name + "(")
	open := 0
	for i, p := range f.Params {
		if p.Optional {
			b.WriteString(map[bool]string{true: " [", false: "["}[i > 0])
			open++
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.usage())
	}
	return strings.Replace(b.String(), " [, ", " [, ", -1) + strings.Repeat("]", open) + ")"
}

func (p *Param) usage() string {
	switch p.Type {
	case "...":
		return "..."
	case "options", "list":
		var names []string
		if p.Type == "list" {
			names = append(names, p.Name)
		}
		for _, f := range p.Fields {
			if f.Name == AnyOption.Name {
				names = append(names, f.Name)
			} else {
				names = append(names, f.Name+"=")
			}
		}
		return "{" + strings.Join(names, ", ") + "}"
	}
	return p.Name
}

func (f *Func) variadic() bool {
	return len(f.Params) > 0 && f.Params[len(f.Params)-1].Type == "..."
}

// want names what the parameter takes.
func (p *Param) want() string {
	switch p.Type {
	case "socket":
		return "a socket"
	case "string":
		return "a string"
	case "number":
		return "a whole number"
	case "seconds":
		return "a number of seconds"
	case "address":
		return `an address: a port, "host:port" or "unix:///path"`
	case "function":
		return "a function"
	case "task":
		return "a task"
	case "channel", "network", "host", "link":
		return "a " + p.Type
	case "list":
		return "a table: {" + p.Name + "}"
	case "table", "options":
		return "a table"
	}
	return "a value"
}

// AnyOption is the field of an option table that takes socket options by name.
var AnyOption = Param{Name: "…", Type: "any", Means: "any socket option by name: see options(s)"}

// Title is the name under which help knows the function.
func (f *Func) Title() string {
	if f.MethodOnly() {
		return f.Recv.Name + ":" + f.Name
	}
	return f.Name
}

// MethodOnly reports whether the function is called as a method alone: sockets' functions are also global, those of other types are not
// unless they take the name of no other.
func (f *Func) MethodOnly() bool { return f.Recv != nil && f.Recv != SocketType && !f.Global() }

// Global reports whether the function is a global, or a field of one.
func (f *Func) Global() bool {
	switch f.Name {
	case "join", "cancel":
		return true
	}
	return f.Recv == nil || f.Recv == SocketType
}

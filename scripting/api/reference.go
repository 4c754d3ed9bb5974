package api

import (
	"fmt"
	"strings"

	"sockpit/runtime/decode"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/limit"
	"sockpit/scripting/stdlib"
)

// Reference writes the page docs/reference.md: all that scripts can call and
// see, read from the tables that the program itself goes by.
func Reference() string {
	var p page
	p.line("# Reference")
	p.line("")
	p.line("Written from the program's own tables by `go test ./scripting/api -run TestReference -update`; do not edit it.")
	p.line("At the prompt, `help()` lists the functions and `help(\"recv\")` explains one.")
	p.contents()
	p.basics()
	p.functions()
	p.fields()
	p.options()
	p.decoders()
	p.limits()
	p.saved()
	p.codes()
	p.differences()
	return p.String()
}

// A page is Markdown in the making.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	p.WriteString(format + "\n")
}

func (p *page) heading(level int, text string) {
	p.line("")
	p.line("%s %s", strings.Repeat("#", level), text)
	p.line("")
}

// row writes a row of a table; a bar in a cell would end it.
func (p *page) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(c, "|", `\|`), "\n", " ")
	}
	p.line("| " + strings.Join(cells, " | ") + " |")
}

func (p *page) header(cells ...string) {
	p.row(cells...)
	p.line("|" + strings.Repeat(" --- |", len(cells)))
}

// code writes text as code; what has a backtick in it needs two around it.
func code(text string) string {
	switch {
	case text == "":
		return ""
	case strings.Contains(text, "`"):
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

func (p *page) contents() {
	p.line("")
	for _, g := range groups() {
		var names []string
		for _, f := range functions {
			if f.Group == g {
				names = append(names, code(f.Title()))
			}
		}
		p.line("- [%s](#%s): %s", g, strings.ReplaceAll(g, " ", "-"), strings.Join(names, " "))
	}
	p.line("- [fields](#fields), [socket options](#socket-options), [decoders](#decoders), [limits](#limits), [saved logs](#saved-logs), [error codes](#error-codes), [differences from Lua 5.1](#differences-from-lua-51)")
}

// groups gives the headings of the functions, in teaching order.
func groups() []string {
	var out []string
	for _, f := range functions {
		if len(out) == 0 || out[len(out)-1] != f.Group {
			out = append(out, f.Group)
		}
	}
	return out
}

func (p *page) basics() {
	p.heading(2, "what holds for all")
	p.line("- An address is a port of 127.0.0.1 (`9000`), `\"host:port\"`, `\"[::1]:9000\"`, or `\":9000\"` for every address of the machine.")
	p.line("  Port 0 lets the OS choose. A scheme chooses the network: `tcp://` `tcp4://` `tcp6://` `udp://` `udp4://` `udp6://` `unix:///path`")
	p.line("  `unix://@name` `unixgram:///path`.")
	p.line("- A function that takes a socket first is also a method of it: `send(c, \"x\")` is `c:send(\"x\")`.")
	p.line("- Times are seconds. What waits takes `{timeout=}`, and lets the other tasks run meanwhile.")
	p.line("- A call that fails raises an [error object](#fields); `try(f, ...)` turns that into `nil, err`. The end of a stream is no error: receiving")
	p.line("  gives `nil, \"eof\"`.")
	p.line("- Lua's own `string`, `table`, `math` and `coroutine` are there, `bit` as LuaBitOp has it, and `arg`: the words behind a script's name from `arg[1]` on, the name in `arg[0]`.")
}

func (p *page) functions() {
	group := ""
	for _, f := range functions {
		if f.Group != group {
			group = f.Group
			p.line("\n## %s", group)
		}
		p.function(f)
	}
}

// function writes what help shows of one function.
func (p *page) function(f *scripting.Func) {
	usage := f.Usage()
	if f.MethodOnly() {
		usage = strings.Replace(usage, f.Name+"("+f.Params[0].Name, f.Params[0].Name+":"+f.Name+"(", 1)
		usage = strings.Replace(strings.Replace(usage, "(, ", "(", 1), "( [, ", "([", 1)
	}
	p.heading(3, code(usage))
	p.line("%s%s.", strings.ToUpper(f.Summary[:1]), f.Summary[1:])
	if f.Returns != "" {
		p.line("Returns %s.", f.Returns)
	}
	if f.Detail != "" {
		p.line("")
		p.line("%s", f.Detail)
	}
	p.line("")
	for i, param := range f.Params {
		if i == 0 && f.Recv != nil && param.Type == f.Recv.Name && param.Means == "the "+f.Recv.Name {
			continue // s: the socket
		}
		p.param(&param)
	}
	if f.Example != "" {
		p.line("")
		p.line("```lua\n%s\n```", f.Example)
	}
}

func (p *page) param(param *scripting.Param) {
	if param.Means == "" && param.Type == "..." {
		return
	}
	optional := ""
	if param.Optional {
		optional = " (optional)"
	}
	p.line("- `%s`%s: %s", param.Name, optional, param.Means)
	for _, f := range param.Fields {
		if f.Name == scripting.AnyOption.Name {
			p.line("  - and any [socket option](#socket-options) by name")
			continue
		}
		p.line("  - `%s=`: %s", f.Name, f.Means)
	}
}

func (p *page) fields() {
	p.heading(2, "fields")
	p.line("They are asked for when they are read, and can't be set.")
	for _, t := range scripting.TypesOf(functions) {
		if len(t.Fields) == 0 {
			continue
		}
		p.heading(3, "of "+t.Noun())
		p.header("field", "what it is")
		for _, f := range t.Fields {
			p.row(code(f.Name), f.Means)
		}
	}
}

func (p *page) options() {
	p.heading(2, "socket options")
	p.line("For `getopt`, `setopt`, and the option tables of `listen` and `dial`. Some are Linux's only.")
	p.line("")
	p.header("name", "value", "sockets", "what it does")
	for _, o := range stack.Options() {
		value := optionValues[o.Kind]
		if o.ReadOnly {
			value += ", can only be read"
		}
		p.row(code(o.Name), value, optionNetworks[o.Networks], o.Summary)
	}
}

func (p *page) decoders() {
	p.heading(2, "decoders")
	p.line("For `decode` and `hex`. `plugin` adds others.")
	p.line("")
	p.header("name", "what it does", "fields of a message")
	for _, d := range decode.All() {
		p.row(code(d.Name), d.Summary, d.Fields)
	}
}

// optionNetworks says on which sockets an option makes sense.
var optionNetworks = map[string]string{"all": "all", "ip": "TCP and UDP", "tcp": "TCP", "udp": "UDP", "ip6": "IPv6"}

// optionValues says what scripts set an option to.
var optionValues = map[stack.OptionKind]string{
	stack.BoolOption: "true or false", stack.IntOption: "number", stack.SecondsOption: "whole seconds",
	stack.MillisOption: "seconds", stack.LingerOption: "seconds, or false", stack.GroupOption: "IP address, can only be set",
	stack.IfaceOption: "IP address", stack.ErrnoOption: "name of an error",
}

func (p *page) limits() {
	p.heading(2, "limits")
	p.line("A limit that is reached is an error with the code `LIMIT` that names the flag. Limits of a whole run end it: `pcall` can't stop them.")
	p.line("")
	p.header("what", "unless set", "flag")
	for _, l := range limit.All() {
		p.row(l.Means, l.Value(limit.Limits{}), code(l.Flag))
	}
}

func (p *page) saved() {
	p.heading(2, "saved logs")
	p.line("`sockpit run --json` and `:events --json` write what happened as JSON lines, one object a line; `sockpit view` draws such a file and")
	p.line("`sockpit replay` plays one side of it. The first line says what the log is of; then each step and each call on a socket is a line, in the")
	p.line("order in which they began. A field whose value is 0 or \"\" is left out. Whoever reads a log passes over fields that it does not know.")
	for _, t := range []struct {
		title  string
		fields []record.Field
	}{{"the first line", record.HeaderFields()}, {"a step", record.StepFields()}, {"a call", record.EventFields()}} {
		p.heading(3, t.title)
		p.header("field", "value", "what it means")
		for _, f := range t.fields {
			p.row(code(f.Name), f.Type, f.Means)
		}
	}
}

func (p *page) codes() {
	p.heading(2, "error codes")
	p.line("`err.code` is the kernel's name of the error, or one of sockpit's own.")
	p.line("")
	p.header("code", "when")
	for _, c := range errorCodes {
		p.row(code(c[0]), c[1])
	}
}

func (p *page) differences() {
	p.heading(2, "differences from Lua 5.1")
	p.line("Scripts can't start programs, write files or leave the process. `setmetatable` takes tables only.")
	p.line("A coroutine can't yield out of `pcall`, a metamethod, an iterator or a comparison function; what waits for a socket can be called there.")
	p.line("")
	p.header("about", "code", "Lua 5.1", "here", "why")
	for _, d := range stdlib.Differences {
		p.row(d.Topic, code(d.Code), code(d.Lua51), code(d.Here), d.Why)
	}
	p.heading(3, "names that are not here")
	p.line("What is left out could reach out of the script, or is of another Lua. The error of a call to it says what to do instead.")
	p.line("")
	p.header("name", "instead")
	for _, a := range scripting.AbsentNames {
		name := a.Name
		if strings.HasSuffix(name, ".") {
			name += "…"
		}
		p.row(code(name), a.Instead)
	}
}

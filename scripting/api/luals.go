package api

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/stdlib"
)

// Definitions writes a definitions file for lua-language-server: the API, what is
// more of it, and the fields of values, so that an editor completes and checks
// scripts. It is read from the tables that the program itself goes by.
func Definitions(more ...*scripting.Func) string {
	d := definitions{funcs: append(slices.Clone(functions), more...)}
	d.page.line("---@meta sockpit")
	d.page.line("")
	d.page.line("-- Written by sockpit doc --luals; do not edit it.")
	d.page.line("")
	d.page.line("---A port of 127.0.0.1, \"host:port\", \":port\", or a URL as unix:///path")
	d.page.line("---@alias sockpit.address string|integer")
	d.classes()
	d.socketOptions()
	for _, f := range d.funcs {
		d.optionClasses(f)
		if f.Global() {
			d.function(f, f.Name, f.Params)
		}
		if f.Recv != nil {
			d.function(f, methodsName(f.Recv.Name)+":"+f.Name, f.Params[1:])
		}
	}
	d.bits()
	return d.page.String()
}

type definitions struct {
	page  page
	funcs []*scripting.Func
}

// className is what the file calls a type of values.
func className(name string) string { return "sockpit." + name }

// methodsName is the local that the methods of a type are put into: not the name of
// the type, which can be that of a function.
func methodsName(typ string) string { return typ + "_methods" }

// comment writes a text as comment lines.
func (d *definitions) comment(text string) {
	for l := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		d.page.line("%s", "---"+l)
	}
}

// field writes a field of a class.
func (d *definitions) field(name, typ, means string) {
	d.page.line("%s", "---@field "+name+" "+typ+" # "+strings.ReplaceAll(means, "\n", " "))
}

// classes writes a class for each type of values, with its fields.
func (d *definitions) classes() {
	for _, t := range scripting.TypesOf(d.funcs) {
		d.page.line("")
		d.page.line("---@class %s", className(t.Name))
		for _, f := range t.Fields {
			d.field(f.Name, f.Lua, f.Means)
		}
		d.page.line("local %s = {}", methodsName(t.Name))
	}
	d.page.line("")
	d.page.line("---@class sockpit.expect")
	d.page.line("---@overload fun(cond: any, why?: string): any")
	d.page.line("expect = {}")
	d.page.line("")
	d.page.line("---The words behind the name of the script.")
	d.page.line("---@type string[]")
	d.page.line("arg = {}")
}

// paramTypes are the types of parameters that are not those of values.
var paramTypes = map[string]string{
	"string": "string", "number": "number", "seconds": "number", "address": "sockpit.address", "function": "function",
	"table": "table", "any": "any", "...": "any", "": "any",
}

// paramType gives the type of a parameter of a function.
func (d *definitions) paramType(f *scripting.Func, p *scripting.Param) string {
	if f.Recv != nil && f.Params[0].Type != f.Recv.Name { // listen(addr, options), and listen(s, backlog)
		switch p.Type {
		case f.Params[0].Type:
			return paramTypes[p.Type] + "|" + className(f.Recv.Name)
		case "options":
			return optionClass(f) + "|number"
		}
	}
	switch p.Type {
	case "options", "list":
		return optionClass(f)
	}
	if t, ok := paramTypes[p.Type]; ok {
		return t
	}
	return className(p.Type)
}

func optionClass(f *scripting.Func) string {
	return className(strings.NewReplacer(":", ".").Replace(f.Title())) + ".options"
}

// optionClasses writes the class of a function's option table.
func (d *definitions) optionClasses(f *scripting.Func) {
	for i := range f.Params {
		p := &f.Params[i]
		if p.Type != "options" && p.Type != "list" {
			continue
		}
		any := slices.ContainsFunc(p.Fields, func(o scripting.Param) bool { return o.Name == scripting.AnyOption.Name })
		d.page.line("")
		d.page.line("---@class %s", optionClass(f)+map[bool]string{true: ": sockpit.socket_options"}[any])
		if p.Type == "list" {
			d.field("[integer]", "any", p.Means)
		}
		for _, o := range p.Fields {
			if o.Name != scripting.AnyOption.Name {
				d.field(o.Name+"?", d.paramType(f, &o), o.Means)
			}
		}
	}
}

// socketOptions writes the class of the options by name that listen and dial take.
func (d *definitions) socketOptions() {
	d.page.line("")
	d.page.line("---@class sockpit.socket_options")
	for _, o := range stack.Options() {
		typ := "any"
		switch o.Kind {
		case stack.BoolOption:
			typ = "boolean"
		case stack.IntOption, stack.SecondsOption, stack.MillisOption:
			typ = "number"
		}
		d.field(o.Name+"?", typ, o.Summary)
	}
}

// function writes what an editor shows of a function, under one of its names.
func (d *definitions) function(f *scripting.Func, name string, params []scripting.Param) {
	d.page.line("")
	d.comment(strings.ToUpper(f.Summary[:1]) + f.Summary[1:] + ".")
	if f.Detail != "" {
		d.comment("\n" + f.Detail)
	}
	if f.Example != "" {
		d.comment("\n```lua\n" + f.Example + "\n```")
	}
	var names, short []string
	for i := range params {
		p := &params[i]
		mark := map[bool]string{true: "?"}[p.Optional && p.Type != "..."]
		d.page.line("%s", strings.TrimRight("---@param "+p.Name+mark+" "+d.paramType(f, p)+" # "+strings.ReplaceAll(p.Means, "\n", " "), " #"))
		names = append(names, p.Name)
		if !p.Optional || p.Type == "options" {
			short = append(short, p.Name+": "+d.paramType(f, p))
		}
	}
	if f.Returns != "" {
		types := f.ReturnTypes
		if types == nil {
			types = []string{"any"}
		}
		for i, t := range types {
			means := ""
			if i == 0 {
				means = " # " + strings.ReplaceAll(f.Returns, "\n", " ")
			}
			if t == "..." {
				t = "any ..."
			}
			d.page.line("%s", "---@return "+t+means)
		}
	}
	if n := len(params); n > len(short) && params[n-1].Type == "options" { // recv(s, {timeout=1})
		if strings.Contains(name, ":") {
			short = append([]string{"self: " + className(f.Recv.Name)}, short...)
		}
		d.page.line("%s", "---@overload fun("+strings.Join(short, ", ")+"): "+strings.Join(overloadReturns(f), ", "))
	}
	if name == "expect" {
		return // it is the table, which can be called
	}
	d.page.line("function %s(%s) end", name, strings.Join(names, ", "))
}

func overloadReturns(f *scripting.Func) []string {
	if types := f.ReturnTypes; types != nil {
		return types
	}
	return []string{"any"}
}

// bits writes the functions of bit, as LuaBitOp has them.
func (d *definitions) bits() {
	d.page.line("")
	d.page.line("---Operations on the bits of numbers, as LuaBitOp has them.")
	d.page.line("bit = {}")
	for _, name := range slices.Sorted(maps.Keys(stdlib.Bit())) {
		d.page.line("")
		d.page.line("---@param x number")
		d.page.line("---@param ... number")
		d.page.line("---@return number")
		d.page.line("%s", fmt.Sprintf("function bit.%s(x, ...) end", name))
	}
}

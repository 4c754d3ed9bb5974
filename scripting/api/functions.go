// Package api is what scripts can call: the functions of sockpit's Lua API, each an
// entry of a table with its documentation, its example and its code beside it.
//
// The tables come into a host by the door that every package above scripting uses:
// Config.Functions. The reference page and the definitions for editors are written
// from them.
package api

import (
	"slices"

	"sockpit/scripting"
)

// Functions is the API, in teaching order. A function cannot exist without its
// entry here, and nothing about it is written anywhere else.
func Functions() []*scripting.Func { return functions }

var functions = slices.Concat(makeFuncs, moveFuncs, endFuncs, tuneFuncs, faultFuncs, waitFuncs, taskFuncs, channelFuncs, lookFuncs, diagramFuncs, decodeFuncs, networkFuncs, hostFuncs, linkFuncs, packetFuncs, scripting.WhyFuncs, byteFuncs, expectFuncs, scripting.ControlFuncs)

// Find gives the function called name ("send", "expect.equal", or
// "channel:put" for what is only a method), or nil.
func Find(name string) *scripting.Func {
	for _, f := range functions {
		if f.Title() == name {
			return f
		}
	}
	return nil
}

// New makes a host whose scripts can call the API, and what c has besides.
func New(c scripting.Config) *scripting.Host {
	c.Functions = slices.Concat(functions, c.Functions)
	return scripting.New(c)
}

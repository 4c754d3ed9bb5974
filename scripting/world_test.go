package scripting

import "slices"

// API gives the functions of package api, which tests of this package can't
// import: those of scripting_test set it.
var API func() []*Func

// newWorld makes a host whose scripts have the API.
func newWorld(c Config) *Host {
	c.Functions = slices.Concat(API(), c.Functions)
	return New(c)
}

// findFunction gives a function of the API.
func findFunction(name string) *Func {
	for _, f := range API() {
		if f.Title() == name {
			return f
		}
	}
	return nil
}

//go:build !linux

package runtime

// platformOptions are the options only Linux has under these names.
var platformOptions []*Option

// anyGroup is not to be had on this system.
var anyGroup *Option

// addressOnly is not to be had on this system.
var addressOnly *Option

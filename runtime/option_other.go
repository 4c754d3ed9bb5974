//go:build !linux

package runtime

// platformOptions are the options only Linux has under these names.
var platformOptions []*Option

//go:build !linux

package runtime

// ownOptionNumbers are those of the options that only this system has.
var ownOptionNumbers map[string]optionNumber

//go:build unix && !linux

package kernel

// ownOptionNumbers are those of the options that only this system has.
var ownOptionNumbers map[string]optionNumber

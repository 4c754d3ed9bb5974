//go:build !linux

package scripting

var worlds = map[string]world{}

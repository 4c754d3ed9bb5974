//go:build plain

package scripting

const tricks = false

//go:build plain

package luavm

const tricks = false

//go:build !plain

package luavm

// tricks is false in a build with the tag plain, which asks gopher-lua only by what it
// exports.
const tricks = true

//go:build !plain

package scripting

// tricks is false in a build with the tag plain, which asks gopher-lua only by
// what it exports: it must pass the same tests.
//
//	go test -tags plain ./scripting
const tricks = true
